"""Phone systems, and the feed of call snapshots that the bridge makes of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from agentassist.domain.call import CallSnapshot
from agentassist.domain.call_events import CallEvent
from agentassist.domain.ids import AgentId, CallId, FactId, LegId
from agentassist.domain.ivr import GivenFact


class ConnectionState(StrEnum):
    CONNECTING = "connecting"
    READY = "ready"
    AUTH_FAILED = "auth_failed"  # the phone system refused the login
    UNREACHABLE = "unreachable"  # nobody listens there, or no route
    LOST = "lost"  # was ready, is not any more
    NOT_SET_UP = "not_set_up"  # the settings name no phone system, or not enough of it


@dataclass(frozen=True, slots=True)
class ConnectionStatus:
    """How the phone system is doing.

    `system` names it without secrets ("Asterisk 22" or host:port). `since_ns` and `last_event_ns`
    are CLOCK_MONOTONIC. `retry_in` counts from `since_ns`. `detail` is a stable code for the UI
    ("login_refused", "connection_refused", "timeout", "silent", "closed", "not_ami", ...).
    """

    state: ConnectionState
    system: str
    since_ns: int
    last_event_ns: int | None = None
    retry_in: timedelta | None = None
    detail: str | None = None


class PhoneSink(Protocol):
    """Where a phone system delivers what it sees; called on the loop that runs it."""

    def on_events(self, events: Sequence[CallEvent]) -> None: ...

    def on_status(self, status: ConnectionStatus) -> None: ...


class PhoneSystem(Protocol):
    """One connector: an account on one phone system."""

    async def run(self, sink: PhoneSink) -> None:
        """Connect, follow and reconnect until cancelled."""

    def ask_presentation(self, leg: LegId, channel: str) -> bool:
        """Ask whether this caller's number may be shown; the answer comes as PresentationLearned.

        False when it cannot be asked now: then no answer will come.
        """


class CallFeed(Protocol):
    """Call snapshots of one agent, and how the phone system is doing."""

    def subscribe(
        self, agent: AgentId, on_snapshot: Callable[[CallSnapshot], None]
    ) -> Callable[[], None]:
        """Deliver every snapshot of this agent, the current one at once if a call is on.

        Called on the core loop's thread. Returns the unsubscription.
        """

    def on_status(self, listener: Callable[[ConnectionStatus], None]) -> Callable[[], None]:
        """Deliver every change of the connection, the current one at once."""

    def give(self, agent: AgentId, call_id: CallId, fact: GivenFact) -> bool:
        """Keep a fact that this agent was told with the call, for whoever gets it next.

        It comes back with the snapshots. The same id again corrects it. False: this feed does not
        know the call, and nobody else will hear of the fact.
        """

    def take_back(self, agent: AgentId, call_id: CallId, fact_id: FactId) -> bool:
        """Undo `give`; each agent only their own."""

    async def run(self) -> None:
        """Connect, follow and reconnect until cancelled."""


class NameOrigin(StrEnum):
    """How the phone system brought a name."""

    RIDES_ALONG = "rides_along"  # with every event of a channel
    SET = "set"  # told when it was set; needs a right that is better not given
    STEP = "step"  # of a trail, or of a report of one input


@dataclass(frozen=True, slots=True)
class NameSeen:
    """A raw name that IVR data came under; never a value.

    `count`: calls that rang with a value under it; for SET how often it was set, for STEP how often
    it came. `mapped`: what it is known as, None when the settings name it nowhere.
    """

    name: str
    origin: NameOrigin
    count: int
    mapped: str | None = None


@dataclass(frozen=True, slots=True)
class NamesReport:
    """What came since the start. `rings`: calls that rang; `more`: further names, not kept."""

    names: tuple[NameSeen, ...] = ()
    rings: int = 0
    more: int = 0


@runtime_checkable
class SeesNames(Protocol):
    """A phone system, or the feed over it, that knows under which names IVR data came."""

    def names_seen(self) -> NamesReport: ...


@dataclass(frozen=True, slots=True)
class PhoneMember:
    """One phone system of a site: `name` is its kind (ami, webhook, link). `status` None: none."""

    name: str
    status: ConnectionStatus | None
    names: NamesReport = NamesReport()


class CheckResult(StrEnum):
    OK = "ok"
    WARNING = "warning"  # works, but IT should hear of it
    FAILED = "failed"
    NOT_SEEN = "not_seen"  # could not be found out now


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One step of a connection test, both words stable codes for the UI.

    `step`: reached, banner, login, rights, channelvars, calls; port, secret, round_trip; ...
    `detail`: why it is so ("connection_refused", "missing", ...). `names`: what it is about
    (rights, variables), never a value and never a secret; `count`: of calls.
    """

    step: str
    result: CheckResult
    detail: str | None = None
    names: tuple[str, ...] = ()
    count: int | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`system` names who answered; `advice` is text for IT to copy, without secrets."""

    steps: tuple[CheckStep, ...] = ()
    system: str | None = None
    advice: str = ""

    @property
    def passed(self) -> bool:
        """Calls would come: nothing failed, and something was tried."""
        return bool(self.steps) and all(one.result is not CheckResult.FAILED for one in self.steps)


class ConnectionCheck(Protocol):
    """A real test of one phone system's settings, before they are saved.

    Every folder of `telephony` has one in its `check.py`. It changes nothing over there.
    """

    @property
    def plan(self) -> tuple[str, ...]:
        """The steps in their order; after a failed one the others are not told."""

    async def run(self, on_step: Callable[[CheckStep], None]) -> CheckReport:
        """Try it once; each step is told as it is known. What fails is a step, not an error.

        Ends by itself within some seconds, and at once when cancelled.
        """
