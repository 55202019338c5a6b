"""Texts with placeholders: `{e164|digits}`, `${site|path}`; `{{` and `}}` are plain braces.

Each placeholder says how its value is written (`escaping.py`), and that is checked when the
mapping is read: an unescaped one is an error of the mapping, not of a caller with an odd name.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias
from urllib.parse import quote

from agentassist.domain.sealed import mask
from agentassist.history.rest.escaping import ESCAPES, Escape, Place, UnsafeValueError, written
from agentassist.net.json_value import JsonValue

_TOKEN = re.compile(r"\{\{|\}\}|(\$?)\{([^{}]*)\}|[{}]")
_INSIDE = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(?:\|\s*([a-z0-9_]+)\s*)?")
_PUBLIC = frozenset({"limit", "since", "now"})  # values that are nobody's


class TemplateError(Exception):
    """What is wrong with a text with placeholders; `detail` is a word of the mapping."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Part(Enum):
    """Which part of a request a text is; each has rules of its own."""

    PATH = "path"
    PARAM = "param"
    JSON = "json"
    NOTE = "note"  # JSON of a note, parameters of a note


_PART_OF = {
    "path": Part.PATH,
    "text": Part.NOTE,
    "html": Part.NOTE,
}  # ways that are for one part only


@dataclass(frozen=True, slots=True)
class Slot:
    """A placeholder. The name of a setting of the site begins with `$`."""

    name: str
    escape: Escape


@dataclass(frozen=True, slots=True)
class Template:
    """Literal texts and placeholders, in order."""

    parts: tuple[str | Slot, ...]
    part: Part

    @property
    def names(self) -> frozenset[str]:
        return frozenset(slot.name for slot in self.parts if isinstance(slot, Slot))

    def filled(self, values: Mapping[str, str]) -> str:
        """Raises UnsafeValueError for a value that can't be written or is missing."""
        return "".join(
            part if isinstance(part, str) else self._written(part, values) for part in self.parts
        )

    def shown(self, values: Mapping[str, str]) -> str:
        """As `filled`, for people: each value by its mask."""
        return "".join(
            part if isinstance(part, str) else _shown(part, values) for part in self.parts
        )

    def json(self, values: Mapping[str, str]) -> JsonValue:
        """A number where the whole text is one placeholder written as one."""
        text = self.filled(values)
        (first, *more) = self.parts or ("",)
        if not more and isinstance(first, Slot) and first.escape.name == "number":
            return int(text)
        return text

    def _written(self, slot: Slot, values: Mapping[str, str]) -> str:
        value = values.get(slot.name)
        if value is None:
            raise UnsafeValueError("missing")
        text = written(value, slot.escape, note=self.part is Part.NOTE)
        if self.part is not Part.PATH:
            return text
        if text in (".", "..") or set(text) & set("/\\"):
            raise UnsafeValueError("not_for_path")
        return quote(text, safe="")


def _shown(slot: Slot, values: Mapping[str, str]) -> str:
    value = values.get(slot.name, "")
    return value if slot.name.startswith("$") or slot.name in _PUBLIC else mask(value)


def template(text: str, part: Part) -> Template:
    """Reads a text of a mapping. Raises TemplateError."""
    parts = tuple(_parts(text))
    _check_places(parts, part)
    return Template(parts, part)


JsonTemplate: TypeAlias = (
    "Template | bool | int | float | list[JsonTemplate] | dict[str, JsonTemplate] | None"
)


def json_template(value: object, part: Part) -> JsonTemplate:
    """Every text in a JSON value as a template; keys are taken as they are."""
    if isinstance(value, str):
        return template(value, part)
    if isinstance(value, list):
        return [json_template(inner, part) for inner in value]
    if isinstance(value, dict):
        return {str(key): json_template(inner, part) for key, inner in value.items()}
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise TemplateError("not_json", type(value).__name__)


def filled_json(value: JsonTemplate, values: Mapping[str, str]) -> JsonValue:
    """Raises UnsafeValueError. A value stays one text in the structure: it can't add a key."""
    if isinstance(value, Template):
        return value.json(values)
    if isinstance(value, list):
        return [filled_json(inner, values) for inner in value]
    if isinstance(value, dict):
        return {key: filled_json(inner, values) for key, inner in value.items()}
    return value


def shown_json(value: JsonTemplate, values: Mapping[str, str]) -> str:
    """As JSON text, each placeholder by its mask."""
    return json.dumps(_shown_inside(value, values), ensure_ascii=False)


def _shown_inside(value: JsonTemplate, values: Mapping[str, str]) -> JsonValue:
    if isinstance(value, Template):
        return value.shown(values)
    if isinstance(value, list):
        return [_shown_inside(inner, values) for inner in value]
    if isinstance(value, dict):
        return {key: _shown_inside(inner, values) for key, inner in value.items()}
    return value


def json_names(value: JsonTemplate) -> frozenset[str]:
    if isinstance(value, Template):
        return value.names
    if isinstance(value, list):
        return frozenset().union(*(json_names(inner) for inner in value))
    if isinstance(value, dict):
        return frozenset().union(*(json_names(inner) for inner in value.values()))
    return frozenset()


def _parts(text: str) -> Iterator[str | Slot]:
    literal, at = "", 0
    for found in _TOKEN.finditer(text):
        literal += text[at : found.start()]
        at = found.end()
        if found[0] in ("{{", "}}"):
            literal += found[0][0]
            continue
        if found[2] is None:
            raise TemplateError("lone_brace", found[0])
        if literal:
            yield literal
        literal = ""
        yield _slot(found[1], found[2])
    literal += text[at:]
    if literal:
        yield literal


def _slot(dollar: str, inside: str) -> Slot:
    found = _INSIDE.fullmatch(inside)
    if found is None:
        raise TemplateError("not_a_placeholder", inside[:60])
    name = dollar + found[1]
    if found[2] is None:
        raise TemplateError("no_escape", name)
    if found[2] not in ESCAPES:
        raise TemplateError("unknown_escape", found[2])
    return Slot(name, ESCAPES[found[2]])


def _check_places(parts: tuple[str | Slot, ...], part: Part) -> None:
    """Each placeholder stands where what its escape writes is safe."""
    quote_open = inner_open = ""
    quoted = any(isinstance(piece, Slot) and _needs_quotes(piece) for piece in parts)
    for piece in parts:
        if isinstance(piece, str):
            if quoted and "\\" in piece:  # where a quote ends is another question in each language
                raise TemplateError("backslash")
            quote_open, inner_open = _after(piece, quote_open, inner_open)
            continue
        named = f"{piece.name}|{piece.escape.name}"
        if piece.escape.name in _PART_OF and part is not _PART_OF[piece.escape.name]:
            raise TemplateError("wrong_place", named)
        if _place(quote_open, alone=len(parts) == 1) not in piece.escape.places:
            raise TemplateError("wrong_place", named)
        if inner_open and _needs_quotes(piece):  # a query within a query: both would need escaping
            raise TemplateError("quotes_in_quotes", named)
    if quote_open and quoted:
        raise TemplateError("open_quote", quote_open)


def _needs_quotes(slot: Slot) -> bool:
    return bool(slot.escape.places) and Place.OPEN not in slot.escape.places


def _place(quote_open: str, *, alone: bool) -> Place:
    if alone:
        return Place.WHOLE
    return {"'": Place.SINGLE, '"': Place.DOUBLE}.get(quote_open, Place.OPEN)


def _after(literal: str, quote_open: str, inner_open: str) -> tuple[str, str]:
    """The quote that is open after a literal text, and the other one that is open within it."""
    for sign in literal:
        if sign not in "'\"":
            continue
        if sign == quote_open:
            quote_open = inner_open = ""
        elif quote_open:
            inner_open = "" if inner_open else sign
        else:
            quote_open = sign
    return quote_open, inner_open
