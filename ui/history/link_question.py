"""Linking although the account numbers differ: asked in one line, with a reason, nothing modal."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from agentassist.domain.sealed import redact_cards
from ui import theme
from ui.i18n import tr
from ui.theme import Type
from ui.widgets import FlowLayout, Text
from ui.widgets.small_button import SmallButton


class LinkQuestion(QWidget):
    """`ask` with what to do about the reason; `left`: the agent thought better of it."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decided: Callable[[str], None] = lambda why: None
        said = tr("Their account numbers differ. Your reason is put on record with your extension.")
        self.why = QLineEdit()
        self.why.setPlaceholderText(tr("Why are they the same person?"))
        self.why.setAccessibleName(f"{said} {tr('Why are they the same person?')}")
        self.why.setMaxLength(200)
        self.why.returnPressed.connect(self._decide)
        self.decide = SmallButton(tr("Link all the same"), tr("Link all the same"), key="↵")
        self.decide.clicked.connect(self._decide)
        self.why.textChanged.connect(lambda text: self.decide.setEnabled(bool(text.strip())))
        self.leave = SmallButton(tr("Leave it"), tr("Do not link the records"))
        self.leave.clicked.connect(self._leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(6)
        column.addWidget(Text(said, Type.EVIDENCE, "need"))
        column.addWidget(self.why)
        buttons = QWidget()
        flow = FlowLayout(buttons, theme.S)
        flow.addWidget(self.decide)
        flow.addWidget(self.leave)
        column.addWidget(buttons)
        self.hide()

    def ask(self, decided: Callable[[str], None]) -> None:
        self._decided = decided
        self.why.clear()
        self.decide.setEnabled(False)
        self.show()
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide(self) -> None:
        why = redact_cards(self.why.text().strip())
        if why:
            self.hide()
            self._decided(why)

    def _leave(self) -> None:
        self.hide()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)
