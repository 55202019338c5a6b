"""One source as the network sees it: address, certificates, proxy, limits, allowances."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from agentassist.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class Limits:
    """What is more than this is not read: `source.too_large`."""

    body_bytes: int = 5_000_000  # after decompression
    header_bytes: int = 64_000
    values: int = 400_000  # commas and brackets of the JSON text, so a little too many
    depth: int = 64
    redirects: int = 3


class ProxyChoice(StrEnum):
    SYSTEM = "system"  # environment variables, else what the system's settings say; no PAC
    NONE = "none"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class ProxySetting:
    """`address` ("http://proxy.example:3128") counts with `NAMED` only.

    `user` and `secret` count for the named one and for one of the system that has none in its
    own address. The secret comes from the sealed store; it is never in the settings.
    """

    choice: ProxyChoice = ProxyChoice.SYSTEM
    address: str = ""
    user: str = ""
    secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a second, `burst` of them at once after a pause."""

    per_second: float
    burst: int = 1


@dataclass(frozen=True, slots=True)
class Rates:
    """What the source allows: in all, and for requests of one `cost` beside that.

    `remaining_header` and `reset_header` name what it says of the rest in its answers; reset is
    understood as seconds, as seconds since 1970, or as a date. `longest` caps every pause it asks
    for, so that a wrong clock over there is no outage here.
    """

    overall: Rate | None = None
    by_cost: Mapping[str, Rate] = field(default_factory=dict)
    remaining_header: str = ""
    reset_header: str = ""
    longest: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Site:
    """`source` is its name in the settings, `url` where its API begins.

    http:// only to this computer, unless `insecure_http`: then everybody on the way can read the
    login and the customers. `ca_file` (PEM) is believed beside the system's certificates, for a
    house's own. `headers` go with every request (a version, "Accept-Language"); none is a secret.
    """

    source: str
    url: str
    insecure_http: bool = False
    ca_file: Path | None = None
    proxy: ProxySetting = field(default_factory=ProxySetting)
    headers: tuple[tuple[str, str], ...] = ()
    limits: Limits = field(default_factory=Limits)
