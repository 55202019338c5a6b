"""One article a line: {"id", "title", "body", "product"?, "path"?, "tags"?}; other keys ignored."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge.importers import Rejection
from agentassist.knowledge.importers.fields import (
    BadFieldError,
    identifier,
    line_of_text,
    list_of_text,
    long_text,
)

_LONGEST_ROW = 16_000_000  # bytes


class _BadRowError(Exception):
    """A line that is no row; the message is a reason of Rejection."""


def read(path: Path) -> Iterator[Article | Rejection]:
    """Articles in the order of the file; blank lines are no rows.

    An id may be a whole number in the file; the article's id is then its decimal text. Raises
    AgentAssistError("knowledge.unreadable_file") when the file itself can't be read.
    """
    for item, _ in read_with_numbers(path):
        yield item


def read_with_numbers(path: Path) -> Iterator[tuple[Article | Rejection, bool]]:
    """Like `read`, and of each article whether its id is a number in the file."""
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(_lines(lines), start=1):
                if line.strip():
                    yield _row(path, number, line)
    except OSError as error:
        raise AgentAssistError(
            "knowledge.unreadable_file", file=str(path), reason=error.strerror or ""
        ) from error


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Of a line that is too long no more than shows that it is: it may have no end."""
    while line := stream.readline(_LONGEST_ROW + 1):
        rest = line
        while len(rest) > _LONGEST_ROW and not rest.endswith(b"\n"):
            rest = stream.readline(_LONGEST_ROW + 1)
        yield line


def _row(path: Path, number: int, line: bytes) -> tuple[Article | Rejection, bool]:
    try:
        row = _parsed(line, first=number == 1)
        numeric = isinstance(row.get("id"), int) and not isinstance(row["id"], bool)
        if numeric:
            row["id"] = str(row["id"])
        return _article(row), numeric
    except _BadRowError as bad:
        return Rejection(path, number, str(bad)), False
    except BadFieldError as bad:
        return Rejection(path, number, bad.reason, bad.key), False


def _parsed(line: bytes, *, first: bool) -> dict[str, object]:
    if len(line) > _LONGEST_ROW:
        raise _BadRowError("too long")
    try:
        row = json.loads(line.decode("utf-8-sig" if first else "utf-8"))
    except UnicodeDecodeError as error:
        raise _BadRowError("not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _BadRowError("not JSON") from error
    if not isinstance(row, dict):
        raise _BadRowError("not a JSON object")
    return row


def _article(row: dict[str, object]) -> Article:
    return Article(
        ArticleId(identifier(row, "id")),
        line_of_text(row, "title", required=True),
        body=long_text(row, "body"),
        product=line_of_text(row, "product"),
        path=line_of_text(row, "path"),
        tags=list_of_text(row, "tags"),
    )
