"""Fields of a row, read by type and cleaned: whatever comes from a source is hostile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agentassist.domain.sealed import looks_like_card, redact_cards
from agentassist.domain.shown_text import one_line, shown_text
from agentassist.history.rest.dates import DateProblemError
from agentassist.history.rest.expression import ExpressionError
from agentassist.history.rest.fetching import Row
from agentassist.history.rest.markup import looks_marked, plain_text
from agentassist.history.rest.spec import Fields, FieldSpec, WordTable
from agentassist.net.json_value import JsonValue

_LINE = 300  # characters of a name, a subject
_KEY = 320
_MOST_KEYS = 50  # numbers or addresses of one customer
_TEXT_LINE = 2_000
_LONGEST_DURATION = timedelta(days=31)
_YES, _NO = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})


class RowProblemError(Exception):
    """A row that can't be used: `reason` names the field and what is wrong ("at:date")."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RowReader:
    """One row. Each method raises RowProblemError where the type is another one."""

    row: Row
    fields: Fields

    def id(self, name: str = "id") -> str:
        """What the source calls it: one line, kept exactly as it is."""
        text = self._text(name)
        if not text or len(text) > 200 or one_line(text) != text:
            raise RowProblemError(f"{name}:not_usable" if text else f"{name}:missing")
        return text

    def ids(self, name: str) -> frozenset[str]:
        """One or a list of them, as they are: some look like cards and are none."""
        found = self._value(name)
        values = found if isinstance(found, list) else [found]
        return frozenset(_as_text(value, name) for value in values[:_MOST_KEYS]) - {""}

    def line(self, name: str, limit: int = _LINE) -> str:
        """One clean line, cards masked; "" when there is none."""
        spec, text = self._spec(name), self._text(name)
        if spec is not None and spec.html:
            text = plain_text(text)
        return shown_text(text, limit)

    def lines(self, name: str, limit: int, *, headings: bool = False) -> str:
        """Text of several lines, HTML read as text, cards masked."""
        spec, text = self._spec(name), self._text(name)
        if spec is not None and spec.html and looks_marked(text):
            text = plain_text(text, headings=headings)
        return clean_lines(text, limit)

    def texts(self, name: str, *, phones: bool = False) -> tuple[str, ...]:
        """Each once, as one line; a single text is a list of one. Cards are left out.

        `phones`: one number of 13 digits in ten passes for a card by chance; but no card number
        begins with 0, nor is one written with a plus.
        """
        spec, found = self._found(name)
        values = found if isinstance(found, list) else [found]
        kept: dict[str, None] = {}
        for written in _parted(values[:_MOST_KEYS], spec, name)[:_MOST_KEYS]:
            text = one_line(written, _KEY)
            dialled = phones and text.startswith(("+", "0"))
            if text and (dialled or not looks_like_card(text)):
                kept[text] = None
        return tuple(kept)

    def moment(self, name: str) -> datetime | None:
        spec, value = self._found(name)
        if spec is None or value in (None, ""):
            return None
        try:
            return spec.date.read(value)
        except DateProblemError:
            raise RowProblemError(f"{name}:date") from None

    def day(self, name: str) -> date | None:
        spec, value = self._found(name)
        if spec is None or value in (None, ""):
            return None
        try:
            return spec.date.read_day(value)
        except DateProblemError:
            raise RowProblemError(f"{name}:date") from None

    def flag(self, name: str) -> bool | None:
        """None when nothing is said."""
        value = self._value(name)
        if value is None or value == "":
            return None
        text = str(value).strip().lower() if isinstance(value, bool | int | str) else "?"
        if text not in _YES | _NO:
            raise RowProblemError(f"{name}:yes_or_no")
        return text in _YES

    def duration(self, name: str) -> timedelta | None:
        spec, value = self._found(name)
        if spec is None or value in (None, ""):
            return None
        try:
            if isinstance(value, bool) or not isinstance(value, int | float | str):
                raise ValueError
            found = spec.unit * float(value)
        except (ValueError, OverflowError):
            raise RowProblemError(f"{name}:number") from None
        if not timedelta() <= found <= _LONGEST_DURATION:
            raise RowProblemError(f"{name}:number")
        return found

    def word(self, name: str, table: WordTable | None, ours: frozenset[str]) -> tuple[str, bool]:
        """Our word for the source's, and whether the table has it; "" for a field not mapped."""
        spec = self._spec(name)
        if spec is None:
            return "", True
        theirs = one_line(self._text(name), 60).casefold()
        if table is None:
            if theirs not in ours:
                raise RowProblemError(f"{name}:word")
            return theirs, True
        return table.words.get(theirs, table.others), theirs in table.words or not theirs

    def _spec(self, name: str) -> FieldSpec | None:
        return self.fields.get(name) or self.row.outer.get(name)

    def _value(self, name: str) -> JsonValue:
        return self._found(name)[1]

    def _found(self, name: str) -> tuple[FieldSpec | None, JsonValue]:
        """In the row itself, else in the one that led to it; of lists both."""
        inner, outer = self.fields.get(name), self.row.outer.get(name)
        value = _search(inner, self.row.item, name)
        if outer is None:
            return inner, value
        further = _search(outer, self.row.outer_item, name)
        if value is None or value == "":
            return outer, further
        if isinstance(value, list):
            return inner, [*value, *(further if isinstance(further, list) else [further])]
        return inner, value

    def _text(self, name: str) -> str:
        return _as_text(self._value(name), name)


def clean_lines(text: str, limit: int) -> str:
    """Several lines as they may be shown: no control characters, cards masked, not too many."""
    cleaned = (
        shown_text(line, _TEXT_LINE)
        for line in redact_cards(text[: limit + _TEXT_LINE]).splitlines()
    )
    kept: list[str] = []
    for line in cleaned:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept)[:limit].strip()


def _search(spec: FieldSpec | None, item: JsonValue, name: str) -> JsonValue:
    if spec is None:
        return None
    try:
        return spec.path.search(item)
    except ExpressionError:
        raise RowProblemError(f"{name}:expression") from None


def _parted(values: Sequence[JsonValue], spec: FieldSpec | None, name: str) -> list[str]:
    """Each as text; several, where the source writes several into one."""
    texts = [_as_text(value, name) for value in values]
    if spec is None or not spec.split:
        return texts
    return [part for text in texts for part in text[:_TEXT_LINE].split(spec.split)]


def _as_text(value: JsonValue, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise RowProblemError(f"{name}:text")
