"""How a source is told who asks: a header, a name with a password, or OAuth2 (`oauth.py`).

Never in an address: addresses end in the logs of servers and proxies.
"""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.net.answer import Answer
from agentassist.net.outgoing import Outgoing
from agentassist.net.source_error import source_error

Headers = tuple[tuple[str, str], ...]
Ask = Callable[[Outgoing], Awaitable[Answer]]  # how a login itself goes out, when it has to
FindSecret = Callable[[], Awaitable[Secret]]  # AgentAssistError("source.login_refused") for none


class Login(Protocol):
    async def headers(self, ask: Ask) -> Headers:
        """What goes with a request. AgentAssistError("source.login_refused", ...)."""
        ...

    async def renew(self, refused: Headers, ask: Ask) -> bool:
        """401 came for `refused`. True: there is something newer to try."""
        ...


class NoLogin:
    async def headers(self, _ask: Ask) -> Headers:
        return ()

    async def renew(self, _refused: Headers, _ask: Ask) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class HeaderLogin:
    """A token or key: `prefix` is "Bearer ", "token ", "Token token=" or nothing."""

    source: str
    secret: FindSecret
    name: str = "Authorization"
    prefix: str = "Bearer "

    async def headers(self, _ask: Ask) -> Headers:
        secret = await self.secret()
        return ((self.name, f"{self.prefix}{sendable(secret, self.source)}"),)

    async def renew(self, _refused: Headers, _ask: Ask) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class BasicLogin:
    """Name and password. `key_first`: the secret is the name, as of an API key, `user` the rest."""

    source: str
    user: str
    secret: FindSecret
    key_first: bool = False

    async def headers(self, _ask: Ask) -> Headers:
        secret = (await self.secret()).reveal()
        return (("Authorization", basic(*self._pair(secret), self.source)),)

    def _pair(self, secret: str) -> tuple[str, str]:
        return (secret, self.user) if self.key_first else (self.user, secret)

    async def renew(self, _refused: Headers, _ask: Ask) -> bool:
        return False


def basic(name: str, password: str, source: str) -> str:
    """RFC 7617 in UTF-8. A colon in the name can't be told from the one behind it."""
    if ":" in name:
        raise unusable(source)
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def sendable(secret: Secret, source: str) -> str:
    """A secret that can stand in a header: printable ASCII, as tokens are."""
    text = secret.reveal().strip()
    if not text or not text.isascii() or not text.isprintable():
        raise unusable(source)
    return text


def unusable(source: str) -> AgentAssistError:
    """The secret itself is none that could be sent."""
    return source_error("source.login_refused", source, problem="unusable_secret")
