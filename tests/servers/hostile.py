"""A server on loopback that behaves as badly as servers do, and the table of what it can do.

    async with HostileServer() as server:
        server.behaviour = BEHAVIOURS["coding: bomb of 100 MB"]
        ... ask server.url ...

Every behaviour names the one error code that a client has to end with (None: a usable answer, ANY:
either), so the same table goes through the HTTP client alone and through the whole program. What is
slow is slow until the client goes. The table is in `hostile_answers.py`.
"""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

GOOD = b'{"items": [{"id": 7, "name": "Dana Example"}]}'
ANY = "any"  # an answer, or one of the codes
CRLF = b"\r\n"


class Wire:
    """One connection, after a request was read. `head` is the request's."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes, body: bytes
    ) -> None:
        self._reader = reader
        self._writer = writer
        self.head = head
        self.body = body
        self.port: int = writer.get_extra_info("sockname")[1]
        self.peer: int = writer.get_extra_info("peername")[1]  # the client's port

    @property
    def path(self) -> str:
        return self.head.split(b" ")[1].decode("latin-1")

    async def send(self, piece: bytes) -> None:
        self._writer.write(piece)
        await self._writer.drain()

    async def gone(self, within: float | None = None) -> bool:
        """Whether the client has gone; for ever, or not within so many seconds."""
        try:
            async with asyncio.timeout(within):
                return not await self._reader.read(1)
        except TimeoutError:
            return False

    def end(self) -> None:
        self._writer.close()

    def reset(self) -> None:
        """RST instead of a decent end."""
        one: socket.socket = self._writer.get_extra_info("socket")
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Play = Callable[[Wire], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """`code`: how a client has to end; None: it has an answer. `slow`: only a deadline ends it.

    `problem` is what the error says beside its code, where that is one thing on all systems.
    `keeps`: the connection stays usable for the next request.
    """

    name: str
    play: Play = field(repr=False)
    code: str | None = None
    problem: str = ""
    slow: bool = False
    keeps: bool = False


class HostileServer:
    """One port; `behaviour` is played to every request. `asked` are the requests' heads."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.behaviour = GOOD_BEHAVIOUR
        self.asked: list[bytes] = []
        self.bodies: list[bytes] = []
        self._tls = tls
        self._open: set[asyncio.StreamWriter] = set()
        self._came = asyncio.Event()
        self._all_closed = asyncio.Event()
        self._all_closed.set()

    @property
    def port(self) -> int:
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    async def requests(self, count: int) -> None:
        """Until so many have come."""
        while len(self.asked) < count:
            self._came.clear()
            await self._came.wait()

    async def __aenter__(self) -> "HostileServer":
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, ssl=self._tls, limit=1 << 20
        )
        return self

    async def __aexit__(self, *_details: object) -> None:
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await self._all_closed.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        self._all_closed.clear()
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                while await self._one(reader, writer):
                    pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError, TimeoutError):
                await writer.wait_closed()
            self._open.discard(writer)
            if not self._open:
                self._all_closed.set()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        fields = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(b":") for line in head.split(CRLF)[1:])
        }
        body = await reader.readexactly(int(fields.get(b"content-length", b"0")))
        self.asked.append(head)
        self.bodies.append(body)
        self._came.set()
        behaviour = self.behaviour
        await behaviour.play(Wire(reader, writer, head, body))
        return behaviour.keeps and not writer.is_closing()


def answer(
    body: bytes = GOOD,
    *,
    status: int | str = 200,
    kind: str | None = "application/json",
    length: int | str | None = -1,
    more: tuple[str, ...] = (),
) -> bytes:
    """A response's bytes; `length` -1: the right one, None: none is sent."""
    lines = [f"HTTP/1.1 {status} Whatever", *more]
    if kind is not None:
        lines.append(f"Content-Type: {kind}")
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length == -1 else length}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def chunked(*pieces: bytes, end: bytes = b"0\r\n\r\n", more: tuple[str, ...] = ()) -> bytes:
    framed = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return answer(framed + end, length=None, more=("Transfer-Encoding: chunked", *more))


def raw(sent: bytes) -> Play:
    async def play(wire: Wire) -> None:
        await wire.send(sent)

    return play


def then_stall(sent: bytes) -> Play:
    async def play(wire: Wire) -> None:
        await wire.send(sent)
        await wire.gone()

    return play


def trickle(sent: bytes, repeated: bytes) -> Play:
    """A sign of life every few milliseconds, and never an end."""

    async def play(wire: Wire) -> None:
        await wire.send(sent)
        while not await wire.gone(within=0.004):
            await wire.send(repeated)

    return play


def flood(sent: bytes, repeated: bytes) -> Play:
    """As fast as the client takes it, until it goes."""

    async def play(wire: Wire) -> None:
        await wire.send(sent)
        while True:
            await wire.send(repeated)

    return play


def reset_after(sent: bytes) -> Play:
    async def play(wire: Wire) -> None:
        await wire.send(sent)
        wire.reset()

    return play


def redirect(location: str, status: int = 302) -> Play:
    """`{port}` in it is the server's own."""

    async def play(wire: Wire) -> None:
        place = location.replace("{port}", str(wire.port))
        await wire.send(answer(b"", status=status, more=(f"Location: {place}",)))

    return play


def chain(length: int) -> Play:
    """So many redirects on the same host, then an answer."""

    async def play(wire: Wire) -> None:
        hop = int(wire.path.rpartition("hop")[2] or 0) if "hop" in wire.path else 0
        if hop < length:
            await wire.send(answer(b"", status=302, more=(f"Location: /hop{hop + 1}",)))
        else:
            await wire.send(answer())

    return play


GOOD_BEHAVIOUR = Behaviour("good", raw(answer()), keeps=True)
