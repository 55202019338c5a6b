"""`watch --check`: may this account log in, does it see what it needs, and what to write for it."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TextIO

from agentassist.domain.ivr_reading import IvrMapping
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.framing import NotAmiError
from agentassist.telephony.ami.message import Message
from agentassist.telephony.ami.parser import PRESENTATION_VARIABLE, AmiParser
from agentassist.telephony.ami.session import (
    AmiSession,
    LoginRefusedError,
    SessionEndedError,
    Stage,
)

PATIENCE: Final = 8.0
NO_CHANNEL: Final = "AgentAssist/no-such-channel"  # asking about it changes nothing anywhere
_RIDES_ALONG: Final = re.compile(rb"\r\n(?:Dest)?ChanVariable: ([A-Za-z0-9_()]{1,80})=")
_NEEDED: Final = ("CoreShowChannels", "Status", "QueueStatus", "Getvar")
_TOO_MUCH: Final = ("Originate", "Setvar", "Hangup", "Redirect", "Command")


@dataclass(slots=True)
class Findings:
    """What the account turned out to be. None: could not be seen."""

    system: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    commands: frozenset[str] = frozenset()
    channelvars: set[str] = field(default_factory=set)
    channels: bool = False

    @property
    def missing(self) -> list[str]:
        return [name for name in _NEEDED if self.answers.get(name) == "Permission denied"]

    @property
    def too_much(self) -> list[str]:
        return [name for name in _TOO_MUCH if name in self.commands]


async def check_account(config: AmiConfig, mapping: IvrMapping, out: TextIO, log: TextIO) -> int:
    """Prints the stanza on `out` and findings on `log`; 0 when the account is right, else 1."""
    findings = Findings()
    problem = await _look(config, mapping, findings)
    out.write(stanza(config, mapping))
    out.flush()
    for line in _report(config, mapping, findings, problem):
        log.write(f"agentassist watch: {line}\n")
    log.flush()
    return 1 if problem or findings.missing or findings.too_much else 0


def stanza(config: AmiConfig, mapping: IvrMapping) -> str:
    """What to write into manager.conf; the other way of it stands behind it as a comment.

    The secret is not in it.
    """
    names = list(dict.fromkeys(mapping.by_name()))
    account = [
        "secret = <the secret; it is not repeated here>",
        "deny = 0.0.0.0/0.0.0.0",
        "permit = <the address of this computer>/255.255.255.255",
    ]
    rights = ["write = reporting", "writetimeout = 5000"]
    with_variables = [
        "[general]",
        f"channelvars = {','.join([*names, PRESENTATION_VARIABLE])}",
        "",
        f"[{config.user}]",
        *account,
        "read = call,agent,user",
        *rights,
    ]
    without = [
        "Without channelvars the same account needs more, and a filter:",
        f"[{config.user}]",
        *account,
        "read = call,agent,user,dialplan",
        *rights,
        f"eventfilter(name(VarSet),header(Variable),method(regex)) = ^_?_?({'|'.join(names)})$",
        *(f"eventfilter(name({name})) =" for name in _EVENTS),
    ]
    return "\n".join([*with_variables, "", *(f"; {line}" for line in without)]) + "\n"


_EVENTS: Final = (
    *("Newchannel", "NewCallerid", "NewConnectedLine", "Newstate", "DialBegin", "DialState"),
    *("DialEnd", "Hangup", "Hold", "Unhold", "BridgeEnter", "BridgeLeave", "BlindTransfer"),
    *("AttendedTransfer", "Pickup", "QueueCallerJoin", "QueueCallerAbandon"),
    *("AgentRingNoAnswer", "UserEvent"),
)


async def _look(config: AmiConfig, mapping: IvrMapping, findings: Findings) -> str | None:
    """A code for what went wrong, or None."""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(config.host, config.port)
            try:
                return await _question(config, mapping, findings, reader, writer)
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
    except OSError:
        return "connection_refused"


async def _question(
    config: AmiConfig,
    mapping: IvrMapping,
    findings: Findings,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> str | None:
    session = AmiSession(config, AmiParser(mapping), writer.write, time.monotonic_ns())
    asked = False
    while data := await reader.read(65_536):
        session.feed(data, time.monotonic_ns())
        findings.channels = findings.channels or b"\r\nLinkedid: " in data
        findings.channelvars |= {name.decode() for name in _RIDES_ALONG.findall(data)}
        findings.system = session.system
        if session.stage is Stage.READY and not asked:
            asked = True
            for name in _NEEDED:
                pairs = (
                    (("Channel", NO_CHANNEL), ("Variable", PRESENTATION_VARIABLE))
                    if name == "Getvar"
                    else ()
                )
                session.ask(name, pairs, _note(findings, name))
            session.ask("ListCommands", (), lambda message: _commands(findings, message))
        if "ListCommands" in findings.answers:
            return None
    return "closed" if not asked else None


def _note(findings: Findings, name: str) -> Callable[[Message], None]:
    def answered(message: Message) -> None:
        succeeded = message.get("Response") == "Success"
        findings.answers[name] = "Success" if succeeded else message.get("Message")

    return answered


def _commands(findings: Findings, message: Message) -> None:
    findings.commands = frozenset(key for key, _ in message.lines)
    findings.answers["ListCommands"] = message.get("Response")


def _report(
    config: AmiConfig, mapping: IvrMapping, findings: Findings, problem: str | None
) -> list[str]:
    if problem:
        return [f"{config.place}: the check did not get through ({problem})"]
    lines = [f"{findings.system or config.place}: login as {config.user} accepted"]
    if findings.missing:
        lines.append(
            f"this account has less than it needs: {', '.join(findings.missing)} refused;"
            " calls already there cannot be found after a connect (write = reporting)"
        )
    if findings.too_much:
        lines.append(
            f"this account may do more than it needs: {', '.join(findings.too_much)};"
            " use write = reporting only"
        )
    if not findings.missing and not findings.too_much:
        lines.append("rights: just what is needed")
    wanted = [*mapping.by_name(), PRESENTATION_VARIABLE]
    missing = [name for name in wanted if name not in findings.channelvars]
    if not findings.channels:
        lines.append("channelvars: not seen, as no call is on; try again during a call")
    elif missing:
        lines.append(f"channelvars: {', '.join(missing)} do not ride along; see the stanza")
    else:
        lines.append("channelvars: complete")
    return lines
