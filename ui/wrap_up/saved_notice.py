"""Quiet words where the wrap-up stood: saved and what happens next, or what waits."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from agentassist.domain.wrap_up import WrapUp
from ui import words
from ui.i18n import plural, tr
from ui.widgets import Card, EmptyState, LinkButton
from ui.wrap_up.form import outcome_choices


class SavedNotice(Card):
    """`open_requested`: the agent wants the next one that waits."""

    open_requested = Signal()

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.saved: WrapUp | None = None
        self.count = 0
        self.words = EmptyState("", "")
        self.waiting = LinkButton("", key=key or None)
        self.waiting.clicked.connect(self.open_requested)
        self.body.addWidget(self.words)
        self.body.addWidget(self.waiting)
        self.show_state(None, 0)

    def show_state(self, saved: WrapUp | None, waiting: int) -> None:
        self.saved, self.count = saved, waiting
        if saved is not None:
            self.words.set_texts(_saved_line(saved), _next_line(saved))
        else:
            self.words.set_texts(
                tr("The wrap-up comes after the call"),
                tr("It is filled in from what happened: you check it and save."),
            )
        self.waiting.set_label(
            plural("{n} wrap-up waits for you", "{n} wrap-ups wait for you", waiting)
        )
        self.waiting.setVisible(waiting > 0)
        self.words.setVisible(saved is not None or not waiting)  # what waits says it in one line


def _saved_line(saved: WrapUp) -> str:
    outcome = next(choice.text for choice in outcome_choices() if choice.value is saved.disposition)
    parts = [saved.caller_name or tr("Unknown caller")]
    if saved.reason:
        parts.append(words.sentence_start(words.topic_text(saved.reason)))
    return tr("✓ Saved: {what}", what=", ".join([*parts, outcome]))


def _next_line(saved: WrapUp) -> str:
    if saved.contact_id is None:
        return tr("Nobody was picked for this call, so it stands in no one’s history.")
    if saved.disposition.value == "waiting":
        return tr("It stands in the history as waiting, and on the card at the next call.")
    return tr("It stands in the history, and at the next call.")
