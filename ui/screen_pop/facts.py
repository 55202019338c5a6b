"""'Already given' and 'still needed': the heart of the card."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.screen_pop import IvrNote, ScreenPop
from ui import theme
from ui.i18n import plural, tr
from ui.models.given_rows import ROWS_SHOWN, GivenRow, given_rows
from ui.screen_pop.fact_row import FactRow
from ui.screen_pop.wording import NeededWords, needed_words
from ui.theme import Type
from ui.widgets import ElidedLabel, LinkButton, SectionLabel, Text
from ui.widgets.tab_order import chain

_LABEL_MIN, _LABEL_MAX = 76, 128


class FactsBlock(QWidget):
    """Filled anew only when what it says has changed: a value shown is not lost to a clock.

    `rows` are the rows in use. `tab_after` is what Tab leaves before it comes here.
    """

    reveal_requested = Signal(int)

    def __init__(self, tab_after: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tab_after = tab_after
        self._shown: object = None
        self._call: object = None
        self._all = False
        self._given: tuple[GivenRow, ...] = ()
        self.rows: list[FactRow] = []
        self._given_rows: list[FactRow] = []
        self._needed_rows: list[FactRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, 12, theme.L, 12)
        column.setSpacing(2)
        self.aside = ElidedLabel(tr("do not ask again"), Type.EVIDENCE, "soft")
        self._given_head = _head(tr("Already given"), self.aside)
        self.note = Text(tr("Nothing: the IVR sent no data for this call."), Type.BODY, "soft")
        self._given_column, self._needed_column = QVBoxLayout(), QVBoxLayout()
        self._given_column.setSpacing(2)
        self._needed_column.setSpacing(2)
        self.unfold = LinkButton("")
        self.unfold.clicked.connect(self._unfold)
        self._needed_head = _head(tr("Still needed"))
        column.addWidget(self._given_head)
        column.addWidget(self.note)
        column.addLayout(self._given_column)
        column.addWidget(self.unfold)
        column.addWidget(self._needed_head)
        column.addLayout(self._needed_column)

    def show_card(self, card: ScreenPop) -> None:
        given = given_rows(card)
        count = len(card.identity.candidates)
        needed = tuple(needed_words(fact, count) for fact in card.needed)
        note = card.ivr_note is IvrNote.SENT_NOTHING and not given
        self.setVisible(bool(given or needed or note))
        key = (card.call.call_id, given, needed, note)
        if key == self._shown:
            return
        if card.call.call_id != self._call:
            self._call, self._all = card.call.call_id, False
        self._shown, self._given = key, given
        self._fill(given, needed, note)

    def row_at(self, index: int) -> FactRow | None:
        return next((row for row in self.rows if row.index == index), None)

    def first_hidden(self) -> FactRow | None:
        return next((row for row in self.rows if row.index is not None), None)

    def _fill(
        self, given: tuple[GivenRow, ...], needed: tuple[NeededWords, ...], note: bool
    ) -> None:
        shown = given if self._all else given[:ROWS_SHOWN]
        asked = needed[:ROWS_SHOWN]
        self._given_head.setVisible(bool(given) or note)
        self.aside.setVisible(bool(given))
        self.note.setVisible(note)
        above = bool(given) or note
        self._needed_head.setContentsMargins(0, theme.S if above else 0, 0, 0)
        self._needed_head.setVisible(bool(asked))
        self._reserve(self._given_rows, self._given_column, len(shown))
        self._reserve(self._needed_rows, self._needed_column, len(asked))
        for row, fact in zip(self._given_rows, shown, strict=False):
            row.show_given(fact)
        for row, words in zip(self._needed_rows, asked, strict=False):
            row.show_needed(words)
        folded = len(given) - len(shown)
        self.unfold.set_label(plural("+ {n} more", "+ {n} more", folded))
        self.unfold.setVisible(folded > 0)
        self.rows = [*self._given_rows[: len(shown)], *self._needed_rows[: len(asked)]]
        self._align()

    def _reserve(self, rows: list[FactRow], column: QVBoxLayout, count: int) -> None:
        """As many rows as needed, made once; the others wait out of sight."""
        made = len(rows) < count
        while len(rows) < count:
            row = FactRow(self)
            row.reveal_requested.connect(self.reveal_requested)
            rows.append(row)
            column.addWidget(row)
        for at, row in enumerate(rows):
            if at >= count:
                row.hide_value()
            row.setVisible(at < count)
        if made:
            every = [
                *(part for row in self._given_rows for part in (row.eye, row.copy)),
                self.unfold,
            ]
            chain(self._tab_after, every)

    def _unfold(self) -> None:
        self._all = True
        needed = self._shown[2] if isinstance(self._shown, tuple) else ()
        self._fill(self._given, needed, False)

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
