"""A row that wraps: chips and keycaps in a narrow panel."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays widgets out like words: left to right, then the next line."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8, line_gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._line_gap = gap, line_gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        edges = self.contentsMargins()
        room = QRect(0, 0, width - edges.left() - edges.right(), 0)
        return self._place(room, move=False) + edges.top() + edges.bottom()

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        edges = self.contentsMargins()
        height = max((size.height() for size in sizes), default=0)
        return QSize(width, height).grownBy(edges)

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        ).grownBy(self.contentsMargins())

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect.marginsRemoved(self.contentsMargins()), move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, line = 0, 0, 0
        row: list[tuple[QLayoutItem, int, QSize]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(1, rect.width()), 10_000))
            if x and x + size.width() > rect.width():
                if move:
                    self._place_row(rect, row, y, line)
                x, y, line = 0, y + line + self._line_gap, 0
                row = []
            row.append((item, x, size))
            x += size.width() + self._gap
            line = max(line, size.height())
        if move:
            self._place_row(rect, row, y, line)
        return y + line

    def _place_row(
        self, rect: QRect, row: list[tuple[QLayoutItem, int, QSize]], top: int, height: int
    ) -> None:
        """Low ones stand in the middle of the row."""
        owner: QWidget | None = self.parentWidget()
        mirrored = owner is not None and owner.isRightToLeft()
        for item, x, size in row:
            left = rect.width() - x - size.width() if mirrored else x
            corner = QPoint(left, top + (height - size.height()) // 2)
            item.setGeometry(QRect(rect.topLeft() + corner, size))
