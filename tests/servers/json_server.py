"""A decent HTTP server of the tests on a real socket: a function answers, h11 does the rest.

    async with JsonServer(handler) as server:
        ... ask server.url ...

`handler` gets what was asked and gives what is answered; `server.asked` is all that was asked.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import h11


@dataclass(frozen=True)
class Asked:
    method: str
    target: str  # as it came, percent-encoded
    params: dict[str, str]
    json: Any
    headers: dict[str, str]
    form: dict[str, str] = field(default_factory=dict)  # of a body that is a form

    @property
    def path(self) -> str:
        return urlsplit(self.target).path


@dataclass(frozen=True)
class Answered:
    json: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Asked], Answered]


class JsonServer:
    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.asked: list[Asked] = []
        self._server: asyncio.Server | None = None
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> "JsonServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_details: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._open.values():
            writer.transport.abort()
        await asyncio.gather(*self._open)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        connection = h11.Connection(h11.SERVER)
        with contextlib.suppress(OSError, h11.ProtocolError):
            while await self._one(connection, reader, writer):
                connection.start_next_cycle()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        del self._open[task]

    async def _one(
        self,
        connection: h11.Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        head: h11.Request | None = None
        body = b""
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(65536))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                break
            else:
                return False
        assert head is not None
        answer = self.handler(self._note(head, body))
        content = b"" if answer.status == 204 else json.dumps(answer.json).encode()
        headers = {
            "Content-Type": "application/json",
            "Content-Length": str(len(content)),
            **answer.headers,
        }
        for piece in (
            h11.Response(status_code=answer.status, headers=list(headers.items())),
            h11.Data(data=content),
            h11.EndOfMessage(),
        ):
            writer.write(connection.send(piece) or b"")
        await writer.drain()
        return connection.our_state is h11.DONE

    def _note(self, head: h11.Request, body: bytes) -> Asked:
        target = head.target.decode("ascii")
        headers = {name.decode(): value.decode() for name, value in head.headers}
        form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        asked = Asked(
            head.method.decode("ascii"),
            target,
            dict(parse_qsl(urlsplit(target).query, keep_blank_values=True)),
            json.loads(body) if body and not form else None,
            headers,
            dict(parse_qsl(body.decode())) if form else {},
        )
        self.asked.append(asked)
        return asked
