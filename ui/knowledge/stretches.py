"""Parts of a line of an article: bold, emphasised, code, or a link that may be opened outside."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

# Nothing here looks further than to the next sign of its kind: a text of two megabytes of stars
# must not hold up the window. `**bold**` and `*emphasis*` (a star with a space inside it is a
# star), `code`, [words](address), and an address that stands in the text as it is.
_MARKED: Final = re.compile(
    r"\*\*(?=\S)(?P<bold>(?:(?!\*\*).)+)(?<=\S)\*\*"
    r"|(?<!\*)\*(?=[^\s*])(?P<italic>[^*\n]*[^\s*])\*(?!\*)"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<!!)\[(?P<words>[^\[\]\n]{1,300})\]\((?P<target>[^()\s]{1,2000})\)"
    r"|(?P<address>https?://[!-;=?-~]{1,2000})"
)
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a line in one weight. `address`: where it leads; '' for mere text."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    address: str = ""

    @property
    def plain(self) -> str:
        """A link keeps its address, which a reader of a mail needs."""
        hidden = self.address and self.address != self.text
        return f"{self.text} ({self.address})" if hidden else self.text


def stretches(text: str) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    at = 0
    for match in _MARKED.finditer(text):
        if match.start() < at:
            continue
        stretch, end = _read(match)
        if match.start() > at:
            found.append(Stretch(text[at : match.start()]))
        found.append(stretch)
        at = end
    if at < len(text):
        found.append(Stretch(text[at:]))
    return tuple(found)


def _read(match: re.Match[str]) -> tuple[Stretch, int]:
    """What was matched, and where it ends."""
    kind = match.lastgroup
    if kind == "target":
        if address := safe_address(match["target"]):
            return Stretch(match["words"], address=address), match.end()
        return Stretch(match[0]), match.end()  # not to be opened: shown as it is written
    if kind == "address":
        written = _without_ending(match["address"])
        return Stretch(written, address=safe_address(written)), match.start() + len(written)
    text = match[kind or 0]
    styled = Stretch(text, bold=kind == "bold", italic=kind == "italic", code=kind == "code")
    return styled, match.end()


def _without_ending(address: str) -> str:
    """Without the full stop of its sentence, or the bracket it stands in."""
    while address and address[-1] in ".,;:!?'\"*)]}":
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def safe_address(text: str) -> str:
    """The address if it may be opened: https, a host and no login in it; else ''."""
    if len(text) > _LONGEST or not text.isascii() or not text.isprintable():
        return ""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return ""
    host = parts.hostname or ""
    usable = parts.scheme == "https" and "." in host.strip(".") and "@" not in parts.netloc
    return text if usable and (port is None or port > 0) and "\\" not in text else ""
