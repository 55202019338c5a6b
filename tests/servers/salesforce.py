"""Salesforce's REST API as developer.salesforce.com describes it, with made-up customers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from tests.servers.json_server import Answered, Asked
from tests.servers.soql import QueryError, chosen, parsed, value_of
from tests.servers.vendor import RefusedError, Row, Vendor, digits

BASE = "/services/data/v62.0"
_SEARCH = re.compile(
    r"FIND \{(?P<terms>[^{}]*)\} IN PHONE FIELDS"
    r" RETURNING Contact\((?P<fields>[\w., ]+) LIMIT (?P<limit>\d+)\)"
)
_CONTACT = frozenset(
    {
        *("Id", "Name", "Phone", "MobilePhone", "HomePhone", "OtherPhone", "Email", "MailingCity"),
        *("Account.Name", "Account.AccountNumber", "CreatedDate", "LastModifiedDate", "Birthdate"),
    }
)
_OBJECTS = {
    "Contact": _CONTACT,
    "Case": frozenset(
        {
            *("Id", "CaseNumber", "Subject", "Description", "Status", "IsClosed", "ClosedDate"),
            *("Origin", "Reason", "ContactId", "LastModifiedDate", "Owner.Name"),
        }
    ),
    "Task": frozenset(
        {
            *("Id", "Subject", "Description", "Status", "IsClosed", "TaskSubtype", "CallType"),
            *("CallDurationInSeconds", "ActivityDate", "CompletedDateTime", "CreatedDate"),
            *("WhoId", "Owner.Name"),
        }
    ),
    "Knowledge__kav": frozenset(
        {
            *("KnowledgeArticleId", "Title", "Summary", "Language", "LastPublishedDate"),
            *("PublishStatus", "LastModifiedDate"),
        }
    ),
    "CaseComment": frozenset({"ParentId", "CommentBody", "CreatedDate"}),
}
_FILES = {"Contact": "contacts", "Case": "cases", "Task": "tasks", "Knowledge__kav": "articles"}
_PHONES = ("Phone", "MobilePhone", "HomePhone", "OtherPhone")


@dataclass
class Salesforce(Vendor):
    """`batch` rows are in one answer of a query."""

    name: ClassVar[str] = "salesforce"
    batch: int = 2000
    tokens: list[str] = field(default_factory=list)

    def settings(self, url: str) -> Mapping[str, str]:
        return {"url": url, "client_id": "a-consumer-key"}

    def answer(self, asked: Asked) -> Answered:
        if asked.path == "/services/oauth2/token":
            return self._token(asked)
        if asked.headers.get("authorization") not in [f"Bearer {one}" for one in self.tokens]:
            raise _refused(401, "INVALID_SESSION_ID", "Session expired or invalid")
        match asked.method, asked.path.removeprefix(BASE).strip("/").split("/"):
            case "GET", ["query"]:
                return self._query(asked.params.get("q", ""), 0)
            case "GET", ["query", locator] if "~" in locator:
                query, _, start = locator.partition("~")
                return self._query(bytes.fromhex(query).decode(), int(start))
            case "GET", ["search"]:
                return self._search(asked.params.get("q", ""))
            case "POST", ["parameterizedSearch"]:
                return self._articles(asked.json)
            case "POST", ["sobjects", ("CaseComment" | "Task") as kind]:
                return self._create(kind, asked.json)
        raise _refused(404, "NOT_FOUND", "The requested resource does not exist")

    def _token(self, asked: Asked) -> Answered:
        """What is granted names no lifetime."""
        wanted = {"client_id": "a-consumer-key", "client_secret": self.secret}
        if asked.form != {"grant_type": "client_credentials", **wanted}:
            raise RefusedError(400, {"error": "invalid_client", "error_description": "invalid"})
        self.tokens.append(f"00Dx{len(self.tokens)}")
        granted = {"access_token": self.tokens[-1], "token_type": "Bearer", "scope": "api"}
        return Answered({**granted, "instance_url": "https://x", "issued_at": "1795000000000"})

    def _query(self, text: str, start: int) -> Answered:
        try:
            query = parsed(text, _OBJECTS)
        except QueryError as problem:
            raise _refused(400, problem.code, str(problem)) from None
        rows = self._rows(query.object)
        found = [row for row in rows if self.ignores_filters or query.matches(row)]
        if query.order:
            found.sort(key=lambda row: value_of(row, query.order) or "", reverse=query.descending)
        found = found[: query.limit]
        page = found[start : start + self.batch]
        more = len(found) > start + self.batch
        body: Row = {"totalSize": len(found), "done": not more}
        if more:
            locator = f"{text.encode().hex()}~{start + self.batch}"
            body["nextRecordsUrl"] = f"{BASE}/query/{locator}"
        body["records"] = [chosen(row, query.fields) for row in page]
        return Answered(body, headers={"Sforce-Limit-Info": "api-usage=18/100000"})

    def _search(self, text: str) -> Answered:
        found = _SEARCH.fullmatch(text)
        fields = tuple(name.strip() for name in found["fields"].split(",")) if found else ()
        if found is None or not set(fields) <= _CONTACT:
            raise _refused(400, "MALFORMED_SEARCH", "unexpected token")
        terms = found["terms"].split(" OR ")
        if not all(term.isdigit() and len(term) > 1 for term in terms):
            raise _refused(400, "MALFORMED_SEARCH", "No term specified")
        rows = [
            chosen(row, fields)
            for row in self.rows("contacts")
            if self.ignores_filters or {digits(row[name] or "") for name in _PHONES} & set(terms)
        ]
        return Answered({"searchRecords": rows[: int(found["limit"])]})

    def _articles(self, body: Row) -> Answered:
        match body:
            case {"q": str(text), "sobjects": [{"name": "Knowledge__kav", **more}]} if text:
                pass
            case _:
                raise _refused(400, "INVALID_SEARCH", "q is missing")
        fields = tuple(more["fields"])
        if not set(fields) <= _OBJECTS["Knowledge__kav"]:
            raise _refused(400, "INVALID_FIELD", "No such column")
        if more["where"] != "PublishStatus='Online'" or not isinstance(more["limit"], int):
            raise _refused(400, "INVALID_SEARCH", "where, limit")
        words = text.casefold().split()
        rows = [
            chosen(row, fields)
            for row in self.rows("articles")
            if row["PublishStatus"] == "Online"
            and all(word in f"{row['Title']} {row['Summary']}".casefold() for word in words)
        ]
        return Answered({"searchRecords": rows[: more["limit"]]})

    def _create(self, kind: str, body: Row) -> Answered:
        allowed = {
            "CaseComment": {"ParentId", "CommentBody", "IsPublished"},
            "Task": {"WhoId", "Subject", "TaskSubtype", "Status", "Description"},
        }[kind]
        if body.keys() - allowed:
            raise _refused(400, "INVALID_FIELD", "No such column")
        if len(str(body.get("CommentBody", "")).encode()) > 4000:
            raise _refused(400, "STRING_TOO_LONG", "Comment: data value too large")
        self.written.append({"kind": kind, **body})
        return Answered({"id": "00aQy000000x1", "success": True, "errors": []}, 201)

    def _rows(self, kind: str) -> list[Row]:
        written = [
            {"attributes": {"type": kind}, "CreatedDate": f"{number:03}", **row}
            for number, row in enumerate(self.written)
            if row["kind"] == kind
        ]
        filled = [
            {**dict.fromkeys(name for name in _OBJECTS[kind] if "." not in name), **row}
            for row in written
        ]
        return [*(self.rows(_FILES[kind]) if kind in _FILES else []), *filled]


def _refused(status: int, code: str, message: str) -> RefusedError:
    return RefusedError(status, [{"errorCode": code, "message": message}])
