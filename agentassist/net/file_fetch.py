"""A file from an https address, only when it is another one than last time."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from agentassist.net.answer import Answer
from agentassist.net.login import Login, NoLogin
from agentassist.net.outgoing import COMMON, Outgoing
from agentassist.net.request import Request
from agentassist.net.site import Limits, Site
from agentassist.net.source_error import of_status, source_error

if TYPE_CHECKING:  # httpx is loaded when something is fetched
    from agentassist.net.exchange import Exchange

DEADLINE = timedelta(minutes=10)
LARGEST = 200_000_000  # bytes after decompression
_LONGEST_MARK = 500


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """`mark` is its ETag, else the time it was changed, as the server wrote it; "" for neither."""

    content: bytes = field(repr=False)
    mark: str = ""


async def fetch_file(
    name: str,
    address: str,
    mark: str = "",
    *,
    most: int = LARGEST,
    site: Site | None = None,
    login: Login | None = None,
) -> FetchedFile | None:
    """None: it is still the one with this mark. `name` stands in errors.

    `site` says how to get there, where the system's certificates and proxy are not the way.
    AgentAssistError("source.*") as `net.sender.Sender` has them.
    """
    parts = urlsplit(address)
    base = f"{parts.scheme}://{parts.netloc}"
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    way = site or Site(name, base, limits=Limits(body_bytes=most))
    exchange = await asyncio.to_thread(_open, way)
    try:
        async with asyncio.timeout(DEADLINE.total_seconds()):
            return await _fetch(exchange, name, path, mark, login or NoLogin())
    except TimeoutError:
        raise source_error("source.too_slow", name) from None
    finally:
        await exchange.close()


def _open(site: Site) -> "Exchange":
    """In a worker thread: importing httpx and reading the system's certificates take a while."""
    from agentassist.net.exchange import Exchange

    return Exchange.opened(site)


async def _fetch(
    exchange: "Exchange", name: str, path: str, mark: str, login: Login
) -> FetchedFile | None:
    plain = exchange.outgoing(Request("GET", path))
    asked = [(key, value) for key, value in COMMON if key != "Accept"]
    if mark:
        quoted = mark.startswith(('"', 'W/"'))
        asked.append(("If-None-Match" if quoted else "If-Modified-Since", mark))
    headers = (*asked, ("Accept", "*/*"), *await login.headers(_asks_nobody))
    outgoing = replace(plain, headers=headers, any_file=True)
    reply = await exchange.perform(outgoing)
    if reply.status == 304:
        return None
    if reply.status != 200 or reply.body is None:
        raise of_status(reply.status, name)
    found = reply.headers.get("etag") or reply.headers.get("last-modified", "")
    usable = len(found) <= _LONGEST_MARK and found.isascii() and found.isprintable()
    return FetchedFile(reply.body, found if usable else "")


async def _asks_nobody(_outgoing: Outgoing) -> Answer:
    """A login of a feed is a header that is there: it gets no token elsewhere."""
    raise NotImplementedError
