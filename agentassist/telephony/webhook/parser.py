"""The body of `POST /v1/calls`: JSON, read strictly.

Keys that are not known are passed over, so that a phone system may send more than this version
takes; an empty text says as little as null, since templates leave one where they have nothing.
What is known must be right, or the report is refused with the name of its field. Text that a
caller can choose (number, name) never costs the card: it is made fit to show instead.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import msgspec

from agentassist.domain.ids import AgentId, CallId
from agentassist.domain.ivr import GivenFact
from agentassist.domain.ivr_reading import IvrMapping, read_input
from agentassist.domain.party import Presentation
from agentassist.domain.shown_text import MAX_LENGTH, shown_number, shown_text
from agentassist.telephony.webhook.report import BadReportError, CallReport, Cause, Reported

MAX_INPUTS: Final = 64
LONGEST_AGENT: Final = 64
RESULTS: Final = frozenset({"ok", "wrong", "invalid", "timeout", "gave-up", "unchecked"})
_WORD = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_NAME = re.compile(r"[a-z][a-z_.-]{0,39}")  # no digits: nobody shall send a value as a name
_PLACE = re.compile(r" - at `\$((?:\.\w+|\[\d+\])+)`$")
_MISSING = re.compile(r"^Object missing required field `(\w+)`")
_NOBODY: Final = frozenset({"anonymous", "restricted", "private", "withheld"})


class _Input(msgspec.Struct, kw_only=True):
    kind: str
    value: str | None = None
    result: str | None = None
    at: str | int | float | None = None


class _Body(msgspec.Struct, kw_only=True):
    id: str
    event: str
    agent: str
    to_agent: str | None = None
    from_: str | None = msgspec.field(name="from")
    presentation: str | None = None
    to: str | None
    queue: str | None = None
    name: str | None = None
    at: str | int | float
    cause: str | None = None
    inputs: list[_Input] | None = None


_decoder = msgspec.json.Decoder(_Body)


def read_report(body: bytes, mapping: IvrMapping) -> CallReport:
    """AgentAssist's own body. BadReportError names the field; it never holds what stood in it."""
    try:
        raw = _decoder.decode(body)
    except msgspec.ValidationError as refusal:
        raise BadReportError(*refused(str(refusal))) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadReportError("body", "json") from None
    event = _event(raw.event)
    agent = agent_id("agent", raw.agent)
    to_agent = agent_id("to_agent", raw.to_agent) if raw.to_agent else None
    if to_agent == agent:
        raise BadReportError("to_agent", "same")
    facts, unmapped = _inputs(raw.inputs, mapping)
    calling = raw.from_ == agent
    report = CallReport(
        call=call_id("id", raw.id),
        event=event,
        agent=agent,
        at=time_of("at", raw.at),
        to=dialled("to", raw.to),
        to_agent=to_agent,
        outbound=calling,
        queue=_text("queue", raw.queue),
        cause=_cause(raw.cause),
        inputs=facts,
        unmapped=unmapped,
    )
    return with_caller(report, None if calling else raw.from_, raw.name, raw.presentation)


def with_caller(
    report: CallReport, number: str | None, name: str | None, presentation: str | None
) -> CallReport:
    """The caller as far as they may be shown: who withheld the number has no name either."""
    number = shown_number(number or "") or None
    seen = _presentation(presentation)
    nobody = (number or "").lower() in _NOBODY
    if name and name.strip().lower() == "anonymous" and seen is not Presentation.ALLOWED:
        nobody = True
    if nobody or seen is Presentation.RESTRICTED:
        return replace(report, presentation=Presentation.RESTRICTED)
    shown = shown_text(name or "") or None
    return replace(report, number=number, name=shown, presentation=seen)


def call_id(field: str, text: str) -> CallId:
    if len(text) > MAX_LENGTH or not _WORD.fullmatch(text):
        raise BadReportError(field, "id")
    return CallId(text)


def agent_id(field: str, text: str) -> AgentId:
    if len(text) > LONGEST_AGENT or not _WORD.fullmatch(text):
        raise BadReportError(field, "agent")
    return AgentId(text)


def dialled(field: str, text: str | None) -> str | None:
    return shown_number(text) if _text(field, text) and text else None


def _text(field: str, text: str | None) -> str | None:
    if text is None:
        return None
    if len(text) > MAX_LENGTH:
        raise BadReportError(field, "length")
    if any(ord(ch) < 32 or 127 <= ord(ch) < 160 for ch in text):
        raise BadReportError(field, "control_character")
    return shown_text(text) or None


def _event(text: str) -> Reported:
    try:
        return Reported(text)
    except ValueError:
        raise BadReportError("event", "choice") from None


def _cause(text: str | None) -> Cause | None:
    """One that is not known says nothing: the outcome is then read from what happened."""
    return next((cause for cause in Cause if cause == text), None)


def _presentation(text: str | None) -> Presentation:
    if not text:
        return Presentation.UNKNOWN
    try:
        return Presentation(text)
    except ValueError:
        raise BadReportError("presentation", "choice") from None


def time_of(field: str, given: str | float) -> datetime:
    """RFC 3339 with its offset, or seconds since 1970."""
    try:
        if not isinstance(given, str):
            if not 0 < given < 1e11:
                raise ValueError
            return datetime.fromtimestamp(given, UTC)
        if len(given) > LONGEST_AGENT:
            raise ValueError
        moment = datetime.fromisoformat(given)
        if moment.tzinfo is None:
            raise BadReportError(field, "no_offset")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise BadReportError(field, "time") from None


def _inputs(
    given: Sequence[_Input] | None, mapping: IvrMapping
) -> tuple[tuple[GivenFact, ...] | None, tuple[str, ...]]:
    if given is None:
        return None, ()
    if len(given) > MAX_INPUTS:
        raise BadReportError("inputs", "length")
    facts: list[GivenFact] = []
    unmapped: dict[str, None] = {}
    for index, item in enumerate(given):
        place = f"inputs[{index}]"
        kind = (_text(f"{place}.kind", item.kind) or "").lower()
        if not kind:
            raise BadReportError(f"{place}.kind", "empty")
        _text(f"{place}.value", item.value)
        if item.result and item.result not in RESULTS:
            raise BadReportError(f"{place}.result", "choice")
        at = None if item.at is None else time_of(f"{place}.at", item.at)
        if kind not in mapping.kinds:
            unmapped[kind if _NAME.fullmatch(kind) else "***"] = None
            continue
        fact = read_input(kind, item.value or "", item.result or "", mapping.kinds)
        if fact is not None:
            facts.append(replace(fact, at=at))
    return tuple(facts), tuple(unmapped)


def refused(words: str) -> tuple[str, str]:
    """Field and problem out of msgspec's words, which may quote nothing but our own names."""
    place = _PLACE.search(words)
    where = place[1].lstrip(".") if place else ""
    missing = _MISSING.match(words)
    if missing:
        return (f"{where}.{missing[1]}" if where else missing[1]), "missing"
    return where or "body", "type"
