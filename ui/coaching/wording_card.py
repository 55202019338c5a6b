"""A draft of what to say, looked at while it is written."""

from typing import Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.coaching import DraftReport, Fault, Severity
from ui import theme
from ui.coaching.apology_builder import ApologyBuilder, ApologyDesk
from ui.coaching.draft_edit import DraftEdit
from ui.coaching.draft_highlighter import DraftHighlighter
from ui.coaching.findings import finding_row, marks_row
from ui.crossing import Runs
from ui.i18n import tr
from ui.widgets import Card, IconLabel, Keycap, PrimaryButton, SecondaryButton, SectionLabel
from ui.widgets.announcement import announce
from ui.widgets.chip_group import ChipGroup, Choice
from ui.widgets.small_button import SmallButton

CHECK_MS = 150  # after the last key
_MOST_FINDINGS = 5
_ORDER = (Severity.WRONG, Severity.WARNING, Severity.ADVICE)


class WordingDesk(ApologyDesk, Protocol):
    async def set_fault(self, fault: Fault) -> None: ...

    async def wording_decided(self, report: DraftReport, used: bool) -> None: ...


class WordingCard(Card):
    """Fault, the draft with wavy lines under what was caught, and the better wording."""

    def __init__(
        self,
        desk: WordingDesk,
        crossing: Runs,
        key: str,
        build_key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._in_call = False
        self._text = ""
        self._kept: str | None = None
        self.report: DraftReport | None = None
        self._check = QTimer(self)
        self._check.setSingleShot(True)
        self._check.setInterval(CHECK_MS)
        self._check.timeout.connect(self.check_now)
        self._build(key, build_key)

    def _build(self, key: str, build_key: str) -> None:
        head = QHBoxLayout()
        head.addWidget(SectionLabel(tr("Wording")))
        head.addStretch(1)
        self.build = SmallButton(
            tr("Build an apology"), tr("Build an apology, part by part"), key=build_key
        )
        self.build.clicked.connect(self.toggle_builder)
        head.addWidget(self.build)
        head.addWidget(Keycap(key))
        self.body.addLayout(head)
        self.fault = ChipGroup(
            tr("Whose fault"),
            (
                Choice(Fault.OURS, tr("ours")),
                Choice(Fault.NOT_OURS, tr("not ours")),
                Choice(Fault.UNKNOWN, tr("unclear")),
            ),
            lead=tr("Whose fault?"),
        )
        self.fault.set_value(Fault.UNKNOWN)
        self.fault.chosen.connect(self._fault_chosen)
        self.body.addWidget(self.fault)
        self.builder = ApologyBuilder(self._desk, self._crossing)
        self.builder.built.connect(self._built)
        self.builder.closed.connect(self._builder_closed)
        self.body.addWidget(self.builder)
        self.edit = DraftEdit(tr("Draft of what you want to say"))
        self.edit.setPlaceholderText(tr("Try out what you want to say or write."))
        self.edit.textChanged.connect(self._edited)
        self._highlighter = DraftHighlighter(self.edit.document())
        theme.current().changed.connect(self._highlighter.rehighlight)
        self.body.addWidget(self.edit)
        self.findings = QWidget()
        self._rows = QVBoxLayout(self.findings)
        self._rows.setContentsMargins(0, 2, 0, 2)
        self._rows.setSpacing(6)
        self.body.addWidget(self.findings)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        self.use = PrimaryButton(tr("Use better wording"))
        self.use.clicked.connect(self.use_better)
        self.keep = SecondaryButton(tr("Keep mine"))
        self.keep.clicked.connect(self.keep_mine)
        buttons.addWidget(self.use)
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self._show_report(None)

    # from outside --------------------------------------------------------------------------
    def begin_call(self, *, in_call: bool) -> None:
        """Another call: nobody said whose fault yet, and the draft was for somebody else."""
        self._in_call = in_call
        self.fault.set_value(Fault.UNKNOWN)
        self.edit.clear()
        self.builder.begin_call()

    def toggle_builder(self) -> None:
        """Opened, the focus is in it; closed, back in the draft."""
        if self.builder.isHidden():
            self.builder.open_builder(Fault(str(self.fault.value())))
        else:
            self.builder.close_builder()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the builder wherever the focus is in the card."""
        if event.key() == Qt.Key.Key_Escape and not self.builder.isHidden():
            self.builder.close_builder()
        else:
            super().keyPressEvent(event)

    def _built(self, text: str) -> None:
        self.take(text)

    def _builder_closed(self) -> None:
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self, text: str) -> None:
        """A wording from elsewhere, behind what stands there; the focus stays where it is."""
        before = self.edit.toPlainText().rstrip()
        self.edit.replace_text(f"{before} {text}".strip())

    @property
    def has_better(self) -> bool:
        return not self.use.isHidden()

    def use_better(self) -> None:
        """The better wording replaces the draft; Ctrl+Z brings the draft back."""
        if self.report is not None and self.report.better is not None:
            self._crossing.run(self._desk.wording_decided(self.report, True))
            self.edit.replace_text(self.report.better)
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_mine(self) -> None:
        """The findings leave until the text changes."""
        self._kept = self.edit.toPlainText()
        if self.report is not None:
            self._crossing.run(self._desk.wording_decided(self.report, False))
        self._show_report(None)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    # checking ------------------------------------------------------------------------------
    def _fault_chosen(self, fault: object) -> None:
        chosen = Fault(str(fault))
        self.builder.set_fault(chosen)
        if self._in_call:
            self._crossing.run(self._desk.set_fault(chosen), lambda _: self.check_now())

    def _edited(self) -> None:
        text = self.edit.toPlainText()
        if text == self._text:
            return  # only the wavy lines changed
        self._text, self._kept = text, None
        if text.strip():
            self._check.start()
        else:
            self._check.stop()
            self._show_report(None)

    def check_now(self) -> None:
        """Ask the coach about the text as it stands."""
        self._check.stop()
        text = self.edit.toPlainText()
        if text.strip() and text != self._kept:
            self._crossing.run(self._desk.check_draft(text), self._checked)

    def _checked(self, report: DraftReport) -> None:
        if report.text == self.edit.toPlainText() != self._kept:
            self._show_report(report)

    # showing -------------------------------------------------------------------------------
    def _show_report(self, report: DraftReport | None) -> None:
        before = self.report.findings if self.report is not None else ()
        self.report = report
        found = report.findings if report is not None else ()
        self._highlighter.show_findings(report.text if report is not None else "", found)
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        gravest_first = sorted(found, key=lambda finding: _ORDER.index(finding.severity))
        for finding in gravest_first[:_MOST_FINDINGS]:
            self._rows.addWidget(finding_row(finding))
        if gravest_first and found != before:
            announce(self.edit, gravest_first[0].line)
        if len(found) > _MOST_FINDINGS:
            more = tr("and {count} more", count=len(found) - _MOST_FINDINGS)
            self._rows.addWidget(IconLabel("plus", more, "soft"))
        if report is not None and report.marks:
            self._rows.addWidget(marks_row(report.marks))
        elif report is not None and not found:
            self._rows.addWidget(IconLabel("check", tr("Nothing to change."), "soft", "given"))
        self.findings.setVisible(report is not None)
        self.use.setVisible(report is not None and report.better not in (None, report.text))
        self.keep.setVisible(bool(found))
