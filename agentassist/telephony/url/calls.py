"""Calls that links tell of, as call events. No clock, no I/O: times come with what is told.

A softphone may tell the whole call or only its ring. Of a call whose phone told nothing but the
ring the agent tells the rest (`step`), the next call ends it, and so does time.
"""

import secrets
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Final

from agentassist.domain import call_events as ev
from agentassist.domain.call import Direction
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import CallId, LegId
from agentassist.domain.party import Party
from agentassist.ports.told_calls import CallStep
from agentassist.telephony.url.config import LinkConfig
from agentassist.telephony.url.parser import LinkCall, LinkEvent

_LINE: Final = "link:"  # where the other party stands; no extension can be called so
_MOST_CALLS: Final = 3  # at the same time, with one phone
_TWICE_NS: Final = 10_000_000_000  # the same ring told again, by softphones that have no id
_MINUTE_NS: Final = 60_000_000_000
Events = list[ev.CallEvent]


@dataclass(slots=True)
class Rate:
    """So many in any minute."""

    most: int
    _taken: deque[int] = field(default_factory=deque)

    def take(self, now_ns: int) -> int:
        """0 when there was room, else the seconds until there is; then nothing is counted."""
        while self._taken and now_ns - self._taken[0] >= _MINUTE_NS:
            self._taken.popleft()
        if len(self._taken) >= self.most:
            return 1 + (self._taken[0] + _MINUTE_NS - now_ns) // 1_000_000_000
        self._taken.append(now_ns)
        return 0


@dataclass(slots=True)
class _Call:
    """`ours` is the leg of the agent's phone; `told` what of its course the phone said itself."""

    id: CallId
    told: LinkCall
    far: ev.LegFacts
    ours: ev.LegFacts
    since_ns: int
    answered: bool = False
    phone_tells: bool = False

    @property
    def number(self) -> str | None:
        return self.told.caller.number if self.told.caller is not None else None


class LinkCalls:
    """The calls there are now, a few at most."""

    def __init__(self, config: LinkConfig) -> None:
        self._config = config
        self._calls: dict[CallId, _Call] = {}
        self._new = Rate(config.calls_a_minute)
        self._messages = Rate(config.messages_a_minute)

    def take(self, told: LinkCall, line: str, at: ev.Stamp) -> Events:
        """What a link says. AgentAssistError("link.too_many" | "link.unknown_call" | ...)."""
        if wait := self._messages.take(at.ns):
            raise AgentAssistError("link.too_many", retryable=True, seconds=wait)
        known = self._known(told, at)
        if told.event is LinkEvent.HANGUP:
            if known is None:
                raise AgentAssistError("link.unknown_call")
            return self._end(known, at)
        events: Events = []
        if known is None:
            events, known = self._begin(told, line, at)
        if told.event is LinkEvent.ANSWER:
            known.phone_tells = True
            events += self._answer(known, at)
        return events

    def step(self, call_id: CallId, step: CallStep, at: ev.Stamp) -> Events:
        """What the agent says. AgentAssistError("link.unknown_call") of a call that is no more."""
        call = self._calls.get(call_id)
        if call is None:
            raise AgentAssistError("link.unknown_call")
        if step is CallStep.ANSWERED:
            return self._answer(call, at)
        before = self._answer(call, at) if step is CallStep.OVER else []
        return before + self._end(call, at)

    def expire(self, at: ev.Stamp) -> Events:
        """Ends what nobody ended."""
        over = [call for call in self._calls.values() if self._ends_ns(call) <= at.ns]
        return [event for call in over for event in self._end(call, at)]

    @property
    def next_end_ns(self) -> int | None:
        """When `expire` has something to do."""
        return min(map(self._ends_ns, self._calls.values()), default=None)

    def _ends_ns(self, call: _Call) -> int:
        length = self._config.answered if call.answered else self._config.unanswered
        return call.since_ns + int(length.total_seconds() * 1e9)

    def _known(self, told: LinkCall, at: ev.Stamp) -> _Call | None:
        """The call that is meant: by its id, else by its number, else the newest."""
        calls = list(reversed(self._calls.values()))
        if told.id is not None:
            same = next((call for call in calls if call.told.id == told.id), None)
            if same is not None:
                return same
            calls = [call for call in calls if call.told.id is None]
        if told.caller is not None:
            calls = [call for call in calls if call.number == told.caller.number]
        elif told.id is not None:
            return None
        if told.event is LinkEvent.RING:
            calls = [c for c in calls if not c.answered and at.ns - c.since_ns < _TWICE_NS]
        return calls[0] if calls else None

    def _begin(self, told: LinkCall, line: str, at: ev.Stamp) -> tuple[Events, _Call]:
        if told.caller is None:
            raise AgentAssistError("link.unknown_call")
        if not line:
            raise AgentAssistError("link.no_extension")
        if wait := self._new.take(at.ns):
            raise AgentAssistError("link.too_many", retryable=True, seconds=wait)
        former = [call for call in self._calls.values() if not call.phone_tells]
        kept = [call for call in self._calls.values() if call.phone_tells]
        former += kept[: max(0, len(kept) - _MOST_CALLS + 1)]
        events = [event for call in former for event in self._end(call, at)]
        call_id = CallId(f"link:{secrets.token_hex(8)}")
        far, ours = _legs(call_id, told, told.caller, line)
        first, second = (ours, far) if told.direction is Direction.OUTBOUND else (far, ours)
        events += [
            ev.Initiated(at, first),
            ev.Initiated(at, second),
            ev.Delivered(at, first, second),
        ]
        call = self._calls[call_id] = _Call(call_id, told, far, ours, at.ns)
        return events, call

    def _answer(self, call: _Call, at: ev.Stamp) -> Events:
        if call.answered:
            return []
        call.answered, call.since_ns = True, at.ns
        call.far = replace(call.far, state=ev.LegState.UP)
        call.ours = replace(call.ours, state=ev.LegState.UP)
        return [ev.BridgeEntered(at, leg, call.id) for leg in (call.far, call.ours)]

    def _end(self, call: _Call, at: ev.Stamp) -> Events:
        del self._calls[call.id]
        return [ev.ConnectionCleared(at, leg) for leg in (call.ours, call.far)]


def _legs(
    call_id: CallId, told: LinkCall, caller: Party, line: str
) -> tuple[ev.LegFacts, ev.LegFacts]:
    """The other party's leg and that of the agent's phone. Whoever calls has the first."""
    outbound = told.direction is Direction.OUTBOUND
    first, second = LegId(call_id), LegId(f"{call_id}/2")
    calling, ringing = ev.LegState.CALLING, ev.LegState.RINGING
    far = ev.LegFacts(
        leg=second if outbound else first,
        call=call_id,
        channel="link",
        line=_LINE,
        state=ringing if outbound else calling,
        number=caller.number,
        name=caller.name,
        exten=None if outbound else told.own,
        presentation=caller.presentation,
        ivr=ev.IvrFacts(dialled=None if outbound else told.own, trail=told.given or None),
    )
    ours = ev.LegFacts(
        leg=first if outbound else second,
        call=call_id,
        channel="link",
        line=line,
        state=calling if outbound else ringing,
        connected=caller.number,
        exten=caller.number if outbound else None,
    )
    return far, ours
