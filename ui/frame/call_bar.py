"""A slim line that says who is on the phone while the card is scrolled out of sight."""

from typing import ClassVar

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agentassist.domain.screen_pop import ScreenPop
from ui import theme
from ui.screen_pop.wording import headline
from ui.theme import Type, Weight
from ui.widgets import ElidedLabel, Icon
from ui.words import STATE_LOOKS, state_text


class CallBar(QWidget):
    """Lies over the page, so that nothing below it moves. A click goes back to the card."""

    HEIGHT: ClassVar[int] = 34
    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = "accent"
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XL + 5, 0, theme.L, 0)
        row.setSpacing(theme.S)
        self.icon = Icon("phone", "accent", 14)
        self.words = ElidedLabel("", Type.EVIDENCE, "accent", Weight.SEMIBOLD)
        row.addWidget(self.icon)
        row.addWidget(self.words, 1)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.current().changed.connect(self.update)
        self.hide()

    @property
    def has_call(self) -> bool:
        return bool(self.words.text())

    def show_card(self, card: ScreenPop | None) -> None:
        if card is None or card.call.call_id is None:
            self.words.setText("")
            return
        self._tone, icon = STATE_LOOKS[card.call.state]
        self.words.setText(f"{state_text(card.call.state)} · {headline(card)}")
        self.words.set_tone(self._tone)
        self.icon.set_icon(icon, self._tone)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        fill = "raised" if self._tone == "soft" else f"{self._tone}_bg"
        painter.fillRect(self.rect(), current.color(fill))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), current.color("line"))
