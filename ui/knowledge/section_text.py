"""Light Markdown of an article section, as blocks to show and as plain text to copy.

Known are bold (`**`), emphasis (`*`), code, links, headings, lists, quotes and tables. All other
text is shown as it is written: articles are outside data, so nothing of theirs is taken for HTML.
Each line is read a fixed number of times, whatever stands in it: this runs while somebody types.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ui.knowledge.stretches import Stretch, stretches

_BULLET: Final = re.compile(r"(\s*)[-*•+]\s+(.*)")
_NUMBERED: Final = re.compile(r"(\s*)(\d{1,3})[.)]\s+(.*)")
_HEADING: Final = re.compile(r"\s{0,3}(#{1,6})\s+(.*)")
_FENCE: Final = re.compile(r"```\s*(\S*)")
_FENCED: Final = "```"
_RULE: Final = re.compile(r"\s*:?-{2,}:?\s*")
_CELL: Final = re.compile(r"(?<!\\)\|")
_DEEPEST: Final = 3


class Form(StrEnum):
    PARAGRAPH = "paragraph"
    ITEM = "item"
    HEADING = "heading"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or what `form` says.

    `marker` is '', '•' or '3.' of a list item. `level`: how deep a list item stands, from 0; of a
    heading from 1. `rows` are the cells of a table, the first row its head where `headed`.
    """

    text: str
    marker: str = ""
    form: Form = Form.PARAGRAPH
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    headed: bool = False

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        return (Stretch(self.text),) if self.form is Form.CODE else stretches(self.text)

    @property
    def plain(self) -> str:
        if self.form is Form.TABLE:
            return "\n".join("\t".join(map(plain_line, row)) for row in self.rows)
        return self.text if self.form is Form.CODE else plain_line(self.text)


def plain_line(text: str) -> str:
    """Without marks; a link as its words and its address."""
    return "".join(stretch.plain for stretch in stretches(text))


def blocks(text: str) -> tuple[Block, ...]:
    """The text in paragraphs, list items and so on; single line breaks inside them are joined."""
    return _Reader(text.splitlines()).read()


class _Reader:
    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._found: list[Block] = []
        self._more: list[str] = []  # lines that go on with the last block
        closing = (at for at in range(len(lines) - 1, -1, -1) if lines[at].strip() == _FENCED)
        self._last_fence = next(closing, -1)

    def read(self) -> tuple[Block, ...]:
        fresh, at = True, 0
        while at < len(self._lines):
            line = self._lines[at]
            if not line.strip():
                fresh, at = True, at + 1
            elif (taken := self._code(at) or self._table(at)) > 0:
                fresh, at = True, at + taken
            else:
                fresh = self._line(line, fresh=fresh)
                at += 1
        self._join()
        return tuple(self._found)

    def _put(self, block: Block) -> None:
        self._join()
        self._found.append(block)

    def _join(self) -> None:
        """At once: a block that grew line by line would be copied with each of them."""
        if self._more:
            last = self._found.pop()
            text = " ".join((last.text, *self._more))
            self._found.append(Block(text, last.marker, last.form, last.level))
            self._more = []

    def _line(self, line: str, *, fresh: bool) -> bool:
        """One more line of text; whether the next one begins something new."""
        if bullet := _BULLET.fullmatch(line):
            self._put(Block(bullet[2].strip(), "•", Form.ITEM, _depth(bullet[1])))
        elif numbered := _NUMBERED.fullmatch(line):
            marker = f"{numbered[2]}."
            self._put(Block(numbered[3].strip(), marker, Form.ITEM, _depth(numbered[1])))
        elif heading := _HEADING.fullmatch(line):
            self._put(Block(_unclosed(heading[2]), "", Form.HEADING, len(heading[1])))
            return True
        elif line.lstrip().startswith("> "):
            quoted = line.lstrip()[2:].strip()
            if not fresh and self._found and self._found[-1].form is Form.QUOTE:
                self._more.append(quoted)
            else:
                self._put(Block(quoted, form=Form.QUOTE))
        elif fresh or not self._found:
            self._put(Block(line.strip()))
        else:
            self._more.append(line.strip())
        return False

    def _code(self, at: int) -> int:
        """Lines between two fences; how many lines that were. An open fence is text."""
        opening = _FENCE.fullmatch(self._lines[at].strip())
        if opening is None or at >= self._last_fence:
            return 0
        end = next(
            end for end in range(at + 1, len(self._lines)) if self._lines[end].strip() == _FENCED
        )
        self._put(Block("\n".join(self._lines[at + 1 : end]), opening[1], Form.CODE))
        return end + 1 - at

    def _table(self, at: int) -> int:
        """Two or more lines with as many cells each; how many lines that were."""
        rows: list[tuple[str, ...]] = []
        taken, headed = 0, False
        for number in range(at, len(self._lines)):
            cells = _cells(self._lines[number])
            if len(cells) < 2 or (rows and len(cells) != len(rows[0])):
                break
            taken += 1
            if rows and all(_RULE.fullmatch(cell) for cell in cells):
                headed = headed or len(rows) == 1
            else:
                rows.append(cells)
        if taken < 2 or not rows:
            return 0
        self._put(Block("\n".join(map(" ".join, rows)), "", Form.TABLE, 0, tuple(rows), headed))
        return taken


def _unclosed(heading: str) -> str:
    """Without the signs that may stand at its end, too: `## Fees ##`."""
    words = heading.rstrip()
    bare = words.rstrip("#")
    return bare.rstrip() if not bare or bare[-1].isspace() else words


def _depth(indent: str) -> int:
    return min(_DEEPEST, len(indent.expandtabs(4)) // 2)


def _cells(line: str) -> tuple[str, ...]:
    """Of `| a | b |`, or of `a | b` as tables of pages come."""
    line = line.strip()
    framed = len(line) > 2 and line.startswith("|") and line.endswith("|")
    if not framed and " | " not in line:
        return ()
    parts = _CELL.split(line[1:-1]) if framed else line.split(" | ")
    return tuple(part.replace("\\|", "|").strip() for part in parts)


def plain(text: str) -> str:
    """For the clipboard: no stars; list items keep a marker that a mail shows well."""
    return plain_of(blocks(text))


def plain_of(found: Sequence[Block]) -> str:
    lines: list[str] = []
    before: Block | None = None
    for block in found:
        if before is not None and not (before.form is block.form is Form.ITEM):
            lines.append("")
        marker = {"•": "-"}.get(block.marker, block.marker) if block.form is Form.ITEM else ""
        lines.append("  " * block.level * bool(marker) + f"{marker} {block.plain}".strip())
        before = block
    return "\n".join(lines)
