"""Handing a call over to the running window. No Qt, no asyncio: it has to be quick."""

import socket
import time
from collections.abc import Sequence
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
from agentassist.telephony.url.address import read_address
from agentassist.telephony.url.config import LONGEST_LINE, PATIENCE_S
from agentassist.telephony.url.session import Asking, Message, read_answer

LOOPBACK = "127.0.0.1"


def open_link(file: Path, link: str) -> tuple[str, ...]:
    """Give the window a link; the names of fields that it left out. AgentAssistError("link.*")."""
    return _hand_over(file, {"do": "link", "link": link})


def pop(file: Path, fields: dict[str, str], given: Sequence[str] = ()) -> tuple[str, ...]:
    """Announce a call. `given` are the lines of `--given`; the kinds that it left out."""
    return _hand_over(file, {"do": "call", "fields": fields, "given": list(given)})


def show_window(file: Path) -> None:
    """Ask the window to come forward."""
    _hand_over(file, {"do": "show"})


def is_answered(file: Path) -> bool:
    """Does a window listen there already?"""
    try:
        _hand_over(file, {"do": "nothing"})
    except AgentAssistError:
        return False
    return True


def _hand_over(file: Path, request: Message) -> tuple[str, ...]:
    address = read_address(file)
    asking = Asking(address.token)
    try:
        connection = socket.create_connection((LOOPBACK, address.port), PATIENCE_S)
    except OSError:  # it ended without removing its file
        raise AgentAssistError("link.no_window", remedy="start_window") from None
    until = time.monotonic() + PATIENCE_S
    try:
        with connection:
            connection.sendall(asking.hello)
            connection.sendall(asking.ask(_line(connection, until), request))
            answer = _line(connection, until)
    except OSError:
        raise AgentAssistError("link.no_answer", retryable=True) from None
    if not answer:
        raise AgentAssistError("link.no_answer", retryable=True)
    return read_answer(answer)


def _line(connection: socket.socket, until: float) -> bytes:
    """Whoever sits on a port that a window left behind may answer a byte at a time."""
    line = b""
    while not line.endswith(b"\n") and len(line) < LONGEST_LINE:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        part = connection.recv(LONGEST_LINE - len(line))
        if not part:
            break
        line += part
    return line
