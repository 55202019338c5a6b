"""Echoes: calls that a link tells of and the phone system tells of too.

A softphone opens its link within a moment of the ring that the phone system announces. The agent
must see one call then, the phone system's: it knows more, and what it says can be believed.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from agentassist.domain.call import CallOrigin, CallSnapshot
from agentassist.domain.ids import AgentId, CallId
from agentassist.domain.party import Presentation

NEAR_NS: Final = 10_000_000_000  # how far apart both may tell of the same call
_TAIL: Final = 7  # digits: one may write the country code, and the other a prefix
_REMEMBERED: Final = 8  # calls of one agent


@dataclass(slots=True)
class _Call:
    call_id: CallId
    begun_ns: int
    number: str | None
    hidden: bool  # withheld: no number will ever come
    ended_ns: int | None = None
    echo: bool = False
    replaces: CallId | None = None


@dataclass(slots=True)
class _Heard:
    """An agent's last calls, by who announced them."""

    phone: deque[_Call] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    links: deque[_Call] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))


class Echoes:
    """Remembers the last calls of each agent. Once an echo, a call stays one to its end."""

    def __init__(self) -> None:
        self._heard: dict[AgentId, _Heard] = {}

    def hear(self, snapshot: CallSnapshot) -> None:
        """Every snapshot of every phone system, before anybody is told."""
        if snapshot.call_id is None:
            return
        heard = self._heard.setdefault(snapshot.agent, _Heard())
        linked = snapshot.origin is CallOrigin.LINK
        call = _noted(heard.links if linked else heard.phone, snapshot)
        if call is None:
            return
        if linked:
            call.echo = call.echo or any(_same(call, real) for real in heard.phone)
        elif call.replaces is None:
            for link in heard.links:
                if _same(link, call):
                    link.echo = True
                    if link.ended_ns is None:
                        call.replaces = link.call_id

    def is_echo(self, snapshot: CallSnapshot) -> bool:
        """Should nobody be told of this?"""
        if snapshot.origin is not CallOrigin.LINK or snapshot.agent not in self._heard:
            return False
        links = self._heard[snapshot.agent].links
        return any(call.echo for call in links if call.call_id == snapshot.call_id)

    def replaced_by(self, snapshot: CallSnapshot) -> CallId | None:
        """The link's call in whose place this one of a phone system stands."""
        if snapshot.origin is CallOrigin.LINK or snapshot.agent not in self._heard:
            return None
        phone = self._heard[snapshot.agent].phone
        return next((one.replaces for one in phone if one.call_id == snapshot.call_id), None)


def _noted(calls: deque[_Call], snapshot: CallSnapshot) -> _Call | None:
    call = next((one for one in calls if one.call_id == snapshot.call_id), None)
    if call is None:
        if not snapshot.state.in_call or snapshot.call_id is None:
            return None
        call = _Call(snapshot.call_id, snapshot.at_ns, None, hidden=False)
        calls.append(call)
    call.number = snapshot.caller.number or call.number
    call.hidden = snapshot.caller.presentation is Presentation.RESTRICTED
    call.ended_ns = None if snapshot.state.in_call else snapshot.at_ns
    return call


def _same(link: _Call, real: _Call) -> bool:
    """Near in time, and of the same number as far as both have one."""
    if link.begun_ns < real.begun_ns - NEAR_NS:
        return False
    if real.ended_ns is not None and link.begun_ns > real.ended_ns + NEAR_NS:
        return False
    if real.hidden or link.hidden:
        return link.begun_ns <= real.begun_ns + NEAR_NS
    return link.number is not None and real.number is not None and _alike(link.number, real.number)


def _alike(one: str, other: str) -> bool:
    """By the last digits; a short number is an extension, and has to be the same whole."""
    digits, others = ("".join(ch for ch in number if ch.isdigit()) for number in (one, other))
    if min(len(digits), len(others)) < _TAIL:
        return bool(digits) and digits == others
    return digits[-_TAIL:] == others[-_TAIL:]
