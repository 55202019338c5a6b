"""The agent's notes of the call and the caller's mood."""

from typing import Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agentassist.domain.interaction import Mood
from agentassist.domain.sealed import redact_cards
from ui import theme, words
from ui.crossing import Runs
from ui.i18n import plural, tr
from ui.theme import Type
from ui.widgets import Card, IconLabel, Keycap, LinkButton, SectionLabel, Text
from ui.widgets.growing_edit import GrowingEdit
from ui.widgets.mood_button import MoodButton

NOTE_MS = 150  # after the last key
_LONGEST = 4_000  # characters
_MOST_KEPT = 8  # calls whose notes wait here: held, consulted


class NotesDesk(Protocol):
    async def note_changed(self, text: str) -> None: ...

    async def undo_repeat(self) -> None: ...

    async def set_mood(self, mood: Mood | None) -> None: ...


class NotesCard(Card):
    """Notes belong to a call: they come back with it after a consultation."""

    def __init__(
        self,
        desk: NotesDesk,
        crossing: Runs,
        key: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._call: str | None = None
        self._kept: dict[str, tuple[str, Mood | None]] = {}
        self._told = ""
        self._suggestion: Mood | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(NOTE_MS)
        self._timer.timeout.connect(self.tell_now)
        self._build(key)
        self.begin_call(None)

    def _build(self, key: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(SectionLabel(tr("Notes")))
        head.addStretch(1)
        self.mood = MoodButton(tr("Mood of the caller"), tr("Mood"))
        self.mood.marked.connect(self._mood_marked)
        head.addWidget(self.mood)
        head.addWidget(Keycap(key))
        self.body.addLayout(head)
        self.edit = GrowingEdit(tr("Notes of this call"))
        self.edit.textChanged.connect(self._edited)
        self.body.addWidget(self.edit)
        self.suggested = LinkButton("")
        self.suggested.clicked.connect(self._take_suggestion)
        self.said = Text("", Type.EVIDENCE, "soft", max_lines=2)
        hint = QHBoxLayout()
        hint.setSpacing(theme.S)
        hint.addWidget(self.said, 1)
        hint.addWidget(self.suggested, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(hint)
        self.repeated = IconLabel("circle-alert", "", "soft", "need", Type.EVIDENCE)
        self.undo_repeat = LinkButton(tr("Undo"))
        self.undo_repeat.setAccessibleName(tr("Undo: the caller did not have to repeat"))
        self.undo_repeat.clicked.connect(self._repeat_undone)
        counted = QHBoxLayout()
        counted.setSpacing(theme.S)
        counted.addWidget(self.repeated, 1)
        counted.addWidget(self.undo_repeat)
        self.body.addLayout(counted)

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
        self.show_repeats(0)
        self.suggest_mood(None)

    def suggest_mood(self, mood: Mood | None, said: str = "") -> None:
        """What they said sounds like a mood: offered, never marked by itself."""
        self._suggestion = mood if self.mood.mood is None else None
        if self._suggestion is not None:
            name = words.mood_text(self._suggestion)
            self.suggested.set_label(tr("Mark as {mood}", mood=name))
            self.said.setText(tr("They said “{words}”", words=said) if said else "")
        self.suggested.setVisible(self._suggestion is not None)
        self.said.setVisible(self._suggestion is not None)

    def add(self, text: str) -> bool:
        """Something from the conversation, on a line of its own; False: not all of it fits."""
        if self._call is None:
            return False
        before = self.edit.toPlainText().rstrip()
        whole = f"{before}\n{redact_cards(text)}".strip()
        self.edit.replace_text(whole[:_LONGEST])
        return len(whole) <= _LONGEST

    def _take_suggestion(self) -> None:
        if self._suggestion is not None:
            self.mood.set_mood(self._suggestion)
            self._mood_marked(self._suggestion)

    def show_repeats(self, count: int) -> None:
        """Our defect, said plainly; it takes no space while there is none."""
        self.repeated.text.setText(
            plural("Noted: had to repeat once.", "Noted: had to repeat {n} times.", count)
        )
        self.repeated.setVisible(count > 0)
        self.undo_repeat.setVisible(count > 0)

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

    def _repeat_undone(self) -> None:
        self._crossing.run(self._desk.undo_repeat())

    def _mood_marked(self, mood: object) -> None:
        self.suggest_mood(None)
        if self._call is not None:
            chosen = Mood(str(mood)) if mood is not None else None
            self._crossing.run(self._desk.set_mood(chosen))
