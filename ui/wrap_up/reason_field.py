"""The reason of a call: shown as a word, changed in place."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import words
from ui.i18n import tr
from ui.widgets import FlowLayout, Pill
from ui.widgets.small_button import SmallButton

LONGEST = 120


class ReasonField(QWidget):
    """`value` is the intent or what the agent typed. Enter takes the text, Esc leaves it."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = ""
        row = FlowLayout(self, 6)
        self.pill = Pill("", "accent")
        self.pill.setFixedHeight(26)
        self.change = SmallButton(tr("change"), tr("Change the reason (R)"), key=tr("R"))
        self.change.clicked.connect(self.edit_now)
        self.edit = QLineEdit()
        self.edit.setMaxLength(LONGEST)
        self.edit.setMinimumWidth(220)
        self.edit.setAccessibleName(tr("Reason of the call"))
        self.edit.setPlaceholderText(tr("What was it about?"))
        self.edit.editingFinished.connect(self.take_typed)
        self.edit.installEventFilter(self)
        for widget in (self.pill, self.change, self.edit):
            row.addWidget(widget)
        self.set_value("")

    def set_value(self, value: str) -> None:
        self.value = value
        self._show(editing=not value)

    def edit_now(self) -> None:
        self._show(editing=True)
        self.edit.selectAll()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, *, editing: bool) -> None:
        text = words.sentence_start(words.topic_text(self.value)) if self.value else ""
        self.pill.set_pill(text, "accent")
        self.pill.setAccessibleName(tr("Reason: {reason}", reason=text))
        if self.edit.text() != text:
            self.edit.setText(text)
        self.pill.setVisible(not editing)
        self.change.setVisible(not editing)
        self.edit.setVisible(editing)

    def take_typed(self) -> None:
        """Also when the focus leaves: what was typed is meant."""
        text = self.edit.text().strip()
        shown = words.sentence_start(words.topic_text(self.value)) if self.value else ""
        if text != shown:  # an intent code stays a code while its words are left alone
            self.value = text
            self.changed.emit(text)
        if self.value:
            focused = self.edit.hasFocus()
            self._show(editing=False)
            if focused:
                self.change.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.value
        ):
            self._show(editing=False)
            self.change.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().eventFilter(watched, event)
