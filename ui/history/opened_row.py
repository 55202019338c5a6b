"""What an opened row shows: all of its words, and its thread below."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from agentassist.domain.timeline.entry import Entry, Row
from ui import theme
from ui.history.row_words import Reading, RowWords, thread_words
from ui.i18n import tr
from ui.theme import Type, Weight

INDENT = 14
_STEP = 17


@dataclass(frozen=True, slots=True)
class Block:
    """A wrapped piece of text."""

    text: str
    tone: str = "soft"
    weight: Weight = Weight.REGULAR
    indent: int = 0
    gap: int = 2  # above it


class OpenedRow:
    """Laid out for one width; `height` is that of all blocks."""

    def __init__(self, row: Row, words: RowWords, reading: Reading, width: int) -> None:
        self.width = width
        self._placed: list[tuple[float, Block, QTextLayout]] = []
        top = 0.0
        for block in _blocks(row, words, reading):
            top += block.gap
            layout, height = _lay(block, width - block.indent)
            self._placed.append((top, block, layout))
            top += height
        self.height = round(top) + 2

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        current = theme.current()
        for offset, block, layout in self._placed:
            painter.setPen(current.color(block.tone))
            layout.draw(painter, QPointF(left + block.indent, top + offset))


def _blocks(row: Row, words: RowWords, reading: Reading) -> Sequence[Block]:
    blocks = [Block(words.title, "text", Weight.MEDIUM, gap=0), Block(words.detail)]
    state = " · ".join(part.text for part in words.parts if part.leads_to != words.key)
    blocks += [Block(state), Block(words.exact, "faint")]
    if isinstance(row, Entry) and row.thread:
        blocks.append(Block(tr("In this thread"), "faint", Weight.MEDIUM, gap=8))
        for item in thread_words(row, reading):
            blocks.append(Block(f"{item.title} · {item.time}", "text", indent=INDENT, gap=4))
            rest = " · ".join(text for text in (item.detail, item.state, item.source) if text)
            blocks.append(Block(rest, indent=INDENT, gap=0))
    return [block for block in blocks if block.text]


def _lay(block: Block, width: int) -> tuple[QTextLayout, float]:
    size = Type.BODY if block.tone == "text" and not block.indent else Type.EVIDENCE
    layout = QTextLayout(block.text, theme.current().font(size, block.weight))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout.setTextOption(option)
    layout.beginLayout()
    count = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(20, width))
        line.setPosition(QPointF(0, count * _STEP + (_STEP - line.height()) / 2))
        count += 1
    layout.endLayout()
    return layout, count * _STEP
