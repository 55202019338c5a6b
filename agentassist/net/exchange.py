"""Bytes out, bytes in: one request over httpx, with a limit on everything that comes back.

httpx's transport is used without its client: what a client adds (cookies, redirects that carry
logins along, .netrc, environment, log lines with whole addresses) is what must not happen here.
Time limits are the caller's (`asyncio.timeout` around all of it): a limit for each read would let
a server trickle one byte at a time.

Imports httpx: import this module when something is about to be sent, never before the first paint.
"""

import asyncio
import logging
import ssl
from collections.abc import Mapping
from typing import Protocol, cast

import httpx

from agentassist.net.body_reader import BodyReader
from agentassist.net.certificates import tls_context
from agentassist.net.origin import address_of, joined, same_origin, site_url, usable
from agentassist.net.outgoing import COMMON, Outgoing, Reply, json_body
from agentassist.net.proxy import ProxyAddress, proxy_for
from agentassist.net.request import Request
from agentassist.net.site import Site
from agentassist.net.source_error import source_error
from agentassist.net.transport_fault import fault_of

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEPT = 30.0  # seconds an idle connection is kept: a call's questions come within these
for _name in ("httpx", "httpcore"):  # their lines hold addresses and headers as they are
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


class Exchange:
    """The connections of one source. Belongs to one event loop."""

    def __init__(self, site: Site, transport: httpx.AsyncHTTPTransport) -> None:
        self._site = site
        self._transport = transport

    @classmethod
    def opened(cls, site: Site) -> "Exchange":
        """Blocking: certificates and the system's proxy are read. Connects to nobody yet.

        AgentAssistError("source.bad_certificate" | "source.bad_address").
        """
        url = site_url(site.url, site.source, site.insecure_http)
        context = tls_context(site.source, site.ca_file)
        proxy = proxy_for(site.source, url.scheme, url.host, site.proxy)
        transport = httpx.AsyncHTTPTransport(
            verify=context,
            trust_env=False,
            proxy=None if proxy is None else _proxy(proxy, site),
            limits=httpx.Limits(
                max_connections=8, max_keepalive_connections=4, keepalive_expiry=_KEPT
            ),
        )
        return cls(site, transport)

    def outgoing(self, request: Request) -> Outgoing:
        """Without the login. AgentAssistError("source.bad_request" | "source.redirected")."""
        source = self._site.source
        body = json_body(request.json, source)
        bare = Outgoing(
            request.method,
            address_of(self._site, request),
            COMMON,
            body,
            follows=request.method == "GET",
            empty_ok=not request.repeatable,
        )
        kind = (("Content-Type", "application/json"),) if body else ()
        return bare.adding((*kind, *self._site.headers, *request.headers))

    def check_token_url(self, text: str) -> None:
        """AgentAssistError("source.bad_address") where a client's secret must not be sent."""
        site_url(text, self._site.source, self._site.insecure_http)

    async def perform(self, outgoing: Outgoing) -> Reply:
        """AgentAssistError("source.*") for what is no HTTP, too large, no JSON, or redirected.

        Any other status is a Reply, its body unread.
        """
        url = usable(outgoing.url, self._site.source)
        for _ in range(self._site.limits.redirects + 1):
            reply = await self._once(outgoing, url)
            if reply.status not in _REDIRECTS:
                if 300 <= reply.status < 400 and not (outgoing.any_file and reply.status == 304):
                    raise source_error("source.redirected", self._site.source, problem="status")
                return reply
            url = self._next(outgoing, url, reply)
        raise source_error("source.redirected", self._site.source, problem="too_often")

    def _next(self, outgoing: Outgoing, url: httpx.URL, reply: Reply) -> httpx.URL:
        source = self._site.source
        if not outgoing.follows:
            raise source_error("source.redirected", source, problem="not_followed")
        target = joined(url, reply.headers.get("location", ""))
        if target is None:
            raise source_error("source.redirected", source, problem="address")
        if not same_origin(target, url):
            raise source_error("source.redirected", source, problem="elsewhere")
        return target

    async def _once(self, outgoing: Outgoing, url: httpx.URL) -> Reply:
        source = self._site.source
        try:
            request = httpx.Request(
                outgoing.method, url, headers=list(outgoing.headers), content=outgoing.body or None
            )
        except (UnicodeEncodeError, ValueError):  # a header that is none
            raise source_error("source.bad_request", source, problem="header") from None
        unsecured = _Unsecured()
        request.extensions["trace"] = unsecured.trace
        try:
            response = await self._transport.handle_async_request(request)
        except httpx.TransportError as problem:
            raise fault_of(problem, source, began=False) from None
        except asyncio.CancelledError:  # the deadline, or nobody wants to know any more
            await unsecured.close()
            raise
        try:
            return await self._read(outgoing, url, response)
        except httpx.TransportError as problem:
            raise fault_of(problem, source, began=True) from None
        finally:
            await response.aclose()

    async def _read(self, outgoing: Outgoing, url: httpx.URL, response: httpx.Response) -> Reply:
        headers = self._headers(response)
        body: bytes | None = None
        if 200 <= response.status_code < 300:
            empty_ok = outgoing.empty_ok or response.status_code == 204
            reader = BodyReader(self._site.source, self._site.limits, headers)
            body = await reader.read(response.aiter_raw(), empty_ok, any_type=outgoing.any_file)
        if _more_came(response):
            await response.extensions["network_stream"].aclose()
        return Reply(response.status_code, headers, str(url), body)

    def _headers(self, response: httpx.Response) -> Mapping[str, str]:
        raw = response.headers.raw
        if sum(len(name) + len(value) for name, value in raw) > self._site.limits.header_bytes:
            raise source_error("source.too_large", self._site.source, problem="headers")
        found: dict[str, str] = {}
        for name, value in raw:
            key, text = name.decode("latin-1").lower(), value.decode("latin-1")
            found[key] = f"{found[key]}, {text}" if key in found else text
        return found

    async def close(self) -> None:
        await self._transport.aclose()


class _Unsecured:
    """A connection whose TLS handshake is under way: a cancelled one is closed by nobody else."""

    def __init__(self) -> None:
        self._streams: list[_Stream] = []

    async def trace(self, event: str, details: Mapping[str, object]) -> None:
        """httpx's extension of this name."""
        if event.endswith("connect_tcp.complete"):
            self._streams.append(cast(_Stream, details["return_value"]))
        elif event.endswith("start_tls.complete"):
            self._streams.clear()

    async def close(self) -> None:
        for stream in self._streams:
            await stream.aclose()


class _Stream(Protocol):
    async def aclose(self) -> None: ...


def _more_came(response: httpx.Response) -> bool:
    """Whether something stands behind the answer, if only an end: it would be taken for the next.

    That next answer could be another customer's. httpcore keeps such a connection and shows
    nothing of it, hence the look inside; where that fails the connection is not used again.
    """
    inner: object = response.stream
    for name in ("_httpcore_stream", "_stream", "_connection", "_h11_state"):
        inner = getattr(inner, name, None)
    behind, ended = getattr(inner, "trailing_data", (b"?", True))
    if behind or ended:
        return True
    tls = response.extensions["network_stream"].get_extra_info("ssl_object")
    if tls is None:
        return False  # what is still in the socket is seen before it is used again
    try:
        tls.read(1)  # a record that came with the last one
    except ssl.SSLWantReadError:
        return False
    except ssl.SSLError:
        return True
    return True


def _proxy(address: ProxyAddress, site: Site) -> httpx.Proxy:
    login = (address.user, address.secret.reveal()) if address.secret is not None else None
    context = tls_context(site.source, site.ca_file) if address.url.startswith("https:") else None
    return httpx.Proxy(address.url, ssl_context=context, auth=login)
