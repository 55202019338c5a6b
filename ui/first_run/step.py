"""What every step of the short tour is."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.practice import Practice
from ui import theme
from ui.crossing import Runs
from ui.errors import error_texts
from ui.theme import Type
from ui.widgets import Text


@dataclass(frozen=True, slots=True)
class Words:
    """What stands above a step."""

    title: str
    text: str


class Step(QWidget):
    """`words` is what is said of it; `begin` when it comes on the screen."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.M)
        self.setAccessibleName(words.title)

    def add_aligned(self, widget: QWidget) -> None:
        """With its left edge where the sheets of cards have theirs."""
        line = QHBoxLayout()
        line.setContentsMargins(theme.XS, 0, theme.XS, 0)
        line.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(line)

    def begin(self) -> None:
        """The focus goes where one goes on."""

    def end(self) -> None:
        """Left, for the next or for good."""

    def advance(self) -> bool:
        """'Next': whether there is more to see in this step."""
        return False


class PracticeStep(Step):
    """A step that needs the place to practise; says when it can't be had."""

    def __init__(self, words: Words, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._crossing = crossing
        self.missing = Text("", Type.BODY, "soft")
        self.column.addWidget(self.missing)
        self.missing.hide()

    def equip(self, practice: Practice) -> None:
        raise NotImplementedError

    def tell_missing(self, error: AgentAssistError) -> None:
        self.missing.setText(error_texts(error.code, error.params).whole)
        self.missing.show()
