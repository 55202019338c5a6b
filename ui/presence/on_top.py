"""Over all other windows, or among them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def keep_on_top(window: QWidget, on: bool) -> None:
    """The native window stays the one it is: a new one could take the keyboard when it is shown."""
    flag = Qt.WindowType.WindowStaysOnTopHint
    handle = window.windowHandle()
    if handle is None:  # not shown yet
        window.setWindowFlag(flag, on)
        return
    handle.setFlag(flag, on)
    window.overrideWindowFlags(handle.flags())  # or Qt would forget it when it shows it again


def is_on_top(window: QWidget) -> bool:
    return bool(window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint)
