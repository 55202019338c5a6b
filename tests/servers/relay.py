"""Stands between a client and a server, to know when a request has arrived."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit


class Relay:
    """Hands bytes on both ways; `arrived` is called when the server has the first of them.

    A context manager. `url` is where clients ask; `requests` counts what has arrived.
    """

    def __init__(self, site: str, arrived: Callable[[], None]) -> None:
        self._port = urlsplit(site).port
        self._arrived = arrived
        self._server: asyncio.Server | None = None
        self.requests = 0

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> "Relay":
        self._server = await asyncio.start_server(self._hand_on, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _hand_on(self, asked: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        try:
            answers, server = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            client.close()
            return
        server.write(await asked.read(65536))
        await server.drain()
        self.requests += 1
        if self.requests == 1:
            await asyncio.to_thread(self._arrived)
        try:
            while piece := await answers.read(65536):
                client.write(piece)
        except OSError:  # reset: the server is gone
            pass
        server.close()
        client.close()
