"""Several phone systems as one feed: the site's own first, then webhooks, then links.

Each has its own feed. An agent sees one call at a time: the one that is talking, else ringing, else
held; between equals the phone system that stands first has the say. What only a link tells of
comes after all of them, and never beside the phone system's word about the same call (`echo.py`).
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from agentassist.bridge.echo import Echoes
from agentassist.domain.call import AgentState, CallOrigin, CallOutcome, CallSnapshot
from agentassist.domain.ids import AgentId, CallId, FactId
from agentassist.domain.ivr import GivenFact
from agentassist.ports.names_seen import NamesReport, SeesNames
from agentassist.ports.phone_setup import PhoneMember
from agentassist.ports.telephony import CallFeed, ConnectionState, ConnectionStatus

Listener = Callable[[CallSnapshot], None]
StatusListener = Callable[[ConnectionStatus], None]
_RANK: Final = {
    AgentState.HELD: 1,
    AgentState.RINGING: 2,
    AgentState.DIALLING: 3,
    AgentState.TALKING: 3,
}


@dataclass(slots=True)
class _Member:
    """One phone system's feed, what it last said, and how to leave it."""

    place: int
    feed: CallFeed
    speaks: bool  # has a connection of its own, whose status is worth showing
    status: ConnectionStatus | None = None
    shown: dict[AgentId, CallSnapshot] = field(default_factory=dict)
    leave: dict[AgentId, Callable[[], None]] = field(default_factory=dict)
    leave_status: Callable[[], None] = lambda: None
    running: asyncio.Task[None] | None = None
    gone: bool = False


class JoinedFeed:
    """A CallFeed of several. Members may come and go while it runs."""

    def __init__(self) -> None:
        self._members: dict[str, _Member] = {}
        self._listeners: dict[AgentId, list[Listener]] = {}
        self._status_listeners: list[StatusListener] = []
        self._why: str | None = None
        self._status = _nothing_set_up(None)
        self._front: dict[AgentId, str] = {}
        self._echoes = Echoes()
        self._coming: asyncio.Queue[_Member] = asyncio.Queue()  # to be started

    def put(self, name: str, feed: CallFeed, *, place: int, speaks: bool = True) -> None:
        """Add a phone system, or take another in its place. The lowest `place` comes first."""
        self.drop(name)
        member = self._members[name] = _Member(place, feed, speaks)
        self._members = dict(sorted(self._members.items(), key=lambda item: item[1].place))
        for agent in self._listeners:
            self._join(name, member, agent)
        if speaks:
            member.leave_status = feed.on_status(lambda status: self._heard(member, status))
        self._coming.put_nowait(member)

    def drop(self, name: str) -> None:
        """Stop following a phone system; its calls are over for those who saw them."""
        member = self._members.pop(name, None)
        if member is None:
            return
        member.gone = True
        member.leave_status()
        for leave in member.leave.values():
            leave()
        if member.running is not None:
            member.running.cancel()
        for agent, shown in member.shown.items():
            if shown.state.in_call:
                now = time.monotonic_ns()
                lost = replace(shown, at_ns=now, state=AgentState.IDLE, outcome=CallOutcome.LOST)
                self._echoes.hear(lost)
                self._told(name, lost)
            elif self._front.get(agent) == name:
                del self._front[agent]
        self._tell_status()

    def members(self) -> tuple[PhoneMember, ...]:
        """Who is there, in their order, and how each is doing."""
        return tuple(
            PhoneMember(
                name,
                member.status,
                member.feed.names_seen() if isinstance(member.feed, SeesNames) else NamesReport(),
            )
            for name, member in self._members.items()
        )

    def explain(self, detail: str | None) -> None:
        """Why there is no phone system, for as long as there is none: a code such as no_secret."""
        self._why = detail
        self._tell_status()

    # ------------------------------------------------------------------ CallFeed

    def subscribe(self, agent: AgentId, on_snapshot: Listener) -> Callable[[], None]:
        """See ports.telephony.CallFeed."""
        listeners = self._listeners.setdefault(agent, [])
        listeners.append(on_snapshot)
        if len(listeners) == 1:
            for name, member in tuple(self._members.items()):
                self._join(name, member, agent)
        else:
            front = self._in_front(agent)
            if front is not None:
                on_snapshot(front[1])

        def unsubscribe() -> None:
            if on_snapshot in listeners:
                listeners.remove(on_snapshot)
            if not listeners and self._listeners.get(agent) is listeners:
                self._part(agent)

        return unsubscribe

    def on_status(self, listener: StatusListener) -> Callable[[], None]:
        """See ports.telephony.CallFeed."""
        self._status_listeners.append(listener)
        listener(self._status)

        def unsubscribe() -> None:
            if listener in self._status_listeners:
                self._status_listeners.remove(listener)

        return unsubscribe

    def give(self, agent: AgentId, call_id: CallId, fact: GivenFact) -> bool:
        """See ports.telephony.CallFeed."""
        feeds = self._that_show(agent, call_id)
        return [feed.give(agent, call_id, fact) for feed in feeds].count(True) > 0

    def take_back(self, agent: AgentId, call_id: CallId, fact_id: FactId) -> bool:
        """See ports.telephony.CallFeed."""
        feeds = self._that_show(agent, call_id)
        return [feed.take_back(agent, call_id, fact_id) for feed in feeds].count(True) > 0

    def _that_show(self, agent: AgentId, call_id: CallId) -> list[CallFeed]:
        shown = ((member, member.shown.get(agent)) for member in self._members.values())
        return [member.feed for member, one in shown if one is not None and one.call_id == call_id]

    async def run(self) -> None:
        """See ports.telephony.CallFeed."""
        async with asyncio.TaskGroup() as group:
            while True:
                member = await self._coming.get()
                if not member.gone:
                    member.running = group.create_task(member.feed.run())

    # ------------------------------------------------------------------ members

    def _join(self, name: str, member: _Member, agent: AgentId) -> None:
        def heard(snapshot: CallSnapshot) -> None:
            self._take(name, snapshot)

        member.leave[agent] = member.feed.subscribe(agent, heard)

    def _part(self, agent: AgentId) -> None:
        self._listeners.pop(agent, None)
        self._front.pop(agent, None)
        for member in self._members.values():
            member.shown.pop(agent, None)
            leave = member.leave.pop(agent, None)
            if leave is not None:
                leave()

    # ------------------------------------------------------------------ one call at a time

    def _take(self, name: str, snapshot: CallSnapshot) -> None:
        self._echoes.hear(snapshot)
        replaced = self._echoes.replaced_by(snapshot)
        if replaced is not None:
            snapshot = replace(snapshot, replaces=replaced)
        self._members[name].shown[snapshot.agent] = snapshot
        self._told(name, snapshot)

    def _told(self, name: str, snapshot: CallSnapshot) -> None:
        """What one member says, as far as it is news for the agent."""
        if self._echoes.is_echo(snapshot):
            return
        agent = snapshot.agent
        before = self._front.get(agent)
        front = self._in_front(agent)
        ended = not snapshot.state.in_call
        if ended:
            self._deliver(snapshot)  # also of a call that another one stood before
        if front is None:
            self._front.pop(agent, None)
        elif front[0] == name or front[0] != before or ended:
            self._front[agent] = front[0]
            self._deliver(front[1])

    def _in_front(self, agent: AgentId) -> tuple[str, CallSnapshot] | None:
        best: tuple[str, CallSnapshot] | None = None
        for name, member in self._members.items():  # in their order: only a higher rank wins
            shown = member.shown.get(agent)
            if shown is None or not shown.state.in_call or self._echoes.is_echo(shown):
                continue
            if best is None or _rank(shown) > _rank(best[1]):
                best = (name, shown)
        return best

    def _deliver(self, snapshot: CallSnapshot) -> None:
        for listener in tuple(self._listeners.get(snapshot.agent, ())):
            listener(snapshot)

    def _heard(self, member: _Member, status: ConnectionStatus) -> None:
        member.status = status
        self._tell_status()

    def _tell_status(self) -> None:
        """The first that has one to show."""
        known = (member.status for member in self._members.values() if member.status is not None)
        status = next(known, None) or _nothing_set_up(self._why)
        if status is self._status:
            return
        self._status = status
        for listener in tuple(self._status_listeners):
            listener(status)


def _nothing_set_up(detail: str | None) -> ConnectionStatus:
    return ConnectionStatus(ConnectionState.NOT_SET_UP, "", time.monotonic_ns(), detail=detail)


def _rank(shown: CallSnapshot) -> tuple[bool, int]:
    return shown.origin is not CallOrigin.LINK, _RANK[shown.state]
