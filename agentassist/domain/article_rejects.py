"""Rows of a source that are no articles, as a report for whoever writes them."""

import csv
import io
from collections.abc import Iterable, Iterator

from agentassist.domain.article_sync import Reject, SyncReport

HEAD = ("source", "place", "line", "reason", "detail", "rows")


def rejects_csv(reports: Iterable[SyncReport]) -> str:
    """With a head; what a spreadsheet would take for a formula begins with an apostrophe."""
    made = io.StringIO()
    rows = csv.writer(made, lineterminator="\n")
    rows.writerow(HEAD)
    for report in reports:
        rows.writerows(map(_safe, cells) for cells in _cells(report))
    return made.getvalue()


def reject_line(one: Reject) -> str:
    """`articles.jsonl:7: no title`, or the reason alone where the source tells no place."""
    where = f"{one.place}:{one.line}: " if one.place else ""
    return f"{where}{one.reason}{f': {one.detail}' if one.detail else ''}"


def _cells(report: SyncReport) -> Iterator[tuple[str, ...]]:
    told = 0
    for one in report.rejects:
        told += one.count
        line = str(one.line) if one.line else ""
        yield report.source, one.place, line, one.reason, one.detail, str(one.count)
    if report.rejected > told:
        yield report.source, "", "", "further rows", "", str(report.rejected - told)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
