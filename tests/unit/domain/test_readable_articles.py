"""Articles are outside data: what an agent reads out is what stands there, in that order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind, without_cards
from agentassist.domain.shown_text import readable

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("call \u202e12345\nnext", "call 12345\nnext"),
        ("a\u202d1\u202cb", "a1b"),
        ("\u2067שלום\u2069 ok", "\u2067שלום\u2069 ok"),
        ("\u2067open\nnext\u2069", "open\nnext"),
        ("\x1b[2J\x9b31mred\x07\x08", "[2J31mred"),
        ("one\x85two\tthree\r\nfour", "one\ntwo\tthree\r\nfour"),
        ("plain", "plain"),
        ("\u200fعربي 12", "\u200fعربي 12"),
    ],
)
def test_what_is_kept_of_a_text(written: str, kept: str) -> None:
    assert readable(written) == kept


@given(st.text(st.sampled_from(TURNING + "ab \n\x1b\x00\x85é"), max_size=40))
def test_nothing_turns_what_stands_behind_it(text: str) -> None:
    found = readable(text)
    assert readable(found) == found
    assert not {"\u202d", "\u202e"} & set(found)
    assert all(unicodedata.category(ch) != "Cc" or ch in "\n\t\r" for ch in found)
    letters = [ch for ch in text.replace("\x85", "\n") if ch in "ab \né"]
    assert [ch for ch in found if ch not in TURNING] == letters


def test_no_part_of_an_article_is_left_out() -> None:
    turned = "x\u202ey"
    article = Article(
        ArticleId("a"), turned, (Section(SectionKind.SEND, turned),), turned, turned, (turned,),
        owner=turned, path=turned,
    )  # fmt: skip
    assert "\\u202e" not in ascii(without_cards(article))
