"""As much of SOQL as a mapping of ours says, read strictly: whatever is unknown is an error."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Condition = Callable[[Row], bool]

_QUERY = re.compile(
    r"SELECT (?P<fields>[\w., ]+) FROM (?P<object>\w+) WHERE (?P<where>.+?)"
    r"(?: ORDER BY (?P<order>\w+) (?P<direction>ASC|DESC))?(?: LIMIT (?P<limit>\d+))?"
)
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:\\['\"\\nrt]|[^'\\])*')"
    r"|(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))"
    r"|(?P<word>[A-Za-z][\w.]*)|(?P<sign>!=|>=|=|\(|\)|,))"
)
_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")


class QueryError(Exception):
    """`code` is what Salesforce calls it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Query:
    fields: tuple[str, ...]
    object: str
    matches: Condition
    order: str
    descending: bool
    limit: int | None


def parsed(text: str, objects: Mapping[str, frozenset[str]]) -> Query:
    """`objects` are the objects there are, with their fields. Raises QueryError."""
    found = _QUERY.fullmatch(text)
    if found is None:
        raise QueryError("MALFORMED_QUERY", "unexpected token")
    if found["object"] not in objects:
        raise QueryError("INVALID_TYPE", f"sObject type '{found['object']}' is not supported")
    known = objects[found["object"]]
    fields = tuple(name.strip() for name in found["fields"].split(","))
    for name in (*fields, *filter(None, [found["order"]])):
        _check(name, known)
    reader = _Reader(_tokens(found["where"]), known)
    matches = reader.either()
    if reader.rest:
        raise QueryError("MALFORMED_QUERY", "unexpected token")
    limit = int(found["limit"]) if found["limit"] else None
    descending = found["direction"] == "DESC"
    return Query(fields, found["object"], matches, found["order"] or "", descending, limit)


def value_of(row: Row, name: str) -> Any:
    value: Any = row
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def chosen(row: Row, fields: tuple[str, ...]) -> Row:
    """A row with these fields only, relations inside of each other."""
    kept: Row = {"attributes": row["attributes"]}
    for name in fields:
        outer, dot, _ = name.partition(".")
        kept[outer] = row[outer] if dot else value_of(row, name)
    return kept


def _check(name: str, known: frozenset[str]) -> None:
    if name not in known:
        raise QueryError("INVALID_FIELD", f"No such column '{name}' on entity")


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            raise QueryError("MALFORMED_QUERY", "line 1: mismatched character")
        tokens.append((str(found.lastgroup), str(found[str(found.lastgroup)])))
        at = found.end()
    return tokens


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], known: frozenset[str]) -> None:
        self.rest = tokens
        self._known = known

    def either(self) -> Condition:
        found = [self._all()]
        while self._taken("word", "OR"):
            found.append(self._all())
        return lambda row: any(one(row) for one in found)

    def _all(self) -> Condition:
        found = [self._one()]
        while self._taken("word", "AND"):
            found.append(self._one())
        return lambda row: all(one(row) for one in found)

    def _one(self) -> Condition:
        name = self._next("word")
        _check(name, self._known)
        if self._taken("word", "IN"):
            self._next("sign", "(")
            wanted = [self._text(name)]
            while self._taken("sign", ","):
                wanted.append(self._text(name))
            self._next("sign", ")")
            return lambda row: _folded(value_of(row, name)) in wanted
        sign = self._next("sign")
        if sign == "!=" and self._taken("word", "null"):
            return lambda row: value_of(row, name) is not None
        if sign == ">=":
            moment = self._next("time").removesuffix("Z")
            return lambda row: str(value_of(row, name) or "")[:19] >= moment[:19]
        if sign != "=":
            raise QueryError("MALFORMED_QUERY", f"unexpected token: {sign}")
        only = self._text(name)
        return lambda row: _folded(value_of(row, name)) == only

    def _text(self, name: str) -> str:
        text = re.sub(r"\\(.)", r"\1", self._next("text")[1:-1])
        if name.endswith("Id") and name != "KnowledgeArticleId" and _ID.fullmatch(text) is None:
            raise QueryError("INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {text}")
        return text.casefold()

    def _taken(self, kind: str, text: str) -> bool:
        if self.rest and self.rest[0] == (kind, text):
            self.rest = self.rest[1:]
            return True
        return False

    def _next(self, kind: str, text: str | None = None) -> str:
        if not self.rest or self.rest[0][0] != kind or text not in (None, self.rest[0][1]):
            raise QueryError("MALFORMED_QUERY", "unexpected token")
        (_, found), *self.rest = self.rest
        return found


def _folded(value: Any) -> str:
    return str(value).casefold() if value is not None else ""
