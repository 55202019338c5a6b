"""Tab through the whole window as one reads it: column by column, each from top to bottom."""

from collections.abc import Sequence
from functools import cmp_to_key

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def stops_in_order(
    window: QWidget, rows: Sequence[QWidget], parts: Sequence[QWidget]
) -> list[QWidget]:
    """What Tab stops at now: row by row, in a row the parts as they stand, a part in its own order.

    Panels change places, and what is made late comes last in Qt's own chain. Parts may be scrolled
    far out of their row. What is in no row (it lies over the window) is left out.
    """
    places = {part: QRect(part.mapTo(window, QPoint()), part.size()) for part in parts}

    def compare(one: QWidget, other: QWidget) -> int:
        return _before(places[one], places[other])

    shown = [part for part in parts if part.isVisible()]
    part_rank = {part: at for at, part in enumerate(sorted(shown, key=cmp_to_key(compare)))}
    row_rank = {row: at for at, row in enumerate(sorted(rows, key=lambda row: row.y()))}
    found: list[tuple[int, int, int, QWidget]] = []
    at, widget = 0, window.nextInFocusChain()
    while widget is not None and widget is not window:
        if _stops(widget) and (row := _part_of(widget, row_rank)) is not None:
            part = _part_of(widget, part_rank)
            inside = part_rank[part] if part is not None else len(parts)
            found.append((row_rank[row], inside, at, widget))
        at, widget = at + 1, widget.nextInFocusChain()
    return [widget for *_, widget in sorted(found, key=lambda one: one[:3])]


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
    """The left column first, in a column what is above; what holds another comes after it."""
    if one.contains(other) or other.contains(one):
        return 1 if one.contains(other) else -1
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
