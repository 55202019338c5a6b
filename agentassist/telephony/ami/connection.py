"""The connection to an Asterisk: connects, follows, and comes back after every loss."""

import asyncio
import logging
import random
import socket
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from agentassist.domain.call_events import CallEvent
from agentassist.domain.ids import LegId
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.ports.names_seen import NamesReport
from agentassist.ports.telephony import ConnectionState, ConnectionStatus, PhoneSink
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.framing import NotAmiError
from agentassist.telephony.ami.names import SeenNames
from agentassist.telephony.ami.parser import AmiParser, ParserCounters
from agentassist.telephony.ami.session import (
    AmiSession,
    LoginRefusedError,
    SessionEndedError,
    Stage,
)
from agentassist.telephony.ami.wire import AmiWire

TICK: Final = 1.0
FIRST_TICK: Final = 0.2  # soon after the login: it looks around a second time
CONNECT_PATIENCE: Final = 5.0
FIRST_RETRY: Final = 0.25
LONGEST_RETRY: Final = 10.0
FIRST_LOGIN_RETRY: Final = 30.0  # a refused login is not tried again in a hurry
LONGEST_LOGIN_RETRY: Final = 600.0
STEADY: Final = 10.0  # a session that lasted this long begins the back-off anew
SLEPT: Final = 5.0  # the wall clock ran this much ahead: the machine was asleep
STATUS_EVERY_NS: Final = 5_000_000_000
_log = logging.getLogger(__name__)


class AmiPhoneSystem:
    """A PhoneSystem: one account on one Asterisk. `run` it once; cancel to end it.

    `seen`: the names that came before, under other settings; they are counted on.
    """

    def __init__(
        self,
        config: AmiConfig,
        mapping: IvrMapping | None = None,
        seen: SeenNames | None = None,
    ) -> None:
        self._config = config
        self._parser = AmiParser(mapping or IvrMapping(), seen=seen or SeenNames())
        self._session: AmiSession | None = None
        self._sink: PhoneSink | None = None
        self._jitter = random.Random()  # noqa: S311 - spreads reconnects, keeps no secret
        self._status: ConnectionStatus | None = None
        self._failures = 0
        self._refusals = 0
        self._faults: set[type[Exception]] = set()

    @property
    def counters(self) -> ParserCounters:
        return self._parser.counters

    def names_seen(self) -> NamesReport:
        """See ports.names_seen.SeesNames."""
        return self._parser.seen.report(self._parser.mapping)

    def ask_presentation(self, leg: LegId, channel: str) -> bool:
        """False while there is no login."""
        session = self._session
        if session is None or session.stage is not Stage.READY:
            return False
        session.ask_presentation(leg, channel)
        return True

    async def run(self, sink: PhoneSink) -> None:
        """Until cancelled. Every end of a session is told, then the next begins after a pause."""
        self._sink = sink
        while True:
            began = time.monotonic()
            self._tell(ConnectionState.CONNECTING)
            state, detail = await self._one_session(sink)
            if detail == "slept" or (
                time.monotonic() - began > STEADY and state is ConnectionState.LOST
            ):
                self._failures = 0
            pause = self._pause(state)
            self._tell(state, detail, pause)
            await self._rest(pause)

    async def _one_session(self, sink: PhoneSink) -> tuple[ConnectionState, str]:
        wire = AmiWire(self.begin, self.on_ready, sink)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_PATIENCE):
                await loop.create_connection(lambda: wire, self._config.host, self._config.port)
        except TimeoutError:
            return ConnectionState.UNREACHABLE, "timeout"
        except ConnectionRefusedError:
            return ConnectionState.UNREACHABLE, "connection_refused"
        except socket.gaierror:
            return ConnectionState.UNREACHABLE, "unknown_host"
        except OSError:
            return ConnectionState.UNREACHABLE, "no_route"
        detail = "closed"
        try:
            await self._follow(wire)
        except LoginRefusedError:
            return ConnectionState.AUTH_FAILED, "login_refused"
        except NotAmiError:
            return ConnectionState.UNREACHABLE, "not_ami"
        except SessionEndedError as ended:
            detail = ended.code
        except Exception as fault:  # noqa: BLE001 - the boundary of a session: another one begins
            self._log_fault(fault)
            detail = "fault"
        finally:
            self._session = None
            wire.close()
        self._tell_end(wire.session.end(time.monotonic_ns()), sink)
        ready = wire.session.stage is Stage.READY
        return ConnectionState.LOST if ready else ConnectionState.UNREACHABLE, detail

    def _tell_end(self, events: Sequence[CallEvent], sink: PhoneSink) -> None:
        """The loss comes last, and is told even when what comes before it fails once more."""
        for part in (events[:-1], events[-1:]):
            try:
                if part:
                    sink.on_events(part)
            except Exception as fault:  # noqa: BLE001 - as above
                self._log_fault(fault)

    def _log_fault(self, fault: Exception) -> None:
        """Once of each kind: what stumbles over one message stumbles again after the reconnect."""
        if type(fault) not in self._faults:
            self._faults.add(type(fault))
            _log.error("a message of the phone system could not be handled", exc_info=fault)

    def begin(self, send: Callable[[bytes], None]) -> AmiSession:
        """A session for a connection that was just made."""
        self._session = AmiSession(self._config, self._parser, send, time.monotonic_ns())
        return self._session

    async def _follow(self, wire: AmiWire) -> None:
        """Until the end of the connection; looks at the clock once a second in between."""
        ahead = _ahead()
        pause = FIRST_TICK
        while True:
            try:
                async with asyncio.timeout(pause):
                    await wire.ended.wait()
            except TimeoutError:
                pause = TICK
                was, ahead = ahead, _ahead()
                if abs(ahead - was) > SLEPT:
                    raise SessionEndedError("slept") from None
                wire.tick()
                self._tell_activity(wire.session)
                continue
            if wire.problem is not None:
                raise wire.problem
            return

    def on_ready(self) -> None:
        """Logged in, or the system said its name."""
        self._refusals = 0
        self._tell(ConnectionState.READY)

    def _tell_activity(self, session: AmiSession) -> None:
        """'Last event n s ago' stays true without a message for every event.

        Told every few seconds while events come, and once more when they pause.
        """
        status, heard = self._status, session.last_event_ns
        if status is None or heard is None or status.state is not ConnectionState.READY:
            return
        told = status.last_event_ns or 0
        paused = time.monotonic_ns() - heard > TICK * 1e9
        if heard - told > STATUS_EVERY_NS or (paused and heard != told):
            self._tell(ConnectionState.READY)

    async def _rest(self, pause: float) -> None:
        """The pause before the next attempt; none is left of it when the machine has slept."""
        ahead, end = _ahead(), time.monotonic() + pause
        while (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(left, TICK))
            if abs(_ahead() - ahead) > SLEPT:
                self._failures = 0
                return

    def _pause(self, state: ConnectionState) -> float:
        """Seconds until the next attempt: growing, with jitter so that none march in step."""
        if state is ConnectionState.AUTH_FAILED:
            wait = min(FIRST_LOGIN_RETRY * 2.0**self._refusals, LONGEST_LOGIN_RETRY)
            self._refusals = min(self._refusals + 1, 16)
        else:
            wait = min(FIRST_RETRY * 2.0**self._failures, LONGEST_RETRY)
            self._failures = min(self._failures + 1, 16)
        return float(wait) * self._jitter.uniform(0.75, 1.25)

    def _tell(
        self, state: ConnectionState, detail: str | None = None, pause: float | None = None
    ) -> None:
        session, old = self._session, self._status
        heard = session.last_event_ns if session else old.last_event_ns if old else None
        same = old is not None and old.state is state and state is ConnectionState.READY
        self._status = ConnectionStatus(
            state=state,
            system=(session.system if session else None) or self._config.place,
            since_ns=old.since_ns if same and old else time.monotonic_ns(),
            last_event_ns=heard,
            retry_in=None if pause is None else timedelta(seconds=pause),
            detail=detail,
        )
        if self._sink is not None:
            self._sink.on_status(self._status)


def _ahead() -> float:
    """Wall clock before monotonic clock, which stands still while the machine sleeps."""
    return time.time() - time.monotonic()
