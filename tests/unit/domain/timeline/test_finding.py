"""Finding rows as they are typed for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.ids import ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.promise import Promise
from agentassist.domain.timeline.arrange import arrange
from agentassist.domain.timeline.entry import Row
from agentassist.domain.timeline.filter import Filter, Finder, matches
from agentassist.domain.timeline.words import folded_words, query_words, spans

NOW = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
DANA = ContactId("c1")


def item(key: str, hours: float, channel: Channel, title: str, **more: Any) -> Interaction:
    at = NOW - timedelta(hours=hours)
    return Interaction(InteractionId(key), DANA, channel, at, title, **more)


BILL = item(
    "b",
    1,
    Channel.PHONE,
    "Charged twice · Zoë",
    detail="Überweisung zurück.",
    reference="88-0412",
    source="crm",
)
ORDER = item(
    "o",
    2,
    Channel.ORDER,
    "Router R3",
    reference="ORD20118",
    source="shop",
    status=InteractionStatus.WAITING,
)
CHAT = [
    item(f"m{n}", 3 + n, Channel.CHAT, text, thread="t", source="chat")
    for n, text in enumerate(("Thank you", "Where is my straße?"))
]
PROMISE = Promise(PromiseId("p"), DANA, "Send the bill again", NOW, "Łukasz", NOW)
ROWS = arrange([BILL, ORDER, *CHAT], NOW, UTC, [PROMISE]).rows


def found(text: str = "", **wanted: Any) -> list[str]:
    return [row.key for row in Finder(ROWS).find(Filter(text=text, **wanted))]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("", ["promise:p", "b", "o", "m0"]),
        ("char", ["b"]),
        ("TWICE char", ["b"]),
        ("zoe", ["b"]),
        ("zoë", ["b"]),
        ("uberw zuruck", ["b"]),
        ("harged", []),
        ("twice router", []),
        ("88-0412", ["b"]),
        ("88-04", ["b"]),
        ("880412", ["b"]),
        ("0412", ["b"]),
        ("ord20", ["o"]),
        ("20118", ["o"]),
        ("strasse", ["m0"]),
        ("lukasz", ["promise:p"]),
        ("bill", ["promise:p"]),
        ("...", ["promise:p", "b", "o", "m0"]),
    ],
)
def test_each_word_that_is_typed_begins_a_word_of_the_row(typed: str, keys: list[str]) -> None:
    assert found(typed) == keys


def test_a_row_is_found_by_its_channel_as_the_window_calls_it() -> None:
    def also(row: Row) -> str:
        return "Anruf" if row.key == "b" else ""

    assert [row.key for row in Finder(ROWS, also).find(Filter(text="anr"))] == ["b"]


def test_words_are_folded_before_in_slices_as_well() -> None:
    finder = Finder(ROWS)
    assert [finder.prepare(3), finder.prepare(3), finder.prepare(3)] == [True, False, False]
    assert [row.key for row in finder.find(Filter(text="zoe"))] == ["b"]


def test_filters_narrow_together() -> None:
    assert found(channels=frozenset({Channel.PHONE, Channel.CHAT})) == ["b", "m0"]
    assert found(sources=frozenset({"shop"})) == ["o"]
    assert found(only_open=True) == ["promise:p", "o"]
    assert found("rou", channels=frozenset({Channel.ORDER}), only_open=True) == ["o"]
    assert found(channels=frozenset({Channel.PHONE}), sources=frozenset({"shop"})) == []
    assert Filter(text="  ").empty
    assert not Filter(only_open=True).empty


def test_marks_stand_where_the_typed_words_begin() -> None:
    text = "Straße: Überweisung über 12"
    marked = [text[begin:end] for begin, end in spans(text, "uber stras 1")]
    assert marked == ["Straß", "Über", "über", "1"]
    assert spans(text, "") == ()
    assert spans("", "a") == ()


def test_a_hostile_text_takes_no_time() -> None:
    long = "a" * 200_000 + "-" * 50_000 + "1" * 100_000
    assert len(folded_words(long)) < 4 * len(long)
    assert spans(long, "aaa 11")


_text = st.text(st.sampled_from("abÄßéø12-# ·.İ"), max_size=30)


@given(_text, st.integers(0, 30), st.integers(1, 5))
def test_the_beginning_of_any_word_finds_it_and_is_marked(text: str, at: int, length: int) -> None:
    words = [word for word in folded_words(text).split() if word]
    if not words:
        return
    typed = words[at % len(words)][:length]
    row = item("x", 1, Channel.NOTE, text)
    (entry,) = arrange([row], NOW, UTC).rows
    assert matches(entry, Filter(text=typed))


@given(_text, _text)
def test_marks_lie_within_the_text_and_do_not_overlap(text: str, typed: str) -> None:
    end = 0
    for begin, stop in spans(text, typed):
        assert end <= begin < stop <= len(text)
        end = stop
    assert all(word.startswith(" ") for word in query_words(typed))
