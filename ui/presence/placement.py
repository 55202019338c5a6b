"""Where a window stands: on which screen, at which of its edges, and among which screens."""

import hashlib
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication, QScreen

_TEXT = re.compile(r"(-?\d{1,5}),(-?\d{1,5}),(\d{2,5}),(\d{2,5}),(normal|maximized|left|right)")
_log = logging.getLogger(__name__)


class Side(StrEnum):
    """The edge of the screen that a side panel stands at."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Placement:
    """In device-independent pixels, from the corner of what the screen has free for windows."""

    x: int
    y: int
    width: int
    height: int
    maximized: bool = False
    side: Side | None = None

    @property
    def text(self) -> str:
        state = self.side or ("maximized" if self.maximized else "normal")
        return f"{self.x},{self.y},{self.width},{self.height},{state}"

    @classmethod
    def parse(cls, text: str | None) -> "Placement | None":
        """None for what is no placement."""
        found = _TEXT.fullmatch(text or "")
        if found is None:
            if text:
                _log.warning("window placement ignored")
            return None
        x, y, width, height = (int(found[part]) for part in range(1, 5))
        side = Side(found[5]) if found[5] in tuple(Side) else None
        return cls(x, y, width, height, found[5] == "maximized", side)

    def on(self, free: QRect, smallest: QSize) -> QRect:
        """The place on a screen with `free` room: as big as fits, never past its edges."""
        size = QSize(self.width, self.height).expandedTo(smallest).boundedTo(free.size())
        left = min(max(self.x, 0), free.width() - size.width())
        top = min(max(self.y, 0), free.height() - size.height())
        return QRect(free.topLeft() + QPoint(left, top), size)

    def in_the_middle(self, free: QRect) -> "Placement":
        left = (free.width() - self.width) // 2
        top = (free.height() - self.height) // 2
        return Placement(left, top, self.width, self.height, self.maximized, self.side)


def screen_key(screen: QScreen) -> str:
    """The same screen at the same socket, after a restart as well."""
    parts = (screen.manufacturer(), screen.model(), screen.serialNumber(), screen.name())
    return " ".join(part for part in parts if part)


def screens_key() -> str:
    """All screens as they stand now: the desk at work, the one at home, the laptop alone."""
    return _arrangement(
        (screen_key(screen), screen.geometry()) for screen in QGuiApplication.screens()
    )


def _arrangement(screens: Iterable[tuple[str, QRect]]) -> str:
    told = sorted(f"{name}@{at.x()},{at.y()},{at.width()}x{at.height()}" for name, at in screens)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]


def nearest(frame: QRect, rooms: list[QRect]) -> int:
    """Which of `rooms` shows most of `frame`; of those that show nothing the closest."""

    def worth(at: int) -> tuple[int, int]:
        seen = rooms[at].intersected(frame)
        area = seen.width() * seen.height() if not seen.isEmpty() else 0
        return area, -_apart(frame, rooms[at])

    return max(range(len(rooms)), key=worth)


def _apart(one: QRect, other: QRect) -> int:
    across = max(one.left() - other.right(), other.left() - one.right(), 0)
    down = max(one.top() - other.bottom(), other.top() - one.bottom(), 0)
    return across + down
