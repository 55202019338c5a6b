"""What is only to be known is in a line for the agent and in no wording; refusals are heeded."""

from dataclasses import replace

import pytest

from agentassist.coaching.engine import PackCoach
from agentassist.coaching.wording import FOR_THE_EYES, SLOTS, SlotValues
from agentassist.domain.coaching import CallMoment
from agentassist.domain.consent import Purpose

CALL = "I'll call you back by five."
OFFER = "We have a special offer this week."


def found(coach: PackCoach, draft: str, moment: CallMoment) -> set[str]:
    return {finding.rule for finding in coach.check_draft(draft, moment).findings}


@pytest.mark.parametrize(
    ("draft", "refused", "rule"),
    [(CALL, Purpose.PHONE, "calls-refused"), (OFFER, Purpose.MARKETING, "offers-refused")],
)
def test_what_they_refused_is_caught_in_a_draft(
    coach: PackCoach, talking: CallMoment, draft: str, refused: Purpose, rule: str
) -> None:
    assert rule in found(coach, draft, replace(talking, refused=frozenset({refused})))
    assert rule not in found(coach, draft, talking)
    others = frozenset(Purpose) - {refused}
    assert rule not in found(coach, draft, replace(talking, refused=others))


def test_how_often_we_apologised_is_never_said_to_them(talking: CallMoment) -> None:
    values = SlotValues(replace(talking, apologies_on_file=3))
    assert values.fill("{apologies_on_file} on file") == "3 on file"
    assert values.fill("We said sorry {apologies_on_file} times", to_say=True) is None
    assert FOR_THE_EYES < SLOTS
