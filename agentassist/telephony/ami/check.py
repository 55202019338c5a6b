"""A real test of an account: does it get in, does it see what it needs, and what to write for it.

The window runs it before settings are saved, `watch --check` on the command line.
"""

import asyncio
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from agentassist.domain.ivr_reading import IvrMapping
from agentassist.ports.connection_check import CheckReport, CheckResult, CheckStep
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.framing import NotAmiError
from agentassist.telephony.ami.message import Message
from agentassist.telephony.ami.names import PRESENTATION_VARIABLE, shown_name
from agentassist.telephony.ami.parser import AmiParser
from agentassist.telephony.ami.session import (
    AmiSession,
    LoginRefusedError,
    SessionEndedError,
    Stage,
)
from agentassist.telephony.ami.stanza import stanza

PATIENCE: Final = 8.0
NO_CHANNEL: Final = "AgentAssist/no-such-channel"  # asking about it changes nothing anywhere
MAX_NAMED: Final = 40
REACHED, BANNER, LOGIN = "reached", "banner", "login"
RIGHTS, NO_MORE, VARIABLES, CALLS = "rights", "no_more", "channelvars", "calls"
UNMAPPED: Final = "unmapped"  # is told only when there are some
_OVERLAP: Final = 512  # of one read and the next: a line may be cut
_RIDES_ALONG: Final = re.compile(rb"\r\n(?:Dest)?ChanVariable: ([A-Za-z0-9_()]{1,80})=")
_CALL: Final = re.compile(rb"\r\nLinkedid: ([^\r\n]{1,80})\r\n")
_NEEDED: Final = ("CoreShowChannels", "Status", "QueueStatus", "Getvar")
_TOO_MUCH: Final = ("Originate", "Setvar", "Hangup", "Redirect", "Command")


class AmiCheck:
    """A ports.connection_check.ConnectionCheck.

    What is missing or too much is a warning: calls come.
    """

    def __init__(self, config: AmiConfig, mapping: IvrMapping) -> None:
        self._config = config
        self._mapping = mapping
        self._told: list[CheckStep] = []
        self._on_step: Callable[[CheckStep], None] = lambda step: None

    @property
    def plan(self) -> tuple[str, ...]:
        return (REACHED, BANNER, LOGIN, RIGHTS, NO_MORE, VARIABLES, CALLS)

    async def run(self, on_step: Callable[[CheckStep], None]) -> CheckReport:
        """See ports.connection_check.ConnectionCheck. Takes PATIENCE seconds at most."""
        self._told, self._on_step = [], on_step
        findings = Findings()
        problem = await self._look(findings)
        if problem is not None:
            self._tell(self.plan[len(self._told)], CheckResult.FAILED, problem)
        else:
            for step in _judged(findings, self._mapping):
                self._told.append(step)
                on_step(step)
        advice = stanza(self._config, self._mapping)
        return CheckReport(tuple(self._told), findings.system, advice)

    def _tell(self, step: str, result: CheckResult, detail: str | None = None) -> None:
        self._told.append(CheckStep(step, result, detail))
        self._on_step(self._told[-1])

    async def _look(self, findings: "Findings") -> str | None:
        """A code for what went wrong, or None."""
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection(self._config.host, self._config.port)
                self._tell(REACHED, CheckResult.OK)
                try:
                    return await self._question(findings, reader, writer)
                finally:
                    writer.transport.abort()
        except TimeoutError:
            return None if findings.answers else "timeout"
        except LoginRefusedError:
            return "login_refused"
        except NotAmiError:
            return "not_ami"
        except SessionEndedError as ended:
            return ended.code
        except ConnectionRefusedError:
            return "connection_refused"
        except socket.gaierror:
            return "unknown_host"
        except ConnectionError:
            return "closed" if self._told else "no_route"
        except (OSError, UnicodeError):  # the second: a host that can be no name at all
            return "no_route"

    async def _question(
        self, findings: "Findings", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> str | None:
        parser = AmiParser(self._mapping)
        session = AmiSession(self._config, parser, writer.write, time.monotonic_ns())
        asked, rest = False, b""
        while data := await reader.read(65_536):
            session.feed(data, time.monotonic_ns())
            findings.see(rest + data)
            rest = (rest + data)[-_OVERLAP:]
            findings.system = session.system
            if session.stage is not Stage.BANNER and len(self._told) == 1:
                self._tell(BANNER, CheckResult.OK)
            if session.stage is Stage.READY and not asked:
                asked = True
                self._tell(LOGIN, CheckResult.OK)
                _ask(session, findings)
            if "ListCommands" in findings.answers:
                return None
        return "closed" if not asked else None


@dataclass(slots=True)
class Findings:
    """What the account turned out to be. None: could not be seen."""

    system: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    commands: frozenset[str] = frozenset()
    channelvars: set[str] = field(default_factory=set)
    calls: set[bytes] = field(default_factory=set)

    def see(self, data: bytes) -> None:
        self.calls |= set(_CALL.findall(data))
        self.channelvars |= {shown_name(name.decode()) for name in _RIDES_ALONG.findall(data)}

    @property
    def missing(self) -> list[str]:
        return [name for name in _NEEDED if self.answers.get(name) == "Permission denied"]

    @property
    def too_much(self) -> list[str]:
        return [name for name in _TOO_MUCH if name in self.commands]


def _ask(session: AmiSession, findings: Findings) -> None:
    for name in _NEEDED:
        about = (("Channel", NO_CHANNEL), ("Variable", PRESENTATION_VARIABLE))
        session.ask(name, about if name == "Getvar" else (), _note(findings, name))
    session.ask("ListCommands", (), lambda message: _commands(session, findings, message))


def _judged(findings: Findings, mapping: IvrMapping) -> list[CheckStep]:
    """What was found out once the login was through."""
    ok, warning, not_seen = CheckResult.OK, CheckResult.WARNING, CheckResult.NOT_SEEN
    missing, too_much = tuple(findings.missing), tuple(findings.too_much)
    if not set(_NEEDED) <= findings.answers.keys():
        rights = CheckStep(RIGHTS, not_seen, "no_answer")
    else:
        rights = CheckStep(RIGHTS, *((warning, "missing", missing) if missing else (ok,)))
    if not findings.commands:
        more = CheckStep(NO_MORE, not_seen, "no_answer")
    else:
        more = CheckStep(NO_MORE, *((warning, "too_much", too_much) if too_much else (ok,)))
    return [
        rights,
        more,
        *_variables(findings, mapping),
        CheckStep(CALLS, not_seen, "missing")
        if "CoreShowChannels" in missing
        else CheckStep(CALLS, ok, count=len(findings.calls)),
    ]


def _variables(findings: Findings, mapping: IvrMapping) -> list[CheckStep]:
    wanted = [*mapping.by_name(), PRESENTATION_VARIABLE]
    missing = tuple(name for name in wanted if name not in findings.channelvars)
    if not findings.calls:
        return [CheckStep(VARIABLES, CheckResult.NOT_SEEN, "no_call")]
    steps = [CheckStep(VARIABLES, CheckResult.OK)]
    if missing:
        steps = [CheckStep(VARIABLES, CheckResult.WARNING, "missing", missing)]
    if unmapped := sorted(findings.channelvars - set(wanted))[:MAX_NAMED]:
        steps.append(CheckStep(UNMAPPED, CheckResult.WARNING, "unmapped", tuple(unmapped)))
    return steps


def _note(findings: Findings, name: str) -> Callable[[Message], None]:
    def answered(message: Message) -> None:
        succeeded = message.get("Response") == "Success"
        findings.answers[name] = "Success" if succeeded else message.get("Message")

    return answered


def _commands(session: AmiSession, findings: Findings, message: Message) -> None:
    """What the account may do; where it cannot be listed it is tried, without what it needs."""
    if message.get("Response") == "Success":
        findings.commands = frozenset(key for key, _ in message.lines)
        findings.answers["ListCommands"] = "Success"
        return

    def tried(name: str) -> Callable[[Message], None]:
        def answered(message: Message) -> None:
            refused = message.get("Message") == "Permission denied"
            findings.commands |= {"Ping"} if refused else {"Ping", name}
            if name == _TOO_MUCH[-1]:
                findings.answers["ListCommands"] = "tried"

        return answered

    for name in _TOO_MUCH:  # each without a channel: an account that may is told what is missing
        session.ask(name, (), tried(name))
