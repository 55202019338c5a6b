"""'Already given' and 'still needed': the heart of the card."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.screen_pop import IvrNote, ScreenPop
from ui import theme
from ui.actions.action import Action
from ui.i18n import plural, tr
from ui.models.given_rows import ROWS_SHOWN, GivenRow, given_rows
from ui.screen_pop.answer_entry import AnswerEntry
from ui.screen_pop.fact_row import FactRow
from ui.screen_pop.needed_row import NeededRow
from ui.screen_pop.wording import NeededWords, needed_words
from ui.theme import Type
from ui.widgets import ElidedLabel, Keycap, LinkButton, SectionLabel, Text
from ui.widgets.tab_order import chain

_LABEL_MIN, _LABEL_MAX = 76, 128


class FactsBlock(QWidget):
    """Filled anew only when what it says has changed: a value shown is not lost to a clock.

    `rows` are the rows in use. `tab_after` is what Tab leaves before it comes here.
    """

    reveal_requested = Signal(int)
    copied = Signal(int)
    undo_requested = Signal(object)  # FactId
    answered = Signal(str, str, object)  # kind, text, InputResult or None

    def __init__(self, tab_after: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tab_after = tab_after
        self._shown: object = None
        self._call: object = None
        self._all = False
        self._given: tuple[GivenRow, ...] = ()
        self._needed: tuple[NeededWords, ...] = ()
        self.rows: list[FactRow | NeededRow] = []
        self._given_rows: list[FactRow] = []
        self._needed_rows: list[NeededRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, 12, theme.L, 12)
        column.setSpacing(2)
        self.aside = ElidedLabel(tr("do not ask again"), Type.EVIDENCE, "soft")
        self._given_head = _head(tr("Already given"), self.aside)
        self.note = Text("", Type.BODY, "soft")
        self.note.setContentsMargins(0, 2, 0, 2)
        self._given_column, self._needed_column = QVBoxLayout(), QVBoxLayout()
        self._given_column.setSpacing(2)
        self._needed_column.setSpacing(2)
        self.unfold = LinkButton("")
        self.unfold.clicked.connect(self._unfold)
        self._noting = _noting_hint()
        self._needed_head = _head(tr("Still needed"), self._noting)
        self.entry = AnswerEntry(self)
        self.entry.answered.connect(self.answered)
        column.addWidget(self._given_head)
        column.addLayout(self._given_column)
        column.addWidget(self.unfold)
        column.addWidget(self.note)
        column.addWidget(self._needed_head)
        column.addLayout(self._needed_column)
        self._needed_column.addWidget(self.entry)
        QTimer.singleShot(0, self, lambda: self._make(ROWS_SHOWN, 2))  # once the window stands

    def show_card(self, card: ScreenPop) -> None:
        given = given_rows(card)
        count = len(card.identity.candidates)
        named = card.call.caller_customer is not None
        needed = tuple(needed_words(fact, count, named=named) for fact in card.needed)
        note = _note_text(card.ivr_note, given=bool(given))
        self.setVisible(bool(given or needed or note))
        key = (card.call.call_id, given, needed, note)
        if key == self._shown:
            return
        if card.call.call_id != self._call:
            self._call, self._all = card.call.call_id, False
            self.entry.close_entry()
            for row in self._given_rows:
                row.hide_value()
        self._shown, self._given, self._needed = key, given, needed
        self._fill(note)

    def row_at(self, index: int) -> FactRow | None:
        return next((row for row in self._used() if row.index == index), None)

    def first_hidden(self) -> FactRow | None:
        return next((row for row in self._used() if row.index is not None), None)

    @property
    def needs_answers(self) -> bool:
        return any(words.kind for words in self._needed)

    def note_next(self) -> bool:
        """Open the entry of the next thing still needed; False when there is none."""
        kinds = [words.kind for words in self._needed if words.kind is not None]
        if not kinds or not self.isVisible():
            return False
        at = kinds.index(self.entry.kind) + 1 if self.entry.kind in kinds else 0
        wanted = kinds[at % len(kinds)]
        if wanted != self.entry.kind:
            self._open(next(words for words in self._needed if words.kind == wanted))
        return True

    def _used(self) -> list[FactRow]:
        return [row for row in self.rows if isinstance(row, FactRow)]

    def _open(self, words: NeededWords) -> None:
        if self.entry.kind == words.kind and words.kind is not None:
            self.entry.close_entry()  # the pencil again
            return
        self._place_entry(words.kind)
        self.entry.resize(self.width() - 2 * theme.L, self.entry.height())
        self.entry.open_for(words)

    def _place_entry(self, kind: str | None) -> None:
        """Under its row; it keeps the keyboard and what is typed."""
        at = next((n for n, words in enumerate(self._needed) if words.kind == kind), None)
        if at is None:
            self.entry.close_entry()
        elif self._needed_column.indexOf(self.entry) != at + 1:
            self._needed_column.removeWidget(self.entry)
            self._needed_column.insertWidget(at + 1, self.entry)

    def _fill(self, note: str) -> None:
        given, needed = self._given, self._needed[:ROWS_SHOWN]
        shown = given if self._all else given[:ROWS_SHOWN]
        self._given_head.setVisible(bool(given) or bool(note))
        self.aside.setVisible(bool(given))
        self.note.setText(note)
        self.note.setVisible(bool(note))
        above = bool(given) or bool(note)
        self._needed_head.setContentsMargins(0, theme.S if above else 0, 0, 0)
        self._needed_head.setVisible(bool(needed))
        self._noting.setVisible(any(words.kind is not None for words in needed))
        self._reserve(len(shown), len(needed))
        for row, fact in zip(self._given_rows, shown, strict=False):
            row.show_given(fact)
        for line, words in zip(self._needed_rows, needed, strict=False):
            line.show_needed(words)
        self._place_entry(self.entry.kind)
        folded = len(given) - len(shown)
        self.unfold.set_label(plural("+ {n} more", "+ {n} more", folded))
        self.unfold.setVisible(folded > 0)
        self.rows = [*self._given_rows[: len(shown)], *self._needed_rows[: len(needed)]]
        self._align()

    def _reserve(self, given: int, needed: int) -> None:
        """As many rows as needed; the others wait out of sight."""
        self._make(given, needed)
        for at, row in enumerate(self._given_rows):
            row.setVisible(at < given)
        for at, line in enumerate(self._needed_rows):
            line.setVisible(at < needed)

    def _make(self, given: int, needed: int) -> None:
        """Rows are made once, most of them before the first ring: it has no time for that."""
        made = len(self._given_rows) < given or len(self._needed_rows) < needed
        while len(self._given_rows) < given:
            row = FactRow(self)
            row.hide()
            row.reveal_requested.connect(self.reveal_requested)
            row.copied.connect(self.copied)
            row.undo_requested.connect(self.undo_requested)
            self._given_rows.append(row)
            self._given_column.addWidget(row)
        while len(self._needed_rows) < needed:
            line = NeededRow(Action.NOTE_ANSWER, self)
            line.hide()
            line.note_requested.connect(self._open)
            self._needed_rows.append(line)
            self._needed_column.addWidget(line)
        if made:
            entry = (self.entry.edit, self.entry.right, self.entry.wrong, self.entry.cancel)
            every = [
                *(part for row in self._given_rows for part in (row.eye, row.copy, row.undo)),
                self.unfold,
                *(line.note for line in self._needed_rows),
                *entry,
            ]
            chain(self._tab_after, every)

    def _unfold(self) -> None:
        self._all = True
        self._fill(self.note.text())

    def _align(self) -> None:
        """One width for all labels."""
        widest = max((row.label.natural_width() for row in self.rows), default=0)
        room = self.width() - 2 * theme.L
        label = min(max(widest + 4, _LABEL_MIN), _LABEL_MAX, max(_LABEL_MIN, room * 3 // 10))
        for row in self.rows:
            row.resize(room, row.height())
            row.share(label)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._align()


def _note_text(note: IvrNote | None, *, given: bool) -> str:
    """One plain line on what the IVR did not tell, or nobody can read."""
    if note is IvrNote.SENT_NOTHING and not given:
        return tr("Nothing: the IVR sent no data for this call.")
    if note is IvrNote.NOT_MAPPED and not given:
        return tr("Nothing yet: the IVR's data is not set up here.")
    if note is IvrNote.NOT_MAPPED:
        return tr("They typed more than is set up here.")
    return ""


def _noting_hint() -> QWidget:
    hint = QWidget()
    row = QHBoxLayout(hint)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(Keycap(Action.NOTE_ANSWER))
    row.addWidget(ElidedLabel(tr("they told me"), Type.EVIDENCE, "soft"))
    return hint


def _head(title: str, aside: QWidget | None = None) -> QWidget:
    head = QWidget()
    row = QHBoxLayout(head)
    row.setContentsMargins(0, 0, 0, 4)
    row.setSpacing(theme.S)
    row.addWidget(SectionLabel(title))
    if aside is not None:
        row.addWidget(aside)
    row.addStretch(1)
    return head
