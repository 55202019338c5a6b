"""A column of cards that scrolls up and down only."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.frame.call_bar import CallBar

EDGE = 8  # with the card's own 4 px of shadow this makes 12


class Column(QScrollArea):
    """Scrolls up and down only; what is inside wraps to its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content = QWidget()
        self.stack = QVBoxLayout(self.content)
        self.stack.setContentsMargins(EDGE, theme.M, EDGE, theme.M)
        self.stack.setSpacing(theme.S)
        self.content.setMinimumWidth(240)  # what is inside gives way: nothing is cut at the side
        self.setWidget(self.content)
        self.viewport().setAutoFillBackground(False)
        self.content.setAutoFillBackground(False)
        self._edges = (EDGE, EDGE)
        self._top = self._bottom = theme.M
        self.verticalScrollBar().rangeChanged.connect(lambda _low, high: self._make_room(high > 0))

    def set_edges(self, left: int, right: int) -> None:
        self._edges = (left, right)
        self._make_room(self.verticalScrollBar().maximum() > 0)

    def set_bare(self) -> None:
        """What stands above and below keeps the distance."""
        self._top = self._bottom = 0
        self._make_room(self.verticalScrollBar().maximum() > 0)

    def _make_room(self, scrolls: bool) -> None:
        """The scroll bar stands in the margin: what is read does not move when it comes."""
        left, right = self._edges
        bar = self.verticalScrollBar().sizeHint().width() if scrolls else 0
        self.stack.setContentsMargins(left, self._top, max(0, right - bar), self._bottom)

    def settle(self) -> None:
        """Let the page take its new height now."""
        self.stack.activate()
        width = self.viewport().width()
        self.content.resize(width, max(self.viewport().height(), self.stack.heightForWidth(width)))

    def page(self, key: Qt.Key) -> bool:
        """Scroll by keyboard; False when the key does not do that."""
        bar = self.verticalScrollBar()
        steps = {
            Qt.Key.Key_PageDown: bar.value() + bar.pageStep(),
            Qt.Key.Key_PageUp: bar.value() - bar.pageStep(),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: bar.maximum(),
        }
        if key not in steps:
            return False
        bar.setValue(steps[key])
        return True

    def to_top(self) -> None:
        self.verticalScrollBar().setValue(0)

    def put_on_top(self, widget: QWidget) -> None:
        at = widget.mapTo(self.content, QPoint(0, 0)).y()
        self.verticalScrollBar().setValue(max(0, at - CallBar.HEIGHT - theme.S))

    def show_rect(self, widget: QWidget, rect: QRect) -> None:
        center = widget.mapTo(self.content, rect.center())
        margin = min(rect.height(), self.viewport().height() // 2)  # a large one is centred
        self.ensureVisible(center.x(), center.y(), 0, margin)
