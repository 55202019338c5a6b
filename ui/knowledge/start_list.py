"""The list below an empty search field: articles that fit the call, and what was used lately."""

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import icons, theme
from ui.i18n import tr
from ui.models.start_rows import StartKind, StartModel, StartRole, StartRow
from ui.theme import Type, Weight
from ui.widgets import Card, LinkButton

_ROW, _DETAIL, _HEADING = 30, 16, 26
_ICONS = {
    StartKind.SUGGESTED: "lightbulb",
    StartKind.OPENED: "file-text",
    StartKind.SEARCHED: "search",
}


class StartList(Card):
    """Never has the focus: the search field moves the selection. Nothing is selected at first."""

    chosen = Signal(object)  # StartRow
    forget_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = StartModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_StartDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Fits this call, and used lately"))
        self.list.clicked.connect(self._clicked)
        self.forget = LinkButton(tr("Forget what was used lately"))
        self.forget.set_tone("soft")
        self.forget.clicked.connect(self.forget_requested)
        edges = self.body.contentsMargins()
        self.body.setContentsMargins(edges.left() - 8, 6, edges.right() - 8, 10)
        self.body.setSpacing(2)
        self.body.addWidget(self.list)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.M, 0, theme.S, 0)
        foot.addWidget(self.forget)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_rows(self, rows: tuple[StartRow, ...]) -> None:
        """The chosen row stays chosen, if it is still there."""
        before = self.current()
        if not self.model.set_rows(rows):
            return
        self.list.setFixedHeight(sum(map(_height, rows)) + 2)
        self.forget.setVisible(any(row.kind is not StartKind.SUGGESTED for row in rows))
        same = (at for at, row in enumerate(rows) if before is not None and row == before)
        self._select(next(same, -1))

    @property
    def has_rows(self) -> bool:
        return bool(self.model.rows)

    def current(self) -> StartRow | None:
        at = self.list.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def move_selection(self, by: int) -> bool:
        """Down from the field into the list; up from the first row back into the field."""
        count = len(self.model.rows)
        if not count:
            return False
        at = self.list.currentIndex().row() + by
        self._select(-1 if at < 0 else min(at, count - 1))
        return True

    def _select(self, at: int) -> None:
        self.list.setCurrentIndex(self.model.index(at) if at >= 0 else QModelIndex())
        if at < 0:
            self.list.clearSelection()

    def clear_choice(self) -> None:
        self._select(-1)

    def choose_current(self) -> bool:
        row = self.current()
        if row is not None:
            self.chosen.emit(row)
        return row is not None

    def _clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(self.model.rows[index.row()])

    def float_below(self, field: QWidget) -> None:
        """Over what stands below the field, without moving it."""
        window = field.window()
        self.setParent(window)
        corner = field.mapTo(window, QPoint(0, field.height() - 2))
        self.setGeometry(QRect(corner, QSize(field.width(), self.sizeHint().height())))
        self.show()
        self.raise_()

    def spoken(self) -> str:
        index = self.list.currentIndex()
        if not index.isValid():
            return ""
        place = tr("{at} of {all}", at=index.row() + 1, all=self.model.rowCount())
        return f"{index.data(Qt.ItemDataRole.AccessibleTextRole)}. {place}"


def _height(row: StartRow) -> int:
    return _ROW + (_DETAIL if row.detail else 0) + (_HEADING if row.heading else 0)


class _StartDelegate(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row = index.data(StartRole.ROW)
        return QSize(0, _height(row) if isinstance(row, StartRow) else _ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(StartRole.ROW)
        if not isinstance(row, StartRow):
            return
        current = theme.current()
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        align = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        )
        align |= Qt.AlignmentFlag.AlignAbsolute
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        if row.heading:
            painter.setFont(current.font(Type.LABEL, Weight.SEMIBOLD))
            painter.setPen(current.color("soft"))
            head = QRectF(box.left() + theme.M, box.top(), box.width() - 2 * theme.M, _HEADING)
            painter.drawText(head, align, row.heading.upper())
            box.setTop(box.top() + _HEADING)
        self._paint_ground(painter, box, option)
        left = box.right() - theme.M - 16 if mirrored else box.left() + theme.M
        ratio = painter.device().devicePixelRatioF()
        drawn = icons.pixmap(_ICONS[row.kind], "faint", 16, ratio)
        painter.drawPixmap(int(left), int(box.top() + 7), drawn)
        room = QRectF(box.left() + theme.M, box.top(), box.width() - 2 * theme.M, _ROW)
        room.adjust(0 if mirrored else 24, 0, -24 if mirrored else 0, 0)
        self._line(painter, room, row.title, Type.BODY, Weight.MEDIUM, "text", align)
        if row.detail:
            below = room.translated(0, _ROW - 6)
            below.setHeight(_DETAIL)
            self._line(painter, below, row.detail, Type.EVIDENCE, Weight.REGULAR, "faint", align)
        painter.restore()

    def _line(
        self,
        painter: QPainter,
        room: QRectF,
        text: str,
        size: Type,
        weight: Weight,
        tone: str,
        align: Qt.AlignmentFlag,
    ) -> None:
        font = theme.current().font(size, weight)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(font)
        painter.setPen(theme.current().color(tone))
        painter.drawText(room, align, shown)

    def _paint_ground(self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem) -> None:
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if not selected and not state & QStyle.StateFlag.State_MouseOver:
            return
        current, radius = theme.current(), theme.RADIUS_CONTROL
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current.color("accent_bg" if selected else "raised"))
        painter.drawRoundedRect(box, radius, radius)
        if selected:  # a bar as well: selection is not told by colour alone
            painter.setBrush(current.color("accent"))
            mirrored = option.direction is Qt.LayoutDirection.RightToLeft
            left = box.right() - 3 if mirrored else box.left()
            painter.drawRoundedRect(QRectF(left, box.top() + 6, 3, box.height() - 12), 1.5, 1.5)
