"""Compact or comfortable, while the windows are open: their layouts take the other distances."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QApplication, QLayout, QListView, QWidget

from ui import theme
from ui.theme import COMPACT_SPACING, SPACING, Density

_KEPT: Final = "comfortable"  # a layout's own distances, as it was made
_LESS: Final = dict(zip(SPACING, COMPACT_SPACING, strict=True))
_MORE: Final = dict(zip(COMPACT_SPACING, SPACING, strict=True))


def choose_density(wanted: Density) -> None:
    """At once, in every window. Nothing else changes: type, buttons and fields keep their size."""
    if wanted is theme.density():
        return
    theme.set_density(wanted)
    windows = QApplication.topLevelWidgets()
    for window in windows:
        _respace(window.findChildren(QLayout), wanted)
        for rows in window.findChildren(QListView):
            rows.scheduleDelayedItemsLayout()
    theme.current().changed.emit()  # what is painted measures itself anew
    for window in windows:
        _settle(window)


def _respace(layouts: Iterable[QLayout], wanted: Density) -> None:
    for layout in layouts:
        margins, gap = layout.contentsMargins(), layout.spacing()
        now = (margins.left(), margins.top(), margins.right(), margins.bottom(), gap)
        kept = layout.property(_KEPT)
        if wanted is Density.COMPACT:
            layout.setProperty(_KEPT, list(now))
            new = [_LESS.get(size, size) for size in now]
        else:  # made while all was compact: by what it would have been
            new = kept if kept is not None else [_MORE.get(size, size) for size in now]
        if list(now) != list(new):
            layout.setContentsMargins(QMargins(*new[:4]))
            if gap >= 0:  # a negative one is the style's
                layout.setSpacing(new[4])


def _settle(window: QWidget) -> None:
    for part in window.findChildren(QWidget):
        part.updateGeometry()
    if (layout := window.layout()) is not None:
        layout.invalidate()
