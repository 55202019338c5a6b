"""Light Markdown of an article section, as blocks to show and as plain text to copy.

Only bold (`**`), emphasis (`*`), bullet lists and numbered lists are known. All other text is
shown as it is written: articles are outside data, so nothing of theirs is ever taken for HTML.
"""

import re
from dataclasses import dataclass
from typing import Final

_BULLET: Final = re.compile(r"\s*[-*•]\s+(.*)")
_NUMBERED: Final = re.compile(r"\s*(\d{1,3})[.)]\s+(.*)")
# `**bold**` and `*emphasis*`; a star with a space inside it is a star.
_MARKED: Final = re.compile(
    r"\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<!\*)\*(?=[^\s*])([^*\n]*[^\s*])\*(?!\*)"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a line in one weight."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or one list item; `marker` is '', '•' or '3.'."""

    text: str
    marker: str = ""

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        found: list[Stretch] = []
        at = 0
        for match in _MARKED.finditer(self.text):
            if match.start() > at:
                found.append(Stretch(self.text[at : match.start()]))
            strong, emphasised = match.groups()
            found.append(Stretch(strong, bold=True) if strong else Stretch(emphasised, italic=True))
            at = match.end()
        if at < len(self.text):
            found.append(Stretch(self.text[at:]))
        return tuple(found)

    @property
    def plain(self) -> str:
        return "".join(stretch.text for stretch in self.stretches)


def blocks(text: str) -> tuple[Block, ...]:
    """The text in paragraphs and list items; single line breaks inside them are joined."""
    found: list[Block] = []
    fresh = True
    for line in text.splitlines():
        if not line.strip():
            fresh = True
            continue
        if bullet := _BULLET.fullmatch(line):
            found.append(Block(bullet[1].strip(), "•"))
        elif numbered := _NUMBERED.fullmatch(line):
            found.append(Block(numbered[2].strip(), f"{numbered[1]}."))
        elif fresh or not found:
            found.append(Block(line.strip()))
        else:
            last = found.pop()
            found.append(Block(f"{last.text} {line.strip()}", last.marker))
        fresh = False
    return tuple(found)


def plain(text: str) -> str:
    """For the clipboard: no stars; list items keep a marker that a mail shows well."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks(text):
        if before is not None and not (before.marker and block.marker):
            lines.append("")
        marker = "-" if block.marker == "•" else block.marker
        lines.append(f"{marker} {block.plain}".strip())
        before = block
    return "\n".join(lines)
