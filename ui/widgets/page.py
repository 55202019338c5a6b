"""What windows of one scrolled page share: a title above a column, and their first size."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.theme import Type, Weight
from ui.widgets.text import Text


def titled_page(title: str, widest: int) -> tuple[QWidget, QVBoxLayout]:
    """The page, at most `widest` pixels, and the column under its title."""
    page = QWidget()
    page.setMaximumWidth(widest)
    column = QVBoxLayout(page)
    column.setContentsMargins(theme.M, theme.L, theme.M, theme.M)
    column.setSpacing(theme.M)
    heading = Text(title, Type.NAME, "text", Weight.SEMIBOLD)
    heading.setContentsMargins(theme.XS, 0, theme.XS, 0)
    column.addWidget(heading)
    return page, column


def first_size(window: QWidget, wanted: QSize, smallest: QSize) -> None:
    """As large as wanted, never larger than its screen has room for."""
    window.setMinimumSize(smallest)
    room = window.screen().availableGeometry().size() - QSize(theme.XL, theme.XL)
    window.resize(wanted.boundedTo(room))
