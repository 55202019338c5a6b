"""The agent's notes of the call, the caller's mood, and the keys of the call."""

from typing import Protocol

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.interaction import Mood
from ui import theme
from ui.i18n import plural, tr
from ui.models.seam import Runs
from ui.shortcuts import Action
from ui.widgets import Band, Card, FlowLayout, Keycap, SectionLabel
from ui.widgets.growing_edit import GrowingEdit
from ui.widgets.key_hint import KeyHint
from ui.widgets.mood_button import MoodButton

NOTE_MS = 150  # after the last key
_MOST_KEPT = 8  # calls whose notes wait here: held, consulted


class NotesDesk(Protocol):
    async def note_changed(self, text: str) -> None: ...

    async def set_mood(self, mood: Mood | None) -> None: ...


class NotesCard(Card):
    """Notes belong to a call: they come back with it after a consultation."""

    repeated_requested = Signal()
    listening_requested = Signal()
    wrap_up_requested = Signal()

    def __init__(
        self,
        desk: NotesDesk,
        crossing: Runs,
        keys: dict[Action, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, padded=False)
        self._desk, self._crossing = desk, crossing
        self._call: str | None = None
        self._kept: dict[str, tuple[str, Mood | None]] = {}
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(NOTE_MS)
        self._timer.timeout.connect(self.tell_now)
        self._build(keys)
        self.begin_call(None)

    def _build(self, keys: dict[Action, str]) -> None:
        inner = QVBoxLayout()
        inner.setContentsMargins(theme.L, 14, theme.L, theme.M)
        inner.setSpacing(theme.S)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(SectionLabel(tr("Notes")))
        head.addStretch(1)
        self.mood = MoodButton(tr("Mood of the caller"), tr("Mood"))
        self.mood.marked.connect(self._mood_marked)
        head.addWidget(self.mood)
        if keys.get(Action.NOTES):
            head.addWidget(Keycap(keys[Action.NOTES]))
        inner.addLayout(head)
        self.edit = GrowingEdit(tr("Notes of this call"))
        self.edit.textChanged.connect(self._edited)
        inner.addWidget(self.edit)
        self.body.addLayout(inner)
        foot = Band("surface", bottom=True, ruled=True)
        foot.row.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        holder = QWidget()
        hints = FlowLayout(holder, theme.S, 2)
        self.repeated = KeyHint(keys.get(Action.HAD_TO_REPEAT, ""), tr("had to repeat"))
        self.listening = KeyHint(keys.get(Action.LISTENING, ""), tr("listening"))
        self.wrap_up = KeyHint(keys.get(Action.WRAP_UP, ""), tr("wrap up"))
        for hint in (self.repeated, self.listening, self.wrap_up):
            hints.addWidget(hint)
        foot.row.addWidget(holder, 1)
        self.body.addWidget(foot)
        self.repeated.clicked.connect(self.repeated_requested)
        self.listening.clicked.connect(self.listening_requested)
        self.wrap_up.clicked.connect(self.wrap_up_requested)

    def begin_call(self, call: str | None) -> None:
        """The card shows another call, or none: take its notes out, put the others away."""
        if self._call is not None:
            self._kept[self._call] = (self.edit.toPlainText(), self.mood.mood)
            while len(self._kept) > _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
        self._timer.stop()
        self._call = call
        text, mood = self._kept.pop(call, ("", None)) if call is not None else ("", None)
        self._told = text
        self.edit.setPlainText(text)
        self.edit.setReadOnly(call is None)
        self.edit.setPlaceholderText(
            tr("Notes come with the next call.")
            if call is None
            else tr("What they say, in a few words. It becomes the summary.")
        )
        self.mood.set_mood(mood)
        self.mood.setEnabled(call is not None)
        self.repeated.setEnabled(call is not None)
        self.show_repeats(0)

    def show_repeats(self, count: int) -> None:
        counted = plural("had to repeat, noted", "had to repeat, noted {n} times", count)
        self.repeated.set_text(counted if count else tr("had to repeat"), on=bool(count))

    def show_listening(self, on: bool) -> None:
        self.listening.set_text(tr("listening, on") if on else tr("listening"), on=on)

    def _edited(self) -> None:
        if self._call is not None and self.edit.toPlainText() != self._told:
            self._timer.start()

    def tell_now(self) -> None:
        """Hand the notes over without waiting for a pause."""
        self._timer.stop()
        text = self.edit.toPlainText()
        if self._call is not None and text != self._told:
            self._told = text
            self._crossing.run(self._desk.note_changed(text))

    def _mood_marked(self, mood: object) -> None:
        if self._call is not None:
            chosen = Mood(str(mood)) if mood is not None else None
            self._crossing.run(self._desk.set_mood(chosen))
