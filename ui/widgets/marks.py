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
        return QSize(pill_width(self.text(), self._icon), 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(48, self.sizeHint().width()), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        box = QRectF(self.rect())
        cut = paint_pill(QPainter(self), box, self.text(), self._tone, self._icon)
        self.setToolTip(tip(self.text()) if cut else "")


def pill_width(text: str, icon: str | None) -> int:
    metrics = QFontMetricsF(theme.current().font(Type.LABEL, Weight.SEMIBOLD))
    return int(metrics.horizontalAdvance(text)) + 18 + (16 if icon else 0)


def paint_pill(painter: QPainter, box: QRectF, text: str, tone: str, icon: str | None) -> bool:
    """True when the text had to be cut."""
    current = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    capsule = box.adjusted(0.5, 0.5, -0.5, -0.5)
    if hasattr(current.tokens, f"{tone}_bg"):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current.color(f"{tone}_bg"))
    else:
        painter.setPen(QPen(current.color("line"), 1))
        painter.setBrush(current.color("raised"))
    painter.drawRoundedRect(capsule, capsule.height() / 2, capsule.height() / 2)
    left = box.left() + 9
    if icon:
        drawn = icons.pixmap(icon, tone, 12, painter.device().devicePixelRatioF())
        painter.drawPixmap(int(left) - 1, int(box.top() + (box.height() - 12) / 2), drawn)
        left += 15
    painter.setPen(current.color(tone))
    painter.setFont(current.font(Type.LABEL, Weight.SEMIBOLD))
    room = int(box.right() - left - 8)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
    align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(QRectF(left, box.top(), room + 1, box.height()), align, shown)
    return shown != text


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
