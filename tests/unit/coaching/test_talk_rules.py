"""What the bundled packs hear in a talk, and what rules on utterances may be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from agentassist.coaching.agent_language import language_in
from agentassist.coaching.engine import PackCoach
from agentassist.coaching.examples import check_examples
from agentassist.coaching.pack import read_pack
from agentassist.coaching.preview import Preview
from agentassist.coaching.recorded_talk import read_talk
from agentassist.coaching.talk_rules import FRESH
from agentassist.coaching.wording import say_back
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment, Cue
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.interaction import Mood
from agentassist.domain.ivr import GivenFact
from agentassist.domain.utterance import Speaker, Talk


def said(moment: CallMoment, *lines: str) -> CallMoment:
    """One second later for each; `a: ...` is the agent's."""
    for line in lines:
        elapsed = moment.elapsed + timedelta(seconds=1)
        speaker = Speaker.AGENT if line.startswith("a: ") else Speaker.CALLER
        at = None
        talk = moment.talk.hear(speaker, line[3:], final=True, elapsed=elapsed, at=at)
        moment = replace(moment, talk=talk, elapsed=elapsed)
    return moment


def due(coach: PackCoach, before: CallMoment, *lines: str) -> dict[str, Cue]:
    """Cues of the last of these turns."""
    almost = said(before, *lines[:-1])
    return {cue.rule: cue for cue in coach.cues(said(almost, lines[-1]), almost)}


def test_what_was_given_is_not_asked_again_right_after(
    coach: PackCoach, talking: CallMoment, account: GivenFact
) -> None:
    moment = replace(talking, given=(account,))
    cue = due(coach, moment, "a: Could you give me your account number?")["account-again"]
    assert cue.line == "They gave the account already: •••• 0018 from the IVR 10:02"
    assert cue.better == "I have your account number here"
    assert cue.words == "Could you give me your account number"
    assert due(coach, talking, "a: Could you give me your account number?") == {}
    assert due(coach, moment, "c: Could you give me your account number?") == {}


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("a: Können Sie mir bitte Ihre Kundennummer nennen?", "Das Konto wurde schon genannt"),
        ("a: ¿Me puede dar su número de cuenta?", "La cuenta ya se dio"),
        ("a: Pouvez-vous me donner votre numéro de compte ?", "Le compte a déjà été donné"),
    ],
)
def test_in_the_language_of_the_talk(
    coach: PackCoach, talking: CallMoment, account: GivenFact, line: str, start: str
) -> None:
    cues = due(coach, replace(talking, given=(account,)), line)
    assert cues["account-again"].line.startswith(f"{start}: •••• 0018 ")


def test_an_answer_to_the_question_itself_is_no_reproach(
    coach: PackCoach, talking: CallMoment, account: GivenFact
) -> None:
    assert account.at is not None
    talk = Talk().hear(
        Speaker.AGENT,
        "What is your account number?",
        final=True,
        elapsed=timedelta(seconds=3),
        at=account.at - timedelta(seconds=2),
    )
    asked = replace(talking, elapsed=timedelta(seconds=5), talk=talk, given=(account,))
    assert coach.cues(asked, replace(asked, talk=Talk())) == ()


def test_a_turn_is_news_once_and_for_a_while(
    coach: PackCoach, talking: CallMoment, account: GivenFact
) -> None:
    moment = said(replace(talking, given=(account,)), "a: What is your account number?")
    assert coach.cues(moment, moment) == ()
    assert coach.cues(moment, None) != ()  # it still holds
    assert coach.cues(replace(moment, elapsed=moment.elapsed + FRESH * 2), None) == ()


def test_a_card_number_by_voice_is_always_a_danger(coach: PackCoach, talking: CallMoment) -> None:
    cue = due(coach, talking, "a: Can you read me your card number?")["card-by-voice"]
    assert cue.safety


@pytest.mark.parametrize(
    ("line", "mood", "words"),
    [
        ("c: This is a disgrace, honestly.", Mood.ANGRY, "disgrace"),
        ("c: Ich bin wirklich enttäuscht.", Mood.FRUSTRATED, "enttäuscht"),
        ("c: Thank you so much, that was very helpful!", Mood.GRATEFUL, "Thank you so much"),
    ],
)
def test_words_suggest_a_mood_and_are_shown(
    coach: PackCoach, talking: CallMoment, line: str, mood: Mood, words: str
) -> None:
    cues = [cue for cue in due(coach, talking, line).values() if cue.suggests is not None]
    assert [cue.suggests for cue in cues] == [mood]
    assert words in cues[0].words


def test_the_third_apology_is_counted_over_the_call(coach: PackCoach, talking: CallMoment) -> None:
    sorry = "a: I'm sorry about the charge. I'm returning it now."
    assert "third-apology" not in due(coach, talking, sorry, "c: Well.", sorry)
    talk = (sorry, "c: Well.", sorry, "c: Fine.", "a: It is on its way.", "c: And?", sorry)
    assert "third-apology" in due(coach, talking, *talk)


def test_the_caller_is_said_back_only_when_it_can_be_turned_for_sure(coach: PackCoach) -> None:
    back = next(pack.says_back for pack in coach.packs if pack.id == "listening")

    def turned(text: str) -> str:
        talk = Talk().hear(Speaker.CALLER, text, final=True, elapsed=timedelta(), at=None)
        return say_back(talk, back)

    assert turned("I was told my order, the blue one, is late.") == (
        "you were told your order, the blue one, is late"
    )
    assert turned("I think you charged me twice for this.") == ""  # who did what is not ours to say
    assert turned("My account is 55500018 as I said.") == ""
    assert turned("Where is my order then?") == ""


RULE = """
[[rule]]
id = "trial"
watches = {watches}
line = "Say it"
{more}
[rule.when]
{when}
[rule.examples]
fires = [{{ text = "well, hello" }}]
silent = [{{ text = "goodbye" }}]
"""


@pytest.mark.parametrize(
    ("watches", "more", "when", "key"),
    [
        ('["draft", "call"]', "", 'phrases = ["hello"]', "watches"),
        ('["draft", "agent_utterance"]', "in_a_row = 3", 'phrases = ["hello"]', "in_a_row"),
        ('"agent_utterance"', 'suggests = "angry"', 'phrases = ["hello"]', "suggests"),
        ('"call"', "", 'phrases = ["hello"]', "when"),
    ],
)
def test_rules_that_cannot_be_are_named(
    write_pack: Callable[..., Path], watches: str, more: str, when: str, key: str
) -> None:
    folder = write_pack(RULE.format(watches=watches, more=more, when=when))
    with pytest.raises(AgentAssistError) as caught:
        read_pack(folder)
    assert (caught.value.params["rule"], caught.value.params["key"]) == ("trial", key)


def test_an_example_must_hold_for_every_text_a_rule_watches(
    write_pack: Callable[..., Path],
) -> None:
    both = RULE.format(
        watches='["agent_utterance", "caller_utterance"]', more="", when='phrases = ["hello"]'
    )
    assert check_examples(read_pack(write_pack(both))) == ()
    wrong = both.replace("goodbye", "oh hello").replace("well, hello", "good morning")
    assert len(check_examples(read_pack(write_pack(wrong, name="wrong")))) == 2


def test_a_transcript_is_previewed(coach: PackCoach, tmp_path: Path) -> None:
    file = tmp_path / "chat.txt"
    file.write_text(
        'given = ["account"]\n---\n[0:02] Agent: Good morning.\nCustomer: This is a disgrace.\n'
        "Agent: Could you give me your account number?\n",
        encoding="utf-8",
    )
    asks = next(pack for pack in coach.packs if pack.id == "never-ask-twice")
    listening = next(pack for pack in coach.packs if pack.id == "listening")
    preview = Preview(asks)
    preview.talk(read_talk(file))
    assert [(one.rule, one.cues, one.shown) for one in preview.outcomes() if one.fired] == [
        ("account-again", 1, 1)
    ]
    moods = Preview(listening)
    moods.talk(read_talk(file))
    assert [(one.rule, one.suggested) for one in moods.outcomes() if one.fired] == [
        ("sounds-angry", 1)
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [("de_AT", "de"), ("German_Germany", "de"), ("C", "en"), (None, "en"), ("fr-CA", "fr")],
)
def test_the_language_of_the_computer(name: str | None, code: str) -> None:
    assert language_in(name) == code


def test_idle_talk_says_nothing(coach: PackCoach) -> None:
    quiet = CallMoment(AgentState.TALKING)
    assert due(coach, quiet, "a: Good morning, how can I help?", "c: My parcel is not there.") == {}
