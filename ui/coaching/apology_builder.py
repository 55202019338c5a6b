"""An apology, part by part: what is there, what is missing, and whether another one helps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from agentassist.domain.apology import ApologyHelp, EarlierApology, Slot, apology_text
from agentassist.domain.coaching import DraftMark, DraftReport, Fault, Severity
from ui import theme, times
from ui.coaching.findings import finding_row, marks_row
from ui.crossing import Runs
from ui.i18n import plural, tip, tr
from ui.theme import Type
from ui.widgets import IconLabel, SecondaryButton, SectionLabel, Text
from ui.widgets.small_button import SmallButton

CHECK_MS = 200  # after the last key
_LONGEST = 200  # characters of one part
_MOST_FINDINGS = 3
_MOST_EARLIER = 3


class ApologyTalk(Protocol):
    async def apology_help(self) -> ApologyHelp: ...

    async def apology_built(self) -> None: ...


class ApologyDesk(Protocol):
    @property
    def talk(self) -> ApologyTalk: ...

    async def check_draft(self, text: str) -> DraftReport: ...


class ApologyBuilder(QWidget):
    """Hidden until it is opened. `built` carries the text for the draft; Esc closes it."""

    built = Signal(str)
    closed = Signal()

    def __init__(self, desk: ApologyDesk, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._fault = Fault.UNKNOWN
        self._help = ApologyHelp()
        self._check = QTimer(self)
        self._check.setSingleShot(True)
        self._check.setInterval(CHECK_MS)
        self._check.timeout.connect(self.check_now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.XS, 0, theme.XS)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(SectionLabel(tr("Build an apology")))
        head.addStretch(1)
        close = SmallButton(tr("Close"), tr("Close the apology builder"), key=tr("Esc"))
        close.clicked.connect(self.close_builder)
        head.addWidget(close)
        column.addLayout(head)
        self.warning = IconLabel("triangle-alert", "", "text", "need", Type.BODY)
        column.addWidget(self.warning)
        self.fields: dict[Slot, QLineEdit] = {}
        for slot, (label, hint) in _labels().items():
            self._add_field(column, slot, label, hint)
        self._rest(column)
        self.hide()

    def _add_field(self, column: QVBoxLayout, slot: Slot, label: str, hint: str) -> None:
        edit = QLineEdit()
        edit.setMaxLength(_LONGEST)
        edit.setAccessibleName(label)
        edit.setPlaceholderText(hint)
        edit.setToolTip(tip(hint))
        edit.textChanged.connect(lambda text: edit.setToolTip(tip(text or hint)))
        edit.textChanged.connect(self._edited)
        edit.returnPressed.connect(self._next)
        column.addWidget(Text(label, Type.EVIDENCE, "soft", max_lines=1))
        column.addWidget(edit)
        self.fields[slot] = edit

    def _rest(self, column: QVBoxLayout) -> None:
        self._marks = QVBoxLayout()
        self._marks.setSpacing(6)
        column.addLayout(self._marks)
        self.preview = Text("", Type.BODY, "text", max_lines=8, line_height=1.35)
        column.addWidget(self.preview)
        row = QHBoxLayout()
        self.put = SecondaryButton(tr("Put into the draft"))
        self.put.clicked.connect(self.put_into_draft)
        row.addWidget(self.put)
        row.addStretch(1)
        column.addLayout(row)

    # from outside --------------------------------------------------------------------------
    def open_builder(self, fault: Fault) -> None:
        """Empty but for a verified name; the focus goes to the first part that is missing."""
        self._fault = fault
        self.show()
        self._crossing.run(self._desk.talk.apology_help(), self._helped)
        self._first_missing().setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._show()

    def set_fault(self, fault: Fault) -> None:
        self._fault = fault
        self._edited()

    def close_builder(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def begin_call(self) -> None:
        """What was written was for somebody else."""
        self.hide()
        self._help = ApologyHelp()
        for edit in self.fields.values():
            edit.clear()

    # what it says --------------------------------------------------------------------------
    def slots(self) -> Mapping[Slot, str]:
        return {slot: edit.text() for slot, edit in self.fields.items()}

    def text(self) -> str:
        return apology_text(self.slots(), self._fault, self._help.language)

    def put_into_draft(self) -> None:
        text = self.text()
        if text:
            self._crossing.run(self._desk.talk.apology_built())
            self.built.emit(text)
            self.close_builder()

    def _helped(self, known: ApologyHelp) -> None:
        self._help = known
        name = self.fields[Slot.NAME]
        if known.first_name and not name.text():
            name.setText(known.first_name)
        self._show()
        if self.isVisible() and name.hasFocus() and name.text():
            self._first_missing().setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self) -> None:
        self._show()
        if self.text():
            self._check.start()

    def check_now(self) -> None:
        """The coach looks at what would be put into the draft."""
        self._check.stop()
        text = self.text()
        if text and self.isVisible():
            self._crossing.run(self._desk.check_draft(text), self._checked)

    def _checked(self, report: DraftReport) -> None:
        if report.text == self.text():
            self._show(report)

    def _show(self, report: DraftReport | None = None) -> None:
        slots = self.slots()
        text = self.text()
        while (item := self._marks.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        names = _mark_names()
        marks = [DraftMark(slot, names[slot], bool(slots[slot].strip())) for slot in Slot]
        decided = self._fault is not Fault.UNKNOWN
        marks.append(DraftMark("fault", tr("whose fault"), decided))
        self._marks.addWidget(marks_row(tuple(marks)))
        found = report.findings if report is not None else ()
        grave = [one for one in found if one.severity is not Severity.ADVICE or one.fact is None]
        for finding in grave[:_MOST_FINDINGS]:
            self._marks.addWidget(finding_row(finding))
        self.preview.setText(tr("“{words}”", words=text) if text else "")
        self.preview.setVisible(bool(text))
        self.put.setEnabled(bool(text))
        warning = repeats_text(self._help)
        self.warning.text.setText(warning)
        self.warning.setVisible(bool(warning))

    def _first_missing(self) -> QLineEdit:
        edits = list(self.fields.values())
        return next((edit for edit in edits if not edit.text().strip()), edits[-1])

    def _next(self) -> None:
        """Return goes on to the next part, and from the last one to the button."""
        edits = list(self.fields.values())
        here = next((at for at, edit in enumerate(edits) if edit.hasFocus()), -1)
        after = edits[here + 1] if here + 1 < len(edits) else self.put
        after.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_builder()
        else:
            super().keyPressEvent(event)


def repeats_text(known: ApologyHelp) -> str:
    """Why another apology may be worth less than none, with what there was; '' for the first."""
    parts: list[str] = []
    if known.in_call:
        said = plural(
            "You apologised once in this call.",
            "You apologised {n} times in this call.",
            known.in_call,
        )
        parts.append(said)
    if known.on_file:
        count = sum(one.count for one in known.on_file)
        latest = sorted(known.on_file, key=lambda one: one.at, reverse=True)[:_MOST_EARLIER]
        rows = "; ".join(_earlier(one, known.now or one.at) for one in latest)
        said = plural(
            "One is on file for this: {rows}.",
            "{n} are on file for this: {rows}.",
            count,
            rows=rows,
        )
        parts.append(said)
    if not parts:
        return ""
    why = tr("Repeating one for the same problem can be worse than none (Halperin et al. 2019).")
    return " ".join((*parts, why))


def _earlier(one: EarlierApology, now: datetime) -> str:
    return tr("{day}, {about}", day=times.day_text(one.at, now), about=one.about)


def _labels() -> dict[Slot, tuple[str, str]]:
    return {
        Slot.NAME: (tr("Their name"), tr("e.g. Dana")),
        Slot.PROBLEM: (tr("What exactly happened"), tr("e.g. we charged you twice")),
        Slot.IMPACT: (tr("What it did to them"), tr("e.g. your account was overdrawn")),
        Slot.ACTION: (tr("What we do now"), tr("e.g. I am returning the second charge")),
        Slot.BY_WHEN: (tr("By when"), tr("e.g. Friday noon")),
    }


def _mark_names() -> dict[Slot, str]:
    return {
        Slot.NAME: tr("name"),
        Slot.PROBLEM: tr("the problem"),
        Slot.IMPACT: tr("what it did"),
        Slot.ACTION: tr("what we do"),
        Slot.BY_WHEN: tr("by when"),
    }
