"""Where an agent says that an article is wrong or outdated, or that one is missing, and why."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from agentassist.domain.search_gap import LONGEST_WHY, Verdict
from ui import theme
from ui.i18n import tip, tr
from ui.theme import Type
from ui.widgets import FlowLayout, Text
from ui.widgets.chip_group import ChipGroup, Choice
from ui.widgets.small_button import SmallButton


class ReportBar(QWidget):
    """Hidden until `open`. It takes the keyboard; `left` says that it can go back.

    `missing`: there is no article, so there is nothing to choose but the word why.
    """

    given = Signal(object, str)  # Verdict, why
    left = Signal()

    def __init__(self, *, missing: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._missing = missing
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.XS)
        column.setSpacing(6)
        self.verdict = ChipGroup(
            tr("What is it?"),
            (
                Choice(Verdict.WRONG, tr("1 Wrong"), "late", "circle-alert"),
                Choice(Verdict.OUTDATED, tr("2 Outdated"), "need", "hourglass"),
            ),
            lead=tr("This article is"),
        )
        self.verdict.setVisible(not missing)
        self.verdict.chosen.connect(lambda _verdict: self._show_send())
        self.why = QLineEdit()
        self.verdict.numbered.connect(self.why.setFocus)
        self.why.setMaxLength(LONGEST_WHY)
        self.why.setFixedHeight(34)
        hint = (
            tr("What should it answer? (a word is enough)")
            if missing
            else tr("Why? A word is enough")
        )
        self.why.setPlaceholderText(hint)
        self.why.setAccessibleName(hint)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=6)
        self.send = SmallButton(tr("Report"), tr("Report"), icon="check", key="↵")
        self.cancel = SmallButton(tr("Cancel"), tr("Cancel: report nothing"))
        self.cancel.setToolTip(tip(tr("Report nothing (Esc)")))
        flow.addWidget(self.send)
        flow.addWidget(self.cancel)
        self.send.clicked.connect(self._give)
        self.cancel.clicked.connect(self.leave)
        note = tr("Names and numbers are left out. Your name is not kept with it.")
        for part in (self.verdict, self.why, buttons, Text(note, Type.LABEL, "faint")):
            column.addWidget(part)
        self.hide()

    def open(self) -> None:
        self.verdict.set_value(None)
        self.why.clear()
        self._show_send()
        self.show()
        first = self.why if self._missing else self.verdict
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_send(self) -> None:
        self.send.setEnabled(self._missing or self.verdict.value() is not None)

    def _give(self) -> None:
        verdict = Verdict.MISSING if self._missing else self.verdict.value()
        if isinstance(verdict, Verdict):
            self.given.emit(verdict, self.why.text().strip())
            self.leave()

    def leave(self) -> None:
        had_focus = self.isAncestorOf(self.window().focusWidget() or self.window())
        self.hide()
        if had_focus:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif letter.isprintable() and letter.strip() and not self.why.hasFocus():
            self.why.setFocus(Qt.FocusReason.OtherFocusReason)  # the word why is begun
            self.why.insert(letter)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.send.isEnabled() and not self.cancel.hasFocus():
                self._give()
            elif self.cancel.hasFocus():
                self.leave()
        else:
            super().keyPressEvent(event)
