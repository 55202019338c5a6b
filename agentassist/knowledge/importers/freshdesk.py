"""Freshdesk Solutions: articles, folders and categories as its API (v2) writes them.

`GET /api/v2/solutions/folders/ID/articles` answers with a list of articles; those of
`/solutions/categories` and `/solutions/categories/ID/folders` may lie beside it, in files called
categories*.json and folders*.json, or all three in one object under these names.
See developers.freshdesk.com/api, Solutions. Not tried with a live tenant.
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

_DRAFT = 1
# of a folder: who may see it
_VISIBILITY = {1: "", 2: "logged in users", 3: "agents", 4: "selected companies", 5: "bots"}
_BESIDE = ("categories", "folders")


def _rows(parsed: object) -> Iterator[JsonObject]:
    found = parsed if isinstance(parsed, list) else inner(parsed, "articles")
    yield from (row for row in objects(found) if "folder_id" in row)
    if isinstance(parsed, dict) and "folder_id" in parsed:
        yield parsed


def _learn(parsed: object, name: str, names: Names) -> None:
    for kind in _BESIDE:
        names.add(kind, objects(inner(parsed, kind)))
        if name.rpartition("/")[2].lower().startswith(kind):
            names.add(kind, objects(parsed))


def _read(article: JsonObject, names: Names) -> ExportRow:
    number, language = text_of(article.get("id")), text_of(article.get("language"))
    folder = names.find("folders", article.get("folder_id"))
    category = text_of(names.find("categories", article.get("category_id")).get("name"))
    visibility = folder.get("visibility")
    fields = {
        "id": f"freshdesk:{number}" if number else "",
        "title": text_of(article.get("title")),
        "product": category,
        "path": "/".join(filter(None, (category, text_of(folder.get("name"))))),
        "tags": joined(article.get("tags")),
        "language": language_of(language),
        "audience": _VISIBILITY.get(visibility, "") if isinstance(visibility, int) else "",
        "updated": text_of(article.get("updated_at")),
    }
    draft = "a draft" if article.get("status") == _DRAFT else ""
    html = text_of(article.get("description")) or text_of(article.get("description_text"))
    return ExportRow(fields, html, draft)


SHAPE = ExportShape("freshdesk", ("folder_id", "description_text"), _rows, _learn, _read)
