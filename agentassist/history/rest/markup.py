"""HTML of mails and articles as plain text: lines and bullets stay, the rest goes.

Nothing is rendered and nothing fetched.
"""

import re

from agentassist.domain.html_tokens import Closed, Opened, Words, tokens

LONGEST = 400_000  # characters of HTML that are looked at
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object"})
_PARAGRAPHS = frozenset(
    {
        *("p", "div", "ul", "ol", "table", "blockquote", "pre", "section", "article", "header"),
        *("footer", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "form", "hr", "address", "main"),
    }
)
_LINES = frozenset({"br", "li", "tr", "dt", "dd", "option"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?=[\s/>])")
_LOOKS_MARKED = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}[\s/>]|<!--|&[#a-zA-Z0-9]{2,10};")


def plain_text(marked: str, *, headings: bool = False) -> str:
    """What a reader of the page would read. `headings`: as `## ` lines, for articles."""
    reader = _Reader(headings)
    reader.read(marked[:LONGEST])
    return reader.text()


def looks_marked(text: str) -> bool:
    """It has a tag or an entity: `5 < 7` has none."""
    return ("<" in text or "&" in text) and _LOOKS_MARKED.search(text) is not None


class _Reader:
    def __init__(self, headings: bool) -> None:
        self._headings = headings
        self._pieces: list[str] = []
        self._unseen = ""  # the tag that hides what is in it
        self._depth = 0
        self._exact = 0

    def read(self, marked: str) -> None:
        for token in tokens(marked):
            match token:
                case Opened(name):
                    self._open(name, token.hides)
                case Closed(name):
                    self._close(name)
                case Words(text, exact):
                    self._say(text, exact)

    def text(self) -> str:
        lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(self._pieces).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _open(self, name: str, hidden: bool) -> None:
        if self._unseen:
            self._depth += name == self._unseen
            return
        if name in _UNSEEN or hidden:
            self._unseen, self._depth = name, 1
            return
        if name in _PARAGRAPHS:
            self._pieces.append("\n\n")
        elif name in _LINES:
            self._pieces.append("\n")
        if name == "li":
            self._pieces.append("- ")
        elif name in ("td", "th"):
            self._pieces.append(" ")
        elif name in _HEADINGS and self._headings:
            self._pieces.append("#" * _HEADINGS[name] + " ")
        self._exact += name == "pre"

    def _close(self, name: str) -> None:
        if self._unseen:
            self._depth -= name == self._unseen
            if not self._depth:
                self._unseen = ""
            return
        if name in _PARAGRAPHS:
            self._pieces.append("\n\n")
        if name == "pre" and self._exact:
            self._exact -= 1

    def _say(self, text: str, exact: bool) -> None:
        if not self._unseen:
            self._pieces.append(text if exact or self._exact else re.sub(r"\s+", " ", text))
