"""Outline icons (Lucide, ISC) drawn at 16 px in a tone of the theme.

`icons.pixmap("phone", "soft")` for painting, `icons.icon("copy")` for a QIcon. Names are the file
names in resources/icons; an unknown name is a FileNotFoundError.
"""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from agentassist.assets import resources
from ui import theme

SIZE = 16


@cache
def _source(name: str) -> bytes:
    return resources().joinpath("icons", f"{name}.svg").read_bytes()


@cache
def _draw(name: str, color: str, size: int, ratio: float, fill: bool) -> QPixmap:
    svg = _source(name).replace(b"currentColor", color.encode())
    if fill:
        svg = svg.replace(b'fill="none"', b'fill="' + color.encode() + b'"', 1)
    pixels = round(size * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(
    name: str,
    tone: str = "soft",
    size: int = SIZE,
    ratio: float | None = None,
    *,
    fill: bool = False,
) -> QPixmap:
    """`ratio` is the device pixel ratio of the widget painted on; None: the highest in use."""
    color = getattr(theme.current().tokens, tone)
    scale = ratio if ratio is not None else QGuiApplication.instance().devicePixelRatio()  # type: ignore[union-attr]
    return _draw(name, color, size, scale, fill)


def icon(name: str, tone: str = "soft", size: int = SIZE) -> QIcon:
    """Drawn for the theme of now: set it again on `theme.current().changed`."""
    return QIcon(pixmap(name, tone, size))
