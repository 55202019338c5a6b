"""Articles from CSV: one a row. Headings that speak for themselves are recognised.

A mapping names the others: a TOML file as `data import` takes, with a table `[article]`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
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
_LOOKS_HTML = ("<p", "<div", "<br", "<ul", "<ol", "<h1", "<h2", "<h3", "<table", "<span")


def open_table(path: Path, mapping: ColumnMapping | None = None) -> Input:
    """AgentAssistError("usage.unusable_file" | "import.no_headings" | "import.no_column" | ...)."""
    mapping = mapping or ColumnMapping()
    file = text_file(path, mapping.encoding)
    table = CsvTable(file, mapping.delimiter)
    columns = _columns(path, table.headings, mapping)
    total = sum(1 for _ in file.lines())

    def items() -> Iterator[Item]:
        for record in table.records():
            yield Item(_read(path, record, table.headings, columns), record.line)

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
    row.setdefault("id", "")
    if not row["id"].strip():
        return Rejection(path, record.line, "empty" if "id" in columns else "missing", "id")
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
