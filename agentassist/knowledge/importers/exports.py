"""What help desks export as JSON: a file, or a folder or zip of pages, read as one."""

import json
from collections.abc import Iterator
from pathlib import Path

from agentassist.domain.knowledge import Article
from agentassist.knowledge.importers import Input, Item, Rejection, confluence, freshdesk, zendesk
from agentassist.knowledge.importers.building import article_from_texts
from agentassist.knowledge.importers.documents import Document, Documents, file_bytes, unreadable
from agentassist.knowledge.importers.export_row import ExportRow, ExportShape, JsonObject, Names
from agentassist.knowledge.importers.fields import BadFieldError
from agentassist.knowledge.importers.html_text import read_page

SHAPES = {shape.name: shape for shape in (zendesk.SHAPE, confluence.SHAPE, freshdesk.SHAPE)}
LARGEST = 200_000_000  # bytes of one file
_LONGEST_TEXT = 4_000_000


def one_file(path: Path) -> Documents:
    """AgentAssistError("knowledge.unreadable_file") when it is not there."""
    try:
        status = path.stat()
    except OSError as error:
        raise unreadable(path, error.strerror or "") from error
    mark = f"{status.st_size} {status.st_mtime_ns}"

    def each() -> Iterator[Document]:
        yield Document(path.name, path, lambda: file_bytes(path, LARGEST))

    return Documents(path, (path.name,), mark, each)


def shape_of(documents: Documents) -> str | None:
    """Whose export it is, by the first article in it; None: nobody's."""
    for document in documents.open():
        parsed = _parsed(document)
        for name, shape in SHAPES.items():
            first = None if isinstance(parsed, Rejection) else next(shape.rows(parsed), None)
            if first is not None and any(mark in first for mark in shape.marks):
                return name
    return None


def open_export(documents: Documents, name: str) -> Input:
    """Read once for what stands beside the articles, and to count them."""
    shape, names, total = SHAPES[name], Names(), 0
    for document in documents.open():
        parsed = _parsed(document)
        if not isinstance(parsed, Rejection):
            shape.learn(parsed, document.name, names)
            total += sum(1 for _ in shape.rows(parsed))

    def items() -> Iterator[Item]:
        done = 0
        seen: set[str] = set()
        for document in documents.open():
            parsed = _parsed(document)
            if isinstance(parsed, Rejection):
                yield Item(parsed, done)
                continue
            for number, row in enumerate(shape.rows(parsed), 1):
                done += 1
                found = _article(shape, row, names, document.path, number)
                if isinstance(found, Article) and found.id in seen:
                    found = Rejection(document.path, number, "id already used", found.id)
                if isinstance(found, Article):
                    seen.add(found.id)
                yield Item(found, done)

    return Input(documents.place, name, total, documents.mark, items)


def _parsed(document: Document) -> object:
    content = document.read()
    if isinstance(content, str):
        return Rejection(document.path, 1, content)
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Rejection(document.path, 1, "not UTF-8")
    except (ValueError, RecursionError):
        return Rejection(document.path, 1, "not JSON")


def _article(
    shape: ExportShape, row: JsonObject, names: Names, path: Path, number: int
) -> Article | Rejection:
    """`number` is which of its page it is: lines of an export mean nothing."""
    read: ExportRow = shape.read(row, names)
    if read.left_out:
        return Rejection(path, number, read.left_out, read.fields["id"])
    if len(read.html) > _LONGEST_TEXT:
        return Rejection(path, number, "too long", read.fields["id"])
    page = read_page(read.html)
    title = f"## {page.heading}\n\n" if page.heading else ""
    try:
        return article_from_texts(read.fields, page.sections, f"{title}{page.body}".strip())
    except BadFieldError as bad:
        return Rejection(path, number, bad.reason, bad.key)
