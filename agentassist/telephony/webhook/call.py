"""One reported call: what each report does to its legs, as events for the tracker."""

from dataclasses import dataclass, replace
from datetime import datetime

from agentassist.domain import call_events as ev
from agentassist.domain.ids import AgentId
from agentassist.telephony.webhook.legs import OUTSIDE, Part, Stage
from agentassist.telephony.webhook.parties import CallParties, Events
from agentassist.telephony.webhook.report import CallReport, Cause

MAX_PARTS = 64


@dataclass(slots=True)
class ReportedCall(CallParties):
    """What each report does to a call that is, or was, there."""

    # ------------------------------------------------------------------ legs

    def begin(self, at: ev.Stamp, report: CallReport, *, internal: bool) -> Events:
        """The calling leg comes into being, and with it whom an agent calls.

        `internal`: the other one is an agent, too.
        """
        self.over_at = None
        self.calling = report.agent if report.outbound else None
        self.inbound = not (report.outbound or (internal and report.number is not None))
        line: str = OUTSIDE
        if report.outbound:
            line = report.agent
        elif internal and report.number is not None:
            self.calling = AgentId(report.number)
            line = report.number
        self.first = self.names.first(self.id, line, self.caller)
        if report.outbound:
            self.first = replace(self.first, number=report.agent, name=None, ivr=None)
        events: Events = [ev.Initiated(at, self.first)]
        if self.calling is not None:
            self.parts[self.calling] = Part(self.first, report.at, at.ns, since=report.at)
        if report.outbound:
            self.outer = self.names.dialled(self.id, self.caller.to, colleague=internal)
            events += [ev.Initiated(at, self.outer), ev.Delivered(at, self.first, self.outer)]
        elif self.calling is None:
            self.outer = self.first
        return events

    def learn(self, at: ev.Stamp, report: CallReport) -> Events:
        """What the report says of the caller, whoever's phone it is about and however late."""
        news = self.caller.learn(report)
        events: Events = []
        outer = self.outer
        if news and self.inbound and outer is not None:
            caller = self.caller
            told = replace(
                outer,
                number=caller.number,
                name=caller.name,
                presentation=caller.presentation,
                ivr=caller.ivr(),
            )
            self._put(told, outer)
            events.append(ev.LegChanged(at, told))
        if self.first is not None and report.queue and report.queue != self.queue:
            self.queue = report.queue
            leg = self.outer or self.first
            events.append(ev.Queued(at, leg, report.queue, since_known=False))
        return events

    def claim(self, at: ev.Stamp, report: CallReport) -> Events:
        """The number that calls turns out to be this agent's own: a call between agents."""
        first = self.first
        ours = self.caller.number == report.agent and report.agent not in self.parts
        if not (report.outbound and self.inbound and ours) or first is None:
            return []
        self.calling, self.inbound, self.outer = report.agent, False, None
        self.first = replace(first, line=report.agent, name=None, ivr=None)
        part = self._add(report.agent, self.first, report.at, at)
        part.stage = Stage.TALKING if first.state is ev.LegState.UP else Stage.RINGING
        return [ev.LegChanged(at, self.first)]

    def ring(self, at: ev.Stamp, report: CallReport, agent: AgentId) -> Events:
        """Once for each phone; a second report of the same ring tells nothing new."""
        calling = self.outer or self.first
        if self.calling is not None and self.caller.to == agent:
            calling = self.first  # a colleague calls this agent
        if agent in self.parts or calling is None or len(self.parts) >= MAX_PARTS:
            return []
        phone = self.names.phone(self.id, agent)
        events: Events = [ev.Initiated(at, phone)]
        if calling is self.first and self.outer is not None and self.outer is not self.first:
            events.append(ev.ConnectionCleared(at, self.outer))  # it is this agent's phone
            self.outer = None
        self._add(agent, phone, report.at, at)
        return [*events, ev.Delivered(at, calling, phone)]

    def answer(self, at: ev.Stamp, report: CallReport, agent: AgentId) -> Events:
        """Also of a ring that was never told. Other phones ring no more."""
        part = self.parts.get(agent)
        events: Events = []
        if part is None:
            if len(self.parts) >= MAX_PARTS:
                return []
            part = self._add(agent, self.names.phone(self.id, agent), report.at, at)
            part.leg = replace(part.leg, state=ev.LegState.UP)
            events.append(ev.Initiated(at, part.leg))
        if part.stage is not Stage.RINGING:
            return events
        called = [one for name, one in self.parts.items() if name not in (agent, self.calling)]
        if agent == self.calling and self.outer is None and len(called) == 1:
            events += self._up(at, called[0])
        if agent != self.calling:
            events += self._stop_ringing(at, report, but=agent)
        if self.outer is not None and self.outer is not self.first:
            events += self._outer_up(at)
        events += self._up(at, part)
        giver = self.parts.get(self.calling) if self.calling else None
        if giver is not None and giver is not part and giver.stage is Stage.RINGING:
            events += self._up(at, giver)
        elif self.outer is self.first:
            events += self._outer_up(at)
        return events

    def hold(self, at: ev.Stamp, report: CallReport) -> Events:
        events = self.answer(at, report, report.agent)
        part = self.parts.get(report.agent)
        if part is not None and part.stage is Stage.TALKING:
            part.stage = Stage.HELD
            events.append(ev.Held(at, part.leg))
        return events

    def retrieve(self, at: ev.Stamp, report: CallReport) -> Events:
        events = self.answer(at, report, report.agent)
        part = self.parts.get(report.agent)
        if part is not None and part.stage is Stage.HELD:
            part.stage = Stage.TALKING
            events.append(ev.Retrieved(at, part.leg))
        return events

    def transfer(
        self, at: ev.Stamp, report: CallReport, consultation: "ReportedCall | None"
    ) -> Events:
        """The agent is out of it. `consultation`: their call to the receiver, which was for this.

        It ends with the transfer. A receiver who talked in it talks to the caller from now on.
        """
        events: Events = []
        if report.agent not in self.parts:
            events += self.answer(at, report, report.agent)
        giver = self.parts.get(report.agent)
        if giver is None:
            return events
        rang = giver.stage is Stage.RINGING
        given = self._party_of(report.agent)
        consulting = consultation.first if consultation is not None else None
        consulted = consultation is not None and consultation.talking
        if consulting is None:
            told = ev.Transferred(at, ev.TransferKind.BLIND, (giver.leg,), given)
        else:
            told = ev.Transferred(at, ev.TransferKind.ATTENDED, (giver.leg, consulting), given)
        events.append(told)
        receiver = report.to_agent
        over = receiver is not None and self._gone_since(receiver, report.at)
        if receiver is not None and given is not None and not over:
            events += self._receive(at, report, receiver, given, consulted=consulted)
        if consultation is not None:
            events += consultation.finish(at, report.at)
        if report.agent == self.calling:
            self.first, self.calling = given, None
        elif given is not None and given is not self.outer:
            self.first = given
        self._leave(report.agent, report.at)
        events.append(ev.ConnectionCleared(at, giver.leg, elsewhere=rang))
        return events + (self.finish(at, report.at) if over and not self.parts else [])

    def hangup(self, at: ev.Stamp, report: CallReport) -> Events:
        """This agent's part ends; the call too, when nobody is left in it."""
        part = self.parts.get(report.agent)
        if part is None:
            self.gone(report.agent, report.at)
            return []
        events = self._end_of(at, part, report)
        self._leave(report.agent, report.at)
        waits = part.stage is Stage.RINGING and report.cause in (Cause.NO_ANSWER, Cause.ELSEWHERE)
        if part.leg is self.first:  # who placed the call is gone; others may go on with it
            self.first, self.calling = self.outer, None
            over = not self.talking
        else:
            over = not self.parts and not waits
        if over or (self.outer is None and len(self.parts) < 2):
            events += self.finish(at, report.at)
        return events

    def finish(self, at: ev.Stamp, when: datetime | None, *, lost: bool = False) -> Events:
        """All that is left of it ends."""
        events: Events = []
        for agent, part in list(self.parts.items()):
            if part.leg.leg != (self.first.leg if self.first else None):
                events.append(ev.ConnectionCleared(at, part.leg, lost=lost))
            self._leave(agent, when or part.at)
        legs = {leg.leg: leg for leg in (self.outer, self.first) if leg is not None}
        events += [ev.ConnectionCleared(at, leg, lost=lost) for leg in legs.values()]
        self.first = self.outer = self.calling = self.queue = None
        self.over_at = when or max(self.ended.values(), default=None)
        return events

    # ------------------------------------------------------------------ parts

    def rang_out(self, at: ev.Stamp, agent: AgentId) -> Events:
        """Nobody told the end of this ring."""
        part = self.parts[agent]
        self._leave(agent, part.at)
        told: Events = []
        if self.outer is not None and part.leg is not self.first:
            told.append(ev.DeliveryEnded(at, self.outer, part.leg, ev.DialResult.NO_ANSWER))
        return [*told, ev.ConnectionCleared(at, part.leg)]

    def _receive(
        self,
        at: ev.Stamp,
        report: CallReport,
        agent: AgentId,
        given: ev.LegFacts,
        *,
        consulted: bool,
    ) -> Events:
        part = self.parts.get(agent)
        if part is not None and part.leg is given:
            return []
        events: Events = []
        if part is None:
            if len(self.parts) > MAX_PARTS:
                return []
            part = self._add(agent, self.names.phone(self.id, agent), report.at, at)
            events.append(ev.Initiated(at, part.leg))
        events.append(ev.Delivered(at, given, part.leg))  # from here on it is the caller's ring
        return events + (self._up(at, part) if consulted else [])

    def _end_of(self, at: ev.Stamp, part: Part, report: CallReport) -> Events:
        """How a ring ended decides what its agent is told; a hang-up in a call needs no reason."""
        elsewhere = report.cause is Cause.ELSEWHERE
        if part.stage is not Stage.RINGING or elsewhere:
            return [ev.ConnectionCleared(at, part.leg, elsewhere=elsewhere)]
        others = any(name not in (report.agent, self.calling) for name in self.parts)
        rang_out = report.cause is Cause.NO_ANSWER or (report.cause is None and others)
        result = ev.DialResult.NO_ANSWER if rang_out else ev.DialResult.CANCELLED
        told: Events = []
        if part.leg is self.first:
            if self.outer is not None and report.cause is Cause.NO_ANSWER:
                told.append(ev.DeliveryEnded(at, part.leg, self.outer, result))
        else:
            told.append(ev.DeliveryEnded(at, self.outer or self.first, part.leg, result))
        return [*told, ev.ConnectionCleared(at, part.leg)]
