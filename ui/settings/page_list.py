"""The pages at the left of the settings: a list with arrows, in a narrow window a page itself."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from agentassist.ports.setting_spec import SettingGroup
from ui import theme
from ui.i18n import tip, tr
from ui.settings.setting_words import group_text
from ui.theme import Type, Weight

_HEIGHT, _PAD = 34, 10


class PageList(QListWidget):
    """`page_chosen` while one moves through it; `entered` by Return, Right or a click."""

    page_chosen = Signal(object)  # SettingGroup
    entered = Signal()

    def __init__(self, pages: Sequence[SettingGroup], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages = tuple(pages)
        self.setAccessibleName(tr("Pages of the settings"))
        self.setItemDelegate(_PageDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setSpacing(1)
        for page in self.pages:
            item = QListWidgetItem(group_text(page), self)
            item.setToolTip(tip(group_text(page)))
        self.currentRowChanged.connect(self._moved)
        self.itemClicked.connect(lambda _item: self.entered.emit())
        theme.current().changed.connect(self.viewport().update)

    def _moved(self, row: int) -> None:
        if 0 <= row < len(self.pages):
            self.page_chosen.emit(self.pages[row])

    def choose(self, page: SettingGroup) -> None:
        if page in self.pages:
            self.setCurrentRow(self.pages.index(page))

    def natural_width(self) -> int:
        metrics = QFontMetricsF(theme.current().font(Type.BODY, Weight.SEMIBOLD))
        widest = max(metrics.horizontalAdvance(group_text(page)) for page in self.pages)
        return round(widest) + 2 * _PAD + 8

    def keyPressEvent(self, event: QKeyEvent) -> None:
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        ahead = Qt.Key.Key_Left if mirrored else Qt.Key.Key_Right
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, ahead):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class _PageDelegate(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, _HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        current = theme.current()
        box = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current.color("accent_bg" if selected else "raised"))
            painter.drawRoundedRect(box, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        if selected:  # a bar as well: it is not told by colour alone
            painter.setBrush(current.color("accent"))
            mirrored = option.direction is Qt.LayoutDirection.RightToLeft
            left = box.right() - 3 if mirrored else box.left()
            painter.drawRoundedRect(QRectF(left, box.top() + 8, 3, box.height() - 16), 1.5, 1.5)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(current.color("accent"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 7, 7)
        painter.setFont(current.font(Type.BODY, Weight.SEMIBOLD if selected else Weight.REGULAR))
        painter.setPen(current.color("text"))
        room = box.adjusted(_PAD, 0, -_PAD, 0)
        text = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()
