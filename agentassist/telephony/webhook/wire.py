"""One connection's socket: a request is answered in the loop turn in which its end is read."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from agentassist.telephony.webhook.session import HttpSession

MAX_UNSENT: Final = 65_536


class HttpWire(asyncio.Protocol):
    """`begin` gives the session once the connection is there, `on_end` hears that it is gone."""

    _transport: asyncio.Transport
    _session: HttpSession

    def __init__(
        self, begin: Callable[["HttpWire"], HttpSession], on_end: Callable[["HttpWire"], None]
    ) -> None:
        self._begin = begin
        self._on_end = on_end
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0  # of the timer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):  # always, for a stream
            self._transport = transport
            self._session = self._begin(self)
            self._wait()

    def data_received(self, data: bytes) -> None:
        self._send(self._session.feed(data, time.monotonic()))

    def eof_received(self) -> bool:
        self._send(self._session.feed(b"", time.monotonic()))
        return False  # closes once everything is sent

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._on_end(self)

    def cut(self) -> None:
        self._on_end(self)
        self._transport.abort()

    def _send(self, data: bytes) -> None:
        if self._transport.is_closing():
            return
        if data:
            self._transport.write(data)
        if self._transport.get_write_buffer_size() > MAX_UNSENT:  # asks, and does not read
            self.cut()
            return
        if self._session.closing and self._transport.can_write_eof():
            self._transport.write_eof()
        self._wait()

    def _wait(self) -> None:
        """One timer; when the deadline has moved on meanwhile it looks again."""
        deadline = self._session.deadline
        if self._timer is not None:
            if self._due <= deadline:
                return
            self._timer.cancel()
        self._due = deadline
        left = max(0.0, deadline - time.monotonic())
        self._timer = asyncio.get_running_loop().call_later(left, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._transport.is_closing():
            return
        if time.monotonic() < self._session.deadline:
            self._wait()
        elif self._session.closing:
            self.cut()
        else:
            self._send(self._session.expire(time.monotonic()))
