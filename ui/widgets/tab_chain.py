"""Tab goes where the eye goes, also when rows come and go."""

import itertools
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def stops(layout: QLayout) -> Iterator[QWidget]:
    """What Tab may stop at below a layout, in the order of the layout."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield widget
            elif (own := widget.layout()) is not None:
                yield from stops(own)
        elif inner is not None:
            yield from stops(inner)


def chain_tabs(layout: QLayout, before: tuple[QWidget, ...] = ()) -> tuple[QWidget, ...]:
    """Put the stops of a layout into its order. `before` is what the last time returned."""
    order = tuple(stops(layout))
    if order != before:
        for one, after in itertools.pairwise(order):
            QWidget.setTabOrder(one, after)
    return order
