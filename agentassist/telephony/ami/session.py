"""One login: from the banner to the loss of the connection. No sockets here, bytes in and out."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Final

from agentassist.domain import call_events as ev
from agentassist.domain.ids import LegId
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.framing import Framer
from agentassist.telephony.ami.message import Message, action, parse_message
from agentassist.telephony.ami.parser import PRESENTATION_VARIABLE, AmiParser
from agentassist.telephony.ami.recovery import CHANNELS, PATIENCE_NS, Count, Recovery
from agentassist.telephony.ami.values import read_presentation

MAX_OPEN_QUESTIONS: Final = 4_096
QUIET_NS: Final = 3_000_000_000  # then a Ping asks whether anybody is there
SILENT_NS: Final = 8_000_000_000  # then nobody is; with the tick found out within 10 s
COUNT_EVERY_NS: Final = 120_000_000_000  # are all calls still there that we know of?
LOGIN_NS: Final = 8_000_000_000


class LoginRefusedError(Exception):
    """The phone system refused this account."""


class SessionEndedError(Exception):
    """The session is over; the argument is a stable code for the status."""

    @property
    def code(self) -> str:
        return str(self.args[0])


class Stage(Enum):
    BANNER = auto()
    LOGIN = auto()
    READY = auto()


Answered = Callable[[Message], None]


class AmiSession:
    """Speaks AMI. `send` takes bytes; `feed` takes bytes and gives call events."""

    def __init__(
        self,
        config: AmiConfig,
        parser: AmiParser,
        send: Callable[[bytes], None],
        now_ns: int,
    ) -> None:
        self.stage = Stage.BANNER
        self.system: str | None = None
        self.last_event_ns: int | None = None
        self._config = config
        self._parser = parser
        self._send = send
        self._framer = Framer()
        self._token = secrets.token_hex(8)
        self._token_bytes = f"\r\nActionID: {self._token}-".encode()
        self._count = 0
        self._open: dict[str, Answered] = {}
        self._recovery: Recovery | None = None
        self._look_again = True  # what is told in the first moment may be out of date
        self._counting: Count | None = None
        self._next_count_ns = now_ns + COUNT_EVERY_NS  # when to count next
        self._begun_ns = self._heard_ns = now_ns
        self._pinged = False
        self._batch: list[ev.CallEvent] = []

    @property
    def oversized(self) -> int:
        return self._framer.oversized

    def feed(self, data: bytes, now_ns: int) -> list[ev.CallEvent]:
        """Call events in `data`, in the order of the stream. LoginRefusedError, NotAmiError."""
        self._heard_ns, self._pinged = now_ns, False
        for raw in self._framer.feed(data):
            if raw.startswith(b"Event: "):
                self._on_event(raw, now_ns)
            elif raw.startswith(b"Response: "):
                self._on_response(raw, now_ns)
            else:
                self._parser.counters.malformed += 1
        if self.stage is Stage.BANNER and self._framer.banner is not None:
            self.stage = Stage.LOGIN
            self._begin_login()
        batch, self._batch = self._batch, []
        return batch

    def tick(self, now_ns: int) -> list[ev.CallEvent]:
        """Soon after the login, then once a second: heartbeat and deadlines.

        SessionEndedError when it is over.
        """
        if self.stage is not Stage.READY:
            if now_ns - self._begun_ns > LOGIN_NS:
                raise SessionEndedError("timeout")
            return []
        quiet = now_ns - self._heard_ns
        if quiet > SILENT_NS:
            raise SessionEndedError("silent")
        if quiet > QUIET_NS and not self._pinged:
            self._pinged = True
            self.ask("Ping", (), lambda message: None)
        if self._recovery is not None and now_ns - self._recovery.started_ns > PATIENCE_NS:
            self._recovery.open.clear()
            self._finish_recovery(now_ns)
        if self._recovery is None and self._look_again:
            self._look_again = False
            self._look_around(now_ns)
        if self._recovery is None and now_ns > self._next_count_ns:
            self._begin_count(now_ns)
        batch, self._batch = self._batch, []
        return batch

    def end(self, now_ns: int) -> list[ev.CallEvent]:
        """The connection is gone: what is still to be told, the loss last."""
        if self.stage is not Stage.READY:
            return []
        live = self._recovery.unfinished() if self._recovery is not None else []
        return [*self._batch, *live, ev.SystemLost(self._stamp(now_ns))]

    def ask(self, name: str, pairs: tuple[tuple[str, str], ...], answered: Answered) -> str:
        """Sends an action; `answered` gets its response. Oldest open questions are given up."""
        self._count += 1
        action_id = f"{self._token}-{self._count}"
        if len(self._open) >= MAX_OPEN_QUESTIONS:
            del self._open[next(iter(self._open))]
        self._open[action_id] = answered
        self._send(action(name, action_id, pairs))
        return action_id

    def ask_presentation(self, leg: LegId, channel: str) -> None:
        """One Getvar; the answer, or a refusal, becomes PresentationLearned."""

        def answered(message: Message) -> None:
            value = message.get("Value") if message.get("Response") == "Success" else ""
            learned = ev.PresentationLearned(
                self._stamp(self._heard_ns), leg, read_presentation(value)
            )
            self._batch.append(learned)

        self.ask("Getvar", (("Channel", channel), ("Variable", PRESENTATION_VARIABLE)), answered)

    # ------------------------------------------------------------------ messages

    def _on_event(self, raw: bytes, now_ns: int) -> None:
        if self.stage is not Stage.READY:
            return
        if self._token_bytes in raw:
            message = parse_message(raw)
            recovery, count = self._recovery, self._counting
            if message is None:
                return
            if count is not None and message.get("ActionID") == count.action_id:
                self._counted(count, message)
            elif recovery is not None:
                recovery.on_item(message.get("ActionID"), message)
                self._finish_recovery(now_ns)
            return
        self.last_event_ns = now_ns
        event = self._parser.event(raw, now_ns, _wall)
        if event is None:
            return
        if self._recovery is None:
            self._batch.append(event)
        else:
            self._recovery.on_live(event)
            self._finish_recovery(now_ns)

    def _on_response(self, raw: bytes, now_ns: int) -> None:
        message = parse_message(raw)
        answered = self._open.pop(message.get("ActionID"), None) if message else None
        if message is not None and answered is not None:
            answered(message)
            self._finish_recovery(now_ns)

    # ------------------------------------------------------------------ login

    def _begin_login(self) -> None:
        if self._config.login == "plain":
            self._login(("Secret", self._config.secret))
        else:
            self.ask("Challenge", (("AuthType", "MD5"),), self._challenged)

    def _challenged(self, message: Message) -> None:
        challenge = message.get("Challenge")
        if message.get("Response") != "Success" or not challenge:
            raise SessionEndedError("no_md5")
        text = (challenge + self._config.secret).encode()
        key = hashlib.md5(text, usedforsecurity=False).hexdigest()  # the protocol's own choice
        self._login(("AuthType", "MD5"), ("Key", key))

    def _login(self, *proof: tuple[str, str]) -> None:
        self.ask("Login", (("Username", self._config.user), *proof), self._logged_in)

    def _logged_in(self, message: Message) -> None:
        if message.get("Response") != "Success":
            raise LoginRefusedError
        self.stage = Stage.READY
        self.ask("CoreSettings", (), self._named)
        self._look_around(self._heard_ns)

    def _look_around(self, now_ns: int) -> None:
        """Asks what is there; live events wait for the answers."""
        self._recovery = Recovery(self._parser, now_ns)
        for name, pairs in self._recovery.questions():
            action_id = self.ask(name, pairs, self._list_begun)
            self._recovery.open[action_id] = name

    def _named(self, message: Message) -> None:
        version = message.get("AsteriskVersion").partition(".")[0]
        if version.isalnum() and len(version) < 20:
            self.system = f"Asterisk {version}"

    # ------------------------------------------------------------------ recovery

    def _list_begun(self, message: Message) -> None:
        if self._recovery is not None:
            self._recovery.on_response(message.get("ActionID"), message)

    def _begin_count(self, now_ns: int) -> None:
        self._next_count_ns = now_ns + COUNT_EVERY_NS
        self._counting = Count(now_ns)
        self._counting.action_id = self.ask(CHANNELS, (), lambda message: None)

    def _counted(self, count: Count, message: Message) -> None:
        legs = count.on_item(message)
        if legs is not None:
            self._counting = None
            counted = ev.SystemCounted(self._stamp(self._heard_ns), legs, count.asked_ns)
            self._batch.append(counted)

    def _finish_recovery(self, now_ns: int) -> None:
        if self._recovery is not None and self._recovery.ready:
            if not self._recovery.complete:
                self._look_again = False
            self._batch += self._recovery.events(self._stamp(now_ns))
            self._recovery = None

    def _stamp(self, now_ns: int) -> ev.Stamp:
        return ev.Stamp(now_ns, _wall())


def _wall() -> datetime:
    return datetime.now(UTC)
