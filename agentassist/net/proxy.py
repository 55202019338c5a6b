"""The proxy between here and a source: named in the settings, or the system's.

The system's: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, else what Windows and macOS have in
their settings, exceptions included. A PAC file is not run: a site that has one names its proxy.
Nothing for this computer goes through a proxy.
"""

import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field

from agentassist.domain.secret import Secret
from agentassist.net.loopback import is_loopback
from agentassist.net.site import ProxyChoice, ProxySetting
from agentassist.net.source_error import source_error


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """`url` has scheme, host and port, and no login in it."""

    url: str
    user: str = ""
    secret: Secret | None = field(default=None)


def proxy_for(source: str, scheme: str, host: str, setting: ProxySetting) -> ProxyAddress | None:
    """None: straight. AgentAssistError("source.bad_address", problem="proxy") for a bad one."""
    if is_loopback(host):
        return None
    match setting.choice:
        case ProxyChoice.NONE:
            return None
        case ProxyChoice.NAMED:
            address = setting.address
        case ProxyChoice.SYSTEM:
            address = _of_system(scheme, host, urllib.request.getproxies())
    return _read(source, address, setting) if address else None


def _of_system(scheme: str, host: str, proxies: Mapping[str, str]) -> str:
    if urllib.request.proxy_bypass(host):
        return ""
    return proxies.get(scheme) or proxies.get("all") or ""


def _read(source: str, address: str, setting: ProxySetting) -> ProxyAddress:
    text = address if "://" in address else f"http://{address}"
    try:
        parts = urllib.parse.urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urllib.parse.urlsplit("")
    if not host or parts.scheme not in {"http", "https"}:  # SOCKS would need one more package
        raise source_error("source.bad_address", source, problem="proxy")
    bracketed = f"[{host}]" if ":" in host else host
    url = f"{parts.scheme}://{bracketed}" + (f":{port}" if port else "")
    if parts.username:
        user = urllib.parse.unquote(parts.username)
        return ProxyAddress(url, user, Secret(urllib.parse.unquote(parts.password or "")))
    return ProxyAddress(url, setting.user, setting.secret)
