"""Which importer a file or folder is for: said, or found out from what is in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge.importers import (
    Input,
    Item,
    Rejection,
    documents,
    exports,
    html,
    jsonl,
    markdown_page,
)
from agentassist.knowledge.importers.documents import Document, Documents
from agentassist.knowledge.importers.table_mapping import ColumnMapping

MARKDOWN, HTML, JSONL, CSV = "markdown", "html", "jsonl", "csv"
FORMATS: Final = (MARKDOWN, HTML, JSONL, CSV, *exports.SHAPES)
_PAGES: Final = frozenset({".md", *html.SUFFIXES})
_JSON: Final = frozenset({".json"})
_TABLES: Final = frozenset({".csv", ".tsv"})
_CONFLUENCE: Final = "confluence"


def open_input(
    path: Path, format_name: str | None = None, mapping: ColumnMapping | None = None
) -> Input:
    """AgentAssistError("knowledge.unreadable_file" | "knowledge.unknown_format" | ...).

    Rows are looked at when `items` is asked for.
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        return _of_many(lambda suffixes: documents.folder(path, suffixes), path, format_name)
    if suffix == ".zip":
        return _of_many(lambda suffixes: documents.archive(path, suffixes), path, format_name)
    if format_name == CSV or (format_name is None and suffix in _TABLES):
        from agentassist.knowledge.importers.table import open_table

        return open_table(path, mapping)
    if format_name in exports.SHAPES and suffix not in html.SUFFIXES:
        return exports.open_export(exports.one_file(path), format_name)
    if format_name in (MARKDOWN, HTML, _CONFLUENCE) or (format_name is None and suffix in _PAGES):
        return _pages(exports.one_file(path), format_name or MARKDOWN)
    if format_name is None and suffix in _JSON:
        export = exports.one_file(path)
        if (name := exports.shape_of(export)) is not None:
            return exports.open_export(export, name)
    return jsonl.open_rows(path)


def _of_many(
    found: Callable[[frozenset[str]], Documents], place: Path, format_name: str | None
) -> Input:
    if format_name in exports.SHAPES:
        export = found(_JSON)
        if export.names or format_name != _CONFLUENCE:
            return exports.open_export(export, format_name)
    suffixes = {MARKDOWN: frozenset({".md"}), HTML: html.SUFFIXES, _CONFLUENCE: html.SUFFIXES}
    pages = found(suffixes.get(format_name or "", _PAGES))
    if format_name is None and not pages.names:
        export = found(_JSON)
        if (name := exports.shape_of(export)) is not None:
            return exports.open_export(export, name)
    if not pages.names:
        raise AgentAssistError("knowledge.unknown_format", file=str(place))
    return _pages(pages, format_name or MARKDOWN)


def _pages(pages: Documents, format_name: str) -> Input:
    """Markdown and HTML; a second page with an id is rejected."""

    def items() -> Iterator[Item]:
        seen: dict[ArticleId, str] = {}
        for done, page in enumerate(pages.open(), 1):
            found = _page(page)
            if found is None:
                continue
            if isinstance(found, Article):
                first = seen.setdefault(found.id, page.name)
                if first != page.name:
                    found = Rejection(page.path, 1, "id already used", first)
            yield Item(found, done)

    return Input(pages.place, format_name, len(pages.names), pages.mark, items)


def _page(page: Document) -> Article | Rejection | None:
    """None: a page that is no article, as the list of contents that Confluence writes."""
    content = page.read()
    if isinstance(content, str):
        return Rejection(page.path, 1, content)
    suffix = page.path.suffix.lower()
    name = page.name[: -len(suffix)] if "/" in page.name else page.path.stem
    if suffix not in html.SUFFIXES:
        return markdown_page.read_page_file(page.path, name, content)
    if b"Space Details:" in content[:4096] or b"<title>Space Details" in content[:4096]:
        return None
    return html.read_page_file(page.path, name, content)
