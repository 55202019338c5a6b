"""Bodies as other phone systems send them to Zammad's generic CTI, JSON or a form.

Nothing in them is signed, so nothing in them is believed but that a number is calling: no name, no
inputs. An agent is known by the extension, in `user`, `answeringNumber`, or the number itself.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

from agentassist.domain.ids import AgentId, CallId
from agentassist.telephony.webhook.parser import agent_id, call_id, dialled, with_caller
from agentassist.telephony.webhook.report import BadReportError, CallReport, Cause, Reported

MAX_FIELDS: Final = 128
MAX_USERS: Final = 64
_EVENTS: Final[Mapping[str, Reported]] = {
    "newCall": Reported.RING,
    "answer": Reported.ANSWER,
    "hangup": Reported.HANGUP,
}
_CAUSES: Final[Mapping[str, Cause]] = {
    "cancel": Cause.ABANDONED,
    "normalClearing": Cause.ABANDONED,
    "noAnswer": Cause.NO_ANSWER,
    "busy": Cause.NO_ANSWER,
    "forwarded": Cause.ELSEWHERE,
}
Fields = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class CtiReport:
    """`call` without an agent; `named` are the agents it names, `answering` the one who took it."""

    call: CallId
    event: Reported
    named: tuple[AgentId, ...]
    answering: AgentId | None
    outbound: bool
    number: str | None
    to: str | None
    cause: Cause | None

    def reports(self, there: tuple[AgentId, ...], at: datetime) -> list[CallReport]:
        """One for each agent it is about; `there` are those who are in the call already."""
        return [self._report(agent, at) for agent in self._agents(there)]

    def _agents(self, there: tuple[AgentId, ...]) -> tuple[AgentId, ...]:
        if self.event is Reported.RING:
            return self.named
        if self.event is Reported.HANGUP:
            return there
        if self.answering is not None:
            return (self.answering,)
        likely = tuple(agent for agent in self.named if agent in there) or there or self.named
        return likely if len(likely) == 1 else ()  # several ring, and it does not say who took it

    def _report(self, agent: AgentId, at: datetime) -> CallReport:
        report = CallReport(
            call=self.call,
            event=self.event,
            agent=agent,
            at=at,
            to=self.to,
            outbound=self.outbound,
            cause=self.cause,
        )
        return with_caller(report, None if self.outbound else self.number, None, None)


def read_cti(body: bytes, *, form: bool) -> CtiReport:
    """BadReportError names the field."""
    fields = _form(body) if form else _json(body)
    event = _EVENTS.get(_one(fields, "event") or "")
    if event is None:
        raise BadReportError("event", "choice")
    direction = _one(fields, "direction")
    if direction not in ("in", "out"):
        raise BadReportError("direction", "choice")
    outbound = direction == "out"
    number, to = _one(fields, "from"), dialled("to", _one(fields, "to"))
    users = [*fields.get("user", []), *fields.get("user[]", [])][:MAX_USERS]
    named = _agents(users) or _agents([(number if outbound else to) or ""])
    answering = _agents([_one(fields, "answeringNumber") or ""])
    return CtiReport(
        call=call_id("callId", _one(fields, "callId") or ""),
        event=event,
        named=named,
        answering=answering[0] if answering else None,
        outbound=outbound,
        number=number,
        to=to,
        cause=_CAUSES.get(_one(fields, "cause") or ""),
    )


def _agents(names: list[str]) -> tuple[AgentId, ...]:
    """Those that could be an extension; real names are passed over."""
    found: dict[AgentId, None] = {}
    for name in names:
        try:
            found[agent_id("user", name.strip())] = None
        except BadReportError:
            continue
    return tuple(found)


def _one(fields: Fields, key: str) -> str | None:
    values = fields.get(key)
    return values[0] if values else None


def _form(body: bytes) -> Fields:
    fields: Fields = {}
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise BadReportError("body", "form") from None
    for key, value in pairs:
        fields.setdefault(key, []).append(value)
    return fields


def _json(body: bytes) -> Fields:
    try:
        read = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadReportError("body", "json") from None
    if not isinstance(read, dict):
        raise BadReportError("body", "json")
    fields: Fields = {}
    for key, value in list(read.items())[:MAX_FIELDS]:
        several = value if isinstance(value, list) else [value]
        texts = [one if isinstance(one, str) else str(one) for one in several if _plain(one)]
        fields[key] = texts
    return fields


def _plain(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)
