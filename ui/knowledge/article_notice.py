"""A line over an article that has to be seen before it is said: out of date, tried, reported."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.i18n import tr
from ui.theme import Type, Weight
from ui.widgets import Icon, LinkButton, Run, Text


class ArticleNotice(QWidget):
    """Hidden until `tell`. `tone`: late, need, accent. `undo_requested`: the way back, if any."""

    undo_requested = Signal()

    def __init__(self, tone: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.S, 3, theme.S, 3)
        row.setSpacing(theme.S)
        holder = QWidget()  # beside the first line, which is 24 px high as the way back is
        holder.setFixedSize(14, 24)
        Icon(icon, tone, 14, holder).move(0, 5)
        self.text = Text("", Type.EVIDENCE, "text")
        self.text.setContentsMargins(0, 3, 0, 3)
        row.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        self.undo = LinkButton(tr("Undo"))
        self.undo.clicked.connect(self.undo_requested)
        self.undo.hide()
        row.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignTop)
        theme.current().changed.connect(self.update)
        self.hide()

    def tell(self, lead: str, rest: str = "", *, undo: str = "") -> None:
        """`undo`: what the way back is called for a screen reader; '' for none."""
        self.text.set_runs(
            Run(lead, self._tone, Weight.SEMIBOLD), *([Run(f" · {rest}")] if rest else [])
        )
        self.setAccessibleName(f"{lead}. {rest}" if rest else lead)
        self.undo.setVisible(bool(undo))
        self.undo.setAccessibleName(undo)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color(f"{self._tone}_bg"))
        radius = theme.RADIUS_CONTROL
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
