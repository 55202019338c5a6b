"""One source of articles: how it is doing, what came last, what could not be read."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.article_rejects import reject_line, rejects_csv
from agentassist.domain.article_sync import ArticleSourceState, Reject, SyncReport
from ui import theme, times
from ui.articles.words import (
    counts_text,
    place_text,
    progress_text,
    rejected_text,
    state_words,
    title_of,
)
from ui.i18n import count_text, plural, tr
from ui.theme import Type, Weight
from ui.widgets import Card, ElidedLabel, FlowLayout, IconLabel, LinkButton, SecondaryButton, Text

_TOLD = 20  # rejected rows in the window; copied and saved are all


class SourceRow(Card):
    """`show_state` as often as it changes, `show_progress` while it is read."""

    sync_requested = Signal(str)
    cancel_requested = Signal()
    save_requested = Signal(object)  # SyncReport
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state: ArticleSourceState | None = None
        self.body.setSpacing(theme.XS)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        self.title = Text("", Type.VALUE, "text", Weight.SEMIBOLD)
        self.sync = SecondaryButton(tr("Look now"), icon="rotate-ccw")
        self.sync.clicked.connect(self._sync)
        self.stop = SecondaryButton(tr("Stop"), icon="x")
        self.stop.clicked.connect(self.cancel_requested)
        head.addWidget(self.title, 1)
        top = Qt.AlignmentFlag.AlignTop
        head.addWidget(self.sync, 0, top)
        head.addWidget(self.stop, 0, top)
        self.body.addLayout(head)
        self.place = ElidedLabel("", Type.EVIDENCE, "soft")
        self.said = IconLabel("info", "", "text", size=Type.EVIDENCE)
        self.to_do = Text("", Type.EVIDENCE, "soft")
        self.counts = Text("", Type.EVIDENCE, "soft")
        for part in (self.place, self.said, self.to_do, self.counts):
            self.body.addWidget(part)
        self.more = LinkButton("")
        self.more.clicked.connect(self._toggle)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._build_rejects()
        self.set_running(None)

    def _build_rejects(self) -> None:
        self.rejects = QWidget()
        column = QVBoxLayout(self.rejects)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        self.lines = Text("", Type.EVIDENCE, "text")
        column.addWidget(self.lines)
        links = QWidget()
        flow = FlowLayout(links, theme.L)
        flow.setContentsMargins(0, 0, 0, 0)
        self.copy = LinkButton(tr("Copy the report"))
        self.copy.clicked.connect(self._copy)
        self.save = LinkButton(tr("Save it as a file …"))
        self.save.clicked.connect(self._save)
        flow.addWidget(self.copy)
        flow.addWidget(self.save)
        column.addWidget(links)
        self.body.addWidget(self.rejects)
        self.rejects.hide()

    def show_state(self, state: ArticleSourceState) -> None:
        self.state = state
        name = title_of(state)
        self.title.setText(name)
        self.place.setText(place_text(state))
        icon, tone, said, to_do = state_words(state, times.now())
        self.said.icon.set_icon(icon, tone)
        self.said.text.setText(said)
        at = state.last.at if state.last is not None else None
        self.said.setToolTip(times.exact_text(at) if at is not None else "")
        self.to_do.setText(to_do)
        self.to_do.setVisible(bool(to_do))
        self.counts.setText(counts_text(state))
        self.sync.setAccessibleName(tr("Look now: {source}", source=name))
        self.stop.setAccessibleName(tr("Stop: {source}", source=name))
        report = state.last
        self.more.setVisible(report is not None and report.rejected > 0)
        if report is None or not report.rejected:
            self.rejects.hide()
        self._show_rejects()
        self.setAccessibleName(f"{name}: {said} {to_do}".strip())

    def set_running(self, read: int | None) -> None:
        """How much was read so far; None: it is not being read."""
        running = read is not None
        held = self.sync.hasFocus() or self.stop.hasFocus()
        self.sync.setVisible(not running)
        self.stop.setVisible(running)
        if held:
            (self.stop if running else self.sync).setFocus(Qt.FocusReason.OtherFocusReason)
        if read is not None:
            self.said.icon.set_icon("rotate-ccw", "accent")
            self.said.text.setText(progress_text(read))
            self.to_do.hide()  # what was wrong the last time
        elif self.state is not None:
            self.show_state(self.state)

    def _show_rejects(self) -> None:
        report = self._report()
        if report is None:
            return
        shown = self.rejects.isVisible()
        self.more.set_label(rejected_text(report.rejected, shown=shown))
        lines = [_line(one) for one in report.rejects[:_TOLD]]
        told = sum(one.count for one in report.rejects[:_TOLD])
        if (left := report.rejected - told) > 0:
            lines.append(
                plural("and {count} more", "and {count} more", left, count=count_text(left))
            )
        self.lines.setText("\n".join(lines))

    def _toggle(self) -> None:
        self.rejects.setVisible(not self.rejects.isVisible())
        self._show_rejects()
        self.opened.emit()

    def _report(self) -> SyncReport | None:
        return self.state.last if self.state is not None else None

    def _copy(self) -> None:
        report = self._report()
        if report is not None:
            QApplication.clipboard().setText(rejects_csv([report]))
            self.copy.set_label(tr("Copied"))

    def _save(self) -> None:
        report = self._report()
        if report is not None:
            self.save_requested.emit(report)

    def _sync(self) -> None:
        if self.state is not None:
            self.sync_requested.emit(self.state.name)


def _line(one: Reject) -> str:
    several = f"{one.count} × " if one.count > 1 else ""
    return f"{several}{reject_line(one)}"
