"""A window beside the desk in which guides are read; one, used again for each page."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.actions.key_names import native_text
from ui.help.find_bar import FindBar
from ui.help.page_view import PageView
from ui.help.pages import guides, page
from ui.i18n import tr
from ui.widgets import Chip, Divider, IconButton

_SIZE = QSize(800, 760)
_SMALLEST = QSize(340, 320)


class GuideWindow(QDialog):
    """`open_page(name)` shows it. Calls ring on behind it: it is not modal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._before: list[tuple[str, int]] = []
        self.setModal(False)
        self.setMinimumSize(_SMALLEST)
        free = self.screen().availableGeometry().size() - QSize(theme.XL, theme.XL)
        self.resize(_SIZE.boundedTo(free))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.view = PageView()
        self.view.link_followed.connect(self._follow)
        self.find_bar = FindBar(self.view)
        column.addLayout(self._make_head())
        column.addWidget(Divider())
        column.addWidget(self.find_bar)
        column.addWidget(self.view, 1)
        theme.current().changed.connect(self.find_bar.mark_again)
        for keys, work in (
            (QKeySequence("Ctrl+F"), self.find_bar.open),
            (QKeySequence("Alt+Left"), self.go_back),
        ):
            QShortcut(keys, self).activated.connect(work)

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(theme.L, theme.S, theme.M, theme.S)
        head.setSpacing(theme.XS)
        self.back = IconButton("chevron-left", tr("Back"), key=native_text("Alt+Left"))
        self.back.clicked.connect(self.go_back)
        head.addWidget(self.back)
        self.chips: dict[str, Chip] = {}
        for name, title in guides():
            chip = self.chips[name] = Chip(title, framed=False)
            chip.clicked.connect(lambda _checked, name=name: self.open_page(name))
            head.addWidget(chip)
        head.addStretch(1)
        self.finder = IconButton("search", tr("Find in this page"), key=native_text("Ctrl+F"))
        self.finder.clicked.connect(self.find_bar.open)
        head.addWidget(self.finder)
        return head

    def open_page(self, name: str, heading: str = "") -> None:
        """Show the page and come to the front: somebody asked for it."""
        if name == self._name:
            if heading:
                self.view.go_to(heading)
        else:
            if self._name:
                self._before.append((self._name, self.view.verticalScrollBar().value()))
            self._show(name, heading)
        self._mark()
        self.show()
        self.activateWindow()
        if not self.find_bar.isVisible():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> None:
        if self._before:
            name, at = self._before.pop()
            self._show(name, "")
            self.view.verticalScrollBar().setValue(at)
            self._mark()

    def _show(self, name: str, heading: str) -> None:
        found = page(name)
        if found is None:
            return
        self._name = name
        self.setWindowTitle(f"{found.title} · agentassist")
        self.view.show_page(found, heading)
        self.find_bar.mark_again()

    def _mark(self) -> None:
        for name, chip in self.chips.items():
            chip.setChecked(name == self._name)
        self.back.setVisible(bool(self._before))

    def _follow(self, name: str, heading: str) -> None:
        self.open_page(name or self._name, heading)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().color("surface"))

    def reject(self) -> None:
        """Esc: the search in the page first, then the window."""
        if self.find_bar.isVisible():
            self.find_bar.leave()
        else:
            super().reject()
