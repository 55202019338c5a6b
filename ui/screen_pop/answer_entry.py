"""Where the agent notes what came of asking: told, right, wrong, or did not know."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from agentassist.domain.ivr import InputResult
from ui.i18n import tip, tr
from ui.screen_pop.fact_row import GAP
from ui.screen_pop.wording import NeededWords
from ui.widgets import FlowLayout
from ui.widgets.small_button import SmallButton

_LONGEST = 120


class AnswerEntry(QWidget):
    """Under the row it belongs to; one at a time. It takes the keyboard only when asked for.

    What is typed for a masked kind is never seen, and never leaves this field but to the core.
    """

    answered = Signal(str, str, object)  # kind, text, InputResult or None
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words: NeededWords | None = None
        self._before: QWidget | None = None
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(14 + GAP, 2, 0, 6)
        column.setSpacing(6)
        self.edit = QLineEdit()
        self.edit.setMaxLength(_LONGEST)
        self.edit.setFixedHeight(34)
        self.edit.installEventFilter(self)
        column.addWidget(self.edit)
        self._buttons = QWidget()
        self._flow = flow = FlowLayout(self._buttons, gap=6)
        self.right = SmallButton("", "", icon="check", key="↵")
        self.wrong = SmallButton("", "", icon="x")
        self.cancel = SmallButton(tr("Cancel"), tr("Cancel: note nothing"))
        self.cancel.setToolTip(tip(tr("Note nothing (Esc)")))
        for button in (self.right, self.wrong, self.cancel):
            flow.addWidget(button)
        column.addWidget(self._buttons)
        self.right.clicked.connect(lambda: self._answer(right=True))
        self.wrong.clicked.connect(lambda: self._answer(right=False))
        self.cancel.clicked.connect(self.close_entry)
        self.hide()

    @property
    def kind(self) -> str | None:
        return self.words.kind if self.words is not None else None

    def open_for(self, words: NeededWords) -> None:
        """Take the keyboard; it goes back to where it was afterwards."""
        if self.words is None:
            self._before = self.window().focusWidget()
        self.words = words
        self.edit.setText("")  # unlike clear() it cannot be undone
        self.edit.setVisible(words.value)
        masked = QLineEdit.EchoMode.Password
        self.edit.setEchoMode(masked if words.masked else QLineEdit.EchoMode.Normal)
        self.edit.setPlaceholderText(tr("what they say, if it matters"))
        self.edit.setAccessibleName(tr("{label}: what they say", label=words.label))
        right, wrong = (
            (tr("Right"), tr("Wrong"))
            if words.check
            else (tr("They told me"), tr("They don't know"))
        )
        for button, text in ((self.right, right), (self.wrong, wrong)):
            button.set_label(text)
            button.setAccessibleName(f"{words.label}: {text}")
        self._fit()
        self.show()
        taker = self.edit if words.value else self.right
        taker.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.opened.emit()

    def close_entry(self) -> None:
        """Nothing of what was typed stays."""
        if self.words is None:
            return
        had_it = self.isAncestorOf(self.window().focusWidget() or self)
        self.words = None
        self.edit.setText("")  # unlike clear() it cannot be undone
        self.hide()
        if had_it:
            back = self._before if self._before is not None else self.window()
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def _answer(self, *, right: bool) -> None:
        words, text = self.words, self.edit.text()
        if words is None or words.kind is None:
            return
        result: InputResult | None
        if words.check:
            result = InputResult.OK if right else InputResult.WRONG
        else:
            result = None if right else InputResult.TIMEOUT
        self.close_entry()
        self.answered.emit(words.kind, text, result)

    def _fit(self) -> None:
        """As high as its lines: a height that follows from a width comes too late elsewhere."""
        edges = self._column.contentsMargins()
        buttons = self._flow.heightForWidth(self.width() - edges.left())
        self._buttons.setFixedHeight(buttons)
        edit = self.edit.height() + 6 if self.words is not None and self.words.value else 0
        self.setFixedHeight(edges.top() + edit + buttons + edges.bottom())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return is the first button; the field would pass it on to nobody."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not plain:
                self._answer(right=True)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_entry()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.window().focusWidget()
            (focused if isinstance(focused, SmallButton) else self.right).click()
        else:
            super().keyPressEvent(event)
