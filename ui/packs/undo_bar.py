"""What was just done, at the foot of the window, and the way back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agentassist.domain.errors import AgentAssistError
from ui.errors import error_texts
from ui.i18n import tr
from ui.widgets import Banner, LinkButton


class UndoBar(Banner):
    """Hidden until there is something to tell."""

    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo = LinkButton(tr("Undo"))
        self.undo.clicked.connect(self.undo_requested)
        layout = self.layout()
        if isinstance(layout, QHBoxLayout):
            layout.insertWidget(layout.count() - 1, self.undo, 0, Qt.AlignmentFlag.AlignTop)
        self.dismiss_requested.connect(self.hide)
        self.hide()

    def tell(self, text: str, *, undo: bool = False) -> None:
        self.set_notice("accent", "info", text)
        self.undo.setVisible(undo)
        self.show()

    def tell_error(self, error: AgentAssistError) -> None:
        words = error_texts(error.code, error.params)
        self.set_notice("late", "circle-alert", words.lead, words.rest)
        self.undo.hide()
        self.show()
