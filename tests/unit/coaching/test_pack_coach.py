"""Cues: the right one, when it becomes due, and never twice for the same reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agentassist.coaching.engine import PackCoach
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment, Cue
from agentassist.domain.interaction import Mood
from agentassist.ports.coaching import Coach

NOTES = "two charges 18 Nov, wants it back before the weekend, was told someone would call"


def rules(cues: tuple[Cue, ...]) -> list[str]:
    return [cue.rule for cue in cues]


def test_the_pack_coach_is_a_coach(coach: PackCoach) -> None:
    port: Coach = coach
    assert port.cues(CallMoment(AgentState.IDLE), None) == ()


def test_nothing_to_say_about_a_plain_call(coach: PackCoach, talking: CallMoment) -> None:
    for state in AgentState:
        assert coach.cues(replace(talking, state=state), None) == ()


def test_a_missed_promise_comes_first(coach: PackCoach, talking: CallMoment) -> None:
    moment = replace(
        talking, overdue_promise=True, first_name="Dana", wait=timedelta(minutes=6), transfers=2
    )
    cues = coach.cues(moment, None)
    assert rules(cues) == ["missed-promise", "passed-around", "long-wait"]
    assert cues[0].line == "Name the missed promise first"
    assert cues[0].better.startswith("Dana, we promised you something")
    assert cues[1].why.startswith("They were passed on 2 times")


def test_a_wording_without_its_fact_is_left_out(coach: PackCoach, talking: CallMoment) -> None:
    (cue,) = coach.cues(replace(talking, overdue_promise=True), None)
    assert cue.better.startswith("We promised you something")


def test_nothing_is_said_while_it_rings(coach: PackCoach, talking: CallMoment) -> None:
    ringing = replace(talking, state=AgentState.RINGING, overdue_promise=True)
    assert coach.cues(ringing, None) == ()
    assert rules(coach.cues(replace(ringing, state=AgentState.TALKING), ringing)) == [
        "missed-promise"
    ]


def test_a_cue_is_due_once_when_its_moment_comes(coach: PackCoach, talking: CallMoment) -> None:
    early = replace(talking, notes=NOTES, elapsed=timedelta(seconds=89))
    due = replace(early, elapsed=timedelta(seconds=90))
    later = replace(early, elapsed=timedelta(seconds=91))
    assert coach.cues(early, None) == ()
    assert rules(coach.cues(due, early)) == ["play-back"]
    assert coach.cues(later, due) == ()


def test_notes_become_the_play_back_line(coach: PackCoach, talking: CallMoment) -> None:
    (cue,) = coach.cues(replace(talking, notes=NOTES, elapsed=timedelta(seconds=95)), None)
    assert cue.line == "Play it back before you solve it"
    assert cue.better == (
        "So far I have: two charges 18 Nov, you want it back before the weekend,"
        " you were told someone would call. Did I get that right?"
    )


@pytest.mark.parametrize(
    ("notes", "spoken"),
    [
        ("account 555012340018 shows two charges", "account •••• 0018 shows two charges"),
        ("her router blinks red since Monday", "your router blinks red since Monday"),
        ("needs a copy; by mail\nasap", "you need a copy, by mail, asap"),
        ("card 4111 1111 1111 1111 was charged", "card •••• 1111 was charged"),
    ],
)
def test_a_note_is_turned_to_the_caller_and_hides_numbers(
    coach: PackCoach, talking: CallMoment, notes: str, spoken: str
) -> None:
    (cue,) = coach.cues(replace(talking, notes=notes, elapsed=timedelta(seconds=95)), None)
    assert cue.better == f"So far I have: {spoken}. Did I get that right?"


def test_long_notes_are_cut_at_a_clause(coach: PackCoach, talking: CallMoment) -> None:
    notes = ", ".join(f"clause number {number} of the story" for number in range(20))
    (cue,) = coach.cues(replace(talking, notes=notes, elapsed=timedelta(seconds=95)), None)
    assert cue.better.count("clause") == 2


def test_thanks_come_with_a_fact_and_not_beside_a_broken_promise(
    coach: PackCoach, talking: CallMoment
) -> None:
    moment = replace(
        talking, recognition="reported the outage first", elapsed=timedelta(seconds=160)
    )
    (cue,) = coach.cues(moment, None)
    assert cue.pack == "thanks"
    assert "reported the outage first" in cue.why
    assert coach.cues(replace(moment, overdue_promise=True), None) == ()


def test_mood_is_the_agents_mark(coach: PackCoach, talking: CallMoment) -> None:
    moment = replace(talking, elapsed=timedelta(seconds=20))
    assert rules(coach.cues(replace(moment, mood=Mood.ANGRY), moment)) == ["let-them-finish"]


def test_lines_are_short(coach: PackCoach) -> None:
    for pack in coach.packs:
        for rule in pack.rules:
            assert all(len(line) <= 90 for line in rule.lines), rule.id


def test_of_a_pack_in_two_languages_one_speaks(coach: PackCoach, talking: CallMoment) -> None:
    moment = replace(talking, overdue_promise=True)
    assert [cue.pack for cue in coach.cues(moment, None)] == ["apology"]
    german = PackCoach(coach.packs, language="de")
    assert [cue.pack for cue in german.cues(moment, None)] == ["apology-de"]
    other = PackCoach(coach.packs, language="fr")
    assert [cue.pack for cue in other.cues(moment, None)] == ["apology"]
