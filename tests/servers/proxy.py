"""An HTTP proxy on loopback: CONNECT and plain requests, with a login if it wants one."""

import asyncio
import base64
import contextlib


class ProxyServer:
    """`places` is where it leads whom by the name they asked for; `asked` are heads it was sent."""

    def __init__(self, places: dict[str, int], login: str = "") -> None:
        self._places = places
        self._login = base64.b64encode(login.encode()) if login else b""
        self.asked: list[bytes] = []
        self._open = 0
        self._all_closed = asyncio.Event()
        self._all_closed.set()

    @property
    def port(self) -> int:
        return int(self._server.sockets[0].getsockname()[1])

    async def __aenter__(self) -> "ProxyServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_details: object) -> None:
        self._server.close()
        await self._all_closed.wait()  # each ends when one of its two sides has gone

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        self._all_closed.clear()
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._one(reader, writer)
        writer.close()
        self._open -= 1
        if not self._open:
            self._all_closed.set()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(head)
        method, target = head.split(b" ")[:2]
        if self._login and b"Proxy-Authorization: Basic " + self._login not in head:
            writer.write(b"HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic\r\n")
            writer.write(b"Content-Length: 0\r\n\r\n")
            await writer.drain()
            return
        name = target if method == b"CONNECT" else target.split(b"/")[2]
        port = self._places.get(name.decode().partition(":")[0])
        if port is None:
            writer.write(b"HTTP/1.1 502 Nowhere\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return
        there, back = await asyncio.open_connection("127.0.0.1", port)
        if method == b"CONNECT":
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        else:
            path = b"/" + target.split(b"/", 3)[3]
            back.write(head.replace(target, path, 1))
        async with asyncio.TaskGroup() as group:
            group.create_task(_pump(reader, back))
            group.create_task(_pump(there, writer))


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await source.read(1 << 16):
            sink.write(piece)
            await sink.drain()
    sink.close()
