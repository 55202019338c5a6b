"""Coaching packs: which there are, whose, on or off, installed by dropping a file here."""

import asyncio
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from agentassist.app.events import Notified, PacksChanged
from agentassist.domain.cue_tally import CueTally, tallies_csv, tallies_json
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import PackId
from agentassist.ports.packs import PackCard, PackLook, PackView
from ui import theme
from ui.crossing import Runs
from ui.i18n import tr
from ui.packs.desk import PacksDesk
from ui.packs.dropped import dropped_pack
from ui.packs.file_dialogs import ask_pack, ask_where
from ui.packs.look_card import LookCard
from ui.packs.pack_row import PackRow
from ui.packs.undo_bar import UndoBar
from ui.packs.words import title_of
from ui.theme import Type
from ui.widgets import FlowLayout, IconLabel, LinkButton, SecondaryButton, Text
from ui.widgets.fitting_scroll import FittingScroll
from ui.widgets.page import first_size, titled_page
from ui.widgets.tab_chain import chain_tabs

_SIZE = QSize(640, 780)
_SMALLEST = QSize(340, 360)
_WIDEST = 720


class PacksWindow(QDialog):
    """Not modal: calls ring on behind it."""

    def __init__(self, desk: PacksDesk, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._view = PackView()
        self._tallies: tuple[CueTally, ...] = ()
        self.rows: dict[PackId, PackRow] = {}
        self._stops: tuple[QWidget, ...] = ()
        self._gone: PackCard | None = None
        self._chosen: dict[PackId, tuple[object, bool]] = {}  # switched, not yet answered
        self.setModal(False)
        self.setAcceptDrops(True)
        self.setWindowTitle(f"{tr('Coaching packs')} · agentassist")
        first_size(self, _SIZE, _SMALLEST)
        self._build()

    def _build(self) -> None:
        content, column = titled_page(tr("Coaching packs"), _WIDEST)
        self._column = column
        self.author = IconLabel(
            "triangle-alert",
            tr("Developer mode: packs without a signature run here."),
            "late",
        )
        self.author.setContentsMargins(theme.XS, 0, theme.XS, 0)
        column.addWidget(self.author)
        top = QWidget()
        flow = FlowLayout(top, theme.M)
        flow.setContentsMargins(theme.XS, 0, theme.XS, 0)
        self.add = SecondaryButton(tr("Install a pack …"), icon="plus")
        self.add.clicked.connect(self.choose)
        self.counts = LinkButton(tr("Save the counts for the author …"))
        self.counts.clicked.connect(self.save_counts)
        self.counts.setFixedHeight(self.add.sizeHint().height())
        flow.addWidget(self.add)
        flow.addWidget(self.counts)
        column.addWidget(top)
        self.hint = Text(
            tr("Or drop its .aapack file on this window. How cues were taken is counted on this")
            + " "
            + tr("computer only: by rule, without names, times or calls."),
            Type.EVIDENCE,
            "faint",
        )
        self.hint.setContentsMargins(theme.XS, 0, theme.XS, 0)
        column.addWidget(self.hint)
        self.look = LookCard()
        self.look.install_requested.connect(self._install)
        self.look.put_away.connect(self._look_away)
        column.addWidget(self.look)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.M)
        column.addLayout(self._list)
        column.addStretch(1)
        self.page = FittingScroll(content)
        self.notice = UndoBar()
        self.notice.undo_requested.connect(self.put_back)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.page)
        whole.addStretch(1)
        whole.addWidget(self.notice)

    # looking -------------------------------------------------------------------------------
    def open(self) -> None:
        """Somebody asked for it: to the front."""
        self.show()
        self.activateWindow()
        self.raise_()

    def refresh(self) -> None:
        if self.isVisible():
            self._crossing.run(self._desk.tallies(), self._show_tallies, lambda _error: None)
            self._crossing.run(self._desk.view(), self._show, self._failed)

    def handle(self, event: object) -> None:
        """From the core: packs changed, or a plugin was sent off."""
        sent_off = isinstance(event, Notified) and event.code == "plugin.sent_off"
        if sent_off or isinstance(event, PacksChanged):
            self.refresh()

    def _show_tallies(self, tallies: tuple[CueTally, ...]) -> None:
        self._tallies = tallies
        self.counts.setVisible(any(one.shown for one in tallies))
        self._show_rows()

    def _show(self, view: PackView) -> None:
        first, self._view = not self.rows, view
        self.author.setVisible(view.developer)
        self.add.setVisible(view.installable)
        self._show_rows()
        if first and self._stops:
            self._stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_rows(self) -> None:
        known = {card.id for card in self._view.packs}
        for gone in [one for one in self.rows if one not in known]:
            row = self.rows.pop(gone)
            row.hide()
            row.deleteLater()
        for at, card in enumerate(self._view.packs):
            row = self._row_of(card.id, at)
            if card.id in self._chosen:
                card = replace(card, on=self._chosen[card.id][1])
            row.show_card(card, self._tallies, switchable=self._view.switchable)
        self._chain()

    def _row_of(self, pack: PackId, at: int) -> PackRow:
        row = self.rows.get(pack)
        if row is None:
            row = self.rows[pack] = PackRow()
            row.switched.connect(self._switch)
            row.remove_requested.connect(self._remove)
            row.opened.connect(self._chain)
            self._list.insertWidget(at, row)
            row.show()
        return row

    def _chain(self) -> None:
        self._stops = chain_tabs(self._column, self._stops)

    # installing ----------------------------------------------------------------------------
    def choose(self) -> None:
        ask_pack(self, self.look_at)

    def look_at(self, place: str) -> None:
        """Show a pack before it is installed, or why it can't be."""
        self._crossing.run(self._desk.look(place), self._show_look, self._show_refusal)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_pack(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        place = dropped_pack(event.mimeData())
        if place is not None:
            event.acceptProposedAction()
            self.look_at(place)

    def _show_look(self, look: PackLook) -> None:
        self.look.show_look(look)
        self._to_look()
        stop = self.look.compared if self.look.compared.isVisible() else self.look.install
        stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_refusal(self, error: AgentAssistError) -> None:
        self.look.show_refusal(error)
        self._to_look()
        self.look.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_look(self) -> None:
        self.notice.hide()
        self.page.to_top()
        self._chain()

    def _look_away(self) -> None:
        self.look.hide()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _install(self, look: PackLook, trusting: bool) -> None:
        def done(_: None) -> None:
            self.look.hide()
            self.notice.tell(tr("“{pack}” is installed and on.", pack=title_of(look.card)))
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

        self._crossing.run(self._desk.install(look, trusting), done, self._show_refusal)

    # changing ------------------------------------------------------------------------------
    def _switch(self, pack: str, on: bool) -> None:
        """What the agent chose stands until it is so: a view asked for earlier is not newer."""
        name, chosen = PackId(pack), (object(), on)
        self._chosen[name] = chosen

        def settle() -> None:
            if self._chosen.get(name) is chosen:
                del self._chosen[name]

        def done(_: None) -> None:
            settle()
            self.refresh()

        def failed(error: AgentAssistError) -> None:
            settle()
            self._failed(error)

        self._crossing.run(self._desk.switch(name, on), done, failed)

    def _remove(self, pack: str) -> None:
        card = next((one for one in self._view.packs if one.id == pack), None)

        def done(_: None) -> None:
            self._gone = card
            name = title_of(card) if card is not None else pack
            self.notice.tell(tr("“{pack}” is removed.", pack=name), undo=True)
            self.notice.undo.setFocus(Qt.FocusReason.OtherFocusReason)

        self._crossing.run(self._desk.remove(PackId(pack)), done, self._failed)

    def put_back(self) -> None:
        gone, self._gone = self._gone, None
        if gone is not None:
            self.notice.hide()
            self._crossing.run(self._desk.put_back(gone.id), None, self._failed)
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    # counts --------------------------------------------------------------------------------
    def save_counts(self) -> None:
        ask_where(self, self.write_counts)

    def write_counts(self, place: str) -> None:
        """CSV, or JSON by the name's end."""
        as_json = place.lower().endswith(".json")
        text = tallies_json(self._tallies) if as_json else tallies_csv(self._tallies)

        async def write() -> None:
            try:
                await asyncio.to_thread(Path(place).write_text, text, "utf-8")
            except OSError as problem:
                raise AgentAssistError("pack.unwritable", file=place) from problem

        said = tr("The counts are in {file}.", file=place)
        self._crossing.run(write(), lambda _: self.notice.tell(said), self._failed)

    def _failed(self, error: AgentAssistError) -> None:
        self.notice.tell_error(error)
        self._show_rows()  # a switch that did not switch stands as it is

    # window --------------------------------------------------------------------------------
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.refresh)

    def reject(self) -> None:
        """Esc: what is looked at first, then the window."""
        if self.look.isVisible():
            self._look_away()
        else:
            super().reject()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().color("bg"))
