"""Tab through the whole window as one reads it: column by column, each from top to bottom."""

from collections.abc import Sequence
from functools import cmp_to_key

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def stops_in_order(window: QWidget, parts: Sequence[QWidget]) -> list[QWidget]:
    """What Tab stops at now: the parts as they stand on the screen, inside each in its own order.

    Panels change places, and what is made late comes last in Qt's own chain. What belongs to no
    part (something that lies over the window) is left out.
    """
    places = {part: QRect(part.mapTo(window, QPoint()), part.size()) for part in parts}

    def compare(one: QWidget, other: QWidget) -> int:
        return _before(places[one], places[other])

    shown = [part for part in parts if part.isVisible()]
    rank = {part: at for at, part in enumerate(sorted(shown, key=cmp_to_key(compare)))}
    found: list[tuple[int, int, QWidget]] = []
    at, widget = 0, window.nextInFocusChain()
    while widget is not None and widget is not window:
        if _stops(widget) and (part := _part_of(widget, rank)) is not None:
            found.append((rank[part], at, widget))
        at, widget = at + 1, widget.nextInFocusChain()
    return [widget for _, _, widget in sorted(found, key=lambda one: one[:2])]


def move_focus(stops: Sequence[QWidget], current: QWidget | None, *, forward: bool) -> bool:
    """To the next stop, round the end; from nowhere to the first. False: `current` is none."""
    if not stops or (current is not None and current not in stops):
        return False
    step = 1 if forward else -1
    at = stops.index(current) + step if current is not None else min(0, step)
    wanted = stops[at % len(stops)]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    wanted.setFocus(reason)
    parent = wanted.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea) and not _holds(parent, current):
            parent.ensureWidgetVisible(wanted)
        parent = parent.parentWidget()
    return True


def _before(one: QRect, other: QRect) -> int:
    beside = one.right() < other.left() or other.right() < one.left()
    return one.left() - other.left() if beside else one.top() - other.top()


def _stops(widget: QWidget) -> bool:
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _part_of(widget: QWidget, parts: dict[QWidget, int]) -> QWidget | None:
    at: QWidget | None = widget
    while at is not None and at not in parts:
        at = at.parentWidget()
    return at


def _holds(area: QScrollArea, widget: QWidget | None) -> bool:
    """Qt brings into sight what is reached inside of an area that had the focus."""
    return widget is not None and area.isAncestorOf(widget)
