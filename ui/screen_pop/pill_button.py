"""A pill that can be pressed: it leads to why it says so."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.i18n import tip
from ui.widgets.marks import paint_pill, pill_width

_HEIGHT, _PILL = 24, 20  # as high as a target has to be; the capsule is that of its neighbours


class PillButton(QAbstractButton):
    """Looks like its neighbours; a ring says where the keyboard is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._icon = "soft", ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.update)

    def show_pill(self, text: str, tone: str, icon: str | None, why: str) -> None:
        """`why` is the whole sentence, for the tooltip and a screen reader."""
        self._tone, self._icon = tone, icon or ""
        self.setText(text)
        self.setToolTip(tip(why))
        self.setAccessibleName(f"{text}. {why}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self.text(), self._icon) + 1, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(48, self.sizeHint().width()), _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(0, (_HEIGHT - _PILL) / 2, self.width(), _PILL)
        paint_pill(painter, box, self.text(), self._tone, self._icon or None)
        if self.hasFocus():
            painter.setPen(QPen(theme.current().color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
