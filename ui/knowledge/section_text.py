"""Light Markdown of an article section, as blocks to show and as plain text to copy.

Only bold (`**`), bullet lists and numbered lists are known. All other text is shown as it is
written: articles are outside data, so nothing of theirs is ever taken for HTML.
"""

import re
from dataclasses import dataclass
from typing import Final

_BULLET: Final = re.compile(r"\s*[-*•]\s+(.*)")
_NUMBERED: Final = re.compile(r"\s*(\d{1,3})[.)]\s+(.*)")
_BOLD: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a line in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or one list item; `marker` is '', '•' or '3.'."""

    text: str
    marker: str = ""

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        parts = _BOLD.split(self.text)  # every second one stood between stars
        return tuple(Stretch(part, bool(at % 2)) for at, part in enumerate(parts) if part)

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
