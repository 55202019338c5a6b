"""Phone systems, and the feed of call snapshots that the bridge makes of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

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
