"""A label that shows a laid out document: lists, tables, links, places that were found."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from ui import theme
from ui.i18n import tip
from ui.widgets.found_marks import MARK_OPACITY


class DocumentText(QLabel):
    """Cannot be selected. `make` makes the document, again when the colours change.

    A screen reader hears `spoken`. `link_pressed` carries an address; nothing is opened here.
    """

    link_pressed = Signal(str)

    def __init__(
        self, make: Callable[[], QTextDocument], spoken: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._make = make
        self._doc = make()
        self._heights: dict[int, int] = {}
        self._found: list[QTextCursor] = []
        self._current = -1
        self._pressed = ""
        self._natural = int(self._doc.idealWidth()) + 1
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(spoken)  # not painted, but read by whoever reads labels
        self.setAccessibleName(spoken)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.current().changed.connect(self._recolour)

    def _recolour(self) -> None:
        places = [(one.anchor(), one.position()) for one in self._found]
        self._doc = self._make()
        self._found = [self._cursor(*place) for place in places]
        self.update()

    def _cursor(self, anchor: int, position: int) -> QTextCursor:
        cursor = QTextCursor(self._doc)
        cursor.setPosition(anchor)
        cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    # size ----------------------------------------------------------------------------------
    def heightForWidth(self, width: int) -> int:
        known = self._heights.get(width)
        if known is None:
            self._lay(width)
            known = self._heights[width] = round(self._doc.size().height())
        return known

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        return QSize(min(560, self._natural), self.heightForWidth(max(1, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 18)

    def _lay(self, width: int) -> None:
        if self._doc.textWidth() != width:
            self._doc.setTextWidth(width)

    # finding -------------------------------------------------------------------------------
    def mark_words(self, words: str) -> int:
        """Marks every place that says `words`; how many there are."""
        self._found, self._current = [], -1
        at = self._doc.find(words) if words else QTextCursor()
        while not at.isNull():
            self._found.append(at)
            at = self._doc.find(words, at)
        self.update()
        return len(self._found)

    def show_place(self, number: int) -> QRectF | None:
        """The place of that number is marked more; where it is. None takes that mark away."""
        self._current = number if 0 <= number < len(self._found) else -1
        self.update()
        return self._place(self._found[self._current]) if self._current >= 0 else None

    def _place(self, cursor: QTextCursor) -> QRectF:
        self._lay(self.width())
        block = self._doc.findBlock(cursor.selectionStart())
        line = block.layout().lineForTextPosition(cursor.selectionStart() - block.position())
        top = self._doc.documentLayout().blockBoundingRect(block).top()
        if not line.isValid():
            return QRectF(0, top, self.width(), 18)
        return QRectF(0, top + line.y(), self.width(), line.height())

    def _selections(self) -> list[QAbstractTextDocumentLayout.Selection]:
        marks = []
        for number, cursor in enumerate(self._found):
            selection = QAbstractTextDocumentLayout.Selection()
            style = QTextCharFormat()
            tone = "accent" if number == self._current else "need"
            ground = QColor(theme.current().color(tone))
            ground.setAlphaF(MARK_OPACITY)
            style.setBackground(ground)
            style.setForeground(theme.current().color("text"))
            selection.cursor, selection.format = cursor, style
            marks.append(selection)
        return marks

    # links ---------------------------------------------------------------------------------
    def _address_at(self, at: QPointF) -> str:
        self._lay(self.width())
        return self._doc.documentLayout().anchorAt(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        link = bool(self._address_at(event.position()))
        self.setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._address_at(event.position())
        if not self._pressed:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, ""
        if pressed and self._address_at(event.position()) == pressed:
            self.link_pressed.emit(pressed)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def _show_tip(self, at: QPoint, where: QPoint) -> None:
        address = self._address_at(QPointF(at))
        if address:
            QToolTip.showText(where, tip(address), self)

    # painting ------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        self._lay(self.width())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(event.rect())
        context.palette = self.palette()
        if self._found:
            context.selections = self._selections()
        self._doc.documentLayout().draw(QPainter(self), context)
