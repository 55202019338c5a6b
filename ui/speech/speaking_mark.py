"""In the header: that something is being said, or that it is muted. Else it is not there."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from agentassist.domain.speech import SpeechState
from ui.actions.action import Action
from ui.speech.words import state_words
from ui.widgets import IconButton


class SpeakingMark(IconButton):
    """It moves nothing that stands beside it, and does not blink."""

    stop_requested = Signal()
    unmute_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("volume-2", "", key=Action.MUTE, parent=parent)
        self._muted = False
        self.clicked.connect(self._pressed)
        self.hide()

    def show_state(self, state: SpeechState) -> None:
        words = state_words(state)
        self._muted = state.muted
        if words:
            self.set_glyph("volume-off" if state.muted else "volume-2")
            self.set_label(words)
        self.setVisible(bool(words))

    def _pressed(self) -> None:
        (self.unmute_requested if self._muted else self.stop_requested).emit()
