"""The connection panel: a window beside the desk that calls ring on behind."""

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from agentassist.app.events import CardChanged, CheckProgressed, PhoneStatusChanged
from agentassist.domain.errors import AgentAssistError
from agentassist.ports.connection_check import CheckReport
from agentassist.ports.names_seen import NamesReport
from agentassist.ports.phone_setup import PhoneMember, PhoneSetupView
from ui import theme
from ui.connection.account_card import AccountCard, AccountDesk, Stage
from ui.connection.help_desk_card import HelpDeskCard
from ui.connection.it_text import it_text
from ui.connection.names_card import NamesCard
from ui.connection.stanza_card import StanzaCard
from ui.connection.system_card import SystemCard
from ui.crossing import Runs
from ui.errors import error_texts
from ui.i18n import tr
from ui.widgets import Card, EmptyState
from ui.widgets.fitting_scroll import FittingScroll
from ui.widgets.page import first_size, titled_page
from ui.widgets.tab_chain import chain_tabs

_SIZE = QSize(680, 780)
_SMALLEST = QSize(340, 360)
_WIDEST = 720
_TICK_MS = 1000
ACCOUNT = "ami"


class PanelDesk(AccountDesk, Protocol):
    async def view(self) -> PhoneSetupView: ...
    async def check_member(self, name: str) -> CheckReport: ...


class ConnectionWindow(QDialog):
    """Not modal. Its clock ticks only while it can be seen."""

    def __init__(self, desk: PanelDesk, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._view: PhoneSetupView | None = None
        self._asking = False
        self._tests: dict[str, CheckReport] = {}
        self._testing: str | None = None
        self.systems: dict[str, SystemCard] = {}
        self._stops: tuple[QWidget, ...] = ()
        self.about_key: Callable[[], str] = lambda: ""
        self.setModal(False)
        self.setWindowTitle(f"{tr('Phone connection')} · agentassist")
        first_size(self, _SIZE, _SMALLEST)
        self._build()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.refresh)

    def _build(self) -> None:
        content, column = titled_page(tr("Phone connection"), _WIDEST)
        self._column = column
        self.empty = Card()
        self.nothing = EmptyState(tr("Looking …"), icon="phone")
        self.empty.body.addWidget(self.nothing)
        column.addWidget(self.empty)
        self._systems = QVBoxLayout()
        self._systems.setSpacing(theme.M)
        column.addLayout(self._systems)
        self.account = AccountCard(self._desk, self._crossing)
        self.names = NamesCard()
        self.stanza = StanzaCard()
        self.help_desk = HelpDeskCard()
        for card in (self.help_desk, self.names, self.account, self.stanza):
            column.addWidget(card)
            card.hide()
        column.addStretch(1)
        self.page = FittingScroll(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)
        whole.addStretch(1)
        self.account.changed.connect(self.refresh)
        self.page.verticalScrollBar().rangeChanged.connect(self._keep_in_sight)
        self.account.form.edited.connect(self._chain)
        self.names.copy_requested.connect(self.copy_for_it)
        self.names.map_requested.connect(self._map)

    # looking -------------------------------------------------------------------------------
    def open(self) -> None:
        """Somebody asked for it: to the front."""
        self.show()
        self.activateWindow()
        self.raise_()

    def refresh(self) -> None:
        """Ask how things are; one question at a time."""
        if not self._asking and self.isVisible():
            self._asking = True
            self._crossing.run(self._desk.view(), self._show, self._failed)

    def handle(self, event: object) -> None:
        """From the core: steps of a test, the connection's ups and downs, calls."""
        if isinstance(event, CheckProgressed):
            if self._testing is not None and self._testing in self.systems:
                self.systems[self._testing].add_step(event.step)
            else:
                self.account.add_step(event.step)
        elif isinstance(event, PhoneStatusChanged):
            self.refresh()
        elif isinstance(event, CardChanged):
            self.account.set_in_call(event.card is not None and event.card.call.state.in_call)

    def _show(self, view: PhoneSetupView) -> None:
        self._asking = False
        first, self._view = self._view is None, view
        self._show_systems(view)
        self._show_empty(view)
        self.help_desk.show_view(view, self.about_key())
        self.help_desk.show()
        self.names.show_names(_names(view))
        self.names.setVisible(any(member.name == ACCOUNT for member in view.members))
        self.account.show_view(view)
        self.account.show()
        self.stanza.show_text(view.advice)
        self.stanza.show()
        self._chain()
        if first and not view.credentials_here:
            self.account.form.focus_first()
        elif first and self._stops:
            self._stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _chain(self) -> None:
        self._stops = chain_tabs(self._column, self._stops)

    def _show_systems(self, view: PhoneSetupView) -> None:
        now = time.monotonic_ns()
        known = {member.name for member in view.members}
        for name in [name for name in self.systems if name not in known]:
            card = self.systems.pop(name)
            card.hide()
            card.deleteLater()
        for at, member in enumerate(view.members):
            card = self._card_of(member, at)
            card.show_member(
                member,
                now,
                checkable=member.name in view.checkable,
                pilot=member.name == ACCOUNT and view.credentials_here,
            )

    def _card_of(self, member: PhoneMember, at: int) -> SystemCard:
        card = self.systems.get(member.name)
        if card is None:
            card = self.systems[member.name] = SystemCard(member.name)
            card.check_requested.connect(self._test)
            self._systems.insertWidget(at, card)
            card.show()
        return card

    def _show_empty(self, view: PhoneSetupView) -> None:
        account = any(member.name == ACCOUNT for member in view.members)
        self.empty.setVisible(not account)
        if view.account.user:
            title = tr("The secret of the phone login is missing")
            hint = tr("Type it below, then calls pop up by themselves.")
        else:
            title = tr("No phone system is set up")
            hint = tr("Say below where it is; it is tried before it is saved.")
        meanwhile = tr("Until then links and looking people up by hand work.")
        self.nothing.set_texts(title, f"{hint} {meanwhile}")

    def _failed(self, error: AgentAssistError) -> None:
        self._asking = False
        words = error_texts(error.code, error.params)
        self.empty.show()
        self.nothing.set_texts(words.lead, words.rest)
        self._tick.stop()

    # acting --------------------------------------------------------------------------------
    def _keep_in_sight(self) -> None:
        """The steps of a test push the button below them down; what is next stays on the screen."""
        now = self.focusWidget()
        if self.account.stage is Stage.EDIT or now is None or not self.account.isAncestorOf(now):
            return
        self.page.ensureWidgetVisible(now, 0, theme.XL)

    def _test(self, name: str) -> None:
        """A phone system as it is set up. One test at a time: the form's ends."""
        self.account.stop()
        before = self.systems.get(self._testing or "")
        if before is not None:
            before.end_check(None)
        self._testing = name
        self.systems[name].begin_check()
        self._crossing.run(
            self._desk.check_member(name),
            lambda report: self._tested(name, report),
            lambda error: self._tested(name, None, error),
        )

    def _tested(
        self, name: str, report: CheckReport | None, error: AgentAssistError | None = None
    ) -> None:
        if self._testing == name:
            self._testing = None
        card = self.systems.get(name)
        if report is not None:
            self._tests[name] = report
        if card is not None:
            card.end_check(report)
        if error is not None:
            self.refresh()

    def _map(self, name: str) -> None:
        self.account.map_name(name)
        self._chain()

    def copy_for_it(self) -> None:
        """Names, states and codes; neither a value nor a secret is in it."""
        if self._view is not None:
            text = it_text(self._view, self._tests.get(ACCOUNT))
            QGuiApplication.clipboard().setText(text)
            self.names.tell_copied()

    # window --------------------------------------------------------------------------------
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick.start()
        QTimer.singleShot(0, self, self.refresh)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()
        self.account.stop()
        self.account.form.secret.edit.setText("")  # nobody finds it typed in a window left open

    def reject(self) -> None:
        """Esc: the test first, then the window."""
        if not self.account.stop():
            super().reject()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().color("bg"))


def _names(view: PhoneSetupView) -> NamesReport:
    return next((one.names for one in view.members if one.name == ACCOUNT), NamesReport())
