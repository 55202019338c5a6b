"""Where a text names an article: links, titles, codes; and what is none."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentassist.domain.article_mention import MOST, mentions, names_of_address


def names(text: str) -> set[str]:
    return {one.name for one in mentions(text)}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://help.example/hc/en-us/articles/3600-Double-charge", {"3600", "Double charge"}),
        ("https://help.example/articles/double-charge-refund", {"double-charge-refund"}),
        ("https://wiki.example/wiki/Double_charge", {"Double charge"}),
        ("https://wiki.example/index.php?title=Double_charge&curid=88", {"Double charge", "88"}),
        ("https://c.example/pages/12345/Double+charge", {"12345", "Double charge"}),
        ("https://h.example/kb/doppelt-gez%C3%A4hlt.html?utm=1#top", {"doppelt gezählt"}),
    ],
)
def test_an_address_names_what_it_ends_in(address: str, expected: set[str]) -> None:
    assert expected <= set(names_of_address(address))


def test_a_text_names_links_titles_and_codes() -> None:
    text = (
        "Re: Double charge\nSee https://h.example/a/KB-1042, or “Moving house”.\n"
        "- Late fee\nSaid TV-4042 and order-late-again; mail a@b-c.example."
    )
    found = names(text)
    wanted = {"Double charge", "KB-1042", "Moving house", "Late fee", "TV-4042", "order-late-again"}
    assert wanted <= found
    assert not {"b-c", "a@b-c.example"} & found


def test_the_words_are_as_they_stand_there() -> None:
    (first, *_) = mentions("look: https://h.example/a/KB-1042.")
    assert (first.name, first.words) == ("KB-1042", "https://h.example/a/KB-1042")


@pytest.mark.parametrize("piece", ['"', "a-", "“x", "https://", "KB-1 ", "\n", "A1", "x/"])
def test_hostile_text_takes_no_time(piece: str) -> None:
    began = time.process_time()
    assert len(mentions(piece * 50_000)) <= MOST
    assert time.process_time() - began < 1.0


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = mentions(text)
    assert len(found) <= MOST
    assert all(one.name and len(one.words) <= 200 for one in found)
