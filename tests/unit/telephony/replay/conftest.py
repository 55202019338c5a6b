"""Recordings and a raw client: bytes in, bytes out, no help from the product's own connector."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from agentassist.telephony.replay.recording import Recording, load_recording

ROOT = Path(__file__).parents[4]


class RawClient:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.received = b""

    def send(self, text: str) -> None:
        self.writer.write(text.replace("\n", "\r\n").encode())

    async def message(self) -> str:
        raw = await self.reader.readuntil(b"\r\n\r\n")
        self.received += raw
        return raw.decode()

    async def banner(self) -> bytes:
        return await self.reader.readuntil(b"\r\n")

    async def ask(self, text: str) -> str:
        """Send one action and return the `Response` with its ActionID, skipping live events."""
        self.send(f"{text}\nActionID: ask\n\n")
        while True:
            message = await self.message()
            if "ActionID: ask" in message:
                return message

    async def ask_list(self, text: str) -> list[str]:
        """The events of an event list, without the opening response and the closing event."""
        first = await self.ask(text)
        assert "EventList: start" in first
        events = []
        while True:
            message = await self.message()
            if "ActionID: ask" not in message:
                continue
            if "EventList: Complete" in message:
                assert f"ListItems: {len(events)}" in message
                return events
            events.append(message)

    async def rest(self) -> bytes:
        return await self.reader.read()


@asynccontextmanager
async def raw_client(port: int, login: bool = True) -> AsyncIterator[RawClient]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    client = RawClient(reader, writer)
    try:
        assert (await client.banner()).startswith(b"Asterisk Call Manager/")
        if login:
            client.send("Action: Login\nActionID: in\nUsername: bridge\nSecret: s\n\n")
            assert "Authentication accepted" in await client.message()
        yield client
    finally:
        writer.close()


@pytest.fixture
def connect() -> Callable[..., object]:
    return raw_client


@pytest.fixture(scope="session")
def sample() -> Callable[[str], Recording]:
    def load(prefix: str) -> Recording:
        for folder in (ROOT / "resources/samples/streams", ROOT / "tests/data/asterisk"):
            for path in folder.glob(f"{prefix}*.ami"):
                return load_recording(path)
        raise AssertionError(f"no recording {prefix}")

    return load
