"""Coach, wording and notes: the right side of the desk."""

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agentassist.app.events import (
    AppEvent,
    CardChanged,
    CueChanged,
    MoodSuggested,
    RepeatCounted,
    TalkChanged,
    WrapUpChanged,
)
from agentassist.domain.ids import CallId
from agentassist.domain.screen_pop import ScreenPop
from ui import theme
from ui.actions.action import Action
from ui.coaching.apology_builder import ApologyTalk
from ui.coaching.conversation_card import ConversationCard, ConversationDesk, TalkCommands
from ui.coaching.cue_card import CueCard
from ui.coaching.notes_card import NotesCard, NotesDesk
from ui.coaching.wording_card import WordingCard, WordingDesk
from ui.crossing import Runs
from ui.i18n import tr


class CoachingTalk(TalkCommands, ApologyTalk, Protocol):
    """What is asked of `desk.talk`."""


class CoachingDesk(NotesDesk, WordingDesk, ConversationDesk, Protocol):
    """What this panel asks of the desk."""

    @property
    def talk(self) -> CoachingTalk: ...

    async def dismiss_cue(self) -> None: ...

    async def bring_cue_back(self) -> None: ...

    async def use_cue(self) -> None: ...

    async def set_listening(self, on: bool) -> None: ...

    async def caller_repeated(self) -> None: ...

    async def undo_repeat(self) -> None: ...


class CoachingPanel(QWidget):
    """Esc in it is 'not now'."""

    def __init__(self, desk: CoachingDesk, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._call: CallId | None = None
        self._cue = CueChanged(None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        self.coach = CueCard(Action.LISTENING, Action.CUE_BACK, Action.USE_CUE)
        self.wording = WordingCard(desk, crossing, Action.WORDING, Action.APOLOGY)
        self.conversation = ConversationCard(desk, crossing, Action.CONVERSATION)
        self.conversation.note_requested.connect(self._to_notes)
        self.notes = NotesCard(desk, crossing, Action.NOTES)
        for card in (self.coach, self.wording, self.notes, self.conversation):
            column.addWidget(card)
        column.addStretch(1)
        self.coach.dismiss_requested.connect(self.dismiss_cue)
        self.coach.back_requested.connect(self.bring_cue_back)
        self.coach.use_requested.connect(self.use_cue)

    def handle(self, event: AppEvent) -> None:
        match event:
            case CueChanged():
                self._cue = event
                self.coach.show_cue(event)
            case CardChanged(card=card):
                self._show_call(card)
            case RepeatCounted() if event.call_id == self._call:
                self.notes.show_repeats(event.count)
            case TalkChanged() if event.call_id == self._call:
                self.conversation.show_talk(event)
            case MoodSuggested() if event.call_id == self._call:
                self.notes.suggest_mood(event.mood, event.words)
            case WrapUpChanged():
                # One primary button on the screen: while a wrap-up is open it is Save.
                self.wording.use.set_quiet(event.wrap_up is not None)

    def _show_call(self, card: ScreenPop | None) -> None:
        call = card.call.call_id if card is not None else None
        if call != self._call:
            self._call = call
            self.wording.begin_call(in_call=call is not None)
            self.notes.begin_call(call)
            self.conversation.begin_call(call)
            if card is not None:
                self.notes.show_repeats(card.repeated)

    # what the actions of the window do --------------------------------------------------------
    @property
    def cue_shown(self) -> bool:
        return self._cue.cue is not None

    @property
    def cue_has_wording(self) -> bool:
        return self._cue.cue is not None and bool(self._cue.cue.better)

    @property
    def cue_undoable(self) -> bool:
        return self._cue.undoable

    def dismiss_cue(self) -> None:
        """Not now."""
        if self._cue.cue is not None:
            self._crossing.run(self._desk.dismiss_cue())

    def bring_cue_back(self) -> None:
        """'Not now' was a mistake."""
        if self._cue.undoable:
            self._crossing.run(self._desk.bring_cue_back())

    def use_cue(self) -> None:
        """Its wording goes to where the agent writes, behind what stands there."""
        cue = self._cue.cue
        if cue is not None and cue.better:
            self.wording.take(cue.better)
            self._crossing.run(self._desk.use_cue())

    def toggle_listening(self) -> None:
        self._crossing.run(self._desk.set_listening(not self._cue.listening))

    def caller_repeated(self) -> None:
        self._crossing.run(self._desk.caller_repeated())

    def _to_notes(self, text: str) -> None:
        if not self.notes.add(text):
            self.conversation.tell(tr("Not all of it fits into the notes: the end is left out."))

    def focus_wording(self) -> None:
        self.wording.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_notes(self) -> None:
        self.notes.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._cue.cue is not None:
            self.dismiss_cue()
        else:
            super().keyPressEvent(event)
