"""$filter of the Dataverse Web API, as far as its documentation describes it, over rows of a table.

    comparison   column eq 'text' | guid | number | true, also a/b for a column of a related row
    functions    contains(column,'text'), Microsoft.Dynamics.CRM.OnOrAfter(PropertyName=..., ...)
    lambdas      parties/any(p:p/column eq guid)
    and, or, parentheses

A quotation mark within a text is doubled. Texts are compared without upper and lower case.
"""

import re
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
Test = Callable[[Row], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')"
    r"|(?P<guid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"
    r"|(?P<number>\d+)"
    r"|(?P<name>[A-Za-z_@][\w.@]*(?:/[A-Za-z_]\w*)*)"
    r"|(?P<sign>[(),:=]))"
)


class FilterError(Exception):
    """What the server says of it."""


def compiled(text: str, columns: set[str]) -> Test:
    """`columns` are those that the table has; those of related rows are not looked at."""
    return _Parser(text, columns).test()


class _Parser:
    def __init__(self, text: str, columns: set[str]) -> None:
        self._tokens: list[tuple[str, str]] = []
        self._columns = columns
        self._variable = ""
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            if found is None or found.lastgroup is None:
                raise FilterError(f"There is an unterminated literal at position {at}")
            self._tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()

    def test(self) -> Test:
        found = self._any_of()
        if self._tokens:
            raise FilterError(f"Syntax error at '{self._tokens[0][1]}'")
        return found

    def _any_of(self) -> Test:
        tests = [self._all_of()]
        while self._peek() == "or":
            self._next()
            tests.append(self._all_of())
        return lambda row: any(test(row) for test in tests)

    def _all_of(self) -> Test:
        tests = [self._one()]
        while self._peek() == "and":
            self._next()
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._peek() == "(":
            self._next()
            inside = self._any_of()
            self._want(")")
            return inside
        kind, name = self._next()
        if kind != "name":
            raise FilterError(f"Syntax error at '{name}'")
        if self._peek() == "(":
            return self._function(name)
        return self._comparison(name)

    def _comparison(self, name: str) -> Test:
        self._check(name)
        operator = self._next()[1]
        if operator != "eq":
            raise FilterError(f"A binary operator was expected, not '{operator}'")
        wanted = self._value()
        return lambda row: _folded(_read(row, name)) == wanted

    def _function(self, name: str) -> Test:
        self._want("(")
        if name.endswith("/any"):
            return self._any(name.removesuffix("/any"))
        if name == "contains":
            column = self._next()[1]
            self._check(column)
            self._want(",")
            part = str(self._value())
            self._want(")")
            return lambda row: part in str(_folded(_read(row, column)) or "")
        if name == "Microsoft.Dynamics.CRM.OnOrAfter":
            column, since = self._named("PropertyName"), self._named("PropertyValue")
            self._check(column)
            return lambda row: str(_read(row, column)).casefold() >= since
        raise FilterError(f"An unknown function with name '{name}' was found")

    def _any(self, path: str) -> Test:
        self._check(path)
        self._variable = self._next()[1]
        self._want(":")
        name = self._next()[1].removeprefix(f"{self._variable}/")
        self._want("eq")
        wanted = self._value()
        self._want(")")
        return lambda row: any(_folded(one.get(name)) == wanted for one in row[path])

    def _named(self, name: str) -> str:
        self._want(name)
        self._want("=")
        value = str(self._value())
        self._want(")" if name == "PropertyValue" else ",")
        return value

    def _check(self, name: str) -> None:
        if name.partition("/")[0] not in self._columns:
            raise FilterError(f"Could not find a property named '{name}'")

    def _value(self) -> Any:
        kind, text = self._next()
        if kind == "text":
            return text[1:-1].replace("''", "'").casefold()
        if kind == "guid":
            return text.casefold()
        if kind == "number":
            return int(text)
        if text in ("true", "false"):
            return text == "true"
        raise FilterError(f"Syntax error at '{text}'")

    def _peek(self) -> str:
        return self._tokens[0][1] if self._tokens else ""

    def _next(self) -> tuple[str, str]:
        if not self._tokens:
            raise FilterError("Expression expected")
        return self._tokens.pop(0)

    def _want(self, text: str) -> None:
        if self._next()[1] != text:
            raise FilterError(f"'{text}' expected")


def _read(row: Any, path: str) -> Any:
    for name in path.split("/"):
        row = row.get(name) if isinstance(row, dict) else None
    return row


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
