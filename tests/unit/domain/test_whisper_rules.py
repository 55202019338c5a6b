"""What the one sentence at a ring says, and of whom it says nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agentassist.domain.basis import Certainty
from agentassist.domain.brief import Brief, BriefCode, BriefPart
from agentassist.domain.call import AgentState, CallOrigin, CallSnapshot, Direction
from agentassist.domain.contact import Contact, Identity, IdentityStatus
from agentassist.domain.discretion import Discretion
from agentassist.domain.greeting import greeting
from agentassist.domain.ids import AgentId, CallId, ContactId, PromiseId
from agentassist.domain.party import Party, Presentation
from agentassist.domain.promise import Promise
from agentassist.domain.screen_pop import LikelyWhy, ScreenPop
from agentassist.domain.whisper import Whisper, settled, whisper

NOW = datetime(2026, 11, 22, 10, 2, tzinfo=UTC)
DANA = Contact(ContactId("dana"), "Dana Reyes", accounts=("40010018",))
CALL = CallSnapshot(
    1,
    AgentId("101"),
    AgentState.RINGING,
    call_id=CallId("1.1"),
    caller=Party("+442079460877"),
    intent="billing",
    verified=True,
)
REPEATED = BriefPart(BriefCode.REPEATED, (), topic="billing", count=3, span=timedelta(days=9))


def promise(days: int = 2, **more: Discretion) -> Promise:
    due = NOW - timedelta(days=days)
    return Promise(PromiseId(f"p{days}"), DANA.id, "Call back", due, "Amir", due, **more)


def card(
    call: CallSnapshot = CALL,
    identity: Identity = Identity(IdentityStatus.IDENTIFIED, DANA),
    why: LikelyWhy | None = LikelyWhy("billing", False, certainty=Certainty.SAID),  # noqa: B008
    brief: Brief | None = Brief((REPEATED,)),  # noqa: B008
    *promises: Promise,
) -> ScreenPop:
    return ScreenPop(
        call=call,
        identity=identity,
        likely_why=why,
        overdue=promises,
        greeting=greeting(call, identity, promises),
        brief=brief,
    )


def told(shown: ScreenPop) -> Whisper:
    said = whisper(shown, NOW)
    assert said is not None
    return said


def test_all_of_it() -> None:
    shown = replace(card(), overdue=(promise(2), promise(5)))
    assert whisper(shown, NOW) == Whisper(
        name="Dana",
        topic="billing",
        certainty=Certainty.SAID,
        times=3,
        span=timedelta(days=9),
        missed=2,
        late=timedelta(days=5),
    )


def test_the_name_is_of_who_is_verified_and_of_nobody_else() -> None:
    assert told(card(replace(CALL, verified=False))).name == ""
    also = Identity(IdentityStatus.IDENTIFIED, DANA, also_fits=True)
    assert told(card(identity=also)).name == ""
    several = Identity(IdentityStatus.CANDIDATES)
    assert told(card(identity=several)).name == ""


def test_a_reason_from_a_record_is_told_without_its_numbers() -> None:
    why = LikelyWhy("Refund for account 40010018 (#4821)", True, certainty=Certainty.PROBABLE)
    said = told(card(why=why))
    assert (said.topic, said.reason) == ("", "Refund for account")
    assert said.certainty is Certainty.PROBABLE


@pytest.mark.parametrize("mark", [Discretion.KNOW, Discretion.HIDE])
def test_what_may_not_be_said_is_not_heard(mark: Discretion) -> None:
    why = LikelyWhy("Complained about us", True, discretion=mark)
    said = told(replace(card(why=why), overdue=(promise(discretion=mark),)))
    assert (said.reason, said.missed, said.late) == ("", 0, None)


SILENT = {
    "the number is withheld": card(
        replace(CALL, caller=Party(None, presentation=Presentation.RESTRICTED))
    ),
    "nobody to look by": card(identity=Identity(IdentityStatus.WITHHELD)),
    "a source asks for discretion": card(
        identity=Identity(
            IdentityStatus.IDENTIFIED, replace(DANA, discretion=(("city", Discretion.KNOW),))
        )
    ),
    "a colleague": card(replace(CALL, internal_from="102")),
    "a colleague by who it is": card(identity=Identity(IdentityStatus.INTERNAL)),
    "a link that any page may open": card(replace(CALL, origin=CallOrigin.LINK)),
    "a call out": card(replace(CALL, direction=Direction.OUTBOUND)),
    "answered": card(replace(CALL, state=AgentState.TALKING)),
    "held": card(replace(CALL, state=AgentState.HELD)),
    "over": card(replace(CALL, state=AgentState.WRAPPING)),
    "nothing known": card(
        replace(CALL, intent=None, verified=False), Identity(IdentityStatus.UNKNOWN), None, None
    ),
}


@pytest.mark.parametrize("shown", SILENT.values(), ids=SILENT)
def test_of_whom_nothing_is_said(shown: ScreenPop) -> None:
    assert whisper(shown, NOW) is None


def test_it_waits_for_the_store() -> None:
    assert settled(card())
    assert not settled(card(identity=Identity()))
    assert not settled(card(brief=None))
    assert settled(card(identity=Identity(IdentityStatus.UNKNOWN), brief=None))
