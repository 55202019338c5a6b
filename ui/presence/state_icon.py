"""What stands in the tray and the taskbar: a sign for each state, white on a filled square.

Read without its colour: each state has a shape of its own. The square keeps it readable on light
and dark panels alike, so it doesn't follow the theme of the window.
"""

from enum import StrEnum
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from agentassist.assets import resources
from agentassist.domain.call import AgentState
from ui.i18n import tr
from ui.tokens import load_tokens
from ui.words import STATE_LOOKS, state_text

_SIZES = (16, 22, 24, 32, 48, 64)


class Look(StrEnum):
    """How it goes, as far as a small picture can tell."""

    READY = "ready"
    OFFLINE = "offline"
    DIALLING = "dialling"
    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"
    WRAPPING = "wrapping"


_OF_STATE = {
    AgentState.DIALLING: Look.DIALLING,
    AgentState.RINGING: Look.RINGING,
    AgentState.TALKING: Look.TALKING,
    AgentState.HELD: Look.HELD,
    AgentState.WRAPPING: Look.WRAPPING,
}
_BETWEEN = {Look.READY: ("soft", "headset"), Look.OFFLINE: ("late", "wifi-off")}
SIGNS = {
    **{look: STATE_LOOKS[state] for state, look in _OF_STATE.items()},
    **_BETWEEN,
}


def look_of(state: AgentState | None, *, connected: bool) -> Look:
    """A call that is on counts more than the connection."""
    if state is not None and state in _OF_STATE:
        return _OF_STATE[state]
    return Look.READY if connected else Look.OFFLINE


def look_text(look: Look) -> str:
    if look is Look.READY:
        return tr("Ready for the next call")
    if look is Look.OFFLINE:
        return tr("No phone connection: no card pops by itself")
    return next(state_text(state) for state, one in _OF_STATE.items() if one is look)


@cache
def state_icon(look: Look) -> QIcon:
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_draw(look, size))
    return icon


def _draw(look: Look, size: int) -> QPixmap:
    tone, sign = SIGNS[look]
    colors = load_tokens("light")
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(getattr(colors, tone)))
    painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.22, size * 0.22)
    svg = resources().joinpath("icons", f"{sign}.svg").read_bytes()
    white = svg.replace(b"currentColor", colors.on_accent.encode())
    if size <= 24:  # strokes of a 24 px drawing are too thin for so few pixels
        white = white.replace(b'stroke-width="2"', b'stroke-width="2.6"')
    inside = size * 0.16
    square = QRectF(inside, inside, size - 2 * inside, size - 2 * inside)
    QSvgRenderer(QByteArray(white)).render(painter, square)
    painter.end()
    return pixmap
