"""One article a line: {"id", "title", "body", "product"?, "path"?, "tags"?}.

`kb export` writes more: language, audience, owner, version, updated, valid_until, sections. These
are read where they are of that form. Files of others call other things so: they are ignored then,
as all other keys are.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeVar

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.knowledge.importers import Input, Item, Rejection
from agentassist.knowledge.importers.fields import (
    BadFieldError,
    day,
    identifier,
    line_of_text,
    list_of_text,
    long_text,
    whole_number,
)

T = TypeVar("T")
_LONGEST_ROW = 16_000_000  # bytes
_LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(?:[-_][a-zA-Z0-9]{1,8}){0,3}")
_KINDS = frozenset(kind.value for kind in SectionKind)
_MORE = frozenset({"language", "audience", "owner", "version", "updated", "valid_until"})


class _BadRowError(Exception):
    """A line that is no row; the message is a reason of Rejection."""


def open_rows(path: Path) -> Input:
    """An id may be a whole number in the file; the article's id is then its decimal text.

    Blank lines are no rows. AgentAssistError("knowledge.unreadable_file").
    """
    with _opened(path) as stream:
        total = sum(1 for _ in _lines(stream))
        mark = f"{stream.tell()} {path.stat().st_mtime_ns}"
    return Input(path, "jsonl", total, mark, lambda: _items(path))


def read(path: Path) -> Iterator[Article | Rejection]:
    """Articles in the order of the file. AgentAssistError("knowledge.unreadable_file")."""
    for item in _items(path):
        yield item.found


def _items(path: Path) -> Iterator[Item]:
    with _opened(path) as lines:
        for number, line in enumerate(_lines(lines), start=1):
            if line.strip():
                yield _row(path, number, line)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as stream:
            yield stream
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


def _row(path: Path, number: int, line: bytes) -> Item:
    try:
        row = _parsed(line, first=number == 1)
        numeric = isinstance(row.get("id"), int) and not isinstance(row["id"], bool)
        if numeric:
            row["id"] = str(row["id"])
        return Item(_article(row), number, numeric)
    except _BadRowError as bad:
        return Item(Rejection(path, number, str(bad)), number)
    except BadFieldError as bad:
        return Item(Rejection(path, number, bad.reason, bad.key), number)


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
    article = Article(
        ArticleId(identifier(row, "id")),
        line_of_text(row, "title", required=True),
        body=long_text(row, "body"),
        product=line_of_text(row, "product"),
        path=line_of_text(row, "path"),
        tags=list_of_text(row, "tags"),
        sections=_sections(row.get("sections")),
    )
    if _MORE.isdisjoint(row):
        return article
    return replace(
        article,
        language=_fit(lambda: _language(row), "en"),
        audience=_fit(lambda: line_of_text(row, "audience"), ""),
        owner=_fit(lambda: line_of_text(row, "owner"), ""),
        version=_fit(lambda: whole_number(row, "version", 1), 1),
        updated=_fit(lambda: day(row, "updated"), None),
        valid_until=_fit(lambda: day(row, "valid_until"), None),
    )


def _fit(read: Callable[[], T], other: T) -> T:
    try:
        return read()
    except BadFieldError:
        return other


def _language(row: dict[str, object]) -> str:
    text = line_of_text(row, "language")
    return text if _LANGUAGE.fullmatch(text) else "en"


def _sections(value: object) -> tuple[Section, ...]:
    """`[{"kind": "say", "text": "..."}, ...]`, all of that form or none is taken."""
    if not isinstance(value, list):
        return ()
    found = []
    for one in value:
        if not isinstance(one, dict) or one.keys() != {"kind", "text"}:
            return ()
        kind, text = one["kind"], one["text"]
        if not isinstance(kind, str) or kind not in _KINDS or not isinstance(text, str):
            return ()
        found.append(Section(SectionKind(kind), _fit(lambda one=one: long_text(one, "text"), "")))  # type: ignore[misc]
    return tuple(found)
