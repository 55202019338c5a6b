"""The connection to an Asterisk: connects, follows, and comes back after every loss."""

import asyncio
import random
import time
from datetime import timedelta
from typing import Final

from agentassist.domain.ids import LegId
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.ports.telephony import ConnectionState, ConnectionStatus, PhoneSink
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.framing import NotAmiError
from agentassist.telephony.ami.parser import AmiParser, ParserCounters
from agentassist.telephony.ami.session import (
    AmiSession,
    LoginRefusedError,
    SessionEndedError,
    Stage,
)

READ_SIZE: Final = 65_536
TICK: Final = 1.0
CONNECT_PATIENCE: Final = 5.0
MAX_UNSENT: Final = 1_000_000
FIRST_RETRY: Final = 0.25
LONGEST_RETRY: Final = 10.0
FIRST_LOGIN_RETRY: Final = 30.0  # a refused login is not tried again in a hurry
LONGEST_LOGIN_RETRY: Final = 600.0
STEADY: Final = 10.0  # a session that lasted this long begins the back-off anew
SLEPT: Final = 5.0  # the wall clock ran this much ahead: the machine was asleep
STATUS_EVERY_NS: Final = 5_000_000_000


class AmiPhoneSystem:
    """A PhoneSystem: one account on one Asterisk. `run` it once; cancel to end it."""

    def __init__(self, config: AmiConfig, mapping: IvrMapping | None = None) -> None:
        self._config = config
        self._parser = AmiParser(mapping or IvrMapping())
        self._session: AmiSession | None = None
        self._sink: PhoneSink | None = None
        self._jitter = random.Random()  # noqa: S311 - spreads reconnects, keeps no secret
        self._status: ConnectionStatus | None = None
        self._failures = 0
        self._refusals = 0

    @property
    def counters(self) -> ParserCounters:
        return self._parser.counters

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
            if time.monotonic() - began > STEADY and state is ConnectionState.LOST:
                self._failures = 0
            pause = self._pause(state)
            self._tell(state, detail, pause)
            await asyncio.sleep(pause)

    async def _one_session(self, sink: PhoneSink) -> tuple[ConnectionState, str]:
        try:
            async with asyncio.timeout(CONNECT_PATIENCE):
                reader, writer = await asyncio.open_connection(
                    self._config.host, self._config.port, limit=READ_SIZE
                )
        except TimeoutError:
            return ConnectionState.UNREACHABLE, "timeout"
        except ConnectionRefusedError:
            return ConnectionState.UNREACHABLE, "connection_refused"
        except OSError:
            return ConnectionState.UNREACHABLE, "no_route"
        session = AmiSession(self._config, self._parser, writer.write, time.monotonic_ns())
        self._session = session
        try:
            await self._follow(session, reader, writer, sink)
        except LoginRefusedError:
            return ConnectionState.AUTH_FAILED, "login_refused"
        except NotAmiError:
            return ConnectionState.UNREACHABLE, "not_ami"
        except SessionEndedError as ended:
            return self._end_state(session), ended.code
        except OSError:
            return self._end_state(session), "closed"
        finally:
            self._session = None
            writer.transport.abort()
            last = session.end(time.monotonic_ns())
            if last:
                sink.on_events(last)
        return self._end_state(session), "closed"

    def _end_state(self, session: AmiSession) -> ConnectionState:
        ready = session.stage is Stage.READY
        return ConnectionState.LOST if ready else ConnectionState.UNREACHABLE

    async def _follow(
        self,
        session: AmiSession,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        sink: PhoneSink,
    ) -> None:
        """Reads until the end of the stream; looks at the clock once a second in between."""
        ticked = time.monotonic()
        ahead = time.time() - ticked
        told: str | None = None
        while True:
            try:
                async with asyncio.timeout(TICK):
                    data = await reader.read(READ_SIZE)
            except TimeoutError:
                data = None
            now = time.monotonic()
            if data == b"":
                return
            if data is not None:
                events = session.feed(data, time.monotonic_ns())
                if session.stage is Stage.READY and told != (session.system or ""):
                    told = session.system or ""
                    self._ready()
                if events:
                    sink.on_events(events)
            if data is None or now - ticked >= TICK:
                ticked = now
                if abs(time.time() - now - ahead) > SLEPT:
                    raise SessionEndedError("slept")
                ahead = time.time() - now
                if writer.transport.get_write_buffer_size() > MAX_UNSENT:
                    raise SessionEndedError("not_reading")
                events = session.tick(time.monotonic_ns())
                if events:
                    sink.on_events(events)
                self._tell_activity(session)

    def _ready(self) -> None:
        self._refusals = 0
        self._tell(ConnectionState.READY)

    def _tell_activity(self, session: AmiSession) -> None:
        """'Last event n s ago' stays true without a message for every event."""
        status, heard = self._status, session.last_event_ns
        if status is None or heard is None or status.state is not ConnectionState.READY:
            return
        if heard - (status.last_event_ns or 0) > STATUS_EVERY_NS:
            self._tell(ConnectionState.READY)

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
