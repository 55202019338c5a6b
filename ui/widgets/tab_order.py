"""Keeps Tab in reading order when widgets are built later than their neighbours."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget


def chain(after: QWidget, widgets: Iterable[QWidget]) -> None:
    """Tab goes from `after` through `widgets`. All must accept focus; hidden ones are skipped."""
    for widget in widgets:
        QWidget.setTabOrder(after, widget)
        after = widget
