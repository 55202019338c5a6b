"""After each login: what is there now? Three lists, gathered into one event."""

from dataclasses import dataclass, field, replace
from typing import Final

from agentassist.domain import call_events as ev
from agentassist.domain.call_legs import MAX_LEGS
from agentassist.domain.ids import LegId
from agentassist.domain.party import Presentation
from agentassist.telephony.ami.message import Message
from agentassist.telephony.ami.parser import PRESENTATION_VARIABLE, AmiParser

CHANNELS: Final = "CoreShowChannels"
STATUS: Final = "Status"
QUEUES: Final = "QueueStatus"
PATIENCE_NS: Final = 5_000_000_000  # then what has come is all there is


@dataclass(slots=True)
class Recovery:
    """Gathers the answers; `ready` when all have come or were refused."""

    parser: AmiParser
    started_ns: int
    open: dict[str, str] = field(default_factory=dict)  # ActionID -> action
    _told: set[str] = field(default_factory=set)
    _legs: dict[LegId, ev.ListedLeg] = field(default_factory=dict)
    _waiting: list[ev.WaitingCaller] = field(default_factory=list)

    def questions(self) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        """(action, its keys) to send."""
        names = [*self.parser.mapping.by_name(), PRESENTATION_VARIABLE]
        wanted = (("AllVariables", "false"), ("Variables", ",".join(names)))
        return [(CHANNELS, ()), (STATUS, wanted), (QUEUES, ())]

    @property
    def ready(self) -> bool:
        return not self.open

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

    def event(self, at: ev.Stamp) -> ev.SystemListed:
        """Complete only when all channels were told."""
        complete = CHANNELS in self._told or STATUS in self._told
        return ev.SystemListed(at, tuple(self._legs.values()), tuple(self._waiting), complete)


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
