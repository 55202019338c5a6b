"""What is said in the call: a transcript that comes in, or a chat that is pasted."""

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.app.events import TalkChanged
from agentassist.app.talk import TranscriptTaken
from agentassist.domain.transcript_text import LONGEST_TEXT
from agentassist.domain.utterance import Speaker
from ui import theme
from ui.crossing import Runs
from ui.i18n import plural, tip, tr
from ui.theme import Type
from ui.widgets import Card, LinkButton, SecondaryButton, SectionLabel, Text
from ui.widgets.chip_group import ChipGroup, Choice
from ui.widgets.growing_edit import GrowingEdit
from ui.widgets.small_button import SmallButton


class TalkCommands(Protocol):
    async def take_text(self, text: str, otherwise: Speaker) -> TranscriptTaken: ...


class ConversationDesk(Protocol):
    @property
    def talk(self) -> TalkCommands: ...


class ConversationCard(Card):
    """One line until somebody pastes. Nothing of it is kept but what is put into the notes."""

    note_requested = Signal(str)

    def __init__(
        self, desk: ConversationDesk, crossing: Runs, key: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._call: str | None = None
        self._theirs = ""
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(SectionLabel(tr("Conversation")))
        head.addStretch(1)
        self.open = SmallButton(tr("Paste a chat"), tr("Paste a chat or transcript"), key=key)
        self.open.clicked.connect(self.toggle)
        head.addWidget(self.open)
        self.body.addLayout(head)
        self._said()
        self._box()
        self.begin_call(None)

    def _said(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        self.latest = Text("", Type.EVIDENCE, "soft", max_lines=2)
        self.note = LinkButton(tr("To notes"))
        self.note.setAccessibleName(tr("Put what they said last into the notes"))
        self.note.clicked.connect(lambda: self.note_requested.emit(self._theirs))
        row.addWidget(self.latest, 1)
        row.addWidget(self.note, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def _box(self) -> None:
        self.box = QWidget()
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        name = tr("Chat or transcript")
        self.edit = GrowingEdit(name, fewest=4, most=8, longest=LONGEST_TEXT)
        self.edit.setPlaceholderText(
            tr("Agent: Good morning …\nCustomer: My parcel …\nNothing of it is stored.")
        )
        column.addWidget(self.edit)
        self.side = ChipGroup(
            tr("Who speaks in lines without a name"),
            (Choice(Speaker.CALLER, tr("them")), Choice(Speaker.AGENT, tr("me"))),
            lead=tr("Lines without a name:"),
        )
        self.side.set_value(Speaker.CALLER)
        column.addWidget(self.side)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        self.read = SecondaryButton(tr("Let the coach read it"))
        self.read.clicked.connect(self.read_now)
        self.keep = SecondaryButton(tr("Put it into the notes"))
        self.keep.clicked.connect(self._keep)
        for button in (self.read, self.keep):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.told = Text("", Type.EVIDENCE, "soft", max_lines=2)
        column.addWidget(self.told)
        self.body.addWidget(self.box)

    def begin_call(self, call: str | None) -> None:
        """Another call: what was pasted belongs to the one before."""
        self._call = call
        self.edit.clear()
        self.told.setText("")
        self.told.hide()
        self.box.hide()
        self.open.setEnabled(call is not None)
        self.show_talk(None)

    def show_talk(self, event: TalkChanged | None) -> None:
        """How much is known, and what they said last."""
        latest = event.latest if event is not None else ()
        theirs = [one.text for one in latest if one.speaker is Speaker.CALLER]
        self._theirs = theirs[-1] if theirs else ""
        if event is None:
            self.latest.setText("")
        else:
            turns = plural("{n} turn heard", "{n} turns heard", event.heard)
            said = tr("They: “{words}”", words=self._theirs) if self._theirs else ""
            self.latest.setText(" · ".join(part for part in (turns, said) if part))
        self.latest.setToolTip(tip(self._theirs))
        self.latest.setVisible(event is not None)
        self.note.setVisible(bool(self._theirs))

    def toggle(self) -> None:
        if self._call is None:
            return
        self.box.setVisible(self.box.isHidden())
        target = self.open if self.box.isHidden() else self.edit
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def read_now(self) -> None:
        text = self.edit.toPlainText()
        if text.strip() and self._call is not None:
            otherwise = Speaker(str(self.side.value()))
            self._crossing.run(self._desk.talk.take_text(text, otherwise), self._taken)

    def _keep(self) -> None:
        text = self.edit.toPlainText().strip()
        if text:
            self.note_requested.emit(text)

    def _taken(self, taken: TranscriptTaken) -> None:
        all_turns = taken.agent + taken.caller
        read = plural("{n} turn read", "{n} turns read", all_turns)
        sides = tr("{yours} yours, {theirs} theirs", yours=taken.agent, theirs=taken.caller)
        news = plural("{n} of them new", "{n} of them new", taken.new)
        self.tell(f"{read}: {sides}; {news}.")

    def tell(self, text: str) -> None:
        """What became of it, under the box."""
        self.told.setText(text)
        self.told.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.box.isHidden():
            self.toggle()
        else:
            super().keyPressEvent(event)
