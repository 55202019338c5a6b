"""Addresses: where one leads, and whether that is still the same place.

Compared and sent as the same parsed value, so that no two readings of one text can differ.
Imports httpx, see `exchange.py`.
"""

import re
from urllib.parse import quote, urlencode

import httpx

from agentassist.net.loopback import is_loopback
from agentassist.net.request import Request
from agentassist.net.site import Site
from agentassist.net.source_error import source_error

_PORTS = {"http": 80, "https": 443}
_DOTS = re.compile(r"(?:\.|%2e){1,2}", re.IGNORECASE)
_LONGEST = 8_000  # characters; servers rarely take more


def address_of(site: Site, request: Request) -> str:
    """The whole address. AgentAssistError("source.bad_request" | "source.redirected")."""
    if request.path.startswith("/"):
        text = site.url.strip().rstrip("/") + request.path
    else:
        text = request.path  # a "next page" link: of the same place, or somebody else's
    if request.params:
        try:
            query = urlencode(request.params, quote_via=quote, safe="")
        except UnicodeEncodeError:
            raise source_error("source.bad_request", site.source, problem="address") from None
        text += ("&" if "?" in text else "?") + query
    url = usable(text, site.source)
    if any(_DOTS.fullmatch(part) for part in text.partition("?")[0].split("/")):
        # an id of two dots that was put into a path would ask for something else
        raise source_error("source.bad_request", site.source, problem="address")
    if not same_origin(url, site_url(site.url, site.source, site.insecure_http)):
        raise source_error("source.redirected", site.source, problem="elsewhere")
    return str(url)


def usable(text: str, source: str) -> httpx.URL:
    """AgentAssistError("source.bad_request", problem="address") for what leads nowhere."""
    url = _parsed(text)
    if url is None:
        raise source_error("source.bad_request", source, problem="address")
    return url


def site_url(text: str, source: str, insecure_http: bool) -> httpx.URL:
    """A source's own address, or its token endpoint's: AgentAssistError("source.bad_address")."""
    url = _parsed(text.strip())
    # a setting within it, `https://${site}.crm.example`, must not cut off what stands behind it
    if url is None or "?" in text or "#" in text:
        raise source_error("source.bad_address", source, problem="url")
    if url.scheme == "http" and not insecure_http and not is_loopback(url.host):
        raise source_error("source.bad_address", source, problem="plain_http")
    return url


def same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    return _origin(one) == _origin(other)


def joined(base: httpx.URL, location: str) -> httpx.URL | None:
    """Where a redirect leads; None for nowhere."""
    if not location.strip() or len(location) > _LONGEST:
        return None
    try:
        return _checked(base.join(location.strip()))
    except (httpx.InvalidURL, ValueError):
        return None


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port or _PORTS.get(url.scheme)


def _parsed(text: str) -> httpx.URL | None:
    if not text or len(text) > _LONGEST:
        return None
    try:
        return _checked(httpx.URL(text))
    except (httpx.InvalidURL, ValueError):
        return None


def _checked(url: httpx.URL) -> httpx.URL | None:
    """http(s), a host, and no login in it, which would end in logs and other hosts' headers."""
    if url.scheme not in _PORTS or not url.raw_host or url.userinfo:
        return None
    return url.copy_with(fragment=None)
