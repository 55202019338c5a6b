"""All reported calls: which report belongs to which, in which order, and when each is forgotten.

A phone system may tell anything late, twice or never. The time in a report decides, not the order
in which it came; a call whose end nobody told ends by itself; what is kept is bounded.
"""

from collections.abc import Iterable
from typing import Final

from agentassist.domain import call_events as ev
from agentassist.domain.ids import AgentId, CallId
from agentassist.telephony.webhook.call import ReportedCall
from agentassist.telephony.webhook.legs import Caller, LegNames, Stage
from agentassist.telephony.webhook.parties import Events
from agentassist.telephony.webhook.report import CallReport, Reported

MAX_CALLS: Final = 10_000
MAX_AGENTS: Final = 10_000
RING_PATIENCE_NS: Final = 180_000_000_000  # a phone that rang this long has stopped, told or not
WAIT_PATIENCE_NS: Final = 1_800_000_000_000  # with no agent in it: in a queue, or gone
CALL_PATIENCE_NS: Final = 4 * 3_600_000_000_000  # no word of a conversation for four hours
LINGER_NS: Final = 120_000_000_000  # an ended call is known this long: reports may be late


class ReportedCalls:
    """Reports in, call events out. No clock: times come with the calls."""

    def __init__(self, agents: Iterable[AgentId] = ()) -> None:
        self._calls: dict[CallId, ReportedCall] = {}  # the one heard of last stands last
        self._agents: set[str] = set(agents)
        self._names = LegNames()

    def __len__(self) -> int:
        return len(self._calls)

    def agents_in(self, call: CallId) -> tuple[AgentId, ...]:
        known = self._calls.get(call)
        return tuple(known.parts) if known is not None else ()

    def take(self, report: CallReport, at: ev.Stamp) -> Events:
        """What this report says that was not known. Empty for repeated and late ones."""
        self._meet(report)
        call = self._calls.pop(report.call, None) or ReportedCall(report.call, self._names)
        self._calls[report.call] = call
        call.heard_ns = at.ns
        events = self._another(call, report, at)
        events += call.learn(at, report)
        if not call.late(report):
            events += self._move(call, report, at)
        return events + self._room(at)

    def expire(self, at: ev.Stamp) -> Events:
        """Ends what nobody told the end of. Call it every few seconds."""
        events: Events = []
        for call in list(self._calls.values()):
            silent = at.ns - call.heard_ns
            if not call.live:
                if silent > LINGER_NS:
                    del self._calls[call.id]
            elif silent > (CALL_PATIENCE_NS if call.talking else WAIT_PATIENCE_NS):
                events += call.finish(at, None, lost=True)
            else:
                events += self._rang_out(call, at)
        return events

    # ------------------------------------------------------------------ one report

    def _move(self, call: ReportedCall, report: CallReport, at: ev.Stamp) -> Events:
        events: Events = []
        if not call.live:
            if report.event is Reported.HANGUP:
                call.gone(report.agent, report.at)
                return []
            events += call.begin(at, report, internal=self._internal(report))
            events += call.learn(at, report)
        events += call.claim(at, report)
        match report.event:
            case Reported.RING:
                events += call.ring(at, report, report.agent)
            case Reported.ANSWER:
                events += call.answer(at, report, report.agent)
            case Reported.HOLD:
                events += call.hold(at, report)
            case Reported.RETRIEVE:
                events += call.retrieve(at, report)
            case Reported.TRANSFER:
                events += self._transfer(call, report, at)
            case Reported.HANGUP:
                events += call.hangup(at, report)
        part = call.parts.get(report.agent)
        if part is not None:
            part.at, part.heard_ns = max(part.at, report.at), at.ns
        return events

    def _transfer(self, call: ReportedCall, report: CallReport, at: ev.Stamp) -> Events:
        """A consultation under an id of its own ends with the transfer that it was for."""
        consultation = next(
            (
                other
                for other in self._calls.values()
                if other is not call
                and other.calling == report.agent
                and report.to_agent in other.parts
            ),
            None,
        )
        return call.transfer(at, report, consultation)

    def _another(self, call: ReportedCall, report: CallReport, at: ev.Stamp) -> Events:
        """An id that rings with another number is another call: nothing of the old one is shown."""
        if report.event is not Reported.RING or report.outbound or call.talking:
            return []
        if call.caller.same_person(report) or report.number in self._agents:
            return []
        events = call.finish(at, None, lost=True) if call.live else []
        call.caller, call.ended, call.over_at = Caller(), {}, None
        return events

    def _internal(self, report: CallReport) -> bool:
        """The number is a colleague's. Who came through an IVR or a queue called from outside."""
        if report.outbound:
            return report.to in self._agents
        return report.number in self._agents and not (report.inputs or report.queue)

    # ------------------------------------------------------------------ bounds

    def _meet(self, report: CallReport) -> None:
        for agent in (report.agent, report.to_agent):
            if agent is not None and len(self._agents) < MAX_AGENTS:
                self._agents.add(agent)

    def _rang_out(self, call: ReportedCall, at: ev.Stamp) -> Events:
        silent = [
            agent
            for agent, part in call.parts.items()
            if part.stage is Stage.RINGING and at.ns - part.heard_ns > RING_PATIENCE_NS
        ]
        events: Events = []
        for agent in silent:
            events += call.rang_out(at, agent)
        if silent and not call.parts:
            events += call.finish(at, None)
        return events

    def _room(self, at: ev.Stamp) -> Events:
        """The call that was silent longest gives way."""
        if len(self._calls) <= MAX_CALLS:
            return []
        oldest = next(iter(self._calls.values()))
        del self._calls[oldest.id]
        return oldest.finish(at, None, lost=True) if oldest.live else []
