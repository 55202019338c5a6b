"""Where the text of a page belongs: say, do, send, internal, or the body.

Internal is what must never be sent by mistake, so whatever stands under or inside of something
internal is internal, however the page calls it.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from agentassist.domain.html_tokens import Opened
from agentassist.domain.knowledge import SectionKind

_WORDS = {
    SectionKind.SAY: ("say", "what to say", "sagen"),
    SectionKind.DO: ("do", "what to do", "tun"),
    SectionKind.SEND: ("send", "what to send", "senden"),
    SectionKind.INTERNAL: (
        "internal",
        "internal note",
        "internal notes",
        "internal only",
        "intern",
    ),
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words}
_CLASSES = {f"{before}{kind}": kind for kind in SectionKind for before in ("", "section-", "kb-")}
_CONTAINERS = frozenset(
    {
        *("div", "section", "article", "aside", "blockquote", "details", "main", "td", "ol", "ul"),
        *("ac:structured-macro", "ac:macro", "ac:layout-cell", "header", "footer", "table"),
    }
)
_DEEPEST = 500


def kind_of_heading(text: str) -> SectionKind | None:
    return _KINDS.get(" ".join(text.split()).strip(" :.").casefold())


@dataclass(slots=True)
class Container:
    """`kind` is what holds in it. `main`: the text of a page stands in it, or in one around it."""

    name: str
    kind: SectionKind | None = None
    main: bool = False


@dataclass(slots=True)
class Outline:
    """Follows headings and containers while a page is read."""

    _headings: list[tuple[int, SectionKind | None]] = field(default_factory=list)
    _inside: list[Container] = field(default_factory=list)
    _open: Counter[str] = field(default_factory=Counter)
    _deeper: Counter[str] = field(default_factory=Counter)  # opened, and too deep to follow

    @property
    def kind(self) -> SectionKind | None:
        held = self._inside[-1].kind if self._inside else None
        under = [kind for _, kind in self._headings if kind is not None]
        if SectionKind.INTERNAL in (held, *under):
            return SectionKind.INTERNAL
        return held or next(reversed(under), None)

    @property
    def in_main(self) -> bool:
        return bool(self._inside) and self._inside[-1].main

    def heading(self, level: int, text: str) -> SectionKind | None:
        """It ends those of its level and below. The section that its text names, if any."""
        kind = kind_of_heading(text)
        if self._inside and self._inside[-1].kind is SectionKind.INTERNAL:
            return kind  # what follows the container is not under it
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._headings.append((level, kind))
        return kind

    def opened(self, tag: Opened) -> bool:
        """Whether it is a container, and was taken in."""
        if tag.name not in _CONTAINERS or tag.empty:
            return False
        if len(self._inside) >= _DEEPEST:
            self._deeper[tag.name] += 1
            return False
        said = tag.attributes
        names = (said.get("data-section", ""), *said.get("class", "").split())
        found = [_CLASSES[name.lower()] for name in names if name.lower() in _CLASSES]
        kind = SectionKind.INTERNAL if SectionKind.INTERNAL in found else next(iter(found), None)
        around = self._inside[-1] if self._inside else Container("")
        main = around.main or said.get("id") == "main-content"
        self._inside.append(Container(tag.name, _stricter(around.kind, kind), main))
        self._open[tag.name] += 1
        return True

    def closed(self, name: str) -> bool:
        """Whether something ended: the nearest of this name, and all that was left open in it."""
        if self._deeper[name]:
            self._deeper[name] -= 1
            return False
        if not self._open[name]:
            return False
        while True:
            box = self._inside.pop()
            self._open[box.name] -= 1
            if box.name == name:
                return True

    def call_innermost(self, names: Collection[str], title: str) -> SectionKind | None:
        """The container that something stands in has this title: it may be a section's name."""
        kind = kind_of_heading(title)
        if kind is None or not self._inside or self._inside[-1].name not in names:
            return None
        self._inside[-1].kind = _stricter(self._inside[-1].kind, kind)
        return kind


def _stricter(around: SectionKind | None, own: SectionKind | None) -> SectionKind | None:
    return around if around is SectionKind.INTERNAL else own or around
