"""HTML of anybody's, and XML like it, as tags and text: read once from front to back.

Nothing is rendered and nothing fetched. Whatever stands there, the time is that of its length: the
standard library's parser takes seconds for some broken pages of a hundred kilobytes.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_LONGEST_TAG = 4_000
_MOST_BROKEN = 200  # tags without an end: after so many, `<` is a sign like others
_MOST_ATTRIBUTES = 50
_RAW = frozenset({"script", "style", "title", "textarea"})  # no tag in them but their own end
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15}(?:[:-][a-zA-Z0-9]{1,20}){0,4})(?=[\s/>])")
_ATTRIBUTE = re.compile(
    r"([a-zA-Z_][a-zA-Z0-9_:.-]{0,60})\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
)
_HIDING = re.compile(
    r"\shidden(?=[\s=>/]|$)|display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden",
    re.IGNORECASE,
)
_CDATA = "<![CDATA["
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base"})


@dataclass(frozen=True, slots=True)
class Opened:
    """`name` in small letters; `raw` is the rest of the tag, as it stands there."""

    name: str
    raw: str = ""

    @property
    def empty(self) -> bool:
        """It closes itself, as tags of XML may."""
        return self.raw.endswith("/")

    @property
    def hides(self) -> bool:
        """A reader of the page does not see what is in it."""
        return self.name not in VOID and _HIDING.search(self.raw) is not None

    @property
    def attributes(self) -> Mapping[str, str]:
        """The first of each name, in small letters. A quote within a value ends it."""
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.raw):
            if len(found) == _MOST_ATTRIBUTES:
                break
            value = next((part for part in match.groups()[1:] if part is not None), "")
            found.setdefault(match[1].lower(), unescaped(value))
        return found


@dataclass(frozen=True, slots=True)
class Closed:
    name: str


@dataclass(frozen=True, slots=True)
class Words:
    """Text with its entities read; `exact`: it stood in a script, a title, or CDATA."""

    text: str
    exact: bool = False


Token = Opened | Closed | Words


def tokens(marked: str) -> Iterator[Token]:
    """Comments and declarations are left out."""
    return _Reader(marked).tokens()


def unescaped(text: str) -> str:
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except ValueError:  # a number of thousands of digits
        return text.replace("&", " ")


class _Reader:
    def __init__(self, marked: str) -> None:
        self._marked = marked
        self._broken = 0
        self._at = 0
        self._absent: set[str] = set()  # what does not come any more: not looked for again

    def tokens(self) -> Iterator[Token]:
        marked = self._marked
        while (sign := marked.find("<", self._at)) >= 0:
            if sign > self._at:
                yield Words(unescaped(marked[self._at : sign]))
            yield from self._after(sign)
        if self._at < len(marked):
            yield Words(unescaped(marked[self._at :]))

    def _after(self, sign: int) -> Iterator[Token]:
        """What begins with `<` at `sign`; goes on behind it."""
        marked = self._marked
        if marked.startswith("<!--", sign):
            self._at = self._past("-->", sign + 4)
        elif marked.startswith(_CDATA, sign):
            self._at = self._past("]]>", sign + len(_CDATA))
            found = marked[sign + len(_CDATA) : self._at].removesuffix("]]>")
            yield Words(found, exact=True)
        elif marked.startswith(("<!", "<?"), sign):
            self._at = self._past(">", sign + 2)
        else:
            yield from self._tag(sign)

    def _tag(self, sign: int) -> Iterator[Token]:
        marked = self._marked
        found = _TAG.match(marked, sign) if self._broken < _MOST_BROKEN else None
        end = _end_of_tag(marked, found.end()) if found else -1
        if found is None or end < 0:
            self._broken += found is not None
            self._at = sign + 1
            yield Words("<")
            return
        name, self._at = found[2].lower(), end + 1
        if found[1]:
            yield Closed(name)
            return
        opened = Opened(name, marked[found.end() : end])
        yield opened
        if name in _RAW and not opened.empty:
            yield from self._raw(name)

    def _raw(self, name: str) -> Iterator[Token]:
        start, closing = self._at, None
        if f"</{name}" not in self._absent:
            closing = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(self._marked, start)
        if closing is None:
            self._absent.add(f"</{name}")
        inner = closing.start() if closing else len(self._marked)
        self._at = self._past(">", inner) if closing else inner
        text = self._marked[start:inner]
        yield Words(unescaped(text) if name in ("title", "textarea") else text, exact=True)
        yield Closed(name)

    def _past(self, closing: str, start: int) -> int:
        """Behind the next `closing`; the end of the text where there is none."""
        end = -1 if closing in self._absent else self._marked.find(closing, start)
        if end < 0:
            self._absent.add(closing)
            return len(self._marked)
        return end + len(closing)


def _end_of_tag(marked: str, start: int) -> int:
    """Where the `>` is that is in no quotes; -1 when it is not near."""
    quote = ""
    for at in range(start, min(len(marked), start + _LONGEST_TAG)):
        sign = marked[at]
        if quote:
            quote = "" if sign == quote else quote
        elif sign == ">":
            return at
        elif sign in "\"'":
            quote = sign
        elif sign == "<":
            return -1
    return -1
