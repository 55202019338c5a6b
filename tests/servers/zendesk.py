"""Zendesk's API as developer.zendesk.com describes it, with made-up users and tickets."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from tests.servers.json_server import Answered, Asked
from tests.servers.vendor import RefusedError, Row, Vendor, digits, matching, origin, paged

AGENT = "agentassist@example.com"
_TERM = re.compile(r'(\w+):(?:"([^"]*)"|(\S+))')
_SORTS = frozenset(
    {
        *("assignee", "assignee.name", "created_at", "group", "id", "requester", "requester.name"),
        *("status", "subject", "updated_at"),
    }
)


@dataclass
class Zendesk(Vendor):
    """`more_articles` fill the incremental export, which has 1,000 a page."""

    name: ClassVar[str] = "zendesk"
    more_articles: int = 0

    def settings(self, url: str) -> Mapping[str, str]:
        return {"url": url, "user": AGENT}

    def answer(self, asked: Asked) -> Answered:
        wanted = base64.b64encode(f"{AGENT}/token:{self.secret}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {wanted}":
            raise RefusedError(401, {"error": "Couldn't authenticate you"})
        parts = asked.path.removeprefix("/api/v2/").removesuffix(".json").split("/")
        match (asked.method, parts):
            case ("GET", ["search"]):
                return self._search(asked)
            case ("GET", ["users", user]) if user.isdigit():
                return self._user(user)
            case ("GET", ["users", "search"]):
                return self._users(asked)
            case ("GET", ["users", user, "tickets", "requested"]):
                return self._tickets(asked, user)
            case ("GET", ["help_center", "articles", "search"]):
                return self._articles(asked)
            case ("GET", ["help_center", "incremental", "articles"]):
                return self._changed(asked)
            case ("GET", ["tickets", ticket, "comments"]):
                return self._comments(asked, ticket)
            case ("PUT", ["tickets", ticket]):
                return self._update(asked, ticket)
        raise RefusedError(404, {"error": "InvalidEndpoint", "description": "Not found"})

    def _search(self, asked: Asked) -> Answered:
        _only(asked, {"query", "sort_by", "sort_order", "page", "per_page"})
        terms = _terms(asked)
        kind = "ticket" if terms.get("type") == "ticket" else "user"
        fits = _ticket_fits if kind == "ticket" else _fits
        found = matching(self.rows(f"{kind}s"), lambda row: fits(row, terms), self.ignores_filters)
        return _page(asked, "results", [{**row, "result_type": kind} for row in found])

    def _user(self, number: str) -> Answered:
        for user in self.rows("users"):
            if str(user["id"]) == number:
                return Answered({"user": user})
        raise RefusedError(404, {"error": "RecordNotFound", "description": "Not found"})

    def _users(self, asked: Asked) -> Answered:
        _only(asked, {"query", "external_id", "page", "per_page"})
        users = self.rows("users")
        if "external_id" in asked.params:
            wanted = asked.params["external_id"]
            found = matching(
                users, lambda user: user["external_id"] == wanted, self.ignores_filters
            )
        else:
            terms = _terms(asked)
            found = matching(users, lambda user: _fits(user, terms), self.ignores_filters)
        return _page(asked, "users", found)

    def _tickets(self, asked: Asked, user: str) -> Answered:
        _only(asked, {"sort_by", "sort_order", "page", "per_page"})
        sort_by, order = asked.params.get("sort_by", "id"), asked.params.get("sort_order", "asc")
        if sort_by not in _SORTS or order not in ("asc", "desc"):
            raise RefusedError(400, {"error": "InvalidValue", "description": "sort_by"})
        known = any(str(one["id"]) == user for one in self.rows("users"))
        if not known and not self.ignores_filters:
            raise RefusedError(404, {"error": "RecordNotFound", "description": "Not found"})
        found = matching(
            self.rows("tickets"),
            lambda ticket: str(ticket["requester_id"]) == user,
            self.ignores_filters,
        )
        found.sort(key=lambda ticket: str(ticket[sort_by]), reverse=order == "desc")
        return _page(asked, "tickets", found)

    def _articles(self, asked: Asked) -> Answered:
        _only(asked, {"query", "locale", "category", "section", "label_names", "page", "per_page"})
        if not asked.params.get("query"):
            raise RefusedError(400, {"error": "BadRequest", "description": "query is missing"})
        words = asked.params["query"].casefold().split()
        found = [
            {**one, "result_type": "article", "snippet": "..."}
            for one in self.rows("articles")
            if all(word in f"{one['title']} {one['body']}".casefold() for word in words)
        ]
        return _page(asked, "results", found, most=30)

    def _changed(self, asked: Asked) -> Answered:
        """Time-based: the next page begins where this one ended."""
        _only(asked, {"start_time"})
        start = asked.params.get("start_time", "")
        if not start.isdigit():
            raise RefusedError(400, {"error": "InvalidValue", "description": "start_time"})
        every = [(1_793_000_000 + number, one) for number, one in enumerate(self._exported())]
        later = [(at, one) for at, one in every if at >= int(start)]
        page = later[:1000]
        end = page[-1][0] if page else int(start)
        following = f"{origin(asked)}{asked.path}?{urlencode({'start_time': end + 1})}"
        body = {"articles": [one for _, one in page], "count": len(page), "end_time": end}
        return Answered({**body, "next_page": following})

    def _exported(self) -> list[Row]:
        rows = self.rows("articles")
        more = [{**rows[0], "id": 9_000_000 + number} for number in range(self.more_articles)]
        return [*rows, *more]

    def _comments(self, asked: Asked, ticket: str) -> Answered:
        _only(asked, {"sort", "sort_order", "page", "per_page", "include"})
        self._known(ticket)
        comments = [
            {"id": number, "body": one["comment"]["body"], "public": one["comment"]["public"]}
            for number, one in enumerate(self.written)
            if one["ticket"] == ticket
        ]
        return _page(asked, "comments", comments)

    def _update(self, asked: Asked, ticket: str) -> Answered:
        found = self._known(ticket)
        if found["status"] == "closed":
            details = {"status": [{"description": "closed prevents ticket update"}]}
            raise RefusedError(422, {"error": "RecordInvalid", "details": details})
        match asked.json:
            case {"ticket": {"comment": {"body": str(body), "public": bool()}, **more}} if (
                body and not more
            ):
                self.written.append({"ticket": ticket, "comment": asked.json["ticket"]["comment"]})
                return Answered({"ticket": found, "audit": {"id": 1}})
        raise RefusedError(422, {"error": "RecordInvalid", "description": "Record validation"})

    def _known(self, ticket: str) -> Row:
        for one in self.rows("tickets"):
            if str(one["id"]) == ticket:
                return one
        raise RefusedError(404, {"error": "RecordNotFound", "description": "Not found"})


def _only(asked: Asked, known: set[str]) -> None:
    if unknown := asked.params.keys() - known:
        raise RefusedError(400, {"error": "UnknownParameter", "description": min(unknown)})


def _terms(asked: Asked) -> dict[str, str]:
    """Terms of a query; a word outside of any is what nobody here has."""
    query = asked.params.get("query", "")
    if not query:
        raise RefusedError(422, {"error": "missing parameter query"})
    terms = {name: quoted or bare for name, quoted, bare in _TERM.findall(query)}
    if rest := _TERM.sub("", query).strip():
        terms["text"] = rest
    return terms


def _fits(user: Row, terms: Mapping[str, str]) -> bool:
    def fits(name: str, value: str) -> bool:
        match name:
            case "type":
                return value == "user"
            case "role" | "external_id":
                return bool(user[name] == value)
            case "email":
                return bool((user["email"] or "").casefold() == value.casefold())
            case "phone":
                number = digits(user["phone"] or "")
                if not value.removeprefix("*").isdigit():
                    return False
                if value.startswith("*"):
                    return number.endswith(value[1:])
                return bool(number == value)
        return False

    return all(fits(name, value) for name, value in terms.items())


def _ticket_fits(ticket: Row, terms: Mapping[str, str]) -> bool:
    fields = {f"custom_field_{one['id']}": one["value"] for one in ticket["custom_fields"]}
    wanted = {name: value for name, value in terms.items() if name != "type"}
    return bool(wanted) and all(
        str(fields.get(name)).casefold() == value.casefold() for name, value in wanted.items()
    )


def _page(asked: Asked, key: str, rows: list[Row], most: int = 100) -> Answered:
    size = int(asked.params.get("per_page", most))
    number = int(asked.params.get("page", 1))
    if size > most or size * number > 1000:
        raise RefusedError(422, {"error": "invalid", "description": "too many records"})
    page, more = paged(rows, number, size)
    params: dict[str, Any] = {**asked.params, "page": number + 1}
    following = f"{origin(asked)}{asked.path}?{urlencode(params)}" if more else None
    body = {key: page, "next_page": following, "previous_page": None, "count": len(rows)}
    headers = {"X-Rate-Limit": "700", "X-Rate-Limit-Remaining": "699", "ratelimit-reset": "41"}
    return Answered(body, headers=headers)
