"""Conditions on what is left of a text without its courtesies, and on what it replies to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from agentassist.coaching.engine import PackCoach
from agentassist.coaching.labels import Labeller
from agentassist.coaching.pack import read_pack
from agentassist.domain.coaching import CallMoment
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.utterance import Speaker, Talk

WritePack = Callable[..., Path]
HEAD = '[[rule]]\nid = "r"\nwatches = "draft"\nline = "Say it"\n'
EXAMPLES = '[rule.examples]\nfires = ["sorry, the lamp"]\nsilent = ["goodbye"]\n'


def fires(folder: Path, text: str, moment: CallMoment) -> bool:
    coach = PackCoach([read_pack(folder)])
    return any(found.rule == "r" for found in coach.check_draft(text, moment).findings)


def after(moment: CallMoment, *turns: tuple[Speaker, str]) -> CallMoment:
    talk = Talk()
    for speaker, text in turns:
        talk = talk.hear(speaker, text, final=True, elapsed=timedelta(), at=None)
    return replace(moment, talk=talk)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sorry about that.", False),
        ("Sorry about the lamp.", True),
        ("Dana, sorry about that! ^KL", False),  # neither a name nor a signature says anything
        ("Sorry. The lamp works.", False),  # in another sentence
    ],
)
def test_a_find_that_must_say_something(
    write_pack: WritePack, talking: CallMoment, text: str, *, expected: bool
) -> None:
    rule = 'phrases = ["sorry ...6"]\nbeyond = ["(sorry|about|that|the)"]\n'
    assert fires(write_pack(HEAD + "[rule.when]\n" + rule + EXAMPLES), text, talking) is expected


@pytest.mark.parametrize(("text", "expected"), [("we are sorry", False), ("a b lamp chair", True)])
def test_a_text_with_enough_of_its_own(
    write_pack: WritePack, talking: CallMoment, text: str, *, expected: bool
) -> None:
    rule = 'at_least = 2\nbeyond = ["(we|are|sorry|a|b)"]\nall = [{ phrases = ["(sorry|lamp)"] }]\n'
    examples = EXAMPLES.replace("sorry, the lamp", "lamp chair")
    assert fires(write_pack(HEAD + "[rule.when]\n" + rule + examples), text, talking) is expected


def test_a_reply_to_a_complaint_is_another_thing(
    write_pack: WritePack, talking: CallMoment
) -> None:
    rule = 'phrases = ["the lamp"]\nanswers = ["complains", "nothing"]\n'
    folder = write_pack(HEAD + "[rule.when]\n" + rule + EXAMPLES)
    said = "the lamp takes two days"
    assert fires(folder, said, talking)
    angry = after(talking, (Speaker.CALLER, "This is ridiculous."), (Speaker.AGENT, "I see."))
    assert fires(folder, said, angry)
    calm = after(talking, (Speaker.CALLER, "What time do you open?"))
    assert not fires(folder, said, calm)


def test_an_act_that_answers_is_judged_anew_after_another_turn() -> None:
    labeller = Labeller.load()
    text = "Calls are answered in the order they come in."

    def defends(*context: str) -> bool:
        return "defensive_or_over_explains" in str(labeller.label(text, context)["labels"])

    assert defends("customer: Why was my order late again?!")
    assert not defends("customer: Who do I speak to?")


def test_an_unknown_act_is_named(write_pack: WritePack) -> None:
    rule = 'phrases = ["the lamp"]\nanswers = ["sings"]\n'
    with pytest.raises(AgentAssistError) as refused:
        read_pack(write_pack(HEAD + "[rule.when]\n" + rule + EXAMPLES))
    assert "sings" in str(refused.value.params)
