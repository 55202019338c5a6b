"""A caller's value on the clipboard: for a short time, kept out of clipboard histories."""

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

# What password managers put beside a password, so that histories and clouds leave it out.
_HINTS = {
    "x-kde-passwordManagerHint": b"secret",
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
}


class ShortCopy(QObject):
    """Copies `text`, and takes it away after `milliseconds` or when the program ends.

    It hangs on the clipboard: the row that it was copied from may be gone by then.
    """

    def __init__(self, text: str, milliseconds: int) -> None:
        self._clipboard = QGuiApplication.clipboard()
        for older in self._clipboard.findChildren(ShortCopy):
            older.retire()  # or its time would cut short this one's
        super().__init__(self._clipboard)
        self._text = text
        data = QMimeData()
        data.setText(text)
        for name, hint in _HINTS.items():
            data.setData(name, hint)
        self._clipboard.setMimeData(data)
        QTimer.singleShot(milliseconds, self, self.clear)
        program = QCoreApplication.instance()
        if program is not None:
            program.aboutToQuit.connect(self.clear)

    @property
    def holds(self) -> bool:
        """It still has something to take away."""
        return bool(self._text)

    def retire(self) -> None:
        """Another copy has taken its place."""
        self._text = ""
        self.setParent(None)
        self.deleteLater()

    def clear(self) -> None:
        """Only if it is still ours."""
        if self._text and self._clipboard.text() == self._text:
            self._clipboard.clear()
        self._text = ""
        self.deleteLater()
