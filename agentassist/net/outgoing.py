"""A request as it goes out, and what came back before anybody believed it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from agentassist import __version__
from agentassist.net.json_value import JsonValue
from agentassist.net.source_error import source_error


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`url` is whole. Nothing of it is shown anywhere: keys of customers, secrets in headers.

    `follows`: redirects on the same host may be followed. `empty_ok`: a success without a body is
    one too (what changes something is often answered so). `any_file`: whatever comes is taken as
    it is, JSON or not; 304 is an answer then.
    """

    method: str
    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    follows: bool = False
    empty_ok: bool = False
    any_file: bool = False

    def adding(self, headers: tuple[tuple[str, str], ...]) -> "Outgoing":
        """With these headers instead of any of the same name."""
        found = {name.lower(): (name, value) for name, value in (*self.headers, *headers)}
        return replace(self, headers=tuple(found.values()))


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` was read for a success only; it is JSON by its content type, or any file that was
    asked for. None: there is none.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    url: str = field(repr=False)
    body: bytes | None = field(default=None, repr=False)


COMMON = (
    ("Accept", "application/json"),
    ("Accept-Encoding", "gzip"),
    ("User-Agent", f"agentassist/{__version__}"),
)


def json_body(value: JsonValue, source: str) -> bytes:
    """AgentAssistError("source.bad_request", problem="body") for what JSON can't say."""
    if value is None:
        return b""
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError):
        raise source_error("source.bad_request", source, problem="body") from None
