"""What came of the last try of each source of articles: kept, so that a window can say it.

Opened on the connection of the articles, used on its thread. Of an error stand its code and what it
names, which are no secrets.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from agentassist.domain.article_sync import Clash, Conflict, Reject, SyncReport
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.knowledge.database import Connection

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS kb_sync_report (
    source TEXT PRIMARY KEY, report TEXT NOT NULL, good_at TEXT) WITHOUT ROWID
"""
_NUMBERS: Final = ("stored", "unchanged", "removed", "rejected", "changed")
_FLAGS: Final = ("whole", "emptied")


class SyncLog:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        connection.execute(_TABLE)

    def keep(self, report: SyncReport) -> None:
        """Instead of the one before; when it went well is kept beyond a later failure."""
        at = report.at.isoformat() if report.at is not None and report.problem is None else None
        self._connection.execute(
            "INSERT INTO kb_sync_report VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE SET"
            " report = excluded.report, good_at = coalesce(excluded.good_at, good_at)",
            (report.source, json.dumps(_written(report), ensure_ascii=False), at),
        )

    def last(self, source: str) -> tuple[SyncReport | None, datetime | None]:
        """The last try, and when one last went well."""
        row = self._connection.execute(
            "SELECT report, good_at FROM kb_sync_report WHERE source = ?", (source,)
        ).fetchone()
        if row is None:
            return None, None
        return _read(source, json.loads(row[0])), row[1] and datetime.fromisoformat(row[1])


def _written(report: SyncReport) -> Mapping[str, object]:
    problem = report.problem
    return {
        **{name: getattr(report, name) for name in (*_NUMBERS, *_FLAGS)},
        "conflicts": [[one.article_id, one.clash, one.other] for one in report.conflicts],
        "rejects": [
            [one.reason, one.place, one.line, one.detail, one.count] for one in report.rejects
        ],
        "at": report.at and report.at.isoformat(),
        "problem": problem
        and [
            problem.code,
            problem.retryable,
            problem.remedy,
            {key: str(value) for key, value in problem.params.items()},
        ],
    }


def _read(source: str, said: Mapping[str, Any]) -> SyncReport:
    problem = None
    if said["problem"]:
        code, retryable, remedy, params = said["problem"]
        problem = AgentAssistError(code, retryable=retryable, remedy=remedy, **params)
    return SyncReport(
        source,
        **{name: said[name] for name in (*_NUMBERS, *_FLAGS)},
        conflicts=tuple(
            Conflict(ArticleId(article_id), Clash(clash), other)
            for article_id, clash, other in said["conflicts"]
        ),
        rejects=tuple(Reject(*one) for one in said["rejects"]),
        problem=problem,
        at=said["at"] and datetime.fromisoformat(said["at"]),
    )
