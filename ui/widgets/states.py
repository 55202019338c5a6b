"""What stands in a place that has nothing to show yet, and the notice line."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.i18n import tr
from ui.theme import Type, Weight
from ui.widgets.buttons import IconButton
from ui.widgets.marks import Icon
from ui.widgets.text import Run, Text


class EmptyState(QWidget):
    """Says what will be here and what to do. Calm, left-aligned; `body` takes further widgets."""

    def __init__(
        self,
        title: str,
        hint: str = "",
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, theme.XS, 0, theme.XS)
        self.body.setSpacing(theme.XS)
        if icon:
            self.body.addWidget(Icon(icon, "faint", 20))
            self.body.addSpacing(theme.XS)
        self.title = Text(title, Type.BODY, "text", Weight.MEDIUM)
        self.hint = Text(hint, Type.EVIDENCE, "faint")
        self.body.addWidget(self.title)
        self.body.addWidget(self.hint)
        self.hint.setVisible(bool(hint))

    def set_texts(self, title: str, hint: str = "") -> None:
        self.title.setText(title)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))


class Banner(QWidget):
    """One line of notice under the header: an icon, bold lead, plain rest; can be put away.

    `tone`: accent, need or late. It never takes focus by itself.
    """

    dismiss_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, dismissable: bool = True) -> None:
        super().__init__(parent)
        self._tone = "need"
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, 6, theme.S, 6)
        row.setSpacing(theme.S)
        holder = QWidget()  # all three stand on the first line, which is 24 px high
        holder.setFixedSize(16, 24)
        self.icon = Icon("info", "need", 16, holder)
        self.icon.move(0, 4)
        self.text = Text("", Type.EVIDENCE, "text")
        self.text.setContentsMargins(0, 3, 0, 4)
        row.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        self.away = IconButton("x", tr("Put this notice away"))
        row.addWidget(self.away, 0, Qt.AlignmentFlag.AlignTop)
        self.away.setVisible(dismissable)
        self.away.clicked.connect(self.dismiss_requested)
        theme.current().changed.connect(self.update)

    def set_notice(self, tone: str, icon: str, lead: str, rest: str = "") -> None:
        self._tone = tone
        self.icon.set_icon(icon, tone)
        runs = [Run(lead, tone, Weight.SEMIBOLD)]
        if rest:
            runs.append(Run(" " + rest, "text"))
        self.text.set_runs(*runs)
        self.setAccessibleName(f"{lead} {rest}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), current.color(f"{self._tone}_bg"))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), current.color("line"))


class Skeleton(QWidget):
    """Grey bars where rows will be. Still: nothing moves during a call."""

    def __init__(self, rows: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setFixedHeight(rows * 44)
        self.setAccessibleName(tr("Loading"))
        theme.current().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color("line"))
        for row in range(self._rows):
            top = row * 44 + 8
            painter.drawRoundedRect(QRectF(0, top, 16, 16), 4, 4)
            share = 0.55 - 0.08 * (row % 3)
            painter.drawRoundedRect(QRectF(28, top + 1, self.width() * share, 10), 5, 5)
            painter.setOpacity(0.6)
            painter.drawRoundedRect(QRectF(28, top + 18, self.width() * (share + 0.2), 8), 4, 4)
            painter.setOpacity(1)
