"""Zammad's API as docs.zammad.org and its source describe it, with made-up users and tickets."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from tests.servers.json_server import Answered, Asked
from tests.servers.vendor import RefusedError, Row, Vendor, paged

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:\\.|[^"\\])*")|(?P<field>\w+):|(?P<word>[\w.]+)|(?P<sign>[()]))'
)
_USER_FIELDS = frozenset({"phone", "mobile", "email", "account_number"})
_TICKET_FIELDS = frozenset({"number", "customer_id"})


@dataclass
class Zammad(Vendor):
    """`accounts`: users have a field `account_number`, made by the site."""

    name: ClassVar[str] = "zammad"
    accounts: bool = False

    def answer(self, asked: Asked) -> Answered:
        if asked.headers.get("authorization") != f"Token token={self.secret}":
            raise RefusedError(403, {"error": "Authentication required"})
        match asked.method, asked.path.removeprefix("/api/v1/").split("/"):
            case "GET", ["users", "search"]:
                return self._users(asked)
            case "GET", ["users", user]:
                _only(asked, {"expand"})
                return Answered(self._known("users", user))
            case "GET", ["tickets", "search"]:
                return self._tickets(asked)
            case "GET", ["ticket_articles", "by_ticket", ticket]:
                self._known("tickets", ticket)
                return Answered([one for one in self.written if str(one["ticket_id"]) == ticket])
            case "POST", ["ticket_articles"]:
                return self._note(asked.json)
            case "POST", ["knowledge_bases", "init"]:
                return Answered(self._maps(self.rows("answers"), contents=frozenset()))
            case "GET", ["knowledge_bases", "1", "answers", answer]:
                return self._answer(asked, answer)
        raise RefusedError(404, {"error": "No route matches"})

    def _users(self, asked: Asked) -> Answered:
        _only(asked, {"query", "expand", "page", "per_page", "sort_by", "order_by", "limit"})
        rows = self.rows("users")
        if self.accounts:
            rows = [{**row, "account_number": f"AC-{row['id']:05}"} for row in rows]
        return self._found(asked, rows, _USER_FIELDS)

    def _tickets(self, asked: Asked) -> Answered:
        _only(asked, {"query", "expand", "page", "per_page", "sort_by", "order_by", "limit"})
        rows = self.rows("tickets")
        if "sort_by" in asked.params:
            name, order = asked.params["sort_by"], asked.params["order_by"]
            if name not in rows[0] or order not in ("asc", "desc"):
                raise RefusedError(422, {"error": "Found invalid column"})
            rows.sort(key=lambda row: str(row[name]), reverse=order == "desc")
        return self._found(asked, rows, _TICKET_FIELDS)

    def _found(self, asked: Asked, rows: list[Row], fields: frozenset[str]) -> Answered:
        """A plain list, as it is with `expand`: it says of no other page."""
        if asked.params.get("expand") != "true":
            raise RefusedError(422, {"error": "this server answers with expand=true only"})
        matches = _query(asked.params["query"])
        found = [row for row in rows if self.ignores_filters or matches(row, fields)]
        size = min(int(asked.params["per_page"]), 200)
        return Answered(paged(found, int(asked.params["page"]), size)[0])

    def _note(self, body: Row) -> Answered:
        match body:
            case {"ticket_id": int(ticket), "body": str(), "type": "note", "internal": bool()}:
                self._known("tickets", str(ticket))
                known = {"ticket_id", "subject", "body", "content_type", "type", "internal"}
                if body.keys() - known or not body["body"]:
                    raise RefusedError(422, {"error": "Need at least article: { body: ... }"})
                self.written.append({"id": len(self.written) + 1, **body})
                return Answered(self.written[-1], 201)
        raise RefusedError(422, {"error": "Missing required value"})

    def _answer(self, asked: Asked, answer: str) -> Answered:
        _only(asked, {"full", "include_contents"})
        rows = [row for row in self.rows("answers") if str(row["answer"]["id"]) == answer]
        if not rows:
            raise RefusedError(404, {"error": "Couldn't find KnowledgeBase::Answer"})
        contents = frozenset(asked.params.get("include_contents", "").split(","))
        return Answered({"id": int(answer), "assets": self._maps(rows, contents)})

    def _maps(self, rows: list[Row], contents: frozenset[str]) -> Row:
        """Everything as maps keyed by id; contents only as they were asked for."""
        maps: Row = {
            "KnowledgeBase": {"1": {"id": 1, "active": True}},
            "KnowledgeBaseAnswer": {str(one["answer"]["id"]): one["answer"] for one in rows},
            "KnowledgeBaseAnswerTranslation": {
                str(one["translation"]["id"]): one["translation"] for one in rows
            },
            "KnowledgeBaseCategoryTranslation": {
                str(one["answer"]["category_id"]): {"id": 1, "title": one["category"]}
                for one in rows
            },
        }
        if contents:
            maps["KnowledgeBaseAnswerTranslationContent"] = {
                str(one["content"]["id"]): one["content"]
                for one in rows
                if str(one["content"]["id"]) in contents
            }
        return maps

    def _known(self, kind: str, own: str) -> Row:
        for row in self.rows(kind):
            if str(row["id"]) == own:
                return row
        raise RefusedError(404, {"error": "Couldn't find it"})


def _only(asked: Asked, known: set[str]) -> None:
    if unknown := asked.params.keys() - known:
        raise RefusedError(422, {"error": f"unknown parameter {min(unknown)}"})


Matches = Callable[[Row, frozenset[str]], bool]


def _query(text: str) -> Matches:
    """As much of Elasticsearch's query language as is asked; another sign is an error, too."""
    parts: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise RefusedError(500, {"error": "Failed to parse query"})
        parts.append((str(found.lastgroup), str(found[str(found.lastgroup)])))
        at = found.end()
    wanted: list[tuple[str, str]] = []
    field, inside = "", False
    for kind, part in parts:
        if kind == "field":
            field = part
        elif kind == "sign":
            inside = part == "("
        elif kind == "text" or (kind == "word" and part not in ("OR", "AND")):
            if not field:
                raise RefusedError(500, {"error": "Failed to parse query"})
            bare = part[1:-1] if kind == "text" else part
            wanted.append((field, re.sub(r"\\(.)", r"\1", bare)))
            field = field if inside else ""

    def matches(row: Row, fields: frozenset[str]) -> bool:
        return any(
            name in fields and _phrase(value) and _has(row.get(name), _phrase(value))
            for name, value in wanted
        )

    return matches


def _phrase(text: object) -> list[str]:
    """The words of a text, as the index parts it."""
    return re.findall(r"\w+", str(text if text is not None else "").casefold())


def _has(value: Any, phrase: list[str]) -> bool:
    words = _phrase(value)
    return any(words[at : at + len(phrase)] == phrase for at in range(len(words)))
