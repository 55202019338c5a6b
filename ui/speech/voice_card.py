"""On the page of speech in the settings: whether anything can be heard, and if not why."""

from PySide6.QtWidgets import QWidget

from agentassist.domain.speech import SpeechState
from ui.i18n import tr
from ui.speech.words import why_silent
from ui.theme import Type
from ui.widgets import Card, IconLabel


class VoiceCard(Card):
    """One line. It hides nothing else: what can't be heard now can still be set."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fine = IconLabel("volume-2", "", "text", "given", Type.BODY)
        self.silent = IconLabel("volume-off", "", "text", "need", Type.BODY)
        for line in (self.fine, self.silent):
            self.body.addWidget(line)
        self.show_state(SpeechState())

    def show_state(self, state: SpeechState) -> None:
        reason = why_silent(state)
        self.fine.text.setText(tr("The voice is ready. Only you hear it, never the caller."))
        self.silent.text.setText(reason)
        self.fine.setVisible(not reason)
        self.silent.setVisible(bool(reason))
        self.setAccessibleName(reason or self.fine.text.text())
