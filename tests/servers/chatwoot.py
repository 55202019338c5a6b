"""Chatwoot's application API as its documentation and source describe it, with made-up contacts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from tests.servers.json_server import Answered, Asked
from tests.servers.vendor import RefusedError, Row, Vendor, matching, paged

_PER_PAGE = 15
_ATTRIBUTES = frozenset({"name", "phone_number", "email", "identifier", "city", "blocked"})
_OPERATORS = frozenset({"equal_to", "not_equal_to", "contains", "does_not_contain"})


@dataclass
class Chatwoot(Vendor):
    name: ClassVar[str] = "chatwoot"

    def settings(self, url: str) -> Mapping[str, str]:
        return {"url": url, "account": "1"}

    def answer(self, asked: Asked) -> Answered:
        public = asked.path.split("/")
        if asked.method == "GET" and public[1:2] == ["hc"]:
            return self._articles(asked)
        if asked.headers.get("api-access-token") != self.secret:
            raise RefusedError(401, {"error": "Invalid Access Token"})
        root = "/api/v1/accounts/1/"
        if not asked.path.startswith(root):
            raise RefusedError(404, {"error": "Resource could not be found"})
        match asked.method, asked.path.removeprefix(root).split("/"):
            case "POST", ["contacts", "filter"]:
                return self._filter(asked)
            case "GET", ["contacts", contact, "conversations"]:
                return self._conversations(contact)
            case ("GET" | "POST") as method, ["contacts", contact, "notes"]:
                self._known("contacts", contact)
                return self._notes(method, contact, asked.json)
            case ("GET" | "POST") as method, ["conversations", conversation, "messages"]:
                self._known("conversations", conversation)
                return self._messages(method, conversation, asked.json)
        raise RefusedError(404, {"error": "Resource could not be found"})

    def _filter(self, asked: Asked) -> Answered:
        if asked.params.keys() - {"page"} or asked.json.keys() != {"payload"}:
            raise RefusedError(422, {"error": "unknown parameter"})
        payload = asked.json["payload"]
        for number, one in enumerate(payload):
            last = number == len(payload) - 1
            joined = one.get("query_operator") in (("AND", "OR") if not last else (None,))
            if one["attribute_key"] not in _ATTRIBUTES:
                raise RefusedError(422, {"error": "Invalid attribute key"})
            if one["filter_operator"] not in _OPERATORS or not joined:
                raise RefusedError(422, {"error": "Invalid operator"})
        found = matching(
            self.rows("contacts"),
            lambda row: any(_equal(row, one) for one in payload),
            self.ignores_filters,
        )
        number = int(asked.params.get("page", 1))
        page, _ = paged(found, number, _PER_PAGE)
        meta = {"count": len(found), "current_page": number}
        return Answered({"meta": meta, "payload": page})

    def _conversations(self, contact: str) -> Answered:
        if not self.ignores_filters:
            self._known("contacts", contact)
        found = matching(
            self.rows("conversations"),
            lambda row: str(row["meta"]["sender"]["id"]) == contact,
            self.ignores_filters,
        )
        found.sort(key=lambda row: row["id"], reverse=True)
        return Answered({"payload": found[:20]})

    def _notes(self, method: str, contact: str, body: Row | None) -> Answered:
        if method == "GET":
            return Answered([one for one in self.written if one.get("contact") == contact])
        if body is None or body.keys() != {"content"} or not body["content"]:
            raise RefusedError(422, {"error": "param is missing or the value is empty: note"})
        self.written.append({"contact": contact, **body})
        return Answered({"id": len(self.written), "content": body["content"]})

    def _messages(self, method: str, conversation: str, body: Row | None) -> Answered:
        if method == "GET":
            rows = [one for one in self.written if one.get("conversation") == conversation]
            return Answered({"meta": {"labels": []}, "payload": rows[-20:]})
        match body:
            case {"content": str(), "message_type": "outgoing", "private": bool(), **more} if (
                body["content"] and not more
            ):
                self.written.append({"conversation": conversation, **body})
                return Answered({"id": len(self.written), **body})
        raise RefusedError(422, {"error": "Validation failed"})

    def _articles(self, asked: Asked) -> Answered:
        if asked.path != "/hc/handbook/en/articles.json" or asked.params.keys() != {"query"}:
            raise RefusedError(404, {"error": "Resource could not be found"})
        word = asked.params["query"].casefold()
        found = [
            one
            for one in self.rows("articles")
            if word in f"{one['title']} {one['content']}".casefold()
        ]
        return Answered({"payload": found, "meta": {"articles_count": len(found)}})

    def _known(self, kind: str, own: str) -> Row:
        for row in self.rows(kind):
            if str(row["id"]) == own:
                return row
        raise RefusedError(404, {"error": "Resource could not be found"})


def _equal(row: Row, one: Row) -> bool:
    """Without regard to capitals; before a number it puts the plus itself."""
    value = str(one["values"][0])
    if one["attribute_key"] == "phone_number":
        value = f"+{value}"
    return str(row[one["attribute_key"]] or "").casefold() == value.casefold()
