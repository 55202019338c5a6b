"""A key and what it does, as it stands in a footer; a click does the same."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.actions import keymap
from ui.theme import Type
from ui.widgets.marks import keycap_width, paint_keycap

_HEIGHT, _GAP, _PAD = 26, 6, 4


class KeyHint(QAbstractButton):
    """Quiet until hovered or focused; `key` may be an Action, `name` is
    what a screen reader hears instead of the text. `set_on` says that what it switches is on."""

    def __init__(
        self, key: str, text: str, parent: QWidget | None = None, *, name: str = ""
    ) -> None:
        super().__init__(parent)
        self._asked, self._name = key, name
        self._key = keymap.current().key_text(key)
        self._on = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus where one writes
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_text(text)
        theme.current().changed.connect(self.update)
        keymap.current().changed.connect(self._rekey)

    def _rekey(self) -> None:
        self._key = keymap.current().key_text(self._asked)
        self.set_text(self.label(), on=self._on)

    def set_text(self, text: str, *, on: bool = False) -> None:
        self._on = on
        self.setText(text.replace("&", "&&"))
        name = self._name or text
        self.setAccessibleName(f"{name} ({self._key})" if self._key else name)
        self.updateGeometry()
        self.update()

    def label(self) -> str:
        return self.text().replace("&&", "&")

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(theme.current().font(Type.EVIDENCE))
        width = metrics.horizontalAdvance(self.label()) + 2 * _PAD + 1
        width += keycap_width(self._key) + _GAP if self._key else 0
        return QSize(int(width) + 1, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, _HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(current.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        left = float(_PAD)
        if self._key:
            cap = keycap_width(self._key)
            paint_keycap(painter, QRectF(left, (self.height() - 18) / 2, cap, 18), self._key)
            left += cap + _GAP
        tone = "text" if self.underMouse() or self.hasFocus() else "soft"
        painter.setPen(current.color("accent" if self._on else tone))
        painter.setFont(current.font(Type.EVIDENCE))
        room = QRectF(left, 0, self.width() - left - _PAD + 1, self.height())
        shown = painter.fontMetrics().elidedText(
            self.label(), Qt.TextElideMode.ElideRight, int(room.width()) + 1
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
