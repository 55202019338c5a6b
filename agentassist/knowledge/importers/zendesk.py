"""Zendesk Guide: articles as its Help Center API writes them, page by page, sideloads beside them.

`GET /api/v2/help_center/articles.json?include=sections,categories,users`, each answer as it came.
See developer.zendesk.com, Help Center API: Articles, Sections, Categories.
"""

from collections.abc import Iterator

from agentassist.knowledge.importers.export_row import (
    ExportRow,
    ExportShape,
    JsonObject,
    Names,
    inner,
    joined,
    language_of,
    objects,
    text_of,
)

_DEEPEST = 10  # sections in sections


def _rows(parsed: object) -> Iterator[JsonObject]:
    yield from objects(inner(parsed, "articles"))
    yield from objects([inner(parsed, "article")])


def _learn(parsed: object, name: str, names: Names) -> None:
    for kind in ("sections", "categories", "users"):
        names.add(kind, objects(inner(parsed, kind)))


def _read(article: JsonObject, names: Names) -> ExportRow:
    number, locale = text_of(article.get("id")), text_of(article.get("locale"))
    source = text_of(article.get("source_locale"))
    translated = f":{locale}" if source and locale and locale != source else ""
    path, category = _place(article, names)
    audience = text_of(article.get("user_segment_id"))
    fields = {
        "id": f"zendesk:{number}{translated}" if number else "",
        "title": text_of(article.get("title")) or text_of(article.get("name")),
        "product": category,
        "path": "/".join(path),
        "tags": joined(article.get("label_names")),
        "language": language_of(locale),
        "audience": f"user segment {audience}" if audience else "",
        "owner": text_of(names.find("users", article.get("author_id")).get("name")),
        "updated": text_of(article.get("edited_at")) or text_of(article.get("updated_at")),
    }
    draft = "a draft" if article.get("draft") is True else ""
    return ExportRow(fields, text_of(article.get("body")), draft)


def _place(article: JsonObject, names: Names) -> tuple[list[str], str]:
    """Names of category and sections, the outermost first; the category."""
    found: list[str] = []
    section = names.find("sections", article.get("section_id"))
    category: JsonObject = {}
    for _ in range(_DEEPEST):
        if not section:
            break
        found.insert(0, text_of(section.get("name")))
        category = names.find("categories", section.get("category_id")) or category
        section = names.find("sections", section.get("parent_section_id"))
    title = text_of(category.get("name"))
    return [name for name in (title, *found) if name], title


SHAPE = ExportShape("zendesk", ("section_id", "label_names", "html_url"), _rows, _learn, _read)
