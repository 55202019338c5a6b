"""The window's ear on loopback: links and `agentassist pop` announce calls here."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from agentassist.domain import call_events as ev
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import CallId, LegId
from agentassist.ports.telephony import ConnectionState, ConnectionStatus, PhoneSink
from agentassist.ports.told_calls import CallStep
from agentassist.telephony.stamp import stamp
from agentassist.telephony.url.address import Address, remove_address, write_address
from agentassist.telephony.url.calls import LinkCalls
from agentassist.telephony.url.client import LOOPBACK, is_answered
from agentassist.telephony.url.config import LONGEST_LINE, MOST_CLIENTS, PATIENCE_S, LinkConfig
from agentassist.telephony.url.parser import LinkCall, parse_fields, parse_given, parse_link
from agentassist.telephony.url.session import Hearing, Message, done, not_done

_log = logging.getLogger(__name__)
SYSTEM: Final = "links"
ELSEWHERE_S: Final = 10.0  # until it is looked again whether the other window is gone


class LinkPhoneSystem:
    """Implements `ports.telephony.PhoneSystem` and `ports.told_calls.ToldCalls`.

    `on_show` is called when a second start asks the window to come forward, `on_trouble` when
    links can't be taken; `now` is the clock. `listening` is set once calls can be announced.
    """

    def __init__(
        self,
        config: LinkConfig,
        *,
        on_show: Callable[[], None] = lambda: None,
        on_trouble: Callable[[AgentAssistError], None] = lambda error: None,
        now: Callable[[], ev.Stamp] = stamp,
    ) -> None:
        self._config = config
        self._on_show = on_show
        self._on_trouble = on_trouble
        self._now = now
        self._calls = LinkCalls(config)
        self._sink: PhoneSink | None = None
        self._expiry: asyncio.TimerHandle | None = None
        self._clients: dict[asyncio.StreamWriter, None] = {}  # the oldest stands first
        self._token = b""
        self.listening = asyncio.Event()

    async def run(self, sink: PhoneSink) -> None:
        """Listen until cancelled. Where that can't be, the other phone systems go on without."""
        self._status(sink, ConnectionState.CONNECTING)
        await self._alone()
        try:
            async with asyncio.TaskGroup() as group:
                await self._listen(sink, group)
        except* AgentAssistError as group_of_one:
            for error in group_of_one.exceptions:
                if isinstance(error, AgentAssistError):
                    self._on_trouble(error)
            self._status(sink, ConnectionState.UNREACHABLE)

    async def _listen(self, sink: PhoneSink, group: asyncio.TaskGroup) -> None:
        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            group.create_task(self._serve(reader, writer), name="link")

        try:
            server = await asyncio.start_server(connected, LOOPBACK, 0, limit=LONGEST_LINE)
        except OSError as error:
            raise AgentAssistError("link.no_port", reason=error.strerror) from error
        async with server:
            address = self._publish(server.sockets[0].getsockname()[1])
            self._token, self._sink = address.token, sink
            sink.on_events((ev.SystemListed(self._now(), ()), ev.SystemSettled(self._now())))
            self._status(sink, ConnectionState.READY)
            self.listening.set()
            try:
                await asyncio.Event().wait()
            finally:
                self.listening.clear()
                self._sink = None
                if self._expiry is not None:
                    self._expiry.cancel()
                remove_address(self._config.address, address)

    async def _alone(self) -> None:
        """Two windows of one person: links go to the first, and to the other once that is gone."""
        said = False
        while True:
            if not await asyncio.to_thread(is_answered, self._config.address):
                return
            if not said:
                _log.info("another window takes the links")
            said = True
            await asyncio.sleep(ELSEWHERE_S)

    def ask_presentation(self, leg: LegId, channel: str) -> bool:
        """Nobody knows more about a link's number than the link."""
        return False

    def take_link(self, text: str) -> tuple[str, ...]:
        """A link that reached the window itself; the names of fields that were left out."""
        return self._take(parse_link(text, self._config.kinds))

    def tell(self, call_id: CallId, step: CallStep) -> None:
        """See `ports.told_calls.ToldCalls`."""
        self._deliver(self._calls.step(call_id, step, self._now()))

    # ------------------------------------------------------------------ clients

    def _publish(self, port: int) -> Address:
        try:
            return write_address(self._config.address, port)
        except OSError as error:
            raise AgentAssistError(
                "link.unwritable", file=str(self._config.address), reason=error.strerror
            ) from error

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, one request. Too slow or too long is sent away; of too many, the first."""
        if len(self._clients) >= MOST_CLIENTS:
            oldest = next(iter(self._clients))  # nobody keeps others out by holding on
            del self._clients[oldest]
            oldest.transport.abort()
        self._clients[writer] = None
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._talk(reader, writer)
        except (OSError, TimeoutError, EOFError):
            _log.debug("a client of the link port left before it had said anything")
        except Exception as fault:  # noqa: BLE001 - the boundary of one client: others are heard
            _log.error("a link failed: %s", type(fault).__name__)  # its text may quote a value
        finally:
            self._clients.pop(writer, None)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hearing = Hearing(self._token)
        try:
            hello, theirs = hearing.answer_hello(await _line(reader))
            writer.write(hello)
            answer = done(self._do(hearing.request(await _line(reader), theirs)))
        except AgentAssistError as error:
            _log.log(
                logging.DEBUG if error.code == "link.refused" else logging.INFO,
                "a link was not taken: %s",
                error.code,
            )
            answer = not_done(error)
        writer.write(answer)
        await writer.drain()

    def _do(self, request: Message) -> tuple[str, ...]:
        match request:
            case {"do": "nothing"}:
                return ()
            case {"do": "show"}:
                self._on_show()
                return ()
            case {"do": "link", "link": str(text)}:
                return self.take_link(text)
            case {"do": "call", "fields": dict(fields), "given": list(lines)}:
                texts = {str(key): value for key, value in fields.items() if isinstance(value, str)}
                given = [line for line in lines if isinstance(line, str)]
                facts, unknown = parse_given(given, self._config.kinds)
                told = parse_fields(texts)
                left_out = (*told.ignored, *unknown)
                return self._take(replace(told, given=facts, ignored=left_out))
        raise AgentAssistError("link.bad_message")

    # ------------------------------------------------------------------ calls

    def _take(self, told: LinkCall) -> tuple[str, ...]:
        self._deliver(self._calls.take(told, self._config.extension(), self._now()))
        if told.ignored:
            _log.info("left out of a link: %s", ", ".join(told.ignored))
        return told.ignored

    def _deliver(self, events: list[ev.CallEvent]) -> None:
        if self._sink is not None and events:
            self._sink.on_events(events)
        self._await_end()

    def _await_end(self) -> None:
        """Wake up when the next call that nobody ended is to be forgotten."""
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None
        end = self._calls.next_end_ns
        if end is not None and self._sink is not None:
            pause = max(0.0, (end - self._now().ns) / 1e9)
            self._expiry = asyncio.get_running_loop().call_later(pause, self._expire)

    def _expire(self) -> None:
        self._deliver(self._calls.expire(self._now()))

    def _status(self, sink: PhoneSink, state: ConnectionState) -> None:
        sink.on_status(ConnectionStatus(state, SYSTEM, self._now().ns))


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        line = await reader.readline()
    except ValueError:  # asyncio's word for longer than the limit
        raise AgentAssistError("link.too_long", most=LONGEST_LINE) from None
    if not line.endswith(b"\n"):
        raise EOFError
    return line
