"""The gap log as the app sees it: texts come in, words that may be kept are counted."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from agentassist.domain.ids import ArticleId
from agentassist.domain.search_gap import (
    GAP,
    Around,
    ArticleReport,
    Attempt,
    GapKind,
    Reported,
    Verdict,
)
from agentassist.knowledge import text
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.database import Connection
from agentassist.knowledge.gaps import rows, unknown_words, word_lists
from agentassist.knowledge.gaps.lexicon import Lexicon
from agentassist.knowledge.gaps.rows import GapRow
from agentassist.knowledge.gaps.scrubbing import (
    Personal,
    Scrubbed,
    Unknown,
    scrub_query,
    scrub_sentence,
)
from agentassist.knowledge.synonyms import Synonyms
from agentassist.storage.database import Database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Counted:
    """An attempt without anything personal in it."""

    attempt: GapKind
    article: str
    words: Scrubbed
    then: Scrubbed
    then_article: str
    language: str


class LocalSearchGaps:
    """Implements `agentassist.ports.search_gaps.SearchGaps` in the store.

    The words are looked up on the knowledge base's thread while no search waits, the rows written
    on the store's: neither holds up a key. `folder` has the word lists (resources/words).
    `counts_searches` False: a demo, whose searches are nobody's.
    """

    def __init__(
        self,
        database: Database,
        knowledge: LocalKnowledgeBase,
        *,
        folder: Path,
        synonyms: Synonyms | None = None,
        counts_searches: bool = True,
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._folder = folder
        self._synonyms = synonyms
        self._counts = counts_searches

    async def note(self, attempts: Sequence[Attempt], around: Around) -> None:
        """See the port."""
        if not (attempts and self._counts):
            return
        personal = await asyncio.to_thread(Personal, around)
        reason = _reason(around, personal)
        counted = await self._looked_up(
            lambda words: _counted(attempts, around.language, personal, words)
        )

        def write(connection: Connection) -> None:
            rows.prepare(connection)
            for each in counted:
                kept = _Keeping(connection, around)
                rows.add(
                    connection,
                    GapRow(
                        around.day,
                        each.attempt,
                        kept.words(each.words),
                        each.article,
                        kept.words(each.then),
                        each.then_article,
                        reason,
                        each.language,
                    ),
                )
            rows.keep_size(connection)

        await self._database.write(write)

    async def report(self, report: ArticleReport, around: Around) -> Reported:
        """See the port."""
        article = report.article_id
        version = (await self._knowledge.article(article)).version if article is not None else 0

        personal = await asyncio.to_thread(Personal, around)

        def scrubbed(words: Lexicon) -> tuple[Scrubbed, Scrubbed, str]:
            typed = scrub_query(report.typed, personal, words)
            said = [piece for piece in typed.pieces if isinstance(piece, str)]
            language = words.language_of(said, around.language)
            return typed, scrub_sentence(report.why, personal, words), language

        typed, why, language = await self._looked_up(scrubbed)
        said = " ".join(map(str, why.pieces))

        def write(connection: Connection) -> tuple[int, bool]:
            rows.prepare(connection)
            row = GapRow(
                around.day,
                GapKind.of(report.verdict),
                _Keeping(connection, around).words(typed),
                article or "",
                reason=_reason(around, personal),
                language=language,
                why=said,
            )
            number = rows.add_report(connection, row, version)
            told = rows.told_words(connection, row.words)
            return number, GAP in told.split()

        number, unknown = await self._database.write(write)
        # Of an article the word why is the report; what they searched for only stands beside it.
        dropped = why.dropped or (article is None and (typed.dropped or unknown))
        return Reported(number, article, report.verdict, around.day, said, dropped)

    async def take_back(self, report_id: int) -> bool:
        """See the port."""

        def write(connection: Connection) -> bool:
            return rows.prepared(connection) and rows.remove_report(connection, report_id)

        return await self._database.write(write)

    async def reports_of(self, article_id: ArticleId) -> Sequence[Reported]:
        """See the port."""

        def read(connection: Connection) -> list[rows.StoredReport]:
            return rows.reports(connection, article_id) if rows.prepared(connection) else []

        stored = await self._database.read(read)
        if not stored:
            return ()
        article = await self._knowledge.article(article_id)
        return tuple(
            Reported(one.id, article_id, Verdict(one.row.kind), one.row.day, one.row.why)
            for one in stored
            if article.version <= one.version and not _changed(article.updated, one.row.day)
        )

    async def forget(self, before: date | None) -> int:
        """See the port."""
        return await self._database.write(lambda connection: rows.forget(connection, before))

    async def _looked_up(self, work: Callable[[Lexicon], T]) -> T:
        """`work` with the words as they are now; begun anew whenever a search comes."""
        lists = await asyncio.to_thread(word_lists.read, self._folder)
        while True:
            found = await self._knowledge.aside(
                lambda index, engine, give_way: (
                    work(Lexicon(index.vocabulary, lists, self._synonyms, give_way)),
                )
            )
            if found is not None:
                return found[0]


def _reason(around: Around, personal: Personal) -> str:
    """The call's code, unless an IVR put a name of the caller's there."""
    return "" if any(map(personal.holds, text.words(around.reason))) else around.reason


def _changed(updated: date | None, since: date) -> bool:
    return updated is not None and updated > since


def _counted(
    attempts: Iterable[Attempt], language: str, personal: Personal, words: Lexicon
) -> list[_Counted]:
    found = []
    for attempt in attempts:
        typed = scrub_query(attempt.typed, personal, words)
        said = [piece for piece in typed.pieces if isinstance(piece, str)]
        found.append(
            _Counted(
                attempt.kind,
                attempt.article_id or "",
                typed,
                scrub_query(attempt.then, personal, words),
                attempt.then_article or "",
                words.language_of(said, language),
            )
        )
    return found


class _Keeping:
    """Writes pieces as they may stand in a row, within a transaction of the store."""

    def __init__(self, connection: Connection, around: Around) -> None:
        self._connection = connection
        self._around = around

    def words(self, scrubbed: Scrubbed) -> str:
        """Unknown words by their marks; those that are somebody's name here are left out."""
        waiting = [
            piece.word
            for piece in scrubbed.pieces
            if isinstance(piece, Unknown) and not self._is_a_customer(piece.word)
        ]
        marks = unknown_words.marks(
            self._connection, waiting, self._around.caller, self._around.day
        )
        said = (
            marks.get(piece.word, "") if isinstance(piece, Unknown) else piece
            for piece in scrubbed.pieces
        )
        return " ".join(filter(None, said))

    def _is_a_customer(self, word: str) -> bool:
        """Anybody in the store has it in their name, company or address."""
        return (
            self._connection.execute(
                "SELECT 1 FROM contact_words WHERE contact_words MATCH ? LIMIT 1", (f'"{word}"',)
            ).fetchone()
            is not None
        )
