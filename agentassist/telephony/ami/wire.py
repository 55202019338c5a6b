"""One connection's socket: bytes in, bytes out, nothing lost that was received."""

import asyncio
import socket
import time
from collections.abc import Callable
from typing import Final

from agentassist.ports.telephony import PhoneSink
from agentassist.telephony.ami.session import AmiSession, SessionEndedError, Stage

MAX_UNSENT: Final = 1_000_000
Begin = Callable[[Callable[[bytes], None]], AmiSession]


class AmiWire(asyncio.Protocol):
    """The socket's side: bytes go to the session in the loop turn in which they are read."""

    session: AmiSession

    def __init__(self, begin: Begin, on_ready: Callable[[], None], sink: PhoneSink) -> None:
        self.ended = asyncio.Event()
        self.problem: Exception | None = None
        self._begin = begin
        self._on_ready = on_ready
        self._sink = sink
        self._out: socket.socket | None = None
        self._transport: asyncio.Transport | None = None
        self._named: str | None = None
        self._corked = False
        self._unsent = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):  # always, for a stream
            self._transport = transport
            self._out = transport.get_extra_info("socket").dup()
            self.session = self._begin(self._send)

    def data_received(self, data: bytes) -> None:
        if self.ended.is_set():
            return
        self._corked = True
        try:
            events = self.session.feed(data, time.monotonic_ns())
            name = self.session.system or ""
            if self.session.stage is Stage.READY and name != self._named:
                self._named = name
                self._on_ready()
            if events:
                self._sink.on_events(events)
        except Exception as problem:  # noqa: BLE001 - raised again where `run` is awaited
            self._end(problem)
        finally:
            self._corked = False
            unsent = bytes(self._unsent)
            self._unsent.clear()
            self._write(unsent)

    def _send(self, data: bytes) -> None:
        """One write per read."""
        if self._corked:
            self._unsent += data
        else:
            self._write(data)

    def _write(self, data: bytes) -> None:
        """Past the transport, which stops reading when a write fails.

        What a phone system said last, before it died, may still wait to be read: the loss is
        learned by reading, behind it.
        """
        if self._transport is None or self._out is None:
            return
        if data and not self._transport.get_write_buffer_size():
            try:
                data = data[self._out.send(data) :]
            except (BlockingIOError, InterruptedError):
                pass
            except OSError:
                return
        if data:
            self._transport.write(data)

    def tick(self) -> None:
        if self._transport and self._transport.get_write_buffer_size() > MAX_UNSENT:
            raise SessionEndedError("not_reading")
        events = self.session.tick(time.monotonic_ns())
        if events:
            self._sink.on_events(events)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(None)

    def close(self) -> None:
        if self._out is not None:
            self._out.close()
            self._out = None
        if self._transport is not None:
            self._transport.abort()

    def _end(self, problem: Exception | None) -> None:
        if not self.ended.is_set():
            self.problem = problem
            self.ended.set()
