"""Light Markdown of an article section, as blocks to show and as plain text to copy.

Known are bold (`**`), emphasis (`*`), code, links, headings, lists, quotes and tables. All other
text is shown as it is written: articles are outside data, so nothing of theirs is taken for HTML.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ui.knowledge.stretches import Stretch, stretches

_BULLET: Final = re.compile(r"(\s*)[-*•+]\s+(.*)")
_NUMBERED: Final = re.compile(r"(\s*)(\d{1,3})[.)]\s+(.*)")
_HEADING: Final = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*")
_FENCE: Final = re.compile(r"\s*```\s*(\S*)\s*")
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
    found: list[Block] = []
    lines = text.splitlines()
    fresh, at = True, 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            fresh, at = True, at + 1
        elif (taken := _code(lines, at, found) or _table(lines, at, found)) > 0:
            fresh, at = True, at + taken
        else:
            fresh = _line(line, found, fresh=fresh)
            at += 1
    return tuple(found)


def _line(line: str, found: list[Block], *, fresh: bool) -> bool:
    """One more line of text; whether the next one begins something new."""
    if bullet := _BULLET.fullmatch(line):
        found.append(Block(bullet[2].strip(), "•", Form.ITEM, _depth(bullet[1])))
    elif numbered := _NUMBERED.fullmatch(line):
        marker = f"{numbered[2]}."
        found.append(Block(numbered[3].strip(), marker, Form.ITEM, _depth(numbered[1])))
    elif heading := _HEADING.fullmatch(line):
        found.append(Block(heading[2], "", Form.HEADING, len(heading[1])))
        return True
    elif line.lstrip().startswith("> "):
        quoted = line.lstrip()[2:].strip()
        if not fresh and found and found[-1].form is Form.QUOTE:
            found.append(_joined(found.pop(), quoted))
        else:
            found.append(Block(quoted, form=Form.QUOTE))
    elif fresh or not found:
        found.append(Block(line.strip()))
    else:
        found.append(_joined(found.pop(), line.strip()))
    return False


def _joined(block: Block, more: str) -> Block:
    return Block(f"{block.text} {more}", block.marker, block.form, block.level)


def _depth(indent: str) -> int:
    return min(_DEEPEST, len(indent.expandtabs(4)) // 2)


def _code(lines: Sequence[str], at: int, found: list[Block]) -> int:
    """Lines between two fences; how many lines that were. An open fence is text."""
    opening = _FENCE.fullmatch(lines[at])
    if opening is None:
        return 0
    for end in range(at + 1, len(lines)):
        if lines[end].strip() == "```":
            found.append(Block("\n".join(lines[at + 1 : end]), opening[1], Form.CODE))
            return end + 1 - at
    return 0


def _table(lines: Sequence[str], at: int, found: list[Block]) -> int:
    """Two or more lines with as many cells each; how many lines that were."""
    rows: list[tuple[str, ...]] = []
    taken, headed = 0, False
    for line in lines[at:]:
        cells = _cells(line)
        if len(cells) < 2 or (rows and len(cells) != len(rows[0])):
            break
        taken += 1
        if rows and all(_RULE.fullmatch(cell) for cell in cells):
            headed = headed or len(rows) == 1
        else:
            rows.append(cells)
    if taken < 2 or not rows:
        return 0
    found.append(Block("\n".join(map(" ".join, rows)), "", Form.TABLE, 0, tuple(rows), headed))
    return taken


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
    lines: list[str] = []
    before: Block | None = None
    for block in blocks(text):
        if before is not None and not (before.form is block.form is Form.ITEM):
            lines.append("")
        marker = {"•": "-"}.get(block.marker, block.marker) if block.form is Form.ITEM else ""
        lines.append("  " * block.level * bool(marker) + f"{marker} {block.plain}".strip())
        before = block
    return "\n".join(lines)
