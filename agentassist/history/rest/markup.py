"""HTML of mails and articles as plain text: lines and bullets stay, the rest goes.

Nothing is rendered and nothing fetched. It is read once from front to back: the standard library's
parser takes seconds for some broken pages of a hundred kilobytes.
"""

import html
import re

LONGEST = 400_000  # characters of HTML that are looked at
_LONGEST_TAG = 4_000
_MOST_BROKEN = 200  # tags without an end: after so many, `<` is a sign like others
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object"})
_RAW = frozenset({"script", "style", "title"})  # nothing in them is a tag but their own end
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base"})
_PARAGRAPHS = frozenset(
    {
        *("p", "div", "ul", "ol", "table", "blockquote", "pre", "section", "article", "header"),
        *("footer", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "form", "hr", "address", "main"),
    }
)
_LINES = frozenset({"br", "li", "tr", "dt", "dd", "option"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?=[\s/>])")
_HIDING = re.compile(
    r"\shidden(?=[\s=>/]|$)|display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden",
    re.IGNORECASE,
)
_LOOKS_MARKED = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}[\s/>]|<!--|&[#a-zA-Z0-9]{2,10};")


def plain_text(marked: str, *, headings: bool = False) -> str:
    """What a reader of the page would read. `headings`: as `## ` lines, for articles."""
    reader = _Reader(marked[:LONGEST], headings)
    reader.read()
    return reader.text()


def looks_marked(text: str) -> bool:
    """It has a tag or an entity: `5 < 7` has none."""
    return ("<" in text or "&" in text) and _LOOKS_MARKED.search(text) is not None


class _Reader:
    def __init__(self, marked: str, headings: bool) -> None:
        self._marked = marked
        self._headings = headings
        self._pieces: list[str] = []
        self._unseen = ""  # the tag that hides what is in it
        self._depth = 0
        self._exact = 0
        self._broken = 0
        self._absent: set[str] = set()  # what does not come any more: not looked for again

    def read(self) -> None:
        marked, at = self._marked, 0
        while (sign := marked.find("<", at)) >= 0:
            self._say(marked[at:sign])
            at = self._after(sign)
        self._say(marked[at:])

    def text(self) -> str:
        lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(self._pieces).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _after(self, sign: int) -> int:
        """Behind whatever begins with `<` at `sign`."""
        marked = self._marked
        if marked.startswith("<!--", sign):
            return self._past("-->", sign + 4)
        if marked.startswith(("<!", "<?"), sign):
            return self._past(">", sign + 2)
        found = _TAG.match(marked, sign) if self._broken < _MOST_BROKEN else None
        end = _end_of_tag(marked, found.end()) if found else -1
        if found is None or end < 0:
            self._broken += found is not None
            self._say("<")
            return sign + 1
        name, raw = found[2].lower(), marked[found.end() : end]
        if found[1]:
            self._close(name)
        elif self._open(name, raw) and name in _RAW:
            return self._past_raw(name, end + 1)
        return end + 1

    def _past(self, closing: str, start: int) -> int:
        """Behind the next `closing`; the end of the text where there is none."""
        end = -1 if closing in self._absent else self._marked.find(closing, start)
        if end < 0:
            self._absent.add(closing)
            return len(self._marked)
        return end + len(closing)

    def _past_raw(self, name: str, start: int) -> int:
        self._unseen, self._depth = "", 0
        closing = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(self._marked, start)
        return self._past(">", closing.start()) if closing else len(self._marked)

    def _open(self, name: str, raw: str) -> bool:
        """Whether what is in it is not seen from here on."""
        if self._unseen:
            self._depth += name == self._unseen
            return False
        if name in _UNSEEN or (name not in _VOID and _HIDING.search(raw) is not None):
            self._unseen, self._depth = name, 1
            return True
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
        return False

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

    def _say(self, text: str) -> None:
        if not text or self._unseen:
            return
        if "&" in text:
            try:
                text = html.unescape(text)
            except ValueError:  # a number of thousands of digits
                text = text.replace("&", " ")
        self._pieces.append(text if self._exact else re.sub(r"\s+", " ", text))


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
