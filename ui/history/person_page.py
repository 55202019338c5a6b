"""Who somebody is, on demand: values side by side, the records, links and how to undo them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.contact import Candidate
from agentassist.domain.linking.record_link import RecordLink
from agentassist.domain.person import Person
from agentassist.ports.linking import LikelySame
from ui import theme
from ui.history.field_row import FieldRow
from ui.history.link_question import LinkQuestion
from ui.history.link_row import LinkRow
from ui.history.person_words import field_rows, link_rows, reasons_text, record_name
from ui.history.row_words import Reading
from ui.history.source_words import age_text
from ui.i18n import plural, tr
from ui.screen_pop.wording import candidate_line
from ui.theme import Type, Weight
from ui.widgets import Divider, IconButton, Keycap, LinkButton, SectionLabel, Text
from ui.widgets.small_button import SmallButton


class PersonPage(QWidget):
    """`left`: back to the timeline. The other signals are what the agent decides.

    What was just done stands on top with a way back, until somebody else is on the card.
    """

    left = Signal()
    undo_wanted = Signal(object, str)  # RecordLink, why
    redo_wanted = Signal(object)  # the RecordLink that was taken apart
    link_wanted = Signal(object)  # Candidate or LikelySame

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: object = None
        self._taken_apart: RecordLink | None = None
        self.links: list[LinkRow] = []
        self.joins: list[SmallButton] = []
        self.back = IconButton("chevron-left", tr("Back to earlier contacts"), key=tr("Esc"))
        self.back.clicked.connect(self.left)
        self.done = Text("", Type.EVIDENCE, "text")
        self.redo = LinkButton(tr("Undo"))
        self.redo.clicked.connect(self._redo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        head = QHBoxLayout()
        head.setSpacing(theme.XS)
        head.addWidget(self.back)
        head.addWidget(SectionLabel(tr("Who this is")))
        head.addStretch(1)
        head.addWidget(Keycap(tr("Esc")))
        column.addLayout(head)
        self._undo_line = QWidget()
        line = QHBoxLayout(self._undo_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.done, 1)
        line.addWidget(self.redo)
        self._undo_line.hide()
        column.addWidget(self._undo_line)
        self.question = LinkQuestion()
        self.question.left.connect(lambda: self.back.setFocus(Qt.FocusReason.OtherFocusReason))
        column.addWidget(self.question)
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        self._body: QWidget | None = None
        column.addLayout(self._column)

    def show_person(
        self,
        person: Person | None,
        others: Sequence[Candidate],
        likely: Sequence[LikelySame],
        reading: Reading,
    ) -> None:
        """Built anew only when it says something else: an answer being typed is not lost.

        `others` have the caller's number or account, too; `likely` share anything else.
        """
        fit = {one.contact.id for one in others}
        likely = tuple(one for one in likely if one.contact.id not in fit)
        key = (person, tuple(others), likely, reading.titles)
        if key == self._shown:
            return
        self._shown = key
        self.links, self.joins = [], []
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        if person is None or not person.records:
            body.addWidget(
                Text(tr("Nobody is identified: there is nothing to compare."), Type.BODY, "soft")
            )
        else:
            self._fields(body, person, reading)
            self._records(body, person, reading)
        if person is not None and others:
            body.addWidget(Divider())
            body.addWidget(SectionLabel(tr("Also fits")))
            for other in others:
                body.addLayout(self._other(other, candidate_line(other, reading.now)))
        if person is not None and likely:
            body.addWidget(Divider())
            body.addWidget(SectionLabel(tr("May be the same person")))
            for one in likely:
                line = [record_name(one.record, reading), reasons_text(one.evidence)]
                body.addLayout(self._other(one, " · ".join(text for text in line if text)))
        self._column.addWidget(self._body)
        self._body.show()

    def start_over(self) -> None:
        """Somebody else: what was done before is over."""
        self._taken_apart = None
        self._undo_line.hide()
        self.question.hide()

    def tell_taken_apart(self, link: RecordLink) -> None:
        self._taken_apart = link
        self.done.setText(tr("Taken apart: no rule joins them again."))
        self._undo_line.show()

    def tell_linked(self) -> None:
        self._taken_apart = None
        self._undo_line.hide()

    def _redo(self) -> None:
        if self._taken_apart is not None:
            self.redo_wanted.emit(self._taken_apart)

    # sections ------------------------------------------------------------------------------
    def _fields(self, body: QVBoxLayout, person: Person, reading: Reading) -> None:
        differing = len(person.conflicts())
        if differing:
            text = plural(
                "The records differ in {n} field.", "The records differ in {n} fields.", differing
            )
            body.addWidget(Text(text, Type.EVIDENCE, "need", Weight.MEDIUM))
        for words in field_rows(person, reading):
            body.addWidget(FieldRow(words))

    def _records(self, body: QVBoxLayout, person: Person, reading: Reading) -> None:
        body.addWidget(Divider())
        count = len(person.records)
        body.addWidget(SectionLabel(plural("One record", "Made of {n} records", count)))
        for one in person.records:
            name = record_name(one.record, reading)
            told = tr("fetched {age}", age=age_text(one.as_of, reading.now)) if one.as_of else ""
            line = " · ".join(text for text in (name, one.contact.name, told) if text)
            body.addWidget(Text(line, Type.BODY, "text"))
        for words in link_rows(person, reading):
            row = LinkRow(words)
            row.undo_wanted.connect(self.undo_wanted)
            self.links.append(row)
            body.addWidget(row)

    def _other(self, other: Candidate | LikelySame, line: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(other.contact.name, Type.BODY, "text", Weight.MEDIUM))
        words.addWidget(Text(line, Type.EVIDENCE, "soft"))
        row.addLayout(words, 1)
        name = tr("Link with {name}: the same person", name=other.contact.name)
        join = SmallButton(tr("Same person"), name)
        join.clicked.connect(lambda _checked=False: self.link_wanted.emit(other))
        self.joins.append(join)
        row.addWidget(join, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
