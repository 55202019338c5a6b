"""Buttons, painted: one primary on a screen, quiet others, chips, icon buttons."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui import icons, theme
from ui.actions import keymap
from ui.i18n import tip
from ui.theme import Type, Weight
from ui.widgets.marks import keycap_width, paint_keycap

Variant = Literal["primary", "secondary", "link", "chip", "icon"]


class Button(QPushButton):
    """The base: paints itself, shows a focus ring, at least 24 px high, optional keycap in it."""

    def __init__(
        self,
        text: str,
        variant: Variant = "secondary",
        *,
        key: str | None = None,
        icon: str | None = None,
        tone: str = "accent",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self._variant, self._glyph, self._tone = variant, icon, tone
        self._asked = key
        self._key = _shown_key(key)
        self._label = text
        self._framed = True
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if variant == "icon":
            self._tell_tip()
        theme.current().changed.connect(self.update)
        keymap.current().changed.connect(self._rekey)

    def set_label(self, text: str) -> None:
        self._label = text
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        if self._variant == "icon":
            self._tell_tip()
        self.updateGeometry()
        self.update()

    def set_key(self, key: str | None) -> None:
        """The keycap in it, or none: an Action's follows what is chosen."""
        self._asked = key
        shown = _shown_key(key)
        if shown != self._key:
            self._key = shown
            if self._variant == "icon":
                self._tell_tip()
            self.updateGeometry()
            self.update()

    def _rekey(self) -> None:
        self.set_key(self._asked)

    def _tell_tip(self) -> None:
        self.setToolTip(tip(f"{self._label} ({self._key})" if self._key else self._label))

    def set_glyph(self, icon: str | None) -> None:
        self._glyph = icon
        self.update()

    def set_tone(self, tone: str) -> None:
        self._tone = tone
        self.update()

    @property
    def label(self) -> str:
        return self._label

    def _type(self) -> tuple[Type, Weight]:
        if self._variant == "chip":
            return Type.EVIDENCE, Weight.SEMIBOLD if self.isChecked() else Weight.MEDIUM
        if self._variant == "link":
            return Type.BODY, Weight.MEDIUM
        return Type.BODY, Weight.MEDIUM if self._variant == "secondary" else Weight.SEMIBOLD

    def _height(self) -> int:
        return {"primary": 32, "secondary": 32, "chip": 26, "icon": 24, "link": 24}[self._variant]

    def _pad(self) -> int:
        return {"primary": 12, "secondary": 12, "chip": 10, "icon": 4, "link": 0}[self._variant]

    def sizeHint(self) -> QSize:
        if self._variant == "icon":
            return QSize(24, 24)
        size, _ = self._type()
        metrics = QFontMetricsF(theme.current().font(size, Weight.SEMIBOLD))  # no jump when checked
        width = metrics.horizontalAdvance(self._label) + 2 * self._pad() + 1
        width += 20 if self._glyph else 0
        width += 6 + keycap_width(self._key) if self._key else 0
        return QSize(int(width) + 1, self._height())

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint().width()  # only links and long words may give way
        return QSize(min(whole, 96 if self._variant == "link" else 240), self._height())

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def _colors(self) -> tuple[str | None, str | None, str]:
        """Fill, border and text token."""
        hover = self.underMouse() and self.isEnabled()
        if not self.isEnabled() and self._variant != "chip":
            return ("raised", "line", "faint")
        if self._variant == "primary":
            return (self._tone, None, "on_accent")
        if self._variant == "secondary":
            return ("raised" if hover or self.isDown() else "surface", "line", "text")
        if self._variant == "chip":
            if self.isChecked():
                return (f"{self._tone}_bg", None, self._tone)
            return ("raised" if hover else None, "line" if self._framed else None, "soft")
        if self._variant == "icon":
            tone = "accent" if self.isChecked() else "soft"
            return ("accent_bg" if hover or self.isDown() else None, None, tone)
        return (None, None, "accent" if hover and self._tone == "soft" else self._tone)

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, border, tone = self._colors()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = box.height() / 2 if self._variant == "chip" else theme.RADIUS_CONTROL - 1
        painter.setPen(QPen(current.color(border), 1) if border else Qt.PenStyle.NoPen)
        painter.setBrush(current.color(fill) if fill else Qt.BrushStyle.NoBrush)
        if fill or border:
            painter.drawRoundedRect(box, radius, radius)
        if self._variant == "primary" and self.underMouse() and self.isEnabled():
            veil = current.color("on_accent")
            painter.setOpacity(0.10)
            painter.setBrush(veil)
            painter.drawRoundedRect(box, radius, radius)
            painter.setOpacity(1)
        self._paint_content(painter, tone)
        if self.hasFocus():
            self._paint_focus(painter, radius)

    def _paint_focus(self, painter: QPainter, radius: float) -> None:
        current = theme.current()
        if self._variant == "link":  # a frame would push the words off the left edge
            painter.fillRect(QRectF(0, self.height() - 3, self.width(), 2), current.color("accent"))
            return
        inner = "on_accent" if self._variant == "primary" else "accent"
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(current.color(inner), 2))
        inset = 3 if self._variant == "primary" else 1
        ring = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(ring, max(2, radius - inset), max(2, radius - inset))

    def _paint_content(self, painter: QPainter, tone: str) -> None:
        current = theme.current()
        if self._variant == "icon":
            glyph, ratio = self._glyph or "circle", self.devicePixelRatioF()
            drawn = icons.pixmap(glyph, tone, 16, ratio, fill=self.isChecked())
            painter.drawPixmap((self.width() - 16) // 2, (self.height() - 16) // 2, drawn)
            return
        size, weight = self._type()
        painter.setFont(current.font(size, weight))
        left = self._pad()
        if self._glyph:
            drawn = icons.pixmap(self._glyph, tone, 14, self.devicePixelRatioF())
            painter.drawPixmap(left, (self.height() - 14) // 2, drawn)
            left += 20
        cap = keycap_width(self._key) if self._key else 0
        room = self.width() - left - self._pad() - (cap + 6 if cap else 0)
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(self._label, Qt.TextElideMode.ElideRight, int(room) + 2)
        if shown != self._label:
            self.setToolTip(tip(self._label))
        painter.setPen(current.color(tone))
        align = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignLeft
            if self._glyph or self._key or self._variant == "link"
            else Qt.AlignmentFlag.AlignHCenter
        )
        painter.drawText(QRectF(left, 0, room + 2, self.height()), align, shown)
        if self._key:
            cap_tone = "on_accent" if self._variant == "primary" else "soft"
            box = QRectF(self.width() - self._pad() - cap, (self.height() - 18) / 2, cap, 18)
            paint_keycap(painter, box, self._key, cap_tone)


def _shown_key(key: str | None) -> str | None:
    return keymap.current().key_text(key) or None if key is not None else None


class PrimaryButton(Button):
    """The one thing to do next. At most one on the screen."""

    def __init__(self, text: str, *, key: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, "primary", key=key, parent=parent)

    def set_quiet(self, quiet: bool) -> None:
        """Primary only while nothing on the screen is more urgent."""
        self._variant = "secondary" if quiet else "primary"
        self.updateGeometry()
        self.update()


class SecondaryButton(Button):
    def __init__(
        self,
        text: str,
        *,
        key: str | None = None,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, "secondary", key=key, icon=icon, parent=parent)


class LinkButton(Button):
    """A sentence that can be clicked."""

    def __init__(self, text: str, *, key: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, "link", key=key, parent=parent)


class Chip(Button):
    """A choice among few, checkable. `tone` when checked; `framed=False`: no border when not."""

    def __init__(
        self,
        text: str,
        tone: str = "accent",
        *,
        key: str | None = None,
        icon: str | None = None,
        framed: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, "chip", key=key, icon=icon, tone=tone, parent=parent)
        self._framed = framed
        self.setCheckable(True)


class IconButton(Button):
    """24 x 24, named for screen readers and by tooltip."""

    def __init__(
        self, icon: str, name: str, *, key: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, "icon", icon=icon, key=key, parent=parent)

    def set_on(self, on: bool) -> None:
        """What it switches is on: filled, in the accent's tone, and said by a screen reader."""
        self.setCheckable(True)
        self.setChecked(on)
