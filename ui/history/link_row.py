"""A link between two records: who made it and why, and taking it apart, with a reason."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from agentassist.domain.sealed import redact_cards
from ui import theme
from ui.history.person_words import LinkWords
from ui.i18n import tip, tr
from ui.theme import Type
from ui.times import exact_text
from ui.widgets import FlowLayout, Text
from ui.widgets.small_button import SmallButton


class LinkRow(QWidget):
    """`undo_wanted` carries the RecordLink and why; asked in one line, nothing modal."""

    undo_wanted = Signal(object, str)

    def __init__(self, words: LinkWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        said = " · ".join(text for text in (words.made, words.why) if text)
        self.text = Text(f"{words.record}: {said}", Type.EVIDENCE, "soft")
        self.text.setToolTip(tip(exact_text(words.link.made_at)))
        column.addWidget(self.text)
        self.apart = SmallButton(
            tr("Not the same person"), tr("{record}: not the same person", record=words.record)
        )
        self.apart.clicked.connect(self._ask)
        column.addWidget(self.apart)
        self.why = QLineEdit()
        self.why.setPlaceholderText(tr("Why, in a few words?"))
        self.why.setAccessibleName(tr("Why they are not the same person"))
        self.why.setMaxLength(200)
        self.why.returnPressed.connect(self._decide)
        self.decide = SmallButton(tr("Take apart"), tr("Take the two records apart"), key="↵")
        self.decide.clicked.connect(self._decide)
        self.leave = SmallButton(tr("Leave it"), tr("Leave the records linked"))
        self.leave.clicked.connect(self._close)
        self.asking = QWidget()
        ask = QVBoxLayout(self.asking)
        ask.setContentsMargins(0, 2, 0, 0)
        ask.setSpacing(6)
        ask.addWidget(self.why)
        buttons = QWidget()
        flow = FlowLayout(buttons, theme.S)
        flow.addWidget(self.decide)
        flow.addWidget(self.leave)
        ask.addWidget(buttons)
        column.addWidget(self.asking)
        self.asking.hide()

    def _ask(self) -> None:
        self.apart.hide()
        self.asking.show()
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        self.why.clear()
        self.asking.hide()
        self.apart.show()
        self.apart.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide(self) -> None:
        self.undo_wanted.emit(self.words.link, redact_cards(self.why.text().strip()))
        self.why.clear()
        self.asking.hide()
        self.apart.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.asking.isVisible():
            self._close()
        else:
            super().keyPressEvent(event)
