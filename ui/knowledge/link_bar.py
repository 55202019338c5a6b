"""A link of an article: its whole address first, and the browser only after a second yes."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui import theme
from ui.i18n import tr
from ui.theme import Type, Weight
from ui.widgets import FlowLayout, Run, Text
from ui.widgets.small_button import SmallButton


class LinkBar(QWidget):
    """Hidden until `ask`. `left`: the keyboard goes back to where it came from."""

    left = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        open_outside: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(parent)
        self._open_outside = open_outside
        self.address = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.XS)
        column.setSpacing(6)
        self.text = Text("", Type.EVIDENCE, "text")
        column.addWidget(self.text)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=6)
        self.open = SmallButton(tr("Open in the browser"), tr("Open in the browser"), key="↵")
        self.copy = SmallButton(tr("Copy address"), tr("Copy address"), icon="copy")
        self.cancel = SmallButton(tr("Cancel"), tr("Cancel: open nothing"))
        for button, then in (
            (self.open, self._open),
            (self.copy, self._copy),
            (self.cancel, self.leave),
        ):
            flow.addWidget(button)
            button.clicked.connect(then)
        column.addWidget(buttons)
        self.hide()

    def ask(self, address: str) -> None:
        """`address` as it will be opened: letters that look like others are spelled out."""
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        if not url.isValid() or url.scheme() != "https" or not url.host():
            return
        self.address = bytes(url.toEncoded().data()).decode("ascii", "replace")
        host, shown = url.host(QUrl.ComponentFormattingOption.FullyEncoded), self.address
        before, _, after = shown.partition(host)
        self.text.set_runs(
            Run(tr("Leads out of this program, to:") + "\n", "soft"),
            Run(before),
            Run(host, None, Weight.SEMIBOLD),
            Run(after),
        )
        self.setAccessibleName(tr("Leads out of this program, to:") + " " + shown)
        self.open.setAccessibleDescription(shown)
        self.show()
        self.open.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open(self) -> None:
        self._open_outside(QUrl(self.address))
        self.leave()

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.address)
        self.leave()

    def leave(self) -> None:
        had_focus = self.isAncestorOf(self.window().focusWidget() or self.window())
        self.hide()
        if had_focus:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.open.hasFocus():
            self._open()
        else:
            super().keyPressEvent(event)
