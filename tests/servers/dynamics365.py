"""The Dataverse Web API as learn.microsoft.com describes it, with made-up tables, and its login."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlencode

from tests.servers.json_server import Answered, Asked, JsonServer
from tests.servers.odata_filter import FilterError, compiled
from tests.servers.vendor import Opened, RefusedError, Row, Vendor, opened, origin, paged

CLIENT = "11111111-2222-4333-8444-555555555555"
_FORMATTED = "@OData.Community.Display.V1.FormattedValue"
_LOGICAL = "@Microsoft.Dynamics.CRM.lookuplogicalname"
_KEYS = {  # of each table
    "contacts": "contactid",
    "accounts": "accountid",
    "incidents": "incidentid",
    "phonecalls": "activityid",
    "emails": "activityid",
    "salesorders": "salesorderid",
    "knowledgearticles": "knowledgearticleid",
}
_EXPANDED = re.compile(r"(\w+)\(\$select=([\w,]+)\)(?:,|$)")
_BOUND = re.compile(r"/incidents\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)", re.IGNORECASE)


@dataclass
class Dynamics365(Vendor):
    """`page_size`: less than what is preferred, so that few rows make several pages.

    `absent` tables are those of an app that the environment does not have.
    """

    name: ClassVar[str] = "dynamics365"
    page_size: int = 5000
    absent: frozenset[str] = frozenset()
    tokens: list[str] = field(default_factory=list)
    login_url: str = ""
    url: str = ""

    def settings(self, url: str) -> Mapping[str, str]:
        self.url = url
        return {"url": url, "login_url": self.login_url, "client_id": CLIENT}

    def answer(self, asked: Asked) -> Answered:
        if asked.headers.get("authorization") not in [f"Bearer {one}" for one in self.tokens]:
            raise RefusedError(401, {"error": {"code": "0x80048306", "message": "Unauthorized"}})
        if asked.headers.get("odata-version") != "4.0":
            raise _bad("OData-Version")
        table = asked.path.removeprefix("/api/data/v9.2/")
        if asked.method == "POST" and table == "annotations":
            return self._note(asked)
        if asked.method != "GET" or table in self.absent:
            raise _missing(table)
        if table == "annotations":
            return self._page(asked, self._notes(), {"annotationid", "notetext", "_objectid_value"})
        if table not in _KEYS:
            raise _missing(table)
        rows = self.rows(table)
        return self._page(asked, rows, set(rows[0]))

    def signs_in(self, asked: Asked) -> Answered:
        """The token endpoint of a tenant: id and secret in the form, a scope of the environment."""
        if (asked.method, asked.path) != ("POST", "/tenant/oauth2/v2.0/token"):
            return Answered({"error": "invalid_request"}, 404)
        if asked.form != {
            "grant_type": "client_credentials",
            "scope": f"{self.url}/.default",
            "client_id": CLIENT,
            "client_secret": self.secret,
        }:
            body = {"error": "invalid_client", "error_description": "AADSTS7000215: made up"}
            return Answered(body, 401)
        self.tokens.append(f"token-{len(self.tokens)}")
        return Answered(
            {"token_type": "Bearer", "expires_in": 3599, "access_token": self.tokens[-1]}
        )

    def _page(self, asked: Asked, rows: list[Row], columns: set[str]) -> Answered:
        known = {"$select", "$expand", "$filter", "$orderby", "$skiptoken", "$count"}
        if unknown := {name for name in asked.params if name.startswith("$")} - known:
            raise _bad(f"The query parameter '{min(unknown)}' is not supported")
        found = self._filtered(rows, asked.params.get("$filter", ""), columns)
        for part in reversed([one for one in asked.params.get("$orderby", "").split(",") if one]):
            name, _, direction = part.partition(" ")
            _known(name, columns)
            found.sort(key=lambda row: row[name], reverse=direction == "desc")
        preferred = re.search(r"odata\.maxpagesize=(\d+)", asked.headers.get("prefer", ""))
        size = min(int(preferred[1]) if preferred else 5000, self.page_size)
        number = int(asked.params.get("$skiptoken", "1"))
        page, more = paged(found, number, size)
        body: Row = {"value": [self._shown(row, asked, columns) for row in page]}
        if more:
            params = urlencode({**asked.params, "$skiptoken": number + 1})
            body["@odata.nextLink"] = f"{origin(asked)}{asked.path}?{params}"
        headers = {"x-ms-ratelimit-burst-remaining-xrm-requests": "5999", "OData-Version": "4.0"}
        return Answered(body, headers=headers)

    def _filtered(self, rows: list[Row], text: str, columns: set[str]) -> list[Row]:
        try:
            fits = compiled(text, columns) if text else lambda _: True
        except FilterError as problem:
            raise _bad(str(problem)) from None
        return [row for row in rows if self.ignores_filters or fits(row)]

    def _shown(self, row: Row, asked: Asked, columns: set[str]) -> Row:
        """What was selected, the key, what was expanded, and what stands beside lookups."""
        wanted = set(asked.params.get("$select", ",".join(columns)).split(","))
        for name in wanted:
            _known(name, columns)
        table = asked.path.rpartition("/")[2]
        shown = {name: row[name] for name in row if name in wanted | {_KEYS.get(table, "")}}
        prefer = asked.headers.get("prefer", "")
        for note in (_FORMATTED, _LOGICAL):
            for name in [one for one in shown if note[1:] in prefer and f"{one}{note}" in row]:
                shown[f"{name}{note}"] = row[f"{name}{note}"]
        expand = asked.params.get("$expand", "")
        if _EXPANDED.sub("", expand):
            raise _bad("$expand")
        for name, select in _EXPANDED.findall(expand):
            _known(name, columns)
            shown[name] = _selected(row[name], select.split(","))
        return shown

    def _note(self, asked: Asked) -> Answered:
        bound = _BOUND.fullmatch(str(asked.json.get("objectid_incident@odata.bind")))
        if asked.json.keys() != {"subject", "notetext", "objectid_incident@odata.bind"} or (
            bound is None
        ):
            raise _bad("Invalid property")
        if all(one["incidentid"] != bound[1] for one in self.rows("incidents")):
            raise RefusedError(404, {"error": {"code": "0x80040217", "message": "Does Not Exist"}})
        self.written.append({"case": bound[1], **asked.json})
        where = f"{origin(asked)}/api/data/v9.2/annotations({bound[1]})"
        return Answered(None, 204, {"OData-EntityId": where})

    def _notes(self) -> list[Row]:
        return [
            {
                "annotationid": str(number),
                "notetext": one["notetext"],
                "_objectid_value": one["case"],
                "createdon": f"2026-11-22T10:00:{number:02d}Z",
            }
            for number, one in enumerate(self.written)
        ]


@asynccontextmanager
async def signed_in(vendor: Dynamics365) -> AsyncIterator[Opened]:
    """The login stands at a place of its own, as Entra does."""
    async with JsonServer(vendor.signs_in) as login:
        vendor.login_url = f"{login.url}/tenant"
        async with opened(vendor) as at:
            yield at


def _selected(value: Any, names: list[str]) -> Any:
    if isinstance(value, list):
        return [_selected(one, names) for one in value]
    return None if value is None else {name: value[name] for name in names}


def _known(name: str, columns: set[str]) -> None:
    if name not in columns and name != "createdon":
        raise _bad(f"Could not find a property named '{name}'")


def _bad(message: str) -> RefusedError:
    return RefusedError(400, {"error": {"code": "0x80060888", "message": message}})


def _missing(table: str) -> RefusedError:
    said = f"Resource not found for the segment '{table}'."
    return RefusedError(404, {"error": {"code": "0x8006088a", "message": said}})
