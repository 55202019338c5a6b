"""The cells of one row, by the field that a mapping says they are."""

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeVar

from agentassist.domain.sealed import card_in
from agentassist.history.files import cell
from agentassist.history.files.cell import BadCell
from agentassist.history.files.mapping import Column
from agentassist.history.files.table import LISTED

CARD = "a card number, which is never kept"
MOST_ENTRIES = 20  # of one cell
LONGEST_ID = 200
Getters = Sequence[tuple[str, Callable[[Sequence[str]], str]]]  # by field: kind.name
T = TypeVar("T")


class Row:
    """The cells of one row, by field; `at` is the field that is being read.

    `dropped`: fields with a value that was left out, and why, without the value.
    """

    __slots__ = ("_separator", "_texts", "at", "dropped")

    def __init__(self, getters: Getters, separator: str, cells: Sequence[str]) -> None:
        self._separator = separator
        self._texts = {field: text for field, get in getters if (text := get(cells))}
        self.at = ""
        self.dropped: list[tuple[str, str]] = []

    def text(self, field: str) -> str:
        return self._texts.get(field, "")

    def bad(self, place: str, problem: str) -> BadCell:
        """To raise: `place` is the field, kind.name."""
        self.at = place
        return BadCell(problem)

    def line(self, field: str) -> str:
        text = self._texts.get(field)
        return cell.line(text) if text else ""

    def id(self, field: str) -> str:
        """An identifier. What an issuer gives out as a card number is none."""
        text = self.line(field)
        if text and (len(text) > LONGEST_ID or card_in(text)):
            raise self.bad(field, CARD if len(text) <= LONGEST_ID else "too long")
        return text

    def several(self, field: str) -> list[str]:
        text = self._texts.get(field)
        if not text:
            return []
        if self._separator in text or LISTED in text:
            parts = text.replace(self._separator, LISTED).split(LISTED)
            return [part.strip() for part in parts if part.strip()][:MOST_ENTRIES]
        return [text]

    def value(self, field: str, read: Callable[[str], T]) -> T | None:
        text = self._texts.get(field)
        if not text:
            return None
        self.at = field
        return read(text)


def getter(column: Column, places: list[int], joint: str) -> Callable[[Sequence[str]], str]:
    if not places:
        return lambda _: column.value
    if len(places) == 1:
        (place,) = places
        return lambda cells: cells[place].strip()
    return lambda cells: joint.join(
        text for text in (cells[place].strip() for place in places) if text
    )


def derived(*parts: str, most: int | None = None) -> str:
    """An id for a row that has none: the same one for the same parts, which it does not tell."""
    chosen = parts[:most]
    if not any(chosen):
        return ""
    return hashlib.sha256("\0".join(chosen).encode("utf-8", "replace")).hexdigest()[:20]
