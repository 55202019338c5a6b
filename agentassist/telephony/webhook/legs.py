"""Legs of a reported call, as the tracker knows them from phone systems that have channels."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto
from itertools import count

from agentassist.domain import call_events as ev
from agentassist.domain.given_order import same_input
from agentassist.domain.ids import AgentId, CallId, LegId
from agentassist.domain.ivr import PIN, GivenFact, InputResult
from agentassist.domain.party import Presentation
from agentassist.telephony.webhook.report import CallReport

OUTSIDE = " outside"  # a line that no agent can have: theirs hold no space
MAX_INPUTS = 64


class Stage(Enum):
    RINGING = auto()  # or, of the agent who calls: dialling
    TALKING = auto()
    HELD = auto()


@dataclass(slots=True)
class Part:
    """One agent's part of a call. `at` is what the last report that moved it said, `since` what
    the one said that began it.
    """

    leg: ev.LegFacts
    at: datetime
    heard_ns: int
    since: datetime
    stage: Stage = Stage.RINGING


@dataclass(slots=True)
class Caller:
    """What reports told of the far party, one after the other: they may only add to it."""

    number: str | None = None
    name: str | None = None
    presentation: Presentation = Presentation.UNKNOWN
    to: str | None = None
    inputs: tuple[GivenFact, ...] = ()
    unmapped: bool = False  # something was typed that the settings give no meaning to

    def learn(self, report: CallReport) -> bool:
        """True when it is news. Withheld once is withheld for good; the first number stays."""
        before = replace(self)
        if report.presentation is Presentation.RESTRICTED:
            self.number = self.name = None
            self.presentation = Presentation.RESTRICTED
        elif self.presentation is not Presentation.RESTRICTED:
            self.number = self.number or report.number
            self.name = report.name or self.name
            if report.presentation is not Presentation.UNKNOWN:
                self.presentation = report.presentation
        self.to = self.to or report.to
        self.unmapped = self.unmapped or bool(report.unmapped)
        if report.inputs:
            self.inputs = joined_inputs(self.inputs, report.inputs)
        return self != before

    def same_person(self, report: CallReport) -> bool:
        """Could this be the same call? Another number is another call, whatever its id."""
        if report.presentation is Presentation.RESTRICTED or report.number is None:
            return self.number is None
        return self.number is None or _digits(self.number) == _digits(report.number)

    def ivr(self) -> ev.IvrFacts | None:
        """A PIN that the IVR found right is what verifies a caller."""
        right = any(fact.kind == PIN and fact.result is InputResult.OK for fact in self.inputs)
        if not (self.inputs or self.to or self.unmapped):
            return None
        return ev.IvrFacts(
            verified=True if right else None,
            dialled=self.to,
            trail=self.inputs or None,
            unknown_steps=self.unmapped,
        )


@dataclass(slots=True)
class LegNames:
    """Ids of legs: the first is called as its call, the others by a number of their own."""

    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def first(self, call: CallId, line: str, caller: Caller) -> ev.LegFacts:
        return ev.LegFacts(
            leg=LegId(call),
            call=call,
            channel=f"webhook/{call}",
            line=line,
            state=ev.LegState.CALLING,
            number=caller.number,
            name=caller.name,
            exten=caller.to,
            presentation=caller.presentation,
            ivr=caller.ivr(),
        )

    def phone(self, call: CallId, agent: AgentId) -> ev.LegFacts:
        return self._further(call, agent, agent)

    def dialled(self, call: CallId, number: str | None, *, colleague: bool) -> ev.LegFacts:
        """The one whom an agent calls. A colleague's phone tells by itself that it rings.

        Until then there is half a local channel, which no agent is shown.
        """
        if number is None or not colleague:
            return self._further(call, OUTSIDE, number)
        leg = self._further(call, number, number)
        return replace(leg, half=1, pair=leg.channel)

    def _further(self, call: CallId, line: str, number: str | None) -> ev.LegFacts:
        leg = LegId(f"{line.strip()} {next(self._numbers)}")  # no id of a call holds a space
        return ev.LegFacts(
            leg=leg,
            call=call,
            channel=f"webhook/{leg}",
            line=line,
            state=ev.LegState.DOWN,
            number=number,
            presentation=Presentation.UNKNOWN,
        )


def joined_inputs(
    known: tuple[GivenFact, ...], told: tuple[GivenFact, ...]
) -> tuple[GivenFact, ...]:
    """Everything typed, once each: a report tells all so far, or only what is new.

    One that comes late tells less than is known already. What was typed is never taken back.
    """
    if _begins(told, known):
        return told
    if _begins(known, told):
        return known
    left = list(known)
    new: list[GivenFact] = []
    for fact in told:
        match = next((one for one in left if same_input(one, fact)), None)
        if match is None:
            new.append(fact)
        else:
            left.remove(match)
    return (*known, *new)[:MAX_INPUTS]


def _begins(whole: tuple[GivenFact, ...], start: tuple[GivenFact, ...]) -> bool:
    return len(whole) >= len(start) and all(map(same_input, start, whole))


def _digits(number: str) -> str:
    """What two ways of writing a number have in common: its last digits."""
    return "".join(ch for ch in number if ch.isalnum())[-7:]
