"""HubSpot's API as developers.hubspot.com describes it, with made-up contacts and activities."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

import phonenumbers

from tests.servers.json_server import Answered, Asked
from tests.servers.vendor import RefusedError, Row, Vendor, paged

OBJECTS = "/crm/objects/2026-09/"
_OPERATORS = frozenset({"EQ", "NEQ", "IN", "CONTAINS_TOKEN", "HAS_PROPERTY"})
_TYPES = {202: "contact", 228: "ticket"}  # of the association of a note
_CALCULATED = {
    "hs_searchable_calculated_phone_number": "phone",
    "hs_searchable_calculated_mobile_number": "mobilephone",
}


@dataclass
class HubSpot(Vendor):
    """Its rows are {"id", "of", "properties"}: `of` is the contact that they belong to."""

    name: ClassVar[str] = "hubspot"
    notes: list[Row] = field(default_factory=list)

    def answer(self, asked: Asked) -> Answered:
        if asked.headers.get("authorization") != f"Bearer {self.secret}":
            raise RefusedError(401, _error("INVALID_AUTHENTICATION", "Authentication not valid"))
        if (asked.method, asked.path) == ("GET", "/cms/site-search/2026-09/search"):
            return self._articles(asked)
        if asked.method == "POST" and asked.path.startswith(OBJECTS):
            match asked.path.removeprefix(OBJECTS).split("/"):
                case ["contacts" | "tickets" | "calls" | "emails" | "communications" as kind]:
                    raise RefusedError(405, _error("METHOD", f"{kind} are not written here"))
                case ["notes"]:
                    return self._write(asked)
                case [kind, "search"]:
                    return self._search(kind, asked)
        raise RefusedError(404, _error("OBJECT_NOT_FOUND", "no such thing"))

    def _search(self, kind: str, asked: Asked) -> Answered:
        body = asked.json
        if unknown := body.keys() - {"filterGroups", "sorts", "properties", "limit", "after"}:
            raise RefusedError(400, _error("VALIDATION_ERROR", f"Unknown field {min(unknown)}"))
        rows = self.notes if kind == "notes" else self.rows(kind)
        limit, after = body.get("limit", 10), body.get("after", "0")
        if type(limit) is not int or not 0 < limit <= 200 or not str(after).isdigit():
            raise RefusedError(400, _error("VALIDATION_ERROR", "limit or after"))
        if int(after) + limit > 10_000:
            raise RefusedError(400, _error("VALIDATION_ERROR", "too many results"))
        found = _sorted(self._filtered(rows, body["filterGroups"]), body.get("sorts", []))
        page, more = paged(found, int(after) // limit + 1, limit)
        results = [_shown(row, body.get("properties", [])) for row in page]
        paging = {"paging": {"next": {"after": str(int(after) + limit)}}} if more else {}
        return Answered({"total": len(found), "results": results, **paging})

    def _filtered(self, rows: list[Row], groups: list[Row]) -> list[Row]:
        if not 0 < len(groups) <= 5 or any(not 0 < len(one["filters"]) <= 6 for one in groups):
            raise RefusedError(400, _error("VALIDATION_ERROR", "too many filters"))
        for one in (one for group in groups for one in group["filters"]):
            if one["operator"] not in _OPERATORS or one.keys() != {
                "propertyName",
                "operator",
                "value",
            }:
                raise RefusedError(400, _error("VALIDATION_ERROR", "operator"))
        return [
            row
            for row in rows
            if self.ignores_filters
            or any(all(_fits(row, one) for one in group["filters"]) for group in groups)
        ]

    def _write(self, asked: Asked) -> Answered:
        properties, (association,) = asked.json["properties"], asked.json["associations"]
        (kind,) = association["types"]
        if not properties.get("hs_timestamp") or kind["associationCategory"] != "HUBSPOT_DEFINED":
            raise RefusedError(400, _error("VALIDATION_ERROR", "hs_timestamp is missing"))
        if len(properties["hs_note_body"]) > 65_536:
            raise RefusedError(400, _error("VALIDATION_ERROR", "hs_note_body is too long"))
        to = _TYPES[kind["associationTypeId"]]
        known = {one["id"] for one in self.rows(f"{to}s")}
        if association["to"]["id"] not in known:
            raise RefusedError(404, _error("OBJECT_NOT_FOUND", "No such record"))
        note = {
            "id": str(9_000 + len(self.notes)),
            "properties": properties,
            to: association["to"]["id"],
        }
        self.notes.append(note)
        return Answered(note, 201)

    def _articles(self, asked: Asked) -> Answered:
        known = {"q", "type", "limit", "offset", "domain", "language", "pathPrefix"}
        if (unknown := asked.params.keys() - known) or not asked.params.get("q"):
            raise RefusedError(400, _error("VALIDATION_ERROR", f"{sorted(unknown)}"))
        limit = int(asked.params.get("limit", 10))
        if limit > 100:
            raise RefusedError(400, _error("VALIDATION_ERROR", "limit"))
        found = [
            one
            for one in self.rows("articles")
            if one["type"] == asked.params.get("type")
            and asked.params["q"] in f"{one['title']} {one['description']}".casefold()
        ]
        return Answered(
            {"total": len(found), "offset": 0, "limit": limit, "page": 0, "results": found[:limit]}
        )


def _fits(row: Row, one: Row) -> bool:
    name, operator, value = one["propertyName"], one["operator"], one["value"]
    if name.startswith("associations."):
        owner = row.get(name.removeprefix("associations."), row.get("of"))
        return operator == "EQ" and owner == value
    if name in _CALCULATED:
        return operator == "EQ" and _national(row["properties"][_CALCULATED[name]]) == value
    if name not in row["properties"]:
        raise RefusedError(400, _error("VALIDATION_ERROR", f"Property {name} does not exist"))
    has = row["properties"][name] or ""
    if operator == "CONTAINS_TOKEN":
        return value.casefold() in has.casefold().split(";")
    return operator == "EQ" and has.casefold() == value.casefold()


def _national(number: str | None) -> str:
    """What HubSpot makes of a number: area code and local number."""
    try:
        return phonenumbers.national_significant_number(phonenumbers.parse(number or "", "DE"))
    except phonenumbers.NumberParseException:
        return ""


def _sorted(rows: list[Row], sorts: list[Row]) -> list[Row]:
    if len(sorts) > 1:
        raise RefusedError(400, _error("VALIDATION_ERROR", "one sort only"))
    for sort in sorts:
        falling = sort["direction"] == "DESCENDING"
        rows = sorted(rows, key=lambda row: row["properties"][sort["propertyName"]] or "")
        rows = rows[::-1] if falling else rows
    return rows


def _shown(row: Row, names: list[str]) -> Row:
    wanted = {name: row["properties"].get(name) for name in [*names, "hs_object_id"]}
    return {"id": row["id"], "properties": wanted, "archived": False}


def _error(category: str, message: str) -> dict[str, Any]:
    correlation = "aeb5f871-7f07-4993-9211-075dc63e7cbf"
    return {
        "status": "error",
        "message": message,
        "correlationId": correlation,
        "category": category,
    }
