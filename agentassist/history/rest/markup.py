"""HTML of mails and articles as plain text: lines and bullets stay, the rest goes.

Nothing is rendered and nothing fetched: what it says is read, and shown as text.
"""

import re
from html.parser import HTMLParser

LONGEST = 400_000  # characters of HTML that are looked at
_DEEPEST = 200
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base"})
_PARAGRAPHS = frozenset(
    {
        *("p", "div", "ul", "ol", "table", "blockquote", "pre", "section", "article", "header"),
        *("footer", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "form", "hr", "address", "main"),
    }
)
_LINES = frozenset({"br", "li", "tr", "dt", "dd", "option"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LOOKS_MARKED = re.compile(
    r"<(?:/?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]*)?/?|!--)>?|&[#a-zA-Z0-9]{2,10};"
)


def plain_text(marked: str, *, headings: bool = False) -> str:
    """What a reader of the page would read. `headings`: as `## ` lines, for articles."""
    reader = _Reader(headings)
    reader.feed(marked[:LONGEST])
    reader.close()
    return reader.text()


def looks_marked(text: str) -> bool:
    """It has a tag or an entity: `5 < 7` has none."""
    return ("<" in text or "&" in text) and _LOOKS_MARKED.search(text) is not None


class _Reader(HTMLParser):
    def __init__(self, headings: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._headings = headings
        self._pieces: list[str] = []
        self._unseen: list[str] = []
        self._exact = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            if tag not in _VOID and len(self._unseen) < _DEEPEST and tag == self._unseen[0]:
                self._unseen.append(tag)
            return
        if tag in _UNSEEN or (tag not in _VOID and _is_hidden(attrs)):
            self._unseen.append(tag)
            return
        if tag in _PARAGRAPHS:
            self._pieces.append("\n\n")
        elif tag in _LINES:
            self._pieces.append("\n")
        if tag == "li":
            self._pieces.append("- ")
        elif tag in ("td", "th"):
            self._pieces.append(" ")
        elif tag in _HEADINGS and self._headings:
            self._pieces.append("#" * _HEADINGS[tag] + " ")
        elif tag == "pre":
            self._exact += 1

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag == self._unseen[-1]:
                self._unseen.pop()
            return
        if tag in _PARAGRAPHS:
            self._pieces.append("\n\n")
        if tag == "pre" and self._exact:
            self._exact -= 1

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        self._pieces.append(data if self._exact else re.sub(r"\s+", " ", data))

    def text(self) -> str:
        lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(self._pieces).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_hidden(attrs: list[tuple[str, str | None]]) -> bool:
    """Text that no reader saw may say anything: the preview line of a mail, an injected one."""
    for name, value in attrs:
        if name == "hidden":
            return True
        if name == "style" and value is not None:
            style = value.replace(" ", "").lower()
            if "display:none" in style or "visibility:hidden" in style:
                return True
    return False
