"""A switch: on or off, at once."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme

_WIDTH, _HEIGHT, _TRACK = 44, 24, 20


class Switch(QAbstractButton):
    """Checkable; `name` says to a screen reader what it switches. Nothing slides."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, able = self.isChecked(), self.isEnabled()
        track = QRectF(3, (_HEIGHT - _TRACK) / 2, _WIDTH - 6, _TRACK).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = ("accent" if able else "faint") if on else "raised"
        painter.setPen(QPen(current.color(fill if on else "faint"), 1))
        painter.setBrush(current.color(fill))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        knob = _TRACK - 8
        left = track.right() - knob - 4 if on else track.left() + 4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current.color("on_accent" if on else "faint"))
        painter.drawEllipse(QRectF(left, (_HEIGHT - knob) / 2, knob, knob))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(current.color("accent"), 2))
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
