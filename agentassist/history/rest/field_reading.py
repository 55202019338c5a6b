"""Fields and words of a mapping, compiled: which there are, and how each is read."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from agentassist.domain.call import Direction
from agentassist.domain.consent import Purpose
from agentassist.domain.discretion import Discretion
from agentassist.domain.interaction import Channel, InteractionStatus
from agentassist.history.rest import format as written
from agentassist.history.rest.dates import DateFormat, date_format
from agentassist.history.rest.expression import ExpressionError, expression
from agentassist.history.rest.problem import MappingProblemError
from agentassist.history.rest.spec import FieldSpec, WordTable

CONTACT = frozenset(
    {
        *("id", "name", "kind", "company", "phones", "emails", "accounts", "orders", "city"),
        *("language", "customer_since", "vip", "recognition", "updated", "birth"),
    }
)
INTERACTION = frozenset(
    {
        *("id", "at", "owner", "channel", "status", "title", "detail", "topic", "direction"),
        *("duration", "agent", "reference", "thread", "parent", "unanswered", "answered_at"),
        *("discretion", "due", "done_at"),
    }
)
CONSENT = frozenset(Purpose)
ARTICLE = frozenset(
    {
        *("id", "title", "body", "updated", "path", "product", "tags", "language", "owner"),
        *("audience",),
    }
)
DATED = frozenset({"at", "updated", "customer_since", "answered_at", "due", "done_at"})
MARKED = frozenset({"detail", "body", "title"})
LISTED = frozenset({"phones", "emails", "accounts", "orders", "tags"})
OTHERS = "*"
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
}


class Kind(StrEnum):
    """What `Contact.kind` may be."""

    PERSON = "person"
    HOUSEHOLD = "household"
    COMPANY = "company"


OURS: dict[str, frozenset[str]] = {
    "channel": frozenset(Channel),
    "status": frozenset(InteractionStatus),
    "kind": frozenset(Kind),
    "direction": frozenset(Direction),
    "discretion": frozenset(Discretion),
}


class FieldReader:
    """Compiles fields. Raises MappingProblemError."""

    def __init__(self, dates: written.Dates) -> None:
        self._format = dates.format
        self._zone = dates.zone
        self._dates = compiled_date(dates.format, dates.zone, "dates")

    def fields(
        self,
        raw: written.Fields,
        key: str,
        known: frozenset[str] = CONTACT | INTERACTION | ARTICLE,
        needed: Iterable[str] = (),
    ) -> dict[str, FieldSpec]:
        for name in raw:
            if name not in known:
                raise MappingProblemError(f"{key}.{name}", "unknown_field", name)
        for name in needed:
            if name not in raw:
                raise MappingProblemError(key, "missing", name)
        return {name: self._field(name, value, f"{key}.{name}") for name, value in raw.items()}

    def _field(self, name: str, raw: written.Field, key: str) -> FieldSpec:
        table = written.FieldTable(raw) if isinstance(raw, str) else raw
        if (table.date or table.zone) and name not in DATED:
            raise MappingProblemError(key, "no_date", name)
        if table.html and name not in MARKED:
            raise MappingProblemError(key, "no_html", name)
        if table.unit and name != "duration":
            raise MappingProblemError(key, "no_unit", name)
        if table.split and name not in LISTED:
            raise MappingProblemError(key, "no_list", name)
        dates = self._dates
        if table.date or table.zone:
            dates = compiled_date(table.date or self._format, table.zone or self._zone, key)
        try:
            path = expression(table.path)
        except ExpressionError as problem:
            raise MappingProblemError(key, "bad_expression", str(problem)) from None
        unit = _UNITS[table.unit or "s"]
        return FieldSpec(name, path, dates, table.html, unit, table.split or "")


def word_table(name: str, raw: written.Words) -> WordTable:
    """Raises MappingProblemError for a word of ours that there is not, and without a `*`."""
    key = f"words.{name}"
    for theirs, ours in raw.items():
        if ours not in OURS[name]:
            raise MappingProblemError(f"{key}.{theirs}", "unknown_word", ours)
    if OTHERS not in raw:
        raise MappingProblemError(key, "missing", OTHERS)
    folded = {theirs.strip().casefold(): ours for theirs, ours in raw.items() if theirs != OTHERS}
    return WordTable(folded, raw[OTHERS])


def compiled_date(name: str, zone: str, key: str) -> DateFormat:
    try:
        return date_format(name, zone)
    except ValueError as problem:
        wrong = str(problem)
        detail = zone if wrong == "zone" else name
        raise MappingProblemError(key, f"bad_{wrong}", detail) from None
