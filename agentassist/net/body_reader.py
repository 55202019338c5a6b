"""An answer's body, piece by piece, until it is whole or too much.

Decompressed here and not by httpx: a few kilobytes of gzip can be gigabytes, and only who asks for
a limited piece at a time never holds them.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping

from agentassist.domain.errors import AgentAssistError
from agentassist.net.site import Limits
from agentassist.net.source_error import source_error

_JSON = frozenset({"application/json", "text/json"})
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_GZIP = 16 + zlib.MAX_WBITS
_BREATH = 64  # pieces, then others on the loop have their turn
_MANY, _SMALL = 4_000, 64  # so many pieces of so few bytes are an attack on our time


class BodyReader:
    """For one answer. `headers` have lower-case names."""

    def __init__(self, source: str, limits: Limits, headers: Mapping[str, str]) -> None:
        self._source = source
        self._most = limits.body_bytes
        self._headers = headers
        self._body = bytearray()

    async def read(
        self, pieces: AsyncIterator[bytes], empty_ok: bool, *, any_type: bool = False
    ) -> bytes | None:
        """The body of a success; None where there is none and that is all right.

        `any_type`: it is a file that need not be JSON.

        AgentAssistError("source.not_json" | "source.too_large", problem=...).
        """
        wrong_type = None if any_type else self._type_problem()
        if wrong_type is not None and not empty_ok:
            raise wrong_type
        if self._declared() > self._most:
            raise self._too_large("body")
        inflated = self._inflated()
        count = came = 0
        async for piece in pieces:
            count, came = count + 1, came + len(piece)
            if count > _MANY and came < count * _SMALL:
                raise self._too_large("pieces")
            self._add(piece if inflated is None else inflated.of(piece, self._room()))
            if count % _BREATH == 0:
                await asyncio.sleep(0)
        if inflated is not None and came and not inflated.whole:
            raise self._not_json("cut_off")
        if empty_ok and not self._body:
            return None
        if wrong_type is not None:
            raise wrong_type
        return bytes(self._body)

    def _add(self, piece: bytes | None) -> None:
        if piece is None:
            raise self._not_json("encoding")
        if len(piece) > self._most - len(self._body):
            raise self._too_large("body")
        self._body += piece

    def _room(self) -> int:
        return self._most - len(self._body) + 1  # one more shows that it is too much

    def _declared(self) -> int:
        text = self._headers.get("content-length", "")
        if not (text.isascii() and text.isdigit()):
            return 0
        return int(text) if len(text) < 20 else self._most + 1

    def _type_problem(self) -> AgentAssistError | None:
        kind = self._headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in _JSON or (kind.count("/") == 1 and kind.endswith("+json")):
            return None
        if kind in _HTML:  # a proxy's notice, a login page, a fault of the server behind
            return self._not_json("html")
        return self._not_json("type" if kind else "no_type")

    def _inflated(self) -> "_Inflated | None":
        coding = self._headers.get("content-encoding", "").strip().lower()
        if coding in {"", "identity"}:
            return None
        if coding not in {"gzip", "x-gzip"}:
            raise self._not_json("encoding")
        return _Inflated()

    def _not_json(self, problem: str) -> AgentAssistError:
        return source_error("source.not_json", self._source, problem=problem)

    def _too_large(self, problem: str) -> AgentAssistError:
        return source_error("source.too_large", self._source, problem=problem)


class _Inflated:
    """One gzip stream, never more than was asked for at a time."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_GZIP)

    @property
    def whole(self) -> bool:
        return self._inflate.eof

    def of(self, piece: bytes, most: int) -> bytes | None:
        """None when it is no gzip, or goes on behind its end."""
        if self._inflate.eof:
            return None
        try:
            found = self._inflate.decompress(piece, most)
        except zlib.error:
            return None
        return None if self._inflate.unused_data else found
