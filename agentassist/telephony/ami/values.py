"""Single values as Asterisk writes them."""

import re
from datetime import timedelta
from typing import Final

from agentassist.domain.party import Presentation
from agentassist.domain.shown_text import shown_number

_SECONDS: Final = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")
_UNKNOWN: Final = frozenset({"", "<unknown>", "unknown", "<Unknown>"})


def channel_line(channel: str) -> tuple[str, int, str]:
    """("101", 0, "") of PJSIP/101-0000001; ("103", 1, pair) of Local/103@agents-0000001;1."""
    technology, _, rest = channel.partition("/")
    if technology == "Local":
        pair, _, half = rest.rpartition(";")
        if half in ("1", "2"):
            return pair.partition("@")[0], int(half), pair
    line = rest.rpartition("-")[0] or rest
    return line, 0, ""


def read_presentation(text: str) -> Presentation:
    """Of CALLERID(pres); UNKNOWN when it says nothing."""
    text = text.strip().lower()
    if text.startswith("prohib"):
        return Presentation.RESTRICTED
    return Presentation.ALLOWED if text.startswith("allowed") else Presentation.UNKNOWN


def known(text: str) -> str | None:
    return None if text in _UNKNOWN else text


def anonymous(text: str | None) -> bool:
    return text is not None and text.strip().lower() == "anonymous"


def exten(text: str) -> str | None:
    return shown_number(text) if text not in ("", "s", "h") else None


def seconds(text: str) -> float | None:
    """Of a Timestamp. A number that no clock shows (nan, 1e400) is none: waits are taken of it."""
    return float(text) if _SECONDS.fullmatch(text) else None


def age(text: str) -> timedelta:
    """Of `00:00:17` or `17`."""
    parts = text.split(":")[-3:]
    if not all(part.isdecimal() and part.isascii() and len(part) < 8 for part in parts):
        return timedelta()
    total = 0
    for part in parts:
        total = total * 60 + int(part)
    return timedelta(seconds=total)
