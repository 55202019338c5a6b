"""The rows of the gap log: counts by day, and what agents reported. Nothing else is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from agentassist.domain.ids import ArticleId
from agentassist.domain.search_gap import GAP, GapKind
from agentassist.knowledge.database import Connection
from agentassist.knowledge.gaps import unknown_words

MOST_ROWS = 20_000  # then the oldest go

TABLES = (
    "CREATE TABLE IF NOT EXISTS kb_gap (day TEXT NOT NULL, kind TEXT NOT NULL,"
    " words TEXT NOT NULL, article TEXT NOT NULL, then_words TEXT NOT NULL,"
    " then_article TEXT NOT NULL, reason TEXT NOT NULL, language TEXT NOT NULL,"
    " count INTEGER NOT NULL, PRIMARY KEY"
    " (day, kind, words, article, then_words, then_article, reason, language)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS kb_gap_report (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " day TEXT NOT NULL, kind TEXT NOT NULL, article TEXT NOT NULL, version INTEGER NOT NULL,"
    " words TEXT NOT NULL, why TEXT NOT NULL, reason TEXT NOT NULL, language TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS kb_gap_report_article ON kb_gap_report (article)",
    *unknown_words.TABLES,
)


@dataclass(frozen=True, slots=True)
class GapRow:
    """One row: `words` are folded and scrubbed, `why` is what a report says. "" for none."""

    day: date
    kind: GapKind
    words: str = ""
    article: str = ""
    then_words: str = ""
    then_article: str = ""
    reason: str = ""
    language: str = ""
    count: int = 1
    why: str = ""


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report with its number, and the article's version when it was made."""

    id: int
    row: GapRow
    version: int


def prepare(connection: Connection) -> None:
    for statement in TABLES:
        connection.execute(statement)


def prepared(connection: Connection) -> bool:
    return (
        connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'kb_gap'").fetchone()
        is not None
    )


def add(connection: Connection, row: GapRow) -> None:
    """Within a transaction."""
    connection.execute(
        "INSERT INTO kb_gap VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)"
        " ON CONFLICT DO UPDATE SET count = count + 1",
        (
            row.day.isoformat(),
            row.kind,
            row.words,
            row.article,
            row.then_words,
            row.then_article,
            row.reason,
            row.language,
        ),
    )


def add_report(connection: Connection, row: GapRow, version: int) -> int:
    """Within a transaction. The number that takes it back."""
    return int(
        connection.execute(
            "INSERT INTO kb_gap_report (day, kind, article, version, words, why, reason, language)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                row.day.isoformat(),
                row.kind,
                row.article,
                version,
                row.words,
                row.why,
                row.reason,
                row.language,
            ),
        ).fetchone()[0]
    )


def remove_report(connection: Connection, report_id: int) -> bool:
    gone = connection.execute(
        "DELETE FROM kb_gap_report WHERE id = ? RETURNING id", (report_id,)
    ).fetchall()
    return bool(gone)


def reports(connection: Connection, article: ArticleId | None = None) -> list[StoredReport]:
    """Of one article, or all; the newest first."""
    where, values = ("WHERE article = ?", (article,)) if article is not None else ("", ())
    found = connection.execute(
        "SELECT id, day, kind, article, version, words, why, reason, language"  # noqa: S608
        f" FROM kb_gap_report {where} ORDER BY day DESC, id DESC",
        values,
    )
    return [
        StoredReport(
            number,
            GapRow(
                date.fromisoformat(day),
                GapKind(kind),
                words,
                of,
                reason=reason,
                language=language,
                why=why,
            ),
            version,
        )
        for number, day, kind, of, version, words, why, reason, language in found
    ]


def all_rows(connection: Connection) -> list[GapRow]:
    """Searches and reports, with unknown words where they may be told and `GAP` where not."""
    if not prepared(connection):
        return []
    told = unknown_words.told(connection)
    return [
        _told(row, told)
        for row in (*_searches(connection), *(stored.row for stored in reports(connection)))
    ]


def _searches(connection: Connection) -> Iterator[GapRow]:
    rows = connection.execute(
        "SELECT day, kind, words, article, then_words, then_article, reason, language, count"
        " FROM kb_gap ORDER BY day"
    )
    for day, kind, words, article, then_words, then_article, reason, language, count in rows:
        yield GapRow(
            date.fromisoformat(day),
            GapKind(kind),
            words,
            article,
            then_words,
            then_article,
            reason,
            language,
            count,
        )


def told_words(connection: Connection, words: str) -> str:
    """A row's words as they may be told now."""
    return _spelt_out(words, unknown_words.told(connection))


def _told(row: GapRow, told: Mapping[str, str]) -> GapRow:
    return replace(
        row, words=_spelt_out(row.words, told), then_words=_spelt_out(row.then_words, told)
    )


def _spelt_out(words: str, told: Mapping[str, str]) -> str:
    if unknown_words.MARK not in words:
        return words
    said = [
        told.get(word, GAP) if word.startswith(unknown_words.MARK) else word
        for word in words.split()
    ]
    return " ".join(dict.fromkeys(said))


def forget(connection: Connection, before: date | None) -> int:
    """Rows and reports of the days before that one; everything without one. How many went."""
    if not prepared(connection):
        return 0
    where, values = ("", ()) if before is None else ("WHERE day < ?", (before.isoformat(),))
    gone = 0
    for table in ("kb_gap", "kb_gap_report"):
        statement = f"DELETE FROM {table} {where} RETURNING 1"  # noqa: S608
        gone += len(connection.execute(statement, values).fetchall())
    unknown_words.forget(connection, before)
    return gone


def keep_size(connection: Connection) -> None:
    """The oldest days go when there are too many rows."""
    while connection.execute("SELECT count(*) FROM kb_gap").fetchone()[0] > MOST_ROWS:
        connection.execute("DELETE FROM kb_gap WHERE day = (SELECT min(day) FROM kb_gap)")
