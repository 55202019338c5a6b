"""The wrap-up as a form: reason, outcome, mood, summary. Knows nothing of keeping or saving."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.ivr import MENU
from agentassist.domain.wrap_up import Disposition, WrapUp
from ui import theme
from ui.i18n import plural, tr
from ui.theme import Type, Weight
from ui.widgets import FlowLayout, Icon, IconLabel, SectionLabel, Text
from ui.widgets.chip_group import ChipGroup, Choice
from ui.widgets.growing_edit import GrowingEdit
from ui.widgets.mood_button import MoodButton
from ui.wrap_up.reason_field import ReasonField


def outcome_choices() -> tuple[Choice[Disposition], ...]:
    return (
        Choice(Disposition.RESOLVED, tr("Resolved"), "given", "check"),
        Choice(Disposition.WAITING, tr("Waiting"), "need", "hourglass"),
        Choice(Disposition.HANDED_OVER, tr("Handed over"), "accent", "phone-forwarded"),
        Choice(Disposition.NO_ACTION, tr("Nothing to do"), "hold", "minus"),
    )


class WrapUpForm(QWidget):
    """`edited` at every change by the agent; `filled` is the wrap-up as the form says it."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base: WrapUp | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.reason_from = self._heading(column, tr("Reason"))
        self.reason = ReasonField()
        self._add(column, self.reason)
        self._heading(column, tr("Outcome"))
        self.outcome = ChipGroup(tr("Outcome"), outcome_choices())
        self._add(column, self.outcome)
        self._heading(column, tr("Mood"))
        self._add(column, self._make_moods())
        self.articles = QWidget()
        lines = QVBoxLayout(self.articles)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(6)
        self._heading(lines, tr("Articles used"))
        self._article_lines = QVBoxLayout()
        self._article_lines.setSpacing(2)
        lines.addLayout(self._article_lines)
        self._add(column, self.articles)
        self.summary_from = self._heading(column, tr("Summary"))
        self.summary = GrowingEdit(tr("Summary of the call"), fewest=3, most=7)
        self.summary.setPlaceholderText(tr("What it was and what happens next."))
        column.addWidget(self.summary)
        self.repeated = IconLabel("circle-alert", "", "soft", "need", Type.EVIDENCE)
        column.addWidget(self.repeated)
        self.reason.changed.connect(lambda _: self.edited.emit())
        self.outcome.chosen.connect(lambda _: self.edited.emit())
        self.summary.textChanged.connect(self.edited)

    def _heading(self, column: QVBoxLayout, text: str) -> Text:
        row = QHBoxLayout()
        row.addWidget(SectionLabel(text), 1)
        source = Text("", Type.LABEL, "faint", Weight.MEDIUM, max_lines=1)
        row.addWidget(source)
        column.addLayout(row)
        return source

    def _add(self, column: QVBoxLayout, widget: QWidget) -> None:
        column.addWidget(widget)
        column.addSpacing(theme.S - 2)

    def _make_moods(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder, theme.S)
        self.mood_start = MoodButton(tr("Mood at the start"), tr("at the start"))
        self.mood_end = MoodButton(tr("Mood at the end"), tr("at the end"))
        arrow = QWidget()
        arrow.setFixedSize(16, 26)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        Icon("chevron-left" if mirrored else "arrow-right", "faint", 16, arrow).move(0, 5)
        for widget in (self.mood_start, arrow, self.mood_end):
            row.addWidget(widget)
        self.mood_start.marked.connect(lambda _: self.edited.emit())
        self.mood_end.marked.connect(lambda _: self.edited.emit())
        return holder

    # filling -------------------------------------------------------------------------------
    def show_wrap_up(self, wrap_up: WrapUp) -> None:
        self._base = wrap_up
        self.reason.set_value(wrap_up.reason)
        self.outcome.set_value(wrap_up.disposition)
        self.mood_start.set_mood(wrap_up.mood_start)
        self.mood_end.set_mood(wrap_up.mood_end)
        self._show_summary(wrap_up.summary)
        self._show_sources(wrap_up)

    def _show_summary(self, text: str) -> None:
        if self.summary.toPlainText() != text:
            self.summary.setPlainText(text)
            self.summary.moveCursor(QTextCursor.MoveOperation.End)  # one writes on

    def update_facts(self, wrap_up: WrapUp) -> None:
        """The same wrap-up with what was not known before; what was edited stays.

        Notes of the last moment arrive after the form: they are the summary until one is written.
        """
        untouched = self._base is not None and self.summary.toPlainText() == self._base.summary
        self._base = wrap_up
        if untouched:
            self._show_summary(wrap_up.summary)

    def _show_sources(self, wrap_up: WrapUp) -> None:
        source = ""
        if wrap_up.reason:
            source = tr("from the IVR") if MENU in wrap_up.given else tr("likely, please check")
        self.reason_from.setText(source)
        self.summary_from.setText(tr("from your notes") if wrap_up.summary else "")
        counted = plural(
            "The caller had to repeat something.",
            "The caller had to repeat something {n} times.",
            wrap_up.repeated,
        )
        self.repeated.text.setText(counted)
        self.repeated.setVisible(wrap_up.repeated > 0)

    def show_articles(self, titles: tuple[str, ...]) -> None:
        while (item := self._article_lines.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        for title in titles:
            self._article_lines.addWidget(IconLabel("book-open", title, "text", "soft"))
        self.articles.setVisible(bool(titles))

    def filled(self) -> WrapUp:
        if self._base is None:
            raise ValueError("no wrap-up is shown")
        disposition = self.outcome.value()
        return replace(
            self._base,
            reason=self.reason.value,
            disposition=Disposition(str(disposition)),
            mood_start=self.mood_start.mood,
            mood_end=self.mood_end.mood,
            summary=self.summary.toPlainText().strip(),
        )

    def focus_first(self) -> None:
        """The first decision: the reason if it is missing, else the outcome."""
        reason = Qt.FocusReason.ShortcutFocusReason
        if self.reason.value:
            self.outcome.setFocus(reason)
        else:
            self.reason.edit.setFocus(reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_R and not event.modifiers():
            self.reason.edit_now()
        else:
            super().keyPressEvent(event)
