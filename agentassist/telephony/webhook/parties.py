"""Who is in a reported call, and who was."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from agentassist.domain import call_events as ev
from agentassist.domain.ids import AgentId, CallId
from agentassist.telephony.webhook.legs import Caller, LegNames, Part, Stage
from agentassist.telephony.webhook.report import CallReport, Reported

Events = list[ev.CallEvent]
MAX_ENDED: Final = 64  # phones of one call whose end came before their beginning


@dataclass(slots=True)
class CallParties:
    """`first` is the calling leg, `outer` the party that is no agent; None: agents alone.

    `live`: its legs are there. One that is over is remembered for a while, since reports come out
    of order: nothing older than its end brings it back.
    """

    id: CallId
    names: LegNames
    caller: Caller = field(default_factory=Caller)
    first: ev.LegFacts | None = None
    outer: ev.LegFacts | None = None
    inbound: bool = True  # the outer party called; else an agent did
    calling: AgentId | None = None  # the agent who placed it
    parts: dict[AgentId, Part] = field(default_factory=dict)
    ended: dict[AgentId, datetime] = field(default_factory=dict)
    over_at: datetime | None = None
    queue: str | None = None  # as told to the tracker
    heard_ns: int = 0

    @property
    def live(self) -> bool:
        return self.first is not None

    @property
    def talking(self) -> bool:
        return any(part.stage is not Stage.RINGING for part in self.parts.values())

    def late(self, report: CallReport) -> bool:
        """Reported after something newer about this agent, or after the end."""
        part, ended = self.parts.get(report.agent), self.ended.get(report.agent)
        if part is not None:
            # An end is one, however the sender's clocks differ: only a later beginning outlives it.
            return report.at < (part.since if report.event is Reported.HANGUP else part.at)
        if ended is not None:
            begins = report.event not in (Reported.HOLD, Reported.RETRIEVE)
            return report.at <= ended or not begins
        return not self.live and self.over_at is not None and report.at <= self.over_at

    def gone(self, agent: AgentId, when: datetime) -> None:
        """Their end is told before they were known to be in it: the rest may come yet."""
        if agent in self.ended or len(self.ended) < MAX_ENDED:
            self.ended[agent] = max(when, self.ended.get(agent, when))

    def _gone_since(self, agent: AgentId, when: datetime) -> bool:
        return agent not in self.parts and agent in self.ended and when <= self.ended[agent]

    def _add(self, agent: AgentId, leg: ev.LegFacts, when: datetime, at: ev.Stamp) -> Part:
        self.ended.pop(agent, None)
        part = self.parts[agent] = Part(leg, when, at.ns, since=when)
        return part

    def _leave(self, agent: AgentId, when: datetime) -> None:
        if self.parts.pop(agent, None) is not None:
            self.ended[agent] = when

    def _put(self, leg: ev.LegFacts, old: ev.LegFacts) -> None:
        """The newer word about a leg, wherever it is kept."""
        if self.first is old:
            self.first = leg
        if self.outer is old:
            self.outer = leg
        for part in self.parts.values():
            if part.leg is old:
                part.leg = leg

    def _up(self, at: ev.Stamp, part: Part) -> Events:
        part.stage = Stage.TALKING
        part_up = replace(part.leg, state=ev.LegState.UP)
        self._put(part_up, part.leg)
        return [ev.LegChanged(at, part_up), ev.BridgeEntered(at, part_up, self.id)]

    def _outer_up(self, at: ev.Stamp) -> Events:
        outer = self.outer
        if outer is None or outer.state is ev.LegState.UP:
            return []
        outer_up = replace(outer, state=ev.LegState.UP)
        self._put(outer_up, outer)
        return [ev.LegChanged(at, outer_up), ev.BridgeEntered(at, outer_up, self.id)]

    def _stop_ringing(self, at: ev.Stamp, report: CallReport, *, but: AgentId) -> Events:
        ringing = [
            (agent, part)
            for agent, part in self.parts.items()
            if part.stage is Stage.RINGING and agent not in (but, self.calling)
        ]
        for agent, _ in ringing:
            self._leave(agent, report.at)
        return [ev.ConnectionCleared(at, part.leg, elsewhere=True) for _, part in ringing]

    def _party_of(self, agent: AgentId) -> ev.LegFacts | None:
        """Whom this agent gives away."""
        if self.outer is not None:
            return self.outer
        others = [part.leg for name, part in self.parts.items() if name != agent]
        return others[0] if others else None
