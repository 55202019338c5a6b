"""How the sources answered: one calm line, each of them on demand."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from agentassist.domain.source import SourceState, SourceStatus
from ui import icons, theme, times
from ui.history.source_words import SourceLine, source_line, status_text
from ui.i18n import tip, tr
from ui.theme import Type
from ui.widgets import IconButton, Text

ASKING_MS = 300  # who answers sooner need not be announced


class _Line(QPushButton):
    """Icon, words, and an arrow that opens the details."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = SourceLine()
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.update)

    def show_line(self, line: SourceLine) -> None:
        if line != self._shown:
            self._shown = line
            self.setAccessibleName(line.text)
            self.setAccessibleDescription(tr("Opens what each source said"))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(theme.current().font(Type.EVIDENCE))
        return QSize(int(metrics.horizontalAdvance(self._shown.text)) + 44, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        line, current = self._shown, theme.current()
        if not line.text:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(0, 5, icons.pixmap(line.icon, line.tone, 14, ratio))
        font = current.font(Type.EVIDENCE)
        painter.setFont(font)
        room = self.width() - 20 - 18
        metrics = QFontMetricsF(font)
        fits = not line.short or metrics.horizontalAdvance(line.text) <= room
        wanted = line.text if fits else line.short
        shown = metrics.elidedText(wanted, Qt.TextElideMode.ElideRight, room)
        self.setToolTip(tip(line.text) if shown != line.text else "")
        tone = "soft" if line.trouble or self.underMouse() else "faint"
        painter.setPen(current.color(tone))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(20, 0, room + 1, self.height()), align, shown)
        end = 20 + min(room, painter.fontMetrics().horizontalAdvance(shown)) + 4
        arrow = "chevron-up" if self.isChecked() else "chevron-down"
        painter.drawPixmap(int(end), 6, icons.pixmap(arrow, "faint", 12, ratio))
        if self.hasFocus():
            painter.setPen(QPen(current.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)


class SourcesLine(QWidget):
    """Takes no space until a source was heard of; from then on it keeps its line.

    `asked_again`: the agent wants the sources asked once more.
    """

    asked_again = Signal()

    def __init__(self, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._statuses: tuple[SourceStatus, ...] = ()
        self.line = _Line()
        self.again = IconButton("rotate-ccw", tr("Ask the sources again"), key=key or None)
        self.again.clicked.connect(self.asked_again)
        self.details = Text("", Type.EVIDENCE, "soft")
        self.details.setContentsMargins(20, 0, 0, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(self.line, 1)
        row.addWidget(self.again)
        column.addLayout(row)
        column.addWidget(self.details)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(ASKING_MS)
        self._slow.timeout.connect(self._fill)
        self.line.toggled.connect(lambda _open: self._fill())
        self.hide()

    @property
    def statuses(self) -> tuple[SourceStatus, ...]:
        return self._statuses

    def show_statuses(self, statuses: tuple[SourceStatus, ...]) -> None:
        asking = any(one.state is SourceState.ASKING for one in statuses)
        was = any(one.state is SourceState.ASKING for one in self._statuses)
        self._statuses = statuses
        if asking and not was:
            self._slow.start()
        elif not asking:
            self._slow.stop()
        if statuses:
            self.show()
        else:
            self.line.setChecked(False)
        self._fill()

    def _fill(self) -> None:
        now = times.now()
        line = source_line(self._statuses, now, asking=not self._slow.isActive())
        self.line.show_line(line)
        self.line.setEnabled(bool(line.text))
        self.again.setVisible(line.trouble)
        opened = self.line.isChecked() and bool(self._statuses)
        self.details.setVisible(opened)
        if opened:
            self.details.setText("\n".join(status_text(one, now) for one in self._statuses))
