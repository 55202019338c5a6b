"""ServiceNow's REST APIs as its documentation describes them, with made-up contacts and cases.

As documented, what is not known in a query is left out, and the rest of it is answered.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlencode

from tests.servers.json_server import Answered, Asked
from tests.servers.vendor import RefusedError, Row, Vendor, origin

_CONDITION = re.compile(r"(?P<name>[a-z_.]+)(?P<sign>>=|!=|=)(?P<value>.*)")
_ORDER = re.compile(r"ORDERBY(?P<down>DESC)?(?P<name>[a-z_.]+)")
_TABLE = {"sysparm_query", "sysparm_fields", "sysparm_limit", "sysparm_offset"} | {
    "sysparm_display_value",
    "sysparm_exclude_reference_link",
}
_CHANGED = {"sn_customerservice_case": {"work_notes"}}


@dataclass
class ServiceNow(Vendor):
    """`missing` are columns (`interaction.contact`) that there are not; `strict`: an invalid query
    has no rows.

    `hidden` are rows that the user may not see: they leave holes in pages.
    """

    name: ClassVar[str] = "servicenow"
    missing: frozenset[str] = frozenset()
    strict: bool = False
    hidden: frozenset[str] = frozenset()
    tokens: list[str] = field(default_factory=list)

    def settings(self, url: str) -> Mapping[str, str]:
        return {"url": url, "client_id": "a-client"}

    def answer(self, asked: Asked) -> Answered:
        if asked.path == "/oauth_token.do":
            return self._token(asked)
        if asked.headers.get("authorization") not in [f"Bearer {one}" for one in self.tokens]:
            raise _refused(401, "User Not Authenticated")
        match asked.method, asked.path.removeprefix("/api/").split("/"):
            case "GET", ["now", "table", table]:
                return self._list(asked, table)
            case "GET", ["now", "table", table, own]:
                _only(asked, _TABLE - {"sysparm_query", "sysparm_limit", "sysparm_offset"})
                return Answered({"result": _shown(self._known(table, own), asked)})
            case "PATCH", ["now", "table", table, own]:
                return self._change(asked, table, own)
            case "GET", ["sn_customerservice", "case", own, "activities"]:
                return self._activities(asked, own)
            case "GET", ["sn_km_api", "knowledge", "articles"]:
                return self._knowledge(asked)
        raise _refused(400, "Requested URI does not represent any resource")

    def _token(self, asked: Asked) -> Answered:
        wanted = {"client_id": "a-client", "client_secret": self.secret}
        if asked.form != {"grant_type": "client_credentials", **wanted}:
            raise RefusedError(401, {"error": "server_error", "error_description": "access_denied"})
        self.tokens.append(f"token-{len(self.tokens)}")
        granted = {"access_token": self.tokens[-1], "token_type": "Bearer", "expires_in": 1799}
        return Answered({**granted, "scope": "useraccount"})

    def _list(self, asked: Asked, table: str) -> Answered:
        _only(asked, _TABLE)
        rows = self._rows(table)
        known = frozenset(name for name in rows[0] if f"{table}.{name}" not in self.missing)
        found = self._matching(rows, asked.params.get("sysparm_query", ""), known)
        limit = int(asked.params.get("sysparm_limit", 10_000))
        offset = int(asked.params.get("sysparm_offset", 0))
        page = [row for row in found[offset : offset + limit] if row["sys_id"] not in self.hidden]
        headers = {"X-Total-Count": str(len(found))}
        if len(found) > offset + limit:
            params = {**asked.params, "sysparm_offset": str(offset + limit)}
            headers["Link"] = f'<{origin(asked)}{asked.path}?{urlencode(params)}>;rel="next"'
        return Answered({"result": [_shown(row, asked) for row in page]}, headers=headers)

    def _matching(self, rows: list[Row], query: str, known: frozenset[str]) -> list[Row]:
        """An encoded query; `^` parts conditions and stands in no value."""
        found = list(rows)
        wanted: list[list[Callable[[Row], bool]]] = []
        parts = query.split("^") if query else []
        for part in reversed([one for one in parts if _ORDER.fullmatch(one)]):
            order = _ORDER.fullmatch(part)
            assert order is not None
            if order["name"] in known:
                name, down = order["name"], order["down"] is not None
                found.sort(key=lambda row, name=name: _raw(row[name]), reverse=down)
        for part in (one for one in parts if not _ORDER.fullmatch(one)):
            condition = _CONDITION.fullmatch(part.removeprefix("OR"))
            if condition is None or condition["name"] not in known:
                if self.strict:
                    return []
                continue  # "the instance ignores the invalid part"
            if part.startswith("OR") and wanted:
                wanted[-1].append(_tested(condition))
            else:
                wanted.append([_tested(condition)])
        if self.ignores_filters:
            return found
        return [row for row in found if all(any(one(row) for one in some) for some in wanted)]

    def _change(self, asked: Asked, table: str, own: str) -> Answered:
        _only(asked, {"sysparm_fields"})
        self._known(table, own)
        if asked.json.keys() - _CHANGED.get(table, set()):
            raise _refused(403, "Operation Failed")
        self.written.append({"table": table, "sys_id": own, **asked.json})
        return Answered({"result": {"sys_id": own}})

    def _activities(self, asked: Asked, own: str) -> Answered:
        _only(asked, {"sysparm_activity_type", "sysparm_limit", "sysparm_offset"})
        self._known("sn_customerservice_case", own)
        entries = [
            {"element": "work_notes", "value": one["work_notes"], "name": "agentassist"}
            for one in reversed(self.written)
            if one["sys_id"] == own
        ]
        return Answered({"result": {"sys_id": own, "display_value": "CS", "entries": entries}})

    def _knowledge(self, asked: Asked) -> Answered:
        _only(asked, {"query", "fields", "limit", "offset", "filter", "kb", "language"})
        words = asked.params["query"].casefold().split()
        names = asked.params["fields"].split(",")
        rows = [
            row
            for row in self._rows("kb_knowledge")
            if row["workflow_state"] == "published"
            and all(
                word in f"{row['short_description']} {row['text']}".casefold() for word in words
            )
        ]
        articles = [
            {
                "link": f"?sys_kb_id={row['sys_id']}&id=kb_article_view",
                "rank": 1,
                "id": f"kb_knowledge:{row['sys_id']}",
                "title": row["short_description"],
                "snippet": "...",
                "score": 14.869,
                "number": row["number"],
                "fields": {name: {"name": name, **_both(row[name])} for name in names},
            }
            for row in rows[: int(asked.params["limit"])]
        ]
        meta = {"start": 0, "end": len(articles), "count": len(rows), "status": {"code": 200}}
        return Answered({"result": {"meta": meta, "articles": articles}})

    def _rows(self, table: str) -> list[Row]:
        try:
            return self.rows(table)
        except FileNotFoundError:
            raise _refused(400, f"Invalid table {table}") from None

    def _known(self, table: str, own: str) -> Row:
        for row in self._rows(table):
            if row["sys_id"] == own:
                return row
        raise _refused(404, "No Record found")


def _tested(condition: re.Match[str]) -> Callable[[Row], bool]:
    name, sign, value = condition["name"], condition["sign"], condition["value"].casefold()
    if sign == ">=":
        return lambda row: _raw(row[name]) >= value
    return lambda row: (_raw(row[name]) == value) == (sign == "=")


def _raw(value: Any) -> str:
    return str(value["value"] if isinstance(value, dict) else value).casefold()


def _both(value: Any) -> Row:
    return value if isinstance(value, dict) else {"value": value, "display_value": value}


def _shown(row: Row, asked: Asked) -> Row:
    names = [name for name in asked.params["sysparm_fields"].split(",") if name in row]
    if asked.params["sysparm_display_value"] == "all":
        return {name: _both(row[name]) for name in names}
    return {name: _both(row[name])["value"] for name in names}


def _only(asked: Asked, known: set[str]) -> None:
    if unknown := asked.params.keys() - known:
        raise _refused(400, f"unknown parameter {min(unknown)}")


def _refused(status: int, message: str) -> RefusedError:
    return RefusedError(status, {"error": {"message": message, "detail": ""}, "status": "failure"})
