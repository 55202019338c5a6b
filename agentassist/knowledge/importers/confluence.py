"""Confluence: pages as its REST APIs write them, in storage format, macros and all.

`GET /rest/api/content?type=page&expand=body.storage,version,space,ancestors,metadata.labels`, or
`GET /api/v2/pages?body-format=storage`, each answer as it came. A space exported as HTML is read as
a folder of pages: see `html`. Not tried with a live site.
"""

from collections.abc import Iterator

from agentassist.knowledge.importers.export_row import (
    ExportRow,
    ExportShape,
    JsonObject,
    Names,
    inner,
    objects,
    text_of,
)


def _rows(parsed: object) -> Iterator[JsonObject]:
    yield from (row for row in objects(inner(parsed, "results")) if _is_page(row))
    yield from (row for row in objects([parsed]) if _is_page(row))


def _is_page(row: JsonObject) -> bool:
    return "title" in row and isinstance(row.get("body"), dict)


def _learn(parsed: object, name: str, names: Names) -> None:
    names.add("spaces", (row for row in objects(inner(parsed, "results")) if "key" in row))


def _read(page: JsonObject, names: Names) -> ExportRow:
    number = text_of(page.get("id"))
    space = page.get("space") or names.find("spaces", page.get("spaceId"))
    product = text_of(inner(space, "name")) or text_of(inner(space, "key"))
    above = (text_of(row.get("title")) for row in objects(page.get("ancestors")))
    labels = objects(
        inner(page, "metadata", "labels", "results") or inner(page, "labels", "results")
    )
    changed = inner(page, "version", "when") or inner(page, "version", "createdAt")
    fields = {
        "id": f"confluence:{number}" if number else "",
        "title": text_of(page.get("title")),
        "product": product,
        "path": "/".join(filter(None, (product, *above))),
        "tags": ",".join(text_of(row.get("name")) for row in labels),
        "owner": text_of(inner(page, "version", "by", "displayName")),
        "version": text_of(inner(page, "version", "number")),
        "updated": text_of(changed),
    }
    status = text_of(page.get("status"))
    left_out = "a draft" if status == "draft" else "archived" if status == "archived" else ""
    stored = text_of(inner(page, "body", "storage", "value"))
    return ExportRow(fields, stored or text_of(inner(page, "body", "view", "value")), left_out)


SHAPE = ExportShape("confluence", ("body", "spaceId", "_expandable"), _rows, _learn, _read)
