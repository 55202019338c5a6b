"""A talk out of a transcript's pieces, and turns out of copied text."""

from datetime import UTC, datetime, timedelta

import pytest

from agentassist.domain.backchannel import encourages
from agentassist.domain.spoken_digits import redact_spoken
from agentassist.domain.transcript_text import turns_in
from agentassist.domain.utterance import KEPT, OPEN_FOR, Speaker, Talk

AGENT, CALLER = Speaker.AGENT, Speaker.CALLER
TEN = datetime(2026, 11, 22, 10, tzinfo=UTC)


def hear(talk: Talk, speaker: Speaker, text: str, at: float, *, final: bool = True) -> Talk:
    since = timedelta(seconds=at)
    return talk.hear(speaker, text, final=final, elapsed=since, at=TEN + since)


def test_partial_pieces_are_replaced_and_only_the_final_one_counts() -> None:
    talk = hear(Talk(), CALLER, "my", 1, final=False)
    talk = hear(talk, CALLER, "my parcel", 2, final=False)
    assert (talk.heard, talk.turns) == (0, ())
    assert talk.speaks(CALLER, timedelta(seconds=2))
    talk = hear(talk, CALLER, "my parcel is late", 3)
    assert [turn.text for turn in talk.turns] == ["my parcel is late"]
    assert not talk.speaks(CALLER, timedelta(seconds=3))


def test_a_partial_piece_that_nothing_follows_was_the_last() -> None:
    talk = hear(Talk(), CALLER, "well I", 1, final=False)
    assert not talk.speaks(CALLER, timedelta(seconds=1) + OPEN_FOR)


def test_what_comes_late_says_nothing() -> None:
    talk = hear(Talk(), CALLER, "my parcel is late", 5)
    assert hear(talk, CALLER, "my parcel", 4, final=False) == talk
    assert hear(talk, CALLER, "my parcel is", 4) == talk
    assert hear(talk, AGENT, "hello", 4).heard == 2  # the other's time is their own


def test_an_empty_final_piece_ends_a_turn_that_was_none() -> None:
    talk = hear(hear(Talk(), CALLER, "uh", 1, final=False), CALLER, "", 2)
    assert (talk.open, talk.heard) == ((), 0)


def test_who_begins_while_the_other_speaks_cuts_in() -> None:
    talk = hear(Talk(), CALLER, "and then the driver", 1, final=False)
    talk = hear(talk, AGENT, "let me look", 2, final=False)
    assert hear(talk, AGENT, "let me look that up", 3).turns[-1].cut_in


@pytest.mark.parametrize("said", ["Mm-hm.", "Yes, go on.", "Ja, genau", "d’accord", "Ah, I see!"])
def test_a_backchannel_interrupts_nobody(said: str) -> None:
    talk = hear(Talk(), CALLER, "and then the driver", 1, final=False)
    assert encourages(said)
    assert not hear(talk, AGENT, said, 2).turns[-1].cut_in


@pytest.mark.parametrize("said", ["", "Yes, but that is not right at all", "No.", "order 12"])
def test_what_says_something_is_no_backchannel(said: str) -> None:
    assert not encourages(said)


def test_one_go_counts_on_through_backchannels_but_not_through_answers() -> None:
    talk = hear(hear(Talk(), AGENT, "one two three", 1), CALLER, "mm", 2)
    talk = hear(talk, AGENT, "four five", 3)
    assert talk.in_one_go == 5
    talk = hear(hear(Talk(), AGENT, "is it on?", 1), CALLER, "yes", 2)
    assert hear(talk, AGENT, "good then", 3).in_one_go == 2


def test_a_long_talk_keeps_its_end_and_knows_how_many_there_were() -> None:
    talk = Talk()
    for number in range(KEPT + 5):
        talk = hear(talk, AGENT, f"turn {number}", number)
    assert (talk.heard, len(talk.turns)) == (KEPT + 5, KEPT)
    assert [one.text for one in talk.since(KEPT + 3)] == [f"turn {KEPT + 3}", f"turn {KEPT + 4}"]
    assert talk.until(talk.turns[1]).heard == 7


@pytest.mark.parametrize(
    "text",
    [
        "it is 4111 1111 1111 1111",
        "four one one one one one one one one one one one one one one one",
        "vier eins eins eins, eins eins eins eins, eins eins",
        "4111 1111 1111",  # as far as they came
        "four 1 one 1 1 one one one 1 1",
    ],
)
def test_a_card_that_is_said_is_not_there_any_more(text: str) -> None:
    hidden = redact_spoken(text)
    assert "1111" not in hidden.replace("•••• 1111", "")
    assert "one one" not in hidden
    assert "eins" not in hidden


@pytest.mark.parametrize(
    "text",
    [
        "it is forty-two seventeen eighty one twelve nineteen ten",
        "dreiundzwanzig fünfundvierzig zwölf achtundneunzig elf",
        "treinta y cuatro cincuenta y seis doce once quince",
        "quarante-quatre cinquante-cinq onze seize vingt-deux",
    ],
)
def test_a_number_that_is_said_in_pairs_is_taken_out(text: str) -> None:
    assert "••••" in redact_spoken(text)
    assert not {"twelve", "zwölf", "doce", "onze"} & set(redact_spoken(text).split())


@pytest.mark.parametrize(
    "text",
    [
        "at 10:02 on the 18th",
        "one or two of them",
        "order 5512 again",
        "twenty five euros on the ninth and ten on the second",
        "call at ten twenty or ten forty five",
        "um fünf vor zwölf",
    ],
)
def test_ordinary_numbers_stay(text: str) -> None:
    assert redact_spoken(text) == text


def test_a_copied_chat_becomes_turns() -> None:
    text = "[10:02] Agent: Good morning.\nHow can I help?\n10:03 Kundin (Dana): My parcel\n\nME: ok"
    assert turns_in(text, CALLER) == (
        (AGENT, "Good morning. How can I help?"),
        (CALLER, "My parcel"),
        (AGENT, "ok"),
    )


def test_text_without_names_is_of_one_side() -> None:
    text = "My parcel is late.\nNote: it has a number\nwhere is it"
    assert turns_in(text, CALLER) == tuple((CALLER, line) for line in text.splitlines())


def test_a_huge_paste_is_cut_and_quick() -> None:
    turns = turns_in("Agent: " + "x" * 100_000 + "\n" + "Customer: y\n" * 50_000, CALLER)
    assert sum(len(text) for _, text in turns) <= 40_000
