"""What a link or `agentassist pop` says of a call, made a typed value. All of it is hostile.

Nothing of a value is in an error: it names the field, and what is wrong with it.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar

from agentassist.domain.call import Direction
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import KIND
from agentassist.domain.ivr import FactSource, GivenFact, InputResult
from agentassist.domain.ivr_reading import given
from agentassist.domain.party import WITHHELD, Party, Presentation
from agentassist.domain.shown_text import shown_text
from agentassist.telephony.url.config import FIELDS, LONGEST_LINK, MOST_GIVEN, SCHEME

_E = TypeVar("_E", bound=StrEnum)
# What callers give, verification and the like: other programs can read a link.
_GIVEN_FIELDS: Final = frozenset(
    {"account", "card", "customer", "given", "intent", "menu", "pin", "trail", "value", "verified"}
)
_MOST_FIELDS: Final = 32
_LONGEST: Final = {"from": 128, "to": 128, "id": 128, "event": 16, "direction": 16, "name": 300}
_MOST_DIGITS: Final = 15  # E.164
_MOST_DIALLED: Final = 20  # with a prefix for abroad before it
_WITHHELD: Final = frozenset(
    {"", "anonymous", "private", "restricted", "unavailable", "unknown", "withheld"}
)
_LINK: Final = re.compile(r"([^:]*):(?://)?([^/?#]*)/?(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_NAME_IN_LINK: Final = re.compile(r"(?<=[?&])name=[^&#]*", re.IGNORECASE)
_ESCAPES: Final = re.compile(r"(?:%[0-9A-Fa-f]{2}|[^%])*", re.DOTALL)
_NUMBER: Final = re.compile(r"\+?[0-9*#]+")
_VISUAL: Final = str.maketrans("", "", " -.()/\u00a0")
_ID: Final = re.compile(r"[!-~]{1,128}")
_RESULTS: Final[Mapping[str, InputResult]] = {
    "wrong": InputResult.WRONG,
    "invalid": InputResult.WRONG,
    "timeout": InputResult.TIMEOUT,
}


class LinkEvent(StrEnum):
    RING = "ring"
    ANSWER = "answer"
    HANGUP = "hangup"


@dataclass(frozen=True, slots=True)
class LinkCall:
    """One thing told of a call. `caller` is the other party, `own` what it was dialled to.

    `id` is the softphone's own, or None. `caller` None: not said, which only `answer` and `hangup`
    may. `ignored` are names of fields or kinds that were left out on purpose, never values.
    """

    event: LinkEvent = LinkEvent.RING
    direction: Direction = Direction.INBOUND
    caller: Party | None = None
    own: str | None = None
    id: str | None = None
    given: tuple[GivenFact, ...] = ()
    ignored: tuple[str, ...] = ()


def parse_link(text: str, kinds: Iterable[str] = ()) -> LinkCall:
    """`agentassist:call?from=...&to=...&id=...`. AgentAssistError("link.*") names the field.

    `kinds`: further names that callers' values have here; like all of those they are left out.
    """
    if len(text) > LONGEST_LINK:
        raise AgentAssistError("link.too_long", most=LONGEST_LINK)
    if not _harmless(_NAME_IN_LINK.sub("", text)):
        raise AgentAssistError("link.bad_field", field="link", problem="characters")
    parts = _LINK.fullmatch(text.strip())
    if parts is None or parts[1].lower() != SCHEME:
        raise AgentAssistError("link.wrong_scheme")
    if parts[2].lower() != "call":
        raise AgentAssistError("link.wrong_action")
    fields: dict[str, str] = {}
    ignored: list[str] = []
    refused = _GIVEN_FIELDS | set(kinds)
    pairs = [pair for pair in (parts[3] or "").split("&") if pair]
    if len(pairs) > _MOST_FIELDS:
        raise AgentAssistError("link.too_many_fields", most=_MOST_FIELDS)
    for pair in pairs:
        raw, _, value = pair.partition("=")
        name = _unescaped(raw, "link").strip().lower()
        if name in refused:
            ignored.append(name)
        elif name in FIELDS:
            if name in fields:
                raise AgentAssistError("link.repeated", field=name)
            fields[name] = _name_of(value) if name == "name" else _unescaped(value, name)
    told = parse_fields(fields)
    return replace(told, ignored=tuple(dict.fromkeys((*ignored, *told.ignored))))


def parse_fields(fields: Mapping[str, str]) -> LinkCall:
    """The same from fields that are there already. Names that are not FIELDS are ignored.

    A name is the caller's own choice, so no name costs the card: one that is unfit is left out.
    """
    written = fields.get("name", "")
    fit = len(written) <= _LONGEST["name"] and _harmless(written)
    for name in FIELDS:
        if name == "name":
            continue
        value = fields.get(name, "")
        if len(value) > _LONGEST[name]:
            raise AgentAssistError("link.bad_field", field=name, problem="length")
        if not _harmless(value):
            raise AgentAssistError("link.bad_field", field=name, problem="characters")
    event = _choice(LinkEvent, fields, "event", LinkEvent.RING)
    direction = _choice(Direction, fields, "direction", Direction.INBOUND)
    if direction is Direction.INTERNAL:
        raise AgentAssistError("link.bad_field", field="direction", problem="value")
    other, own = ("to", "from") if direction is Direction.OUTBOUND else ("from", "to")
    if other not in fields and event is LinkEvent.RING:
        raise AgentAssistError("link.missing", field=other)
    shown = (shown_text(written) or None) if fit else None
    return LinkCall(
        event=event,
        direction=direction,
        caller=_party(fields[other], other, shown) if other in fields else None,
        own=_number(fields[own], own) if fields.get(own) else None,
        id=_id(fields["id"].strip()) if fields.get("id", "").strip() else None,
        ignored=() if fit else ("name",),
    )


def parse_given(
    lines: Iterable[str], kinds: frozenset[str]
) -> tuple[tuple[GivenFact, ...], tuple[str, ...]]:
    """Values given, one a line: `kind=value`, or JSON {"kind", "value", "result"?}.

    The facts, and the names of kinds that are not known here. A link checks nothing: `ok` counts
    as not checked. AgentAssistError("link.bad_given") names the line.
    """
    facts: list[GivenFact] = []
    unknown: dict[str, None] = {}
    for at, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            continue
        if len(facts) + len(unknown) >= MOST_GIVEN:
            raise AgentAssistError("link.too_much_given", most=MOST_GIVEN)
        kind, value, result = _json_line(text, at) if text.startswith("{") else _pair(text, at)
        kind = kind.strip().lower()
        if not re.fullmatch(KIND, kind) or len(value) > 300 or not _harmless(value):
            raise AgentAssistError("link.bad_given", line=at)
        if kind not in kinds:
            unknown[kind] = None
            continue
        facts.append(replace(given(kind, value, _RESULTS.get(result)), source=FactSource.LINK))
    return tuple(facts), tuple(unknown)


def _pair(text: str, at: int) -> tuple[str, str, str]:
    kind, sign, value = text.partition("=")
    if not sign:
        raise AgentAssistError("link.bad_given", line=at)
    return kind, value.strip(), ""


def _json_line(text: str, at: int) -> tuple[str, str, str]:
    try:
        row: object = json.loads(text)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise AgentAssistError("link.bad_given", line=at)
    kind, value, result = (row.get(name) or "" for name in ("kind", "value", "result"))
    if not (isinstance(kind, str) and isinstance(value, str) and isinstance(result, str)):
        raise AgentAssistError("link.bad_given", line=at)
    return kind, value, result.lower()


def _unescaped(text: str, field: str) -> str:
    """Percent-decoding that is strict: half an escape or broken UTF-8 is no value."""
    if not _ESCAPES.fullmatch(text):
        raise AgentAssistError("link.bad_field", field=field, problem="encoding")
    if "%" not in text:
        return text
    raw = text.encode()
    head, *rest = raw.split(b"%")
    try:
        return (head + b"".join(bytes.fromhex(p[:2].decode()) + p[2:] for p in rest)).decode()
    except UnicodeDecodeError:
        raise AgentAssistError("link.bad_field", field=field, problem="encoding") from None


def _name_of(value: str) -> str:
    try:
        return _unescaped(value.replace("+", " "), "name")
    except AgentAssistError:
        return "\0"  # unfit, as any other that cannot be shown


def _harmless(text: str) -> bool:
    """Nothing that cannot be seen: no control character, no bidi mark, no half of a character."""
    if text.isascii():
        return text.isprintable()
    return all(unicodedata.category(ch) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for ch in text)


def _party(text: str, field: str, name: str | None) -> Party:
    if text.strip().lower() in _WITHHELD:
        return WITHHELD
    return Party(_number(text, field), name, Presentation.UNKNOWN)


def _number(text: str, field: str) -> str:
    """As it may be dialled: `tel:`, `sip:` and what only the eye needs are gone."""
    number = text.strip()
    scheme, colon, rest = number.partition(":")
    if colon and scheme.lower() in ("tel", "sip", "sips", "callto"):
        number = rest.removeprefix("//").partition(";")[0].partition("@")[0]
    plus = number.strip().startswith("+")
    number = ("+" if plus else "") + number.replace("+", "").translate(_VISUAL)
    digits = sum(ch.isdigit() for ch in number)
    abroad = number.startswith(("00", "011"))
    most = _MOST_DIALLED if abroad else _MOST_DIGITS
    if not _NUMBER.fullmatch(number) or not 0 < digits <= most or len(number) > _MOST_DIALLED + 4:
        raise AgentAssistError("link.bad_field", field=field, problem="number")
    return number


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise AgentAssistError("link.bad_field", field="id", problem="characters")
    return text


def _choice(kind: type[_E], fields: Mapping[str, str], name: str, default: _E) -> _E:
    text = fields.get(name, "").strip().lower()
    try:
        return kind(text) if text else default
    except ValueError:
        raise AgentAssistError("link.bad_field", field=name, problem="value") from None
