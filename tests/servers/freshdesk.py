"""Freshdesk's API as developers.freshdesk.com/api describes it, with made-up contacts."""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from tests.servers.json_server import Answered, Asked
from tests.servers.vendor import RefusedError, Row, Vendor, matching, origin, paged

_CONDITION = re.compile(r"(\w+):(?:'([^']*)'|(\d+))")
_SEARCHED = frozenset({"active", "company_id", "email", "language", "mobile", "phone", "tag"})
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
_TAG = re.compile(r"<[^>]*>")


@dataclass
class Freshdesk(Vendor):
    """`page_size` is the most of one page, so that few rows make several."""

    name: ClassVar[str] = "freshdesk"
    page_size: int = 100

    def answer(self, asked: Asked) -> Answered:
        wanted = base64.b64encode(f"{self.secret}:X".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {wanted}":
            body = {"code": "invalid_credentials", "message": "You have to be logged in"}
            raise RefusedError(401, body)
        parts = asked.path.removeprefix("/api/v2/").split("/")
        match (asked.method, parts):
            case ("GET", ["search", "contacts"]):
                return self._search(asked)
            case ("GET", ["contacts"]):
                return self._contacts(asked)
            case ("GET", ["tickets"]):
                return self._tickets(asked)
            case ("GET", ["tickets", ticket, "conversations"]):
                return self._conversations(asked, ticket)
            case ("POST", ["tickets", ticket, "notes"]):
                return self._note(asked, ticket)
            case ("GET", ["search", "solutions"]):
                return self._articles(asked)
            case ("GET", ["solutions", "categories"]):
                return self._list(asked, self.rows("categories"))
            case ("GET", ["solutions", "categories", number, "folders"]):
                return self._list(asked, _of(self.rows("folders"), "category_id", number))
            case ("GET", ["solutions", "folders", number, "articles"]):
                return self._list(asked, _of(self.rows("articles"), "folder_id", number))
        raise RefusedError(404, {})

    def _search(self, asked: Asked) -> Answered:
        _only(asked, {"query", "page"})
        query = asked.params.get("query", "")
        inner = query[1:-1]
        quoted = len(query) > 2 and query[0] == query[-1] == '"' and '"' not in inner
        conditions = [_CONDITION.fullmatch(part) for part in inner.split(" OR ")]
        if not quoted or len(query) > 512 or None in conditions:
            raise _invalid("query", "It should be a valid query", "invalid_value")
        wanted = {(one[1], one[2] or one[3]) for one in conditions if one is not None}
        if unknown := {name for name, _ in wanted} - _SEARCHED:
            raise _invalid(min(unknown), "Unexpected/invalid field in request", "invalid_field")
        found = matching(
            self.rows("contacts"),
            lambda row: any(str(row[name]) == value for name, value in wanted),
            self.ignores_filters,
        )
        number = int(asked.params.get("page", 1))
        if not 0 < number <= 10:
            raise _invalid("page", "It should be a Positive Integer less than 11", "invalid_value")
        return Answered({"total": len(found), "results": paged(found, number, 30)[0]})

    def _contacts(self, asked: Asked) -> Answered:
        filters = {"email", "mobile", "phone", "company_id", "unique_external_id"}
        _only(asked, {*filters, "state", "updated_since", "page", "per_page"})
        wanted = {name: asked.params[name] for name in filters & asked.params.keys()}
        found = matching(
            self.rows("contacts"),
            lambda row: all(
                str(row[name] or "").casefold() == value.casefold()
                for name, value in wanted.items()
            ),
            self.ignores_filters,
        )
        return self._list(asked, found)

    def _tickets(self, asked: Asked) -> Answered:
        _only(
            asked,
            {"requester_id", "email", "filter", "updated_since", "order_by", "order_type"}
            | {"include", "page", "per_page"},
        )
        included = asked.params.get("include", "").split(",")
        if not set(included) <= {"", "requester", "stats", "company", "description"}:
            raise _invalid("include", "It should be one of these values", "invalid_value")
        requester = asked.params.get("requester_id", "")
        known = {str(one["id"]) for one in self.rows("contacts")}
        if requester not in known and not self.ignores_filters:
            said = "There is no contact matching the given requester_id"
            raise _invalid("requester_id", said, "invalid_value")
        month_ago = (NOW - timedelta(days=30)).isoformat()
        since, of = asked.params.get("updated_since", month_ago), "updated_at"
        if "updated_since" not in asked.params:
            of = "created_at"
        found = [
            {**row, "description": row["description"] if "description" in included else None}
            if "description" in included
            else {name: row[name] for name in row if not name.startswith("description")}
            for row in matching(
                self.rows("tickets"),
                lambda row: str(row["requester_id"]) == requester,
                self.ignores_filters,
            )
            if row[of] >= since and not row["spam"]  # those have a filter of their own
        ]
        falling = asked.params.get("order_type", "desc") == "desc"
        found.sort(key=lambda row: row[asked.params.get("order_by", "created_at")], reverse=falling)
        return self._list(asked, found)

    def _conversations(self, asked: Asked, ticket: str) -> Answered:
        self._known(ticket)
        notes = [
            {
                "id": number,
                "body": one["body"],
                "body_text": _TAG.sub(" ", one["body"]),
                "private": one["private"],
                "incoming": False,
                "source": 2,
                "ticket_id": int(ticket),
            }
            for number, one in enumerate(self.written)
            if one["ticket"] == ticket
        ]
        return self._list(asked, notes)

    def _note(self, asked: Asked, ticket: str) -> Answered:
        self._known(ticket)
        if unknown := asked.json.keys() - {"body", "private", "incoming", "notify_emails"}:
            raise _invalid(min(unknown), "Unexpected/invalid field in request", "invalid_field")
        if not asked.json.get("body"):
            raise _invalid("body", "It should not be blank", "missing_field")
        note = {"ticket": ticket, "private": True, **asked.json}
        self.written.append(note)
        return Answered({"id": len(self.written), **asked.json}, 201)

    def _articles(self, asked: Asked) -> Answered:
        _only(asked, {"term"})
        term = asked.params.get("term", "").casefold()
        if not term:
            raise _invalid("term", "It should not be blank", "missing_field")
        folders = {one["id"]: one["visibility"] for one in self.rows("folders")}
        return Answered(
            [
                {**one, "folder_visibility": folders[one["folder_id"]]}
                for one in self.rows("articles")
                if term in f"{one['title']} {one['description_text']}".casefold()
            ]
        )

    def _list(self, asked: Asked, rows: list[Row]) -> Answered:
        size = min(int(asked.params.get("per_page", 30)), self.page_size)
        if int(asked.params.get("per_page", 30)) > 100:
            raise _invalid("per_page", "It should be a Positive Integer", "invalid_value")
        number = int(asked.params.get("page", 1))
        page, more = paged(rows, number, size)
        headers = {"X-RateLimit-Total": "700", "X-RateLimit-Remaining": "612"}
        if more:
            params = urlencode({**asked.params, "page": number + 1})
            headers["Link"] = f'<{origin(asked)}{asked.path}?{params}>; rel="next"'
        return Answered(page, headers=headers)

    def _known(self, ticket: str) -> None:
        if all(str(one["id"]) != ticket for one in self.rows("tickets")):
            raise RefusedError(404, {})


def _of(rows: list[Row], name: str, number: str) -> list[Row]:
    return [row for row in rows if str(row[name]) == number]


def _only(asked: Asked, known: set[str]) -> None:
    if unknown := asked.params.keys() - known:
        raise _invalid(min(unknown), "Unexpected/invalid field in request", "invalid_field")


def _invalid(name: str, message: str, code: str) -> RefusedError:
    error = {"field": name, "message": message, "code": code}
    return RefusedError(400, {"description": "Validation failed", "errors": [error]})
