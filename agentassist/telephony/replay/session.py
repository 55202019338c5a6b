"""One client of the replayed phone system: login, framing of its actions, answers."""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from agentassist.telephony.replay.answers import (
    CHANGING,
    Action,
    answer,
    error,
    parse_action,
    response,
)
from agentassist.telephony.replay.recording import RecordedEvent
from agentassist.telephony.replay.state import PhoneState

_LONGEST_ACTION: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Credentials:
    """`user` or `secret` None: any. `refusal_delay` is how long Asterisk lets a wrong one wait."""

    user: str | None = None
    secret: str | None = field(default=None, repr=False)
    refuse: bool = False
    refusal_delay: float = 1.0

    def accept(self, action: Action, challenge: str) -> bool:
        if self.refuse or (self.user is not None and action.get("username") != self.user):
            return False
        if self.secret is None:
            return True
        if action.get("authtype").lower() == "md5":
            digest = hashlib.md5((challenge + self.secret).encode(), usedforsecurity=False)
            expected = digest.hexdigest() if challenge else ""
            given = action.get("key").lower()
            return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())
        return hmac.compare_digest(action.get("secret").encode(), self.secret.encode())


@dataclass(frozen=True, slots=True)
class SentEvent:
    """`ns` is CLOCK_MONOTONIC just before the first byte was written."""

    ns: int
    name: str
    unique_id: str
    dest_unique_id: str


class ReplaySession:
    """`serve` answers until the client goes; `send` gives it a recorded event.

    `queries` False refuses every question about calls, as to an account without `write=`.
    `chunk` > 0 writes in pieces of that many bytes, which splits lines and UTF-8 sequences.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        credentials: Credentials,
        state: PhoneState,
        now: Callable[[], float],
        queries: bool = True,
        chunk: int = 0,
        on_sent: Callable[[SentEvent], None] | None = None,
        on_login: Callable[[], None] | None = None,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._credentials = credentials
        self._state = state
        self._now = now
        self._queries = queries
        self._chunk = chunk
        self._on_sent = on_sent
        self._on_login = on_login
        self._challenge = ""
        self._events = True
        self._writing = asyncio.Lock()  # an answer never lands inside an event sent in pieces
        self.logged_in = asyncio.Event()
        self.refused: list[str] = []  # names of actions that were denied

    async def serve(self, banner: bytes) -> None:
        """Until the client logs off, goes away or is refused."""
        buffer = bytearray()
        try:
            await self._write(banner)
            while data := await self._reader.read(65536):
                buffer += data.replace(b"\r\n", b"\n")
                while (end := buffer.find(b"\n\n")) >= 0:
                    message = bytes(buffer[:end])
                    del buffer[: end + 2]
                    if message.strip() and not await self._act(parse_action(message)):
                        return
                if len(buffer) > _LONGEST_ACTION:
                    return
        except ConnectionError:
            return  # the client went away; that is its right
        finally:
            self._writer.close()

    async def send(self, event: RecordedEvent) -> None:
        """Raises ConnectionError when the client is gone."""
        if not self._events:
            return
        if self._on_sent is not None:
            sent = SentEvent(time.monotonic_ns(), event.name, event.unique_id, event.dest_unique_id)
            self._on_sent(sent)
        await self._write(event.raw)

    def close(self) -> None:
        self._writer.close()

    async def _act(self, action: Action) -> bool:
        """Answer one action; False ends the session."""
        match action.name:
            case "challenge":
                self._challenge = str(secrets.randbelow(10**9))
                await self._write(response(action, "Success", ("Challenge", self._challenge)))
                return True
            case "login":
                return await self._log_in(action)
            case "logoff":
                text = ("Message", "Thanks for all the fish.")
                await self._write(response(action, "Goodbye", text))
                return False
        await self._write(self._reply(action))
        return True

    async def _log_in(self, action: Action) -> bool:
        if not self._credentials.accept(action, self._challenge):
            await asyncio.sleep(self._credentials.refusal_delay)
            await self._write(error(action, "Authentication failed"))
            return False
        self._events = action.get("events").lower() != "off"
        await self._write(response(action, "Success", ("Message", "Authentication accepted")))
        self.logged_in.set()
        if self._on_login is not None:
            self._on_login()
        return True

    def _reply(self, action: Action) -> bytes:
        if not self.logged_in.is_set() or action.name in CHANGING:
            self.refused.append(action.name)
            return error(action, "Permission denied")
        match action.name:
            case "ping":
                stamp = ("Timestamp", f"{time.time():.6f}")
                return response(action, "Success", ("Ping", "Pong"), stamp)
            case "events":
                self._events = action.get("eventmask").lower() not in ("off", "")
                return response(action, "Success", ("Events", "On" if self._events else "Off"))
        if not self._queries:
            self.refused.append(action.name)
            return error(action, "Permission denied")
        known = answer(action, self._state, self._now())
        return known if known is not None else error(action, _unknown(action))

    async def _write(self, data: bytes) -> None:
        size = self._chunk or len(data)
        async with self._writing:
            for start in range(0, len(data), size):
                self._writer.write(data[start : start + size])
                await self._writer.drain()
                if self._chunk:
                    await asyncio.sleep(0)  # let each piece leave on its own


def _unknown(action: Action) -> str:
    advice = "Use Action: ListCommands to show available commands."
    return f"Invalid/unknown command: {action.get('action')}. {advice}"
