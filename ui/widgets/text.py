"""Text that never overflows: wraps anywhere if it must, or elides with the whole as tooltip."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from ui import theme
from ui.i18n import tip
from ui.theme import Type, Weight


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; None takes the label's own tone or weight."""

    text: str
    tone: str | None = None
    weight: Weight | None = None
    italic: bool = False
    underline: str | None = None  # a tone: drawn wavy under the run
    mark: str | None = None  # a tone: background behind the run


class Text(QLabel):
    """A label in the type scale. `max_lines` 0: as many as needed; else the last one is elided.

    Plain text only, so data can never be taken for markup. For parts in other tones or weights use
    `set_runs`. Screen readers hear the whole text, elided or not.
    """

    def __init__(
        self,
        text: str = "",
        size: Type = Type.BODY,
        tone: str = "text",
        weight: Weight = Weight.REGULAR,
        *,
        max_lines: int = 0,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        line_height: float = 1.4,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._runs: tuple[Run, ...] = ()
        self._size, self._tone, self._weight = size, tone, weight
        self._max_lines, self._align, self._leading = max_lines, align, line_height
        self._spacing = 0.0
        self._layout: QTextLayout | None = None
        self._laid_width = -1
        self._height = 0
        self._elided = False
        self._heights: dict[int, int] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.current().font(size, weight))
        self.setWordWrap(max_lines != 1)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
        self.setSizePolicy(policy)
        theme.current().changed.connect(self._forget)
        self.setText(text)

    # content -------------------------------------------------------------------------------
    def setText(self, text: str) -> None:
        self.set_runs(Run(text) if text else Run(""))

    def set_runs(self, *runs: Run) -> None:
        if runs == self._runs:
            return
        self._runs = runs
        super().setText("".join(run.text for run in runs).replace("\n", " \u2028"))
        self._forget()
        self.updateGeometry()

    def set_tone(self, tone: str) -> None:
        if tone != self._tone:
            self._tone = tone
            self._forget()

    def set_weight(self, weight: Weight) -> None:
        if weight is not self._weight:
            self._weight = weight
            self.setFont(theme.current().font(self._size, weight))
            self._forget()
            self.updateGeometry()

    def set_align(self, align: Qt.AlignmentFlag) -> None:
        self._align = align
        self._forget()

    def set_letter_spacing(self, pixels: float) -> None:
        self._spacing = pixels
        self._forget()
        self.updateGeometry()

    @property
    def elided(self) -> bool:
        self._lay(self.width())
        return self._elided

    # layout --------------------------------------------------------------------------------
    def _forget(self) -> None:
        self._layout, self._laid_width = None, -1
        self._heights.clear()
        self.update()

    def _line_step(self) -> float:
        return round(int(self._size) * self._leading)

    def _make(self, text: str | None = None) -> QTextLayout:
        current = theme.current()
        font = current.font(self._size, self._weight)
        if self._spacing:
            font = font.__class__(font)
            font.setLetterSpacing(font.SpacingType.AbsoluteSpacing, self._spacing)
        layout = QTextLayout(self.text() if text is None else text, font)
        option = QTextOption(self._align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        layout.setTextOption(option)
        layout.setFormats(self._formats())
        return layout

    def _formats(self) -> list[QTextLayout.FormatRange]:
        current = theme.current()
        ranges, start = [], 0
        for run in self._runs:
            length = len(run.text) + run.text.count("\n")
            style = QTextCharFormat()
            style.setForeground(current.color(run.tone or self._tone))
            if run.weight is not None:
                style.setFontWeight(int(run.weight))
            if run.italic:
                style.setFontItalic(True)
            if run.mark:
                style.setBackground(current.color(run.mark))
            if run.underline:
                style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                style.setUnderlineColor(current.color(run.underline))
            part = QTextLayout.FormatRange()
            part.start, part.length, part.format = start, length, style
            ranges.append(part)
            start += length
        return ranges

    def _lay(self, width: int) -> None:
        if self._layout is not None and self._laid_width == width:
            return
        margins = self.contentsMargins()
        room = max(1, width - margins.left() - margins.right())
        layout = self._make()
        count, overflow_at = self._break(layout, room)
        self._elided = overflow_at is not None
        if overflow_at is not None:
            whole = self.text()
            rest = whole[overflow_at:].replace("\u2028", " ")
            metrics = QFontMetricsF(layout.font())  # with its letter spacing
            cut = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room)
            layout = self._make(whole[:overflow_at] + cut)
            count, _ = self._break(layout, room)
        self._layout, self._laid_width = layout, width
        self._height = round(count * self._line_step()) + margins.top() + margins.bottom()

    def _break(self, layout: QTextLayout, room: int) -> tuple[int, int | None]:
        """Lines used, and where the last line allowed starts when the text does not fit."""
        step, count, last_start = self._line_step(), 0, 0
        layout.beginLayout()
        overflow: int | None = None
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            if self._max_lines and count == self._max_lines:
                overflow = last_start
                break
            line.setLineWidth(room)
            line.setPosition(QPointF(0, count * step + (step - line.height()) / 2))
            last_start = line.textStart()
            count += 1
        layout.endLayout()
        return max(1, count), overflow

    def natural_width(self) -> int:
        layout = self._make()
        layout.beginLayout()
        widest = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(100_000)
            widest = max(widest, line.naturalTextWidth())
        layout.endLayout()
        margins = self.contentsMargins()
        return int(widest) + 2 + margins.left() + margins.right()

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        one = round(self._line_step()) + margins.top() + margins.bottom()
        width = self._heights.get(-1)
        if width is None:
            width = self._heights[-1] = self.natural_width()
        return QSize(width, one)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 24), self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        return self._max_lines != 1

    def heightForWidth(self, width: int) -> int:
        if self._max_lines == 1:
            return self.sizeHint().height()
        known = self._heights.get(width)
        if known is None:
            self._lay(width)
            known = self._heights[width] = self._height
        return known

    def character_at(self, spot: QPointF) -> int | None:
        """The character under a point of this label, in UTF-16 code units; None beside the text."""
        self._lay(self.width())
        margins = self.contentsMargins()
        at = spot - QPointF(margins.left(), margins.top())
        for number in range(self._layout.lineCount() if self._layout is not None else 0):
            line = self._layout.lineAt(number) if self._layout is not None else None
            if line is not None and line.y() <= at.y() < line.y() + self._line_step():
                inside = line.naturalTextRect().left() <= at.x() <= line.naturalTextRect().right()
                return line.xToCursor(at.x()) if inside else None
        return None

    # painting ------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        self._lay(self.width())
        if self._layout is None:
            return
        painter = QPainter(self)
        margins = self.contentsMargins()
        free = self.height() - self._height
        vertical = self.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
        top = free / 2 if vertical == Qt.AlignmentFlag.AlignVCenter and free > 0 else 0
        painter.setPen(theme.current().color(self._tone))
        self._layout.draw(painter, QPointF(margins.left(), margins.top() + round(top)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._max_lines == 0 and event.size().height() < self.heightForWidth(self.width()):
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.toolTip() or (tip(self.text()) if self.elided else "")
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                event.ignore()
            return True
        return super().event(event)


class ElidedLabel(Text):
    """One line; cut with '…' when it does not fit, and only then with a tooltip."""

    def __init__(
        self,
        text: str = "",
        size: Type = Type.BODY,
        tone: str = "text",
        weight: Weight = Weight.REGULAR,
        *,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, size, tone, weight, max_lines=1, align=align, parent=parent)


class SectionLabel(Text):
    """Small capitals over a section: ALREADY GIVEN."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(
            text.upper(), Type.LABEL, "soft", Weight.SEMIBOLD, max_lines=1, parent=parent
        )
        self.set_letter_spacing(0.6)
        self.setAccessibleName(text)
