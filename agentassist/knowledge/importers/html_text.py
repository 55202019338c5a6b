"""A page of HTML, or Confluence's storage format, as plain text with light Markdown.

Headings, lists, bold and rows of tables stay, links as their text and their https address. Scripts,
styles, fields of forms, pictures and what is hidden go; nothing is ever fetched.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from agentassist.domain.html_tokens import Closed, Opened, Words, tokens
from agentassist.domain.knowledge import Section, SectionKind
from agentassist.knowledge.importers.html_sections import Outline, kind_of_heading

_UNSEEN = frozenset(
    {
        *("script", "style", "template", "noscript", "svg", "object", "iframe", "video", "audio"),
        *("canvas", "select", "textarea", "button", "nav", "ac:image", "ac:emoticon", "ac:task-id"),
        *("ac:task-uuid", "ac:task-status", "ac:placeholder", "ac:adf-extension", "math"),
    }
)
_PARAGRAPHS = frozenset(
    {
        *("p", "div", "ul", "ol", "table", "blockquote", "pre", "section", "article", "header"),
        *("footer", "dl", "form", "hr", "address", "main", "aside", "details", "fieldset"),
        *("ac:structured-macro", "ac:macro", "ac:rich-text-body", "ac:layout-cell", "ac:task-list"),
    }
)
_LINES = frozenset({"br", "dt", "dd", "summary", "caption"})
_ITEMS = frozenset({"li", "ac:task"})
_EXACT = frozenset({"pre", "ac:plain-text-body"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_MACROS = frozenset({"ac:structured-macro", "ac:macro"})
_BOLD, _END_BOLD, _INDENT, _SPACE = "\x02", "\x03", "\x04", "\x05"
_WEIGHT = re.compile(f"{_BOLD}([^{_BOLD}{_END_BOLD}\n]*){_END_BOLD}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ADDRESS = re.compile(r"https://[^\s@/?#\\\x7f-\U0010ffff]+(?:[/?#][!-~]*)?")  # no name@


@dataclass(slots=True)
class HtmlPage:
    """`title` and `meta` are the head's, `heading` the first of the first level."""

    title: str = ""
    heading: str = ""
    language: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    body: str = ""
    captured: dict[str, list[str]] = field(default_factory=dict)


def read_page(marked: str, captured: Iterable[str] = ()) -> HtmlPage:
    """`captured`: ids and classes of elements whose text is wanted apart."""
    return _Writer('id="main-content"' in marked, frozenset(captured)).page(marked)


class _Writer:
    def __init__(self, only_main: bool, captured: frozenset[str]) -> None:
        self._only_main = only_main
        self._page = HtmlPage()
        self._outline = Outline()
        self._parts: dict[SectionKind | None, list[str]] = {}
        self._out: list[str] = self._parts.setdefault(None, [])
        self._unseen, self._depth = "", 0
        self._exact = 0
        self._lists: list[int | None] = []  # the last number of each open list; None: bullets
        self._cells = 0  # cells that the place is in, of tables within tables
        self._tables: list[int] = []  # so many were around each open table
        self._fresh_item = False
        self._links: list[tuple[str, int]] = []
        self._heading: list[str] | None = None
        self._aside: list[str] | None = None  # text of a title, or of a macro's parameter
        self._parameter = ""
        self._wanted = captured
        self._capturing: list[tuple[str, str, int]] = []

    def page(self, marked: str) -> HtmlPage:
        for token in tokens(_CONTROL.sub("", marked)):
            match token:
                case Opened():
                    self._open(token)
                case Closed(name):
                    self._close(name)
                case Words(text, exact):
                    self._say(text, exact)
        page = self._page
        told = {kind: _tidy("".join(pieces)) for kind, pieces in self._parts.items()}
        page.body = told.pop(None, "")
        page.sections = tuple(
            Section(kind, text) for kind, text in told.items() if kind is not None and text
        )
        return page

    # --- tags -------------------------------------------------------------------------------------

    def _open(self, tag: Opened) -> None:
        name = tag.name
        if self._unseen:
            self._depth += name == self._unseen and not tag.empty
            return
        if name in ("meta", "html", "title"):
            self._head(tag)
            return
        if (name in _UNSEEN or tag.hides) and not tag.empty:
            self._unseen, self._depth = name, 1
            return
        self._capture(tag)
        if self._outline.opened(tag):
            self._turn()
        if name in _HEADINGS:
            self._heading = []
        elif name in _ITEMS:
            self._item()
        elif name in _PARAGRAPHS:
            self._apart("\n\n")
        elif name in _LINES:
            self._apart("\n")
        self._open_inline(tag)

    def _open_inline(self, tag: Opened) -> None:
        match tag.name:
            case "ul" | "ol" | "ac:task-list":
                self._lists.append(0 if tag.name == "ol" else None)
            case "table":
                self._tables.append(self._cells)
            case "tr":
                self._cells = self._around
                self._put("\n\n- " if not self._cells else " ")
            case "td" | "th":
                self._cells = self._around + 1
                self._put(" | ")
            case "b" | "strong":
                self._put(_BOLD)
            case "a":
                self._links.append((tag.attributes.get("href", ""), len(self._out)))
            case "ac:parameter":
                self._parameter, self._aside = tag.attributes.get("ac:name", ""), []
            case "ri:page" | "ri:blog-post":
                self._put(tag.attributes.get("ri:content-title", ""))
            case "ac:link-body" | "ac:plain-text-link-body":
                self._put(" ")
            case "time" if tag.empty:
                self._put(tag.attributes.get("datetime", ""))
        self._exact += tag.name in _EXACT and not tag.empty

    def _close(self, name: str) -> None:
        if self._unseen:
            self._depth -= name == self._unseen
            self._unseen = self._unseen if self._depth else ""
            return
        while self._capturing and self._capturing[-1][0] == name:
            tag, wanted, depth = self._capturing.pop()
            if depth:
                self._capturing.append((tag, wanted, depth - 1))
                break
        if name in _HEADINGS and self._heading is not None:
            self._end_heading(_HEADINGS[name])
        elif name == "title" and self._aside is not None:
            self._page.title = self._page.title or " ".join("".join(self._aside).split())
            self._aside = None
        elif name == "ac:parameter" and self._aside is not None:
            self._end_parameter()
        elif name in ("ul", "ol", "ac:task-list"):
            del self._lists[-1:]
        elif name in ("td", "th", "tr"):
            self._cells = self._around
        elif name == "table":
            self._cells = self._tables.pop() if self._tables else 0
        elif name in ("b", "strong"):
            self._put(_END_BOLD)
        elif name == "a" and self._links:
            self._end_link()
        self._exact -= name in _EXACT and self._exact > 0
        if name in _PARAGRAPHS:
            self._apart("\n\n")
        elif name == "tr":
            self._apart("\n")
        if self._outline.closed(name):
            self._turn()

    # --- what they mean ---------------------------------------------------------------------------

    def _head(self, tag: Opened) -> None:
        said = tag.attributes
        if tag.name == "html":
            self._page.language = said.get("lang", "")
        elif tag.name == "title":
            self._aside = []
        elif name := (said.get("name") or said.get("property", "")).strip().lower():
            self._page.meta.setdefault(name, said.get("content", ""))

    def _capture(self, tag: Opened) -> None:
        if self._capturing and tag.name == self._capturing[-1][0] and not tag.empty:
            top = self._capturing[-1]
            self._capturing[-1] = (top[0], top[1], top[2] + 1)
        if not self._wanted or tag.empty or len(self._capturing) > 5:
            return
        said = tag.attributes
        for name in (said.get("id", ""), *said.get("class", "").split()):
            if name in self._wanted:
                self._capturing.append((tag.name, name, 0))
                self._page.captured.setdefault(name, [])
                return

    def _end_heading(self, level: int) -> None:
        text = " ".join("".join(self._heading or ()).split())
        text = text.replace(_BOLD, "").replace(_END_BOLD, "")
        self._heading = None
        if self._only_main and not self._outline.in_main:
            return
        if level == 1 and not self._page.heading and kind_of_heading(text) is None:
            self._page.heading = text  # the page's own: it is the article's title
            if not any(piece.strip() for piece in self._out):
                return
        begins = self._outline.heading(level, text)
        self._turn()
        if text and (begins is None or begins is not self._outline.kind):
            self._put(f"\n\n{'#' * max(level, 2)} {text}\n\n")

    def _end_parameter(self) -> None:
        text = " ".join("".join(self._aside or ()).split())
        self._aside = None
        if self._parameter != "title" or not text:
            return
        if self._outline.call_innermost(_MACROS, text):
            self._turn()
        else:
            self._put(f"{_BOLD}{text}{_END_BOLD}\n\n")

    def _end_link(self) -> None:
        address, start = self._links.pop()
        text = "".join(self._out[start:]) if len(self._out) - start < 50 else ""
        if len(address) < 2_000 and _ADDRESS.fullmatch(address) and address not in text:
            self._put(f" ({address})")

    def _item(self) -> None:
        marker = "- "
        if self._lists and (last := self._lists[-1]) is not None:
            self._lists[-1] = last + 1
            marker = f"{last + 1}. "
        depth = min(max(len(self._lists) - 1, 0), 4)
        self._put(f"\n{_INDENT * depth}{marker}" if not self._cells else " ")
        self._fresh_item = not self._cells

    def _apart(self, gap: str) -> None:
        if not self._fresh_item:  # a paragraph in an item begins where the item does
            self._put(gap if not self._cells else " ")

    @property
    def _around(self) -> int:
        return self._tables[-1] if self._tables else 0

    def _turn(self) -> None:
        """Text goes where the outline says from here on."""
        self._out = self._parts.setdefault(self._outline.kind, [])
        self._links = []

    def _put(self, text: str) -> None:
        if self._aside is None and self._heading is None and self._shown:
            self._out.append(text)

    @property
    def _shown(self) -> bool:
        return not self._only_main or self._outline.in_main

    def _say(self, text: str, exact: bool) -> None:
        if self._unseen or not text:
            return
        for _, wanted, _ in self._capturing:
            self._page.captured[wanted].append(text)
        if not (exact or self._exact) or self._cells:
            text = re.sub(r"\s+", " ", text)
        elif "  " in text:
            text = text.replace("  ", _SPACE * 2)
        if self._aside is not None:
            self._aside.append(text)
        elif self._heading is not None:
            self._heading.append(text)
        elif self._shown:
            self._out.append(text)
            self._fresh_item = self._fresh_item and text.isspace()


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    tidied = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    tidied = re.sub(r"^- \| ", "- ", tidied, flags=re.MULTILINE)
    tidied = re.sub(rf"(?<=\n)\n(?={_INDENT}*(?:- |\d{{1,3}}\. ))|(?m:^- *\n)", "", tidied)
    tidied = _WEIGHT.sub(_weighed, tidied).replace(_BOLD, "").replace(_END_BOLD, "")
    return tidied.replace(_INDENT, "  ").replace(_SPACE, " ")


def _weighed(found: "re.Match[str]") -> str:
    text = found[1].strip()
    if not text or "*" in text:
        return found[1]
    before = found[1][: len(found[1]) - len(found[1].lstrip())]
    return f"{before}**{text}**{found[1][len(found[1].rstrip()) :]}"
