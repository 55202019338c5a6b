"""Surfaces: the card, coloured bands inside it, dividers."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.theme import RADIUS_CARD

SHADOW = 4  # room below and beside a card for its soft shadow


def rounded(rect: QRectF, radius: float, *, top: bool = True, bottom: bool = True) -> QPainterPath:
    """A rectangle with its upper and/or lower corners rounded."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(rect, radius, radius)
    half = rect.height() / 2
    if not top:
        path.addRect(QRectF(rect.left(), rect.top(), rect.width(), half))
    if not bottom:
        path.addRect(QRectF(rect.left(), rect.top() + half, rect.width(), half))
    return path.simplified()


class Card(QFrame):
    """A white sheet with a hairline border and one soft shadow (none in dark).

    `body` is its vertical layout; with `padded=False` bands run to the edges. The shadow is painted
    into a margin of 4 px around the sheet, so neighbours need no extra distance.
    """

    def __init__(self, parent: QWidget | None = None, *, padded: bool = True) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        edge = SHADOW + 1
        pad = theme.L if padded else 0
        self.body.setContentsMargins(edge + pad, 1 + (pad and 14), edge + pad, edge + (pad and 14))
        self.body.setSpacing(theme.S if padded else 0)
        theme.current().changed.connect(self.update)

    def sheet(self) -> QRectF:
        """Where the sheet is, in widget coordinates."""
        return QRectF(SHADOW, 0, self.width() - 2 * SHADOW, self.height() - SHADOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = self.sheet()
        if current.tokens.shadow:
            painter.setPen(Qt.PenStyle.NoPen)
            for spread, share in ((2.0, 0.18), (1.0, 0.32), (0.0, 0.5)):
                painter.setBrush(QColor(19, 26, 34, round(current.tokens.shadow * share)))
                soft = sheet.adjusted(-spread, 1, spread, 1 + spread)
                painter.drawRoundedRect(soft, RADIUS_CARD + spread, RADIUS_CARD + spread)
        painter.setPen(QPen(current.color("line"), 1))
        painter.setBrush(current.color("surface"))
        painter.drawRoundedRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)


class Band(QWidget):
    """A coloured stripe across an unpadded card. `row` is its horizontal layout.

    `top`/`bottom`: it is the first or last thing in the card and follows its corners.
    """

    def __init__(
        self,
        tone: str,
        parent: QWidget | None = None,
        *,
        top: bool = False,
        bottom: bool = False,
        ruled: bool = False,
    ) -> None:
        super().__init__(parent)
        self._tone, self._top, self._bottom, self._ruled = tone, top, bottom, ruled
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.L, 10, theme.L, 10)
        self.row.setSpacing(theme.S)
        theme.current().changed.connect(self.update)

    def set_tone(self, tone: str) -> None:
        if tone != self._tone:
            self._tone = tone
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = rounded(QRectF(self.rect()), RADIUS_CARD - 1, top=self._top, bottom=self._bottom)
        painter.fillPath(shape, current.color(self._tone))
        if self._ruled:
            painter.fillRect(QRectF(0, 0, self.width(), 1), current.color("line"))


class Divider(QWidget):
    """A hairline. `inset` keeps it away from both edges."""

    def __init__(self, parent: QWidget | None = None, *, inset: int = 0) -> None:
        super().__init__(parent)
        self._inset = inset
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(
            QRectF(self._inset, 0, self.width() - 2 * self._inset, 1),
            theme.current().color("line"),
        )
