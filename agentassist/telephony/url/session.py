"""What is said between `agentassist pop` and the window, without a socket.

Both prove that they read the same file, and neither sends the token: whoever else listens at a
port that a crashed window left behind learns nothing, least of all what a caller gave. Four lines:
the client's nonce; the window's nonce and proof; the client's proof and its request, as JSON; the
window's answer.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from agentassist.domain.errors import AgentAssistError
from agentassist.telephony.url.config import LONGEST_LINE

_NONCE_BYTES: Final = 16
_HEX: Final = frozenset(b"0123456789abcdef")
Message = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Hearing:
    """The window's side of one conversation. A proof that is wrong raises "link.refused"."""

    token: bytes = field(repr=False)
    nonce: bytes = field(default_factory=lambda: _nonce(), repr=False)

    def answer_hello(self, line: bytes) -> tuple[bytes, bytes]:
        """The answer to the client's first line, and the nonce in that."""
        theirs = line.strip()
        if not _is_hex(theirs, 2 * _NONCE_BYTES):
            raise AgentAssistError("link.refused")
        mine = _proof(self.token, b"window", theirs, self.nonce)
        return self.nonce + b" " + mine + b"\n", theirs

    def request(self, line: bytes, theirs: bytes) -> Message:
        """What the client asks for, once it has proved that it may."""
        proof, _, body = line.rstrip(b"\r\n").partition(b" ")
        right = _proof(self.token, b"client", theirs, self.nonce, body)
        if not hmac.compare_digest(proof, right):
            raise AgentAssistError("link.refused")
        return _read(body)


@dataclass(frozen=True, slots=True)
class Asking:
    """The client's side."""

    token: bytes = field(repr=False)
    nonce: bytes = field(default_factory=lambda: _nonce(), repr=False)

    @property
    def hello(self) -> bytes:
        return self.nonce + b"\n"

    def ask(self, answer: bytes, request: Message) -> bytes:
        """The line with the request. AgentAssistError("link.no_window"): that is not ours."""
        theirs, _, proof = answer.rstrip(b"\r\n").partition(b" ")
        right = _proof(self.token, b"window", self.nonce, theirs)
        if not hmac.compare_digest(proof, right):
            raise AgentAssistError("link.no_window", remedy="start_window")
        body = json.dumps(request).encode()
        line = _proof(self.token, b"client", self.nonce, theirs, body) + b" " + body + b"\n"
        if len(line) > LONGEST_LINE:
            raise AgentAssistError("link.too_long", most=LONGEST_LINE)
        return line


def done(ignored: tuple[str, ...] = ()) -> bytes:
    """The window's answer when it did as asked; `ignored` names what it left out."""
    return _line({"ok": True, "ignored": list(ignored)})


def not_done(error: AgentAssistError) -> bytes:
    """The window's answer when it did not. Errors hold no values that callers gave."""
    params = {key: value for key, value in error.params.items() if isinstance(value, str | int)}
    return _line({"ok": False, "code": error.code, "params": params})


def read_answer(line: bytes) -> tuple[str, ...]:
    """What was left out. Raises the window's AgentAssistError."""
    answer = _read(line)
    if answer.get("ok") is True:
        ignored = answer.get("ignored")
        return tuple(map(str, ignored)) if isinstance(ignored, list) else ()
    code, params = answer.get("code"), answer.get("params")
    if not isinstance(code, str) or not isinstance(params, dict):
        raise AgentAssistError("link.bad_message")
    raise AgentAssistError(code, **{str(key): value for key, value in params.items()})


def _line(message: Message) -> bytes:
    return json.dumps(message).encode() + b"\n"


def _read(body: bytes) -> Message:
    try:
        message: object = json.loads(body)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise AgentAssistError("link.bad_message")
    return message


def _nonce() -> bytes:
    return secrets.token_hex(_NONCE_BYTES).encode()


def _is_hex(text: bytes, length: int) -> bool:
    return len(text) == length and _HEX.issuperset(text)


def _proof(token: bytes, *parts: bytes) -> bytes:
    """Over the parts with their lengths, so that none runs into the next."""
    whole = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.new(token, whole, hashlib.sha256).hexdigest().encode()
