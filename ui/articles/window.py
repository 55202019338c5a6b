"""Where articles come from: how each source does, a look by hand, and conflicts to settle."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from agentassist.app.events import ArticlesSynced, ArticleSyncProgressed, SemanticChanged
from agentassist.domain.article_rejects import rejects_csv
from agentassist.domain.article_sync import ArticleSourceState, Keep, NamedConflict, SyncReport
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from ui import theme
from ui.articles.conflict_card import ConflictCard
from ui.articles.desk import ArticleSources
from ui.articles.semantic_row import SemanticRow
from ui.articles.source_row import SourceRow
from ui.articles.words import name_of
from ui.crossing import Runs
from ui.i18n import plural, tr
from ui.packs.undo_bar import UndoBar
from ui.widgets import EmptyState, SectionLabel
from ui.widgets.fitting_scroll import FittingScroll
from ui.widgets.page import first_size, titled_page
from ui.widgets.tab_chain import chain_tabs

_SIZE = QSize(720, 760)
_SMALLEST = QSize(340, 360)
_WIDEST = 1_040
_Key = tuple[str, ArticleId]


class ArticleSourcesWindow(QDialog):
    """Not modal: calls ring on behind it."""

    def __init__(self, desk: ArticleSources, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self.rows: dict[str, SourceRow] = {}
        self.conflicts: dict[_Key, ConflictCard] = {}
        self._put_off: set[_Key] = set()
        self._settled: NamedConflict | None = None
        self._reading: str | None = None
        self._stops: tuple[QWidget, ...] = ()
        self.setModal(False)
        self.setWindowTitle(f"{tr('Where articles come from')} · agentassist")
        first_size(self, _SIZE, _SMALLEST)
        self._build()

    def _build(self) -> None:
        content, column = titled_page(tr("Where articles come from"), _WIDEST)
        self._column = column
        self.empty = EmptyState(
            tr("No source of articles is set up"),
            tr("IT names them in the settings: a folder, an address, a wiki, a help desk.")
            + " "
            + tr("What was imported by hand is searched all the same."),
            "book-open",
        )
        self.empty.setContentsMargins(theme.XS, 0, theme.XS, 0)
        self.empty.hide()
        column.addWidget(self.empty)
        self.to_settle = SectionLabel("")
        column.addWidget(self.to_settle)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.M)
        column.addLayout(self._cards)
        self.sources = SectionLabel(tr("Sources").upper())
        self.sources.setAccessibleName(tr("Sources"))
        column.addWidget(self.sources)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.M)
        column.addLayout(self._list)
        self.semantic = SemanticRow()
        column.addWidget(self.semantic)
        column.addStretch(1)
        for label in (self.to_settle, self.sources):
            label.setContentsMargins(theme.XS, 0, theme.XS, 0)
            label.hide()
        self.page = FittingScroll(content)
        self.notice = UndoBar()
        self.notice.undo_requested.connect(self.undo)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.page)
        whole.addStretch(1)
        whole.addWidget(self.notice)

    # looking -------------------------------------------------------------------------------
    def open(self) -> None:
        """Somebody asked for it: to the front. What was put off is asked about again."""
        self._put_off.clear()
        self.show()
        self.activateWindow()
        self.raise_()

    def refresh(self) -> None:
        if self.isVisible():
            self._crossing.run(self._desk.states(), self._show_states, self._failed)
            self._crossing.run(self._desk.conflicts(), self._show_conflicts, self._failed)

    def handle(self, event: object) -> None:
        """From the core: a source is being read, or was."""
        if isinstance(event, ArticleSyncProgressed):
            before, self._reading = self._reading, event.source
            if before not in (None, event.source) and before in self.rows:
                self.rows[before].set_running(None)
            if event.source in self.rows:
                self.rows[event.source].set_running(event.read)
        elif isinstance(event, ArticlesSynced):
            self._rest()
            self.refresh()
        elif isinstance(event, SemanticChanged):
            self.semantic.show_status(event.status)
            self._chain()

    def _rest(self) -> None:
        self._reading = None
        for row in self.rows.values():
            row.set_running(None)
            row.sync.setEnabled(True)

    def _show_states(self, states: Sequence[ArticleSourceState]) -> None:
        first = not self.rows
        self.empty.setVisible(not states)
        self.sources.setVisible(bool(states))
        known = {one.name for one in states}
        for gone in [name for name in self.rows if name not in known]:
            _away(self.rows.pop(gone))
        for at, state in enumerate(states):
            row = self._row_of(state.name, at)
            row.show_state(state)
            if state.name == self._reading:
                row.set_running(0)
        self._chain()
        if first and self._stops:
            self._stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _row_of(self, name: str, at: int) -> SourceRow:
        row = self.rows.get(name)
        if row is None:
            row = self.rows[name] = SourceRow()
            row.sync_requested.connect(self.sync)
            row.cancel_requested.connect(self.cancel)
            row.save_requested.connect(self.save)
            row.opened.connect(self._chain)
            self._list.insertWidget(at, row)
            row.show()
        return row

    def _chain(self) -> None:
        self._stops = chain_tabs(self._column, self._stops)

    # reading -------------------------------------------------------------------------------
    def sync(self, name: str) -> None:
        """Look now; one source at a time."""
        self._reading = name
        for row in self.rows.values():
            row.sync.setEnabled(row is self.rows[name])
        self.rows[name].set_running(0)
        self._crossing.run(self._desk.sync(name), None, self._not_read)

    def cancel(self) -> None:
        self._crossing.run(self._desk.cancel(), None, self._failed)

    def _not_read(self, error: AgentAssistError) -> None:
        self._rest()
        self._failed(error)

    # settling ------------------------------------------------------------------------------
    def _show_conflicts(self, found: Sequence[NamedConflict]) -> None:
        unsettled = {_key(one): one for one in found if one.kept is None}
        for key in [*self.conflicts]:
            if unsettled.get(key) != self.conflicts[key].conflict:
                _away(self.conflicts.pop(key))
        for key, conflict in unsettled.items():
            if key not in self.conflicts and key not in self._put_off:
                card = self.conflicts[key] = ConflictCard(conflict)
                card.decided.connect(self.decide)
                card.later.connect(self.put_off)
                self._cards.addWidget(card)
                card.show()
        self._head()

    def _head(self) -> None:
        count = len(self.conflicts)
        text = plural("{n} article to settle", "{n} articles to settle", count)
        self.to_settle.setText(text.upper())
        self.to_settle.setAccessibleName(text)
        self.to_settle.setVisible(count > 0)
        self._chain()

    def decide(self, conflict: NamedConflict, keep: Keep) -> None:
        def done(_: None) -> None:
            self._settled = conflict
            self._drop(conflict)
            kept = (
                tr("“{article}” stays as it is here.", article=name_of(conflict))
                if keep is Keep.MINE
                else tr("“{article}” is as it is there.", article=name_of(conflict))
            )
            self.notice.tell(kept, undo=True)
            self.notice.undo.setFocus(Qt.FocusReason.OtherFocusReason)
            self.refresh()

        work = self._desk.settle(conflict.source, conflict.article_id, keep)
        self._crossing.run(work, done, self._failed)

    def undo(self) -> None:
        settled, self._settled = self._settled, None
        if settled is not None:
            self.notice.hide()
            work = self._desk.undo(settled.source, settled.article_id)
            self._crossing.run(work, lambda _: self.refresh(), self._failed)

    def put_off(self, conflict: NamedConflict) -> None:
        self._put_off.add(_key(conflict))
        self._drop(conflict)

    def _drop(self, conflict: NamedConflict) -> None:
        card = self.conflicts.pop(_key(conflict), None)
        if card is not None:
            _away(card)
        self._head()

    # the report ----------------------------------------------------------------------------
    def save(self, report: SyncReport) -> None:
        dialog = QFileDialog(self, tr("Save the report"))
        dialog.setWindowModality(Qt.WindowModality.NonModal)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["CSV (*.csv)"])
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda place: self.write(report, place))
        dialog.show()

    def write(self, report: SyncReport, place: str) -> None:
        async def work() -> None:
            try:
                text = rejects_csv([report])
                await asyncio.to_thread(Path(place).write_text, text, "utf-8")
            except OSError as problem:
                raise AgentAssistError("pack.unwritable", file=place) from problem

        said = tr("The report is in {file}.", file=place)
        self._crossing.run(work(), lambda _: self.notice.tell(said), self._failed)

    def _failed(self, error: AgentAssistError) -> None:
        self.notice.tell_error(error)

    # window --------------------------------------------------------------------------------
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.refresh)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().color("bg"))


def _key(conflict: NamedConflict) -> _Key:
    return conflict.source, conflict.article_id


def _away(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()
