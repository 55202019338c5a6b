"""The rows of the palette: a model of ranked entries, and how one is painted."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.i18n import tip, tr
from ui.knowledge.hit_delegate import draw_marked
from ui.models.hits import MarkedText
from ui.palette.ranking import Ranked
from ui.theme import Type, Weight
from ui.widgets.marks import keycap_width, paint_keycap

_PAD, _GAP, _AIR = theme.M, 1, 7
_Index = QModelIndex | QPersistentModelIndex
RANKED = Qt.ItemDataRole.UserRole


def second_line(ranked: Ranked) -> str:
    """Why it can't be done now; where it belongs is left to the cheat sheet."""
    reason = ranked.entry.why_not
    return tr("Not now: {reason}", reason=reason) if reason else ""


class EntryModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Ranked] = []

    def set_rows(self, rows: Sequence[Ranked]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.rows):
            return None
        ranked = self.rows[index.row()]
        if role == RANKED:
            return ranked
        if role == Qt.ItemDataRole.DisplayRole:
            return ranked.entry.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(f"{ranked.entry.title}\n{second_line(ranked)}".strip())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            keys = ", ".join(ranked.entry.keys)
            said = (ranked.entry.title, keys, ranked.entry.why_not)
            return ". ".join(part.rstrip(".") for part in said if part)
        return None


class EntryDelegate(QStyledItemDelegate):
    """Title and keycap; under them why it can't be done just now."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        ranked = index.data(RANKED)
        return QSize(0, row_height(ranked) if isinstance(ranked, Ranked) else 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        ranked = index.data(RANKED)
        if not isinstance(ranked, Ranked):
            return
        current = theme.current()
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, box, option)
        line = box.adjusted(_PAD, _AIR, -_PAD, 0)
        line.setWidth(line.width() - self._paint_keys(painter, line, ranked.entry.keys))
        able = not ranked.entry.why_not
        painter.setPen(current.color("text" if able else "faint"))
        title = MarkedText(ranked.entry.title, ranked.marks)
        font = current.font(Type.BODY, Weight.MEDIUM if able else Weight.REGULAR)
        line.setTop(line.top() + draw_marked(painter, line, title, font) + _GAP)
        if not able:
            painter.setPen(current.color("soft"))
            line.setRight(box.right() - _PAD)
            reason = MarkedText(second_line(ranked))
            draw_marked(painter, line, reason, current.font(Type.EVIDENCE))
        painter.restore()

    def _paint_keys(self, painter: QPainter, line: QRectF, keys: tuple[str, ...]) -> float:
        """The first key, at the right; how much room it took."""
        if not keys:
            return 0
        width = keycap_width(keys[0])
        cap = QRectF(line.right() - width, line.top() - 1, width, 18)
        paint_keycap(painter, cap, keys[0])
        return width + theme.S

    def _paint_ground(self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if not selected and not option.state & QStyle.StateFlag.State_MouseOver:
            return
        current = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current.color("accent_bg" if selected else "raised"))
        painter.drawRoundedRect(box, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        if selected:  # a bar as well: selection is not told by colour alone
            painter.setBrush(current.color("accent"))
            mirrored = option.direction is Qt.LayoutDirection.RightToLeft
            left = box.right() - 3 if mirrored else box.left()
            painter.drawRoundedRect(QRectF(left, box.top() + 8, 3, box.height() - 16), 1.5, 1.5)


def row_height(ranked: Ranked) -> int:
    title = QFontMetricsF(theme.current().font(Type.BODY, Weight.MEDIUM)).height()
    second = QFontMetricsF(theme.current().font(Type.EVIDENCE)).height() + _GAP
    return round(title + (second if second_line(ranked) else 0)) + 2 * _AIR
