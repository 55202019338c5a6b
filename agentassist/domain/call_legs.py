"""The legs that are there, and who belongs to which call and bridge."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from agentassist.domain.call_events import DialResult, IvrFacts, LegFacts, LegState, Stamp
from agentassist.domain.far_end import Brought, Far
from agentassist.domain.ids import AgentId, CallId, FactId, LegId
from agentassist.domain.ivr import GivenFact
from agentassist.domain.party import Presentation

MAX_LEGS = 20_000  # far above any site; a hostile stream must not fill the memory
_ROOM = 256  # legs that go at once when there are so many
_REMEMBERED_ENDS = 4_096  # late events about a leg that is gone must not bring it back
_MAX_REPORTS = 64
_MAX_TOLD = 64  # facts that agents add to one call
NOTHING_TYPED = IvrFacts()


@dataclass(slots=True)
class Leg:
    """One channel. `facts` is the last word about it."""

    facts: LegFacts
    order: int
    since: Stamp
    placed_call: bool = False  # this device called, it was not called
    originated: bool = False  # the phone system calls this device first, then somebody for it
    dialled_number: str | None = None  # what it called
    dialled_as: str | None = None  # what was dialled to reach this device
    reached: bool = False  # somebody was at the far end, not only called
    bridge: str | None = None
    topology_seen: bool = False  # its bridge is known from live events
    dialled_by: LegId | None = None
    dialling: list[LegId] = field(default_factory=list)
    ringing: bool = False
    rang: Stamp | None = None
    rang_order: int = 0
    answered: bool = False
    held: bool = False
    dial_result: DialResult | None = None
    upstream_result: DialResult | None = None  # how the ring before a local channel ended
    picked: bool = False  # another phone took it while it rang
    recovered: bool = False  # learned from a list, not from its own events
    last_bridge: str | None = None
    presentation: Presentation | None = None
    asked: bool = False
    gave_away: bool = False  # this leg's party was transferred to somebody else
    frozen: bool = False  # transferred, about to end: shown as it was
    absorbed: bool = False  # the consultation of a transfer, no call of its own any more
    stale: bool = False
    heard_ns: int = 0  # when an event spoke of it last
    missed: bool = False  # the phone system's last count did not have it
    hidden: bool = False  # a local channel that a real phone stands behind
    customer: LegId | None = None  # whom the agent has this call for: the last caller, else called
    far: Far | None = None
    brought: Brought | None = None  # by a colleague, to the customer that they have
    wait_seconds: float | None = None
    transferred_from: str | None = None
    transfers: int = 0

    @property
    def id(self) -> LegId:
        return self.facts.leg

    @property
    def call(self) -> CallId:
        return self.facts.call

    @property
    def is_first(self) -> bool:
        """The leg that began the call, and gave it its id."""
        return str(self.facts.leg) == str(self.facts.call)

    @property
    def consulting(self) -> bool:
        """Its agent turned to a colleague: by a call of its own, or with a customer waiting."""
        return self.placed_call or self.customer is not None

    @property
    def up(self) -> bool:
        return self.facts.state is LegState.UP


@dataclass(slots=True)
class TrackedCall:
    """What legs of one call share. Lives as long as one of its legs."""

    legs: dict[LegId, None] = field(default_factory=dict)
    ivr: IvrFacts = NOTHING_TYPED
    reported: list[GivenFact] = field(default_factory=list)
    queue: str | None = None
    joined: Stamp | None = None
    abandoned: bool = False
    answers: dict[LegId, int] = field(default_factory=dict)  # real phones that answered, in order
    transferred_from: str | None = None
    transfers: int = 0
    given: tuple[GivenFact, ...] | None = None  # worked out when asked for
    told: dict[FactId, GivenFact] = field(default_factory=dict)  # to agents, in order

    def report(self, fact: GivenFact) -> None:
        if len(self.reported) < _MAX_REPORTS:
            self.reported.append(fact)
            self.given = None

    def tell(self, fact: GivenFact) -> None:
        """A fact that an agent added; the same id again corrects it, in its place."""
        if fact.id is None or (fact.id not in self.told and len(self.told) >= _MAX_TOLD):
            return
        known = self.told.get(fact.id)
        if known is None or known.by == fact.by:
            self.told[fact.id] = fact

    def take_back(self, fact_id: FactId, agent: AgentId) -> None:
        """Nobody takes back what a colleague noted."""
        known = self.told.get(fact_id)
        if known is not None and known.by == agent:
            del self.told[fact_id]


class LegTable:
    """All legs and calls there are now. Bounded: ended legs go, late events do not revive them."""

    def __init__(self, agents: set[str]) -> None:
        self.agents = agents
        self.legs: dict[LegId, Leg] = {}
        self.calls: dict[CallId, TrackedCall] = {}
        self.bridges: dict[str, dict[LegId, None]] = {}
        self.by_line: dict[str, dict[LegId, None]] = {}
        self._pairs: dict[str, dict[int, LegId]] = {}
        self._ended: set[LegId] = set()
        self._ended_order: deque[LegId] = deque()
        self._order = 0

    def next_order(self) -> int:
        self._order += 1
        return self._order

    def ended(self, leg: LegId) -> bool:
        return leg in self._ended

    def add(self, facts: LegFacts, at: Stamp) -> Leg:
        if len(self.legs) >= MAX_LEGS:
            self._make_room()
        self._ended.discard(facts.leg)
        leg = Leg(facts, self.next_order(), at, placed_call=facts.state is LegState.CALLING)
        leg.presentation = facts.presentation
        leg.dialled_number = facts.exten if leg.placed_call else None
        self.legs[facts.leg] = leg
        self._index(leg)
        return leg

    def update(self, leg: Leg, facts: LegFacts) -> None:
        """Takes over what an event says; the call, line and pair may have changed with it."""
        old = leg.facts
        if facts.state is LegState.CALLING and not (leg.placed_call or facts.half):
            leg.placed_call, leg.dialled_number = True, facts.exten  # it began silently
        if facts.presentation is not None and leg.presentation is not Presentation.RESTRICTED:
            leg.presentation = facts.presentation  # withheld once is withheld for good
        if (old.call, old.line, old.half, old.pair) == (
            facts.call,
            facts.line,
            facts.half,
            facts.pair,
        ):
            leg.facts = facts
            return
        left, began = self.calls.get(old.call), leg.is_first
        self._unindex(leg)
        leg.facts = facts
        self._index(leg)
        if left is not None and old.call != facts.call and (began or not left.legs):
            # The caller's leg belongs to another call now: what they told goes with them.
            self.calls[facts.call].told = {**left.told, **self.calls[facts.call].told}

    def remove(self, leg_id: LegId) -> Leg | None:
        leg = self.legs.pop(leg_id, None)
        if leg is None:
            return None
        self.leave_bridge(leg)
        self._unindex(leg)
        caller = self.legs.get(leg.dialled_by) if leg.dialled_by else None
        if caller and leg_id in caller.dialling:
            caller.dialling.remove(leg_id)
        self.note_end(leg_id)
        return leg

    def _make_room(self) -> None:
        """The oldest go first, but no leg of a call that an agent has."""
        taken = {
            self.legs[leg_id].call for line in self.agents for leg_id in self.by_line.get(line, ())
        }
        spare = (leg.id for leg in self.legs.values() if leg.call not in taken)
        for leg_id in list(islice(spare, _ROOM)) or [next(iter(self.legs))]:
            self.remove(leg_id)

    def note_end(self, leg_id: LegId) -> None:
        if leg_id in self._ended:
            return
        self._ended.add(leg_id)
        self._ended_order.append(leg_id)
        if len(self._ended_order) > _REMEMBERED_ENDS:
            self._ended.discard(self._ended_order.popleft())

    def forget_ends(self) -> None:
        """After a loss the phone system's own list says what is there."""
        self._ended.clear()
        self._ended_order.clear()

    def call_of(self, leg: Leg) -> TrackedCall:
        return self.calls[leg.call]

    def enter_bridge(self, leg: Leg, bridge: str) -> None:
        if leg.bridge != bridge:
            self.leave_bridge(leg)
        leg.bridge = bridge
        self.bridges.setdefault(bridge, {})[leg.id] = None

    def leave_bridge(self, leg: Leg) -> None:
        members = self.bridges.get(leg.bridge or "")
        if members is not None:
            members.pop(leg.id, None)
            if not members:
                del self.bridges[leg.bridge or ""]
        leg.bridge = None

    def other_half(self, leg: Leg) -> Leg | None:
        other = self._pairs.get(leg.facts.pair, {}).get(3 - leg.facts.half)
        return self.legs.get(other) if other else None

    def shadowed(self, leg: Leg) -> bool:
        """A local channel before the agent's real phone: the phone is the agent's leg, not this.

        One that calls some other device (a mobile through a trunk) is all that the agent has.
        """
        if leg.facts.half == 0 or leg.hidden:
            return leg.hidden
        leg.hidden = any(
            mate.facts.half == 0 and mate.facts.line == leg.facts.line
            for mate in self.mates(leg.call)
        )
        return leg.hidden

    def mates(self, call: CallId) -> Iterator[Leg]:
        tracked = self.calls.get(call)
        if tracked is not None:
            for leg_id in tracked.legs:
                yield self.legs[leg_id]

    def _index(self, leg: Leg) -> None:
        self.calls.setdefault(leg.call, TrackedCall()).legs[leg.id] = None
        self.by_line.setdefault(leg.facts.line, {})[leg.id] = None
        if leg.facts.half:
            self._pairs.setdefault(leg.facts.pair, {})[leg.facts.half] = leg.id

    def _unindex(self, leg: Leg) -> None:
        call = self.calls.get(leg.call)
        if call is not None:
            call.legs.pop(leg.id, None)
            call.answers.pop(leg.id, None)
            if not call.legs:
                del self.calls[leg.call]
        lines = self.by_line.get(leg.facts.line, {})
        lines.pop(leg.id, None)
        if not lines:
            self.by_line.pop(leg.facts.line, None)
        halves = self._pairs.get(leg.facts.pair, {})
        halves.pop(leg.facts.half, None)
        if not halves:
            self._pairs.pop(leg.facts.pair, None)
