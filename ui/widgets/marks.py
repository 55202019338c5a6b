"""Small marks: keycaps, pills, icons beside words."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui import icons, theme
from ui.actions import keymap
from ui.i18n import tip
from ui.theme import Type, Weight
from ui.widgets.text import Text


def paint_keycap(painter: QPainter, box: QRectF, key: str, tone: str = "soft") -> None:
    """A key in a thin frame, centred in `box`; `tone` on_accent is for primary buttons."""
    current = theme.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = current.color("on_accent" if tone == "on_accent" else "line")
    painter.setPen(QPen(edge, 1))
    if tone == "on_accent":
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setBrush(current.color("raised"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(current.color(tone))
    painter.setFont(current.font(Type.LABEL, Weight.MEDIUM))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
    painter.restore()


def keycap_width(key: str) -> float:
    metrics = QFontMetricsF(theme.current().font(Type.LABEL, Weight.MEDIUM))
    return max(18.0, metrics.horizontalAdvance(key) + 10)


class Keycap(QLabel):
    """A key as printed on a keyboard: F2, Esc, Ctrl ↵. An Action's key follows what is chosen."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_key(key)
        keymap.current().changed.connect(self._rekey)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.update)

    def _rekey(self) -> None:
        self.set_key(self._key)

    def set_key(self, key: str) -> None:
        self._key = key
        self.setText(keymap.current().key_text(key))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(int(keycap_width(self.text())) + 1 if self.text() else 0, 18)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.text():
            paint_keycap(QPainter(self), QRectF(self.rect()), self.text())


class Pill(QLabel):
    """A word on a tinted capsule: PIN verified. `tone`: accent given need late hold or soft."""

    def __init__(
        self,
        text: str = "",
        tone: str = "given",
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._tone, self._icon = tone, icon
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.update)

    def set_pill(self, text: str, tone: str, icon: str | None = None) -> None:
        self._tone, self._icon = tone, icon
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(theme.current().font(Type.LABEL, Weight.SEMIBOLD))
        extra = 16 if self._icon else 0
        return QSize(int(metrics.horizontalAdvance(self.text())) + 18 + extra, 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(48, self.sizeHint().width()), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        tinted = f"{self._tone}_bg"
        if hasattr(current.tokens, tinted):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current.color(tinted))
        else:
            painter.setPen(QPen(current.color("line"), 1))
            painter.setBrush(current.color("raised"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        left = 9
        if self._icon:
            drawn = icons.pixmap(self._icon, self._tone, 12, self.devicePixelRatioF())
            painter.drawPixmap(left - 1, (self.height() - 12) // 2, drawn)
            left += 15
        painter.setPen(current.color(self._tone))
        painter.setFont(current.font(Type.LABEL, Weight.SEMIBOLD))
        room = self.width() - left - 8
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        self.setToolTip(tip(self.text()) if shown != self.text() else "")
        painter.drawText(
            QRectF(left, 0, room + 1, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            shown,
        )


class Icon(QWidget):
    """One icon in a tone. Decorative: the word beside it is what a screen reader hears."""

    def __init__(
        self,
        name: str,
        tone: str = "soft",
        size: int = icons.SIZE,
        parent: QWidget | None = None,
        *,
        fill: bool = False,
    ) -> None:
        super().__init__(parent)
        self._name, self._tone, self._pixels, self._fill = name, tone, size, fill
        self.setFixedSize(size, size)
        theme.current().changed.connect(self.update)

    def set_icon(self, name: str, tone: str | None = None, *, fill: bool = False) -> None:
        self._name, self._tone, self._fill = name, tone or self._tone, fill
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        drawn = icons.pixmap(
            self._name, self._tone, self._pixels, self.devicePixelRatioF(), fill=self._fill
        )
        QPainter(self).drawPixmap(0, 0, drawn)


class IconLabel(QWidget):
    """An icon and a wrapping text, the icon beside the first line; `text` is the label."""

    def __init__(
        self,
        icon: str,
        text: str = "",
        tone: str = "text",
        icon_tone: str | None = None,
        size: Type = Type.BODY,
        weight: Weight = Weight.REGULAR,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        self.icon = Icon(icon, icon_tone or tone, 14)
        self.text = Text(text, size, tone, weight)
        holder = QWidget()
        holder.setFixedSize(14, round(int(size) * 1.4))
        self.icon.setParent(holder)
        self.icon.move(0, (holder.height() - 14) // 2)
        row.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
