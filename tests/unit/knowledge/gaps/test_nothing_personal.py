"""Whatever is planted in searches and reports never stands in the store or in a file."""

import asyncio
import re
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from agentassist.assets import resources
from agentassist.domain.contact import Contact
from agentassist.domain.ids import ArticleId, ContactId
from agentassist.domain.knowledge import Article
from agentassist.domain.search_gap import Around, ArticleReport, Attempt, GapKind, Verdict
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.gaps import exchange, rows, word_lists
from agentassist.knowledge.gaps.lines import of_row, ranked
from agentassist.knowledge.gaps.log import LocalSearchGaps
from agentassist.knowledge.text import fold
from agentassist.storage.store import Store

DAY = date(2026, 11, 21)
WORDS = resources() / "words"
_LETTERS = "ghijklmnopqrstuvwxyzäöüé"  # no fingerprint has one of them
_OURS = "refund invoice parcel late nothing reformulated abandoned left wrong outdated missing"

names = st.text(_LETTERS, min_size=5, max_size=12).filter(
    lambda name: not word_lists.read(WORDS).ordinary(fold(name)) and fold(name) not in _OURS
)
digits = st.text("0123456789", min_size=5, max_size=19)
separators = st.sampled_from(["", " ", "-", ".", "/", "\u200b", " - "])


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """With separators in any place; a letter before it now and then."""
    parts = draw(st.lists(st.text("0123456789", min_size=1, max_size=5), min_size=2, max_size=5))
    before = draw(st.sampled_from(["", "", "+", "K", "ID-", "#"]))
    return before + draw(separators).join(parts)


@st.composite
def frames(draw: st.DrawFn) -> str:
    """What agents write around a secret."""
    return draw(
        st.sampled_from(
            [
                "refund {}",
                "{} refund",
                "refund {} invoice",
                "my name is {} refund",
                "Frau {} invoice",
                "ich heiße {}",
                "hello {} parcel late",
                "refund({})",
                "refund,{};parcel",
                "{}@{}.example refund",
                "REFUND {}",
                "{}",
            ]
        )
    )


async def _kept(typed: list[str], around: list[Around], customers: list[Contact]) -> str:
    """All that stands in the store, and in a file made of it, after these searches."""
    store = await Store.open(clock=_Clock())
    knowledge = LocalKnowledgeBase(store.connect)
    try:
        await store.import_center(customers)
        await knowledge.put([Article(ArticleId("a"), "Refund of a parcel", body="An invoice.")])
        gaps = LocalSearchGaps(store, knowledge, folder=WORDS)
        for each in around:
            attempts = [Attempt(GapKind.NOTHING, text, then=text) for text in typed]
            await gaps.note(attempts, each)
            for text in typed:
                await gaps.report(ArticleReport(None, Verdict.MISSING, text, text), each)
                await gaps.report(ArticleReport(ArticleId("a"), Verdict.WRONG, text), each)
        found = await store.read(_everything)
        lines = ranked(of_row(row, DAY) for row in await store.read(rows.all_rows))
        return found + exchange.written(lines, DAY, DAY, 1)
    finally:
        await knowledge.close()
        await store.close()


def _everything(connection: Any) -> str:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'kb%'"
        " AND name != 'kb_gap_meta'"
    ).fetchall()
    return "\n".join(
        repr(row)
        for (table,) in tables
        for row in connection.execute(f"SELECT * FROM {table}").fetchall()
    )


class _Clock:
    def now(self) -> Any:
        from datetime import UTC, datetime

        return datetime(2026, 11, 21, 10, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


def _spellings(name: str) -> set[str]:
    return {name.casefold(), fold(name)}


few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@few
@given(name=names, frame=frames(), capital=st.booleans())
def test_the_name_on_the_card_however_often(name: str, frame: str, capital: bool) -> None:
    shown = name.title() if capital else name
    around = [Around(DAY, names=(f"Xu {name}",), caller=str(number)) for number in range(4)]

    kept = asyncio.run(_kept([frame.replace("{}", shown)], around, [])).casefold()

    assert not any(spelling in kept for spelling in _spellings(name))


@few
@given(name=names, frame=frames())
def test_a_name_that_nobody_knows_of_one_caller_or_two(name: str, frame: str) -> None:
    around = [Around(DAY, caller=caller) for caller in ("a", "b", "a", "b")]

    kept = asyncio.run(_kept([frame.replace("{}", name)], around, [])).casefold()

    assert not any(spelling in kept for spelling in _spellings(name))


@few
@given(name=names, frame=frames())
def test_the_name_of_any_customer_on_file(name: str, frame: str) -> None:
    around = [Around(DAY, caller=str(number)) for number in range(4)]
    customer = Contact(ContactId("c"), f"Xu {name.title()}")

    kept = asyncio.run(_kept([frame.replace("{}", name)], around, [customer])).casefold()

    assert not any(spelling in kept for spelling in _spellings(name))


@few
@given(number=numbers(), frame=frames())
def test_numbers_of_whatever_kind(number: str, frame: str) -> None:
    whole = re.sub(r"\D", "", number)
    assume(len(whole) >= 4)
    around = [Around(DAY, caller=str(caller)) for caller in range(4)]

    kept = asyncio.run(_kept([frame.replace("{}", number)], around, []))

    told = [
        text
        for row in re.findall(r'"(?:words|why)": (?:"[^"]*"|\[[^\]]*\])', kept)
        for text in re.findall(r"\d+", row)
    ]
    assert told == []
    without_marks = re.sub(r"#[0-9a-f]{16}|2026-11-21", "", kept)
    assert whole not in re.sub(r"\D", "", without_marks) or len(whole) < 6


def test_the_rows_have_no_other_column_that_could_hold_a_text(tmp_path: Path) -> None:
    """A new column has to be thought about here."""
    columns = re.findall(r"(\w+) (?:TEXT|INTEGER)", " ".join(rows.TABLES))
    assert set(columns) == {
        *("day", "kind", "words", "article", "then_words", "then_article", "reason", "language"),
        *("count", "id", "version", "why", "key", "value", "mark", "callers", "word"),
    }
