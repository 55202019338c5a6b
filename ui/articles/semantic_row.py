"""How far the search by meaning has come with reading articles, and a way to make it wait."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agentassist.domain.semantic import SemanticState, SemanticStatus
from ui import theme
from ui.i18n import count_text, tr
from ui.theme import Type, Weight
from ui.widgets import Card, SecondaryButton, Text


class SemanticRow(Card):
    """Not there at all while it is switched off, which is the rule."""

    pause_requested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paused = False
        self.body.setSpacing(theme.XS)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(Text(tr("Search by meaning"), Type.VALUE, "text", Weight.SEMIBOLD), 1)
        self.button = SecondaryButton(tr("Pause"))
        self.button.clicked.connect(lambda: self.pause_requested.emit(not self._paused))
        head.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.said = Text("", Type.EVIDENCE, "soft")
        self.body.addWidget(self.said)
        self.show_status(SemanticStatus())

    def show_status(self, status: SemanticStatus) -> None:
        reading = status.state in (SemanticState.BUILDING, SemanticState.PAUSED)
        self._paused = status.state is SemanticState.PAUSED
        self.button.setText(tr("Go on") if self._paused else tr("Pause"))
        self.button.setVisible(reading)
        self.said.setText(_words(status))
        self.setVisible(status.state is not SemanticState.OFF)


def _words(status: SemanticStatus) -> str:
    counts = {"done": count_text(status.done), "all": count_text(status.total)}
    match status.state:
        case SemanticState.BUILDING:
            return tr("{done} of {all} articles read so far.", **counts)
        case SemanticState.PAUSED:
            return tr("Paused: {done} of {all} articles read.", **counts)
        case SemanticState.READY:
            return tr("Ready: {done} of {all} articles read.", **counts)
        case SemanticState.NOT_INSTALLED:
            return tr("Switched on, but not installed: {what}.", what=", ".join(status.missing))
        case SemanticState.WRONG_MODEL:
            return tr(
                "Its model is not the right one, and was not loaded: {file}", file=status.file
            )
        case SemanticState.FAILED:
            return tr("It does not answer, and is off until the next start.")
        case SemanticState.STARTING:
            return tr("Starting")
        case SemanticState.OFF:
            return ""
