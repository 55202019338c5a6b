"""What a mapping does, operation by operation, for people who write one: nothing is sent.

Requests stand as they are written, with their placeholders; words for people are the teller's.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from agentassist.domain.source import KeyKind
from agentassist.history.rest.placeholder import JsonTemplate, Slot, Template
from agentassist.history.rest.reading import KEY_FIELDS
from agentassist.history.rest.spec import (
    AskedSpec,
    Fields,
    MappingSpec,
    PagingStyle,
    RequestSpec,
)

# Fields without which less is shown than there may be, by the operation that has them.
_WORTH_HAVING: Mapping[str, tuple[str, ...]] = {
    "find": ("name",),
    "interactions": ("channel", "status", "title"),
    "articles": ("body", "updated"),
}


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One request: `items` is where its rows are, `pages` and `limit` how much is read."""

    where: str
    request: str
    items: str
    pages: int
    limit: int


@dataclass(frozen=True, slots=True)
class Operation:
    """`verified` is the expression in which the key or the owner has to stand; "" is nothing.

    `guarded`: the canary asks it first, with `impossible` as its key.
    """

    name: str
    requests: tuple[AskedLine, ...]
    verified: str = ""
    guarded: bool = False
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """`missing` are places of the mapping where more could stand: find.order, words.status."""

    operations: tuple[Operation, ...]
    missing: tuple[str, ...]


def explained(spec: MappingSpec) -> Explanation:
    operations = [*_finding(spec), *_histories(spec), *_articles(spec), *_notes(spec)]
    return Explanation(tuple(operations), tuple(_missing(spec)))


def request_text(request: RequestSpec) -> str:
    """`GET /customers?phone={e164|plain}`: as it is written."""
    params = "&".join(f"{name}={_text(value)}" for name, value in request.params)
    body = f" {json.dumps(_body(request.json), ensure_ascii=False)}" if request.json else ""
    return f"{request.method} {_text(request.path)}{'?' if params else ''}{params}{body}"


def _finding(spec: MappingSpec) -> list[Operation]:
    if spec.find is None:
        return []
    found = []
    for kind, variants in spec.find.variants.items():
        if not variants:
            continue
        name = KEY_FIELDS[kind]
        outer = [one.then[-1].outer for one in variants if one.then]
        found.append(
            Operation(
                f"find.{kind}",
                tuple(line for one in variants for line in _lines(one)),
                _path(name, spec.find.fields, *outer),
                guarded=True,
                impossible=_made_up(kind, spec.canary.get(kind)),
            )
        )
    return found


def _histories(spec: MappingSpec) -> list[Operation]:
    return [
        Operation(
            f"interactions.{one.kind}",
            tuple(_lines(one.asked)),
            "" if one.owner_unchecked else _path("owner", one.fields, *_outer(one.asked)),
            guarded=True,
            impossible=spec.canary.get("id", ""),
        )
        for one in spec.interactions
    ]


def _articles(spec: MappingSpec) -> list[Operation]:
    if spec.articles is None:
        return []
    named = (("search", spec.articles.search), ("export", spec.articles.export))
    return [
        Operation(f"articles.{name}", tuple(_lines(asked)))
        for name, asked in named
        if asked is not None
    ]


def _notes(spec: MappingSpec) -> list[Operation]:
    return [
        Operation(
            f"note.{name}",
            tuple(_line(one) for one in (note.found, note.request) if one is not None),
            _expression(note.found) if note.found else note.key_header,
        )
        for name, note in spec.notes.items()
    ]


def _missing(spec: MappingSpec) -> list[str]:
    found = [f"find.{kind}" for kind in KeyKind if spec.find and kind not in spec.finds_by]
    found += [] if spec.find else ["find"]
    found += [] if spec.interactions or spec.find is None else ["interactions"]
    if spec.find is not None:
        found += _unmapped("find.fields", spec.find.fields, _WORTH_HAVING["find"])
    for number, one in enumerate(spec.interactions):
        inner = dict(one.fields)
        for outer in _outer(one.asked):
            inner.update(outer)
        found += _unmapped(f"interactions[{number}].fields", inner, _WORTH_HAVING["interactions"])
    if spec.articles is None:
        return [*found, "articles"]
    found += [] if spec.articles.search else ["articles.search"]
    found += [] if spec.articles.export else ["articles.export"]
    return found + _unmapped("articles.fields", spec.articles.fields, _WORTH_HAVING["articles"])


def _unmapped(where: str, fields: Fields, wanted: tuple[str, ...]) -> list[str]:
    return [f"{where}.{name}" for name in wanted if name not in fields]


def _lines(asked: AskedSpec) -> list[AskedLine]:
    return [_line(one) for one in asked.requests]


def _line(request: RequestSpec) -> AskedLine:
    pages = 1 if request.paging.style is PagingStyle.NONE else request.pages
    return AskedLine(
        request.where, request_text(request), _expression(request), pages, request.limit
    )


def _expression(request: RequestSpec) -> str:
    return " ".join(request.items.text.split())


def _outer(asked: AskedSpec) -> list[Fields]:
    return [asked.then[-1].outer] if asked.then else []


def _path(name: str, *tables: Fields) -> str:
    return next((" ".join(one[name].path.text.split()) for one in tables if name in one), "")


def _made_up(kind: KeyKind, given: str | None) -> str:
    """The mapping's own impossible key; made-up ones differ each time, only their form is told."""
    if given:
        return given
    return {KeyKind.PHONE: "+999...", KeyKind.EMAIL: "...@....invalid"}.get(kind, "ZZ...")


def _text(template: Template) -> str:
    return "".join(part if isinstance(part, str) else _slot(part) for part in template.parts)


def _slot(slot: Slot) -> str:
    dollar, name = ("$", slot.name[1:]) if slot.name.startswith("$") else ("", slot.name)
    return f"{dollar}{{{name}|{slot.escape.name}}}"


def _body(value: JsonTemplate) -> object:
    if isinstance(value, Template):
        return _text(value)
    if isinstance(value, list):
        return [_body(inner) for inner in value]
    if isinstance(value, dict):
        return {name: _body(inner) for name, inner in value.items()}
    return value
