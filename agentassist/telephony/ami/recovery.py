"""After each login: what is there now? Three lists, gathered into one event."""

from dataclasses import dataclass, field, replace
from typing import Final

from agentassist.domain import call_events as ev
from agentassist.domain.call_legs import MAX_LEGS
from agentassist.domain.ids import LegId
from agentassist.domain.party import Presentation
from agentassist.domain.shown_text import one_line
from agentassist.telephony.ami.message import Message
from agentassist.telephony.ami.parser import PRESENTATION_VARIABLE, AmiParser

CHANNELS: Final = "CoreShowChannels"
STATUS: Final = "Status"
QUEUES: Final = "QueueStatus"
PATIENCE_NS: Final = 1_500_000_000  # then what has come is all there is
MAX_LIVE: Final = 20_000


@dataclass(slots=True)
class Recovery:
    """Gathers the answers; `ready` when all have come or were refused."""

    parser: AmiParser
    started_ns: int
    open: dict[str, str] = field(default_factory=dict)  # ActionID -> action
    _told: set[str] = field(default_factory=set)
    _legs: dict[LegId, ev.ListedLeg] = field(default_factory=dict)
    _waiting: list[ev.WaitingCaller] = field(default_factory=list)
    _live: list[ev.CallEvent] = field(default_factory=list)
    _heard: set[LegId] = field(default_factory=set)
    _begun: set[LegId] = field(default_factory=set)

    def questions(self) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        """(action, its keys) to send."""
        names = [*self.parser.mapping.by_name(), PRESENTATION_VARIABLE]
        wanted = (("AllVariables", "false"), ("Variables", ",".join(names)))
        return [(CHANNELS, ()), (STATUS, wanted), (QUEUES, ())]

    @property
    def ready(self) -> bool:
        return not self.open or len(self._live) >= MAX_LIVE

    @property
    def complete(self) -> bool:
        """All channels were told."""
        return CHANNELS in self._told or STATUS in self._told

    def on_live(self, event: ev.CallEvent) -> None:
        """Live events wait until the lists are there, or calls would be told out of order."""
        self._live.append(event)
        leg = getattr(event, "alerting", None) or getattr(event, "leg", None)
        if isinstance(leg, ev.LegFacts):
            self._heard.add(leg.leg)
        if isinstance(event, ev.Initiated):
            self._begun.add(event.leg.leg)

    def on_response(self, action_id: str, message: Message) -> None:
        """A refusal ends that list; a success only begins it."""
        if message.get("Response") != "Success":
            self.open.pop(action_id, None)

    def on_item(self, action_id: str, message: Message) -> None:
        name = message.get("Event")
        if name in ("CoreShowChannel", "Status"):
            listed = self.parser.listed(message)
            if listed is not None and len(self._legs) < MAX_LEGS:
                known = self._legs.get(listed.facts.leg)
                self._legs[listed.facts.leg] = _merged(known, listed) if known else listed
        elif name == "QueueEntry":
            waiting = self.parser.waiting(message)
            if waiting is not None and len(self._waiting) < MAX_LEGS:
                self._waiting.append(waiting)
        elif name.endswith("Complete"):
            action = self.open.pop(action_id, None)
            if action is not None:
                self._told.add(action)

    def unfinished(self) -> list[ev.CallEvent]:
        """What happened, when the connection was lost before the lists were there."""
        return self._live

    def events(self, at: ev.Stamp) -> list[ev.CallEvent]:
        """The lists, then what happened meanwhile. Complete only when all channels were told.

        A leg whose beginning was seen live is left out: its events tell its whole story.
        """
        legs = tuple(item for leg, item in self._legs.items() if leg not in self._begun)
        waiting = tuple(one for one in self._waiting if one.leg_id not in self._begun)
        if self._live:  # what is lost was lost before what happened since
            at = self._live[0].at
        listed = ev.SystemListed(
            at, legs, waiting, self.complete, frozenset(self._heard - self._begun)
        )
        settled = ev.SystemSettled(self._live[-1].at if self._live else at)
        return [listed, *self._live, settled]


@dataclass(slots=True)
class Count:
    """All channels there are, by their names alone: so that none stays whose end was not told."""

    asked_ns: int
    action_id: str = ""
    _legs: set[LegId] = field(default_factory=set)
    _items: int = 0

    def on_item(self, message: Message) -> frozenset[LegId] | None:
        """All legs, with the last message of a list that is whole."""
        if message.get("Event") == "CoreShowChannel":
            self._items += 1
            self._legs.add(LegId(one_line(message.get("Uniqueid"))))
            return None
        whole = message.get("EventList") == "Complete" and message.get("ListItems") == str(
            self._items
        )
        return frozenset(self._legs) if whole else None


def _merged(one: ev.ListedLeg, other: ev.ListedLeg) -> ev.ListedLeg:
    """The later word about the leg; what only the earlier one said stays."""
    facts = other.facts
    if facts.ivr is None or facts.presentation is None:
        facts = replace(
            facts,
            ivr=facts.ivr or one.facts.ivr,
            presentation=facts.presentation or one.facts.presentation,
        )
    if one.facts.presentation is Presentation.RESTRICTED:
        facts = replace(facts, presentation=Presentation.RESTRICTED)
    return ev.ListedLeg(
        facts,
        bridge=other.bridge or one.bridge,
        age=max(one.age, other.age),
        queue=other.queue or one.queue,
    )
