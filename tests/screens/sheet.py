"""Pictures of the states, and the sheets that show many of them side by side."""

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QWidget

from tests.screens.stage import Stage
from tests.screens.states import STATES
from ui import theme

THEMES: Final = ("light", "dark", "contrast")
# Pixels of the interface. At 150 % a screen holds a third less: two columns instead of three.
WIDTHS: Final = {"narrow": QSize(380, 900), "wide": QSize(1440, 900)}
WIDTHS_AT_150: Final = {"narrow": QSize(360, 620), "wide": QSize(960, 640)}
_COLUMNS: Final = {"narrow": 6, "wide": 3}
_GAP, _CAPTION = 24, 28


@dataclass(frozen=True, slots=True)
class Shot:
    """`folder`/theme/width/state.png; `scale` is 1 or 1.5, as the window system was told."""

    state: str
    theme: str
    width: str
    path: Path


def shots(
    stage: Stage,
    folder: Path,
    states: Iterable[str],
    width: str,
    themes: Sequence[str],
    size: QSize,
) -> Iterator[Shot]:
    """Each state is reached once, and looked at in each theme."""
    stage.idle()
    stage.resize(stage.window, size)
    for state in states:
        target = STATES[state](stage)
        if target is not stage.window:
            _fit(target, size)
        for name in themes:
            theme.current().choose(name)
            stage.settle()
            path = folder / name / width / f"{_slug(state)}.png"
            stage.grab(target, path)
            yield Shot(state, name, width, path)
        theme.current().choose(themes[0])


def _fit(target: QWidget, room: QSize) -> None:
    if target.isWindow() and target.windowType() is not Qt.WindowType.Popup:
        target.resize(target.size().boundedTo(room))


def _slug(state: str) -> str:
    return state.replace(",", "").replace(" ", "-")


def join(pictures: Sequence[Shot], path: Path, width: str) -> None:
    """One sheet: the pictures in rows, each under its name."""
    images = [(shot.state, QImage(str(shot.path))) for shot in pictures]
    for _, image in images:
        image.setDevicePixelRatio(1)
    columns = _COLUMNS[width]
    cell = QSize(
        max(image.width() for _, image in images), max(image.height() for _, image in images)
    )
    rows = -(-len(images) // columns)
    step = cell + QSize(_GAP, _GAP + _CAPTION)
    sheet = QImage(
        columns * step.width() + _GAP, rows * step.height() + _GAP, QImage.Format.Format_RGB32
    )
    sheet.fill(QColor("#7A828C"))
    painter = QPainter(sheet)
    font = QFont(theme.FAMILY)
    font.setPixelSize(16)
    painter.setFont(font)
    painter.setPen(QColor("#FFFFFF"))
    for at, (name, image) in enumerate(images):
        corner = QPoint(_GAP + at % columns * step.width(), _GAP + at // columns * step.height())
        painter.drawText(
            QRect(corner, QSize(cell.width(), _CAPTION)), Qt.AlignmentFlag.AlignVCenter, name
        )
        painter.drawImage(corner + QPoint(0, _CAPTION), image)
    painter.end()
    if not sheet.save(str(path)):
        raise OSError(f"{path} could not be written")


def page(folder: Path) -> None:
    """index.html over every sheet in the folder and below it."""
    sheets = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("sheet-*.png"))
    rows = "\n".join(
        f"<h2>{html.escape(name)}</h2><a href='{name}'><img src='{name}' width='1400'></a>"
        for name in sheets
    )
    head = "<!doctype html><meta charset='utf-8'><title>agentassist: all screens</title>"
    folder.joinpath("index.html").write_text(f"{head}\n<h1>All screens</h1>\n{rows}\n", "utf-8")
