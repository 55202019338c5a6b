"""Articles from CSV: one a row. Headings that speak for themselves are recognised.

A mapping names the others: a TOML file as `data import` takes, with a table `[article]`. Where no
column has ids, an article is known by its title.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.history.files.mapping import Column, folded
from agentassist.history.files.table import CsvTable, Record
from agentassist.history.files.text_file import text_file
from agentassist.knowledge.importers import Input, Item, Rejection
from agentassist.knowledge.importers.building import article_from_texts
from agentassist.knowledge.importers.fields import BadFieldError
from agentassist.knowledge.importers.html_text import read_page
from agentassist.knowledge.importers.table_mapping import HEADINGS, ColumnMapping

_LONGEST_TEXT = 4_000_000
_LONGEST_ID = 200
_WORDS = re.compile(r"\w+")
_LOOKS_HTML = ("<p", "<div", "<br", "<ul", "<ol", "<h1", "<h2", "<h3", "<table", "<span")


def open_table(path: Path, mapping: ColumnMapping | None = None) -> Input:
    """AgentAssistError("usage.unusable_file" | "import.no_headings" | "import.no_column" | ...)."""
    mapping = mapping or ColumnMapping()
    file = text_file(path, mapping.encoding)
    table = CsvTable(file, mapping.delimiter)
    columns = _columns(path, table.headings, mapping)
    total = sum(1 for _ in file.lines())

    def items() -> Iterator[Item]:
        titled: dict[ArticleId, int] = {}  # where no column has ids
        for record in table.records():
            found = _read(path, record, table.headings, columns)
            if isinstance(found, Article) and "id" not in columns:
                first = titled.setdefault(found.id, record.line)
                if first != record.line:
                    found = Rejection(path, record.line, "title already used", f"line {first}")
            yield Item(found, record.line)

    mark = f"{file.digest.hex()} {sorted((name, column.names) for name, column in columns.items())}"
    return Input(path, "csv", total, mark, items)


def _columns(path: Path, headings: tuple[str, ...], mapping: ColumnMapping) -> Mapping[str, Column]:
    columns = dict(mapping.columns)
    for name, column in columns.items():
        for wanted in column.names:
            if wanted not in headings:
                raise AgentAssistError(
                    "import.no_column",
                    file=str(path),
                    column=wanted,
                    field=f"article.{name}",
                    known=", ".join(headings),
                )
    taken = {name for column in columns.values() for name in column.names}
    for heading in headings:
        if heading not in taken:
            meant = [name for name, words in HEADINGS.items() if folded(heading) in words]
            if meant and meant[0] not in columns:
                columns[meant[0]] = Column((heading,))
    texts = {"body", *map(str, SectionKind)} & columns.keys()
    if "title" not in columns or not texts:
        raise AgentAssistError(
            "knowledge.no_columns", file=str(path), known=", ".join(headings) or "-"
        )
    return columns


def _read(
    path: Path, record: Record, headings: tuple[str, ...], columns: Mapping[str, Column]
) -> Article | Rejection:
    if record.bad is not None:
        return Rejection(path, record.line, record.bad)
    cells = dict(zip(headings, record.cells, strict=True))
    row = {
        name: column.value or "\n\n".join(filter(str.strip, map(cells.__getitem__, column.names)))
        for name, column in columns.items()
    }
    if "id" not in columns:
        row["id"] = _named_by(row["title"]) or "-"
    elif not row["id"].strip():
        return Rejection(path, record.line, "empty", "id")
    texts = {kind: row.pop(kind, "") for kind in (*map(str, SectionKind), "body")}
    if any(len(text) > _LONGEST_TEXT for text in texts.values()):
        return Rejection(path, record.line, "too long")
    body, sections = _text(texts.pop("body"))
    own = tuple(
        Section(SectionKind(kind), text)
        for kind, cell in texts.items()
        if (text := "\n\n".join(filter(None, _all(cell))))
    )
    try:
        return article_from_texts(row, (*own, *sections), body)
    except BadFieldError as bad:
        return Rejection(path, record.line, bad.reason, bad.key)


def _named_by(title: str) -> str:
    """The same title is the same article the next time, whatever row it stands in."""
    return "-".join(_WORDS.findall(title.casefold()))[:_LONGEST_ID]


def _text(cell: str) -> tuple[str, tuple[Section, ...]]:
    """HTML in a cell is read as on a page; text stays as it is."""
    low = cell[:100_000].lower()
    if not any(tag in low for tag in _LOOKS_HTML):
        return cell.strip(), ()
    page = read_page(cell)
    title = f"## {page.heading}\n\n" if page.heading else ""
    return f"{title}{page.body}".strip(), page.sections


def _all(cell: str) -> tuple[str, ...]:
    """What stands in the cell of one section stays in it."""
    body, sections = _text(cell)
    return (body, *(section.text for section in sections))
