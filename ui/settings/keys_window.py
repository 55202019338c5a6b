"""The editor of keys in a window of its own."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui import theme
from ui.i18n import tr
from ui.settings.keys_page import KeysPage
from ui.settings.own_keys import OwnKeys
from ui.widgets.fitting_scroll import FittingScroll
from ui.widgets.page import first_size, titled_page

_SIZE = QSize(620, 760)
_SMALLEST = QSize(340, 360)
_WIDEST = 720


class KeysWindow(QDialog):
    """Not modal: calls ring on behind it."""

    def __init__(self, own: OwnKeys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.setWindowTitle(f"{tr('Keys')} · agentassist")
        first_size(self, _SIZE, _SMALLEST)
        content, column = titled_page(tr("Keys"), _WIDEST)
        self.page = KeysPage(own)
        column.addWidget(self.page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.view = FittingScroll(content)
        whole.addWidget(self.view)
        whole.addStretch(1)
        whole.addWidget(self.page.notice)

    def open(self) -> None:
        """Somebody asked for it: to the front."""
        self.show()
        self.activateWindow()
        self.raise_()
        self.page.finding.setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        """Esc: what is open in the page first, then the window."""
        if not self.page.step_back():
            super().reject()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().color("bg"))
