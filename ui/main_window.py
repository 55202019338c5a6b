"""The window: header, notices, the desk, footer. It composes panels and hands events to them."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from agentassist.app.desk import Desk
from agentassist.app.events import (
    AgentChanged,
    AppEvent,
    CardChanged,
    CueChanged,
    WrapUpChanged,
    WrapUpSaved,
)
from agentassist.domain.ids import CallId
from agentassist.domain.screen_pop import ScreenPop
from ui.actions.action import Action
from ui.actions.bindings import Bindings
from ui.coaching.panel import CoachingPanel
from ui.crossing import Crossing
from ui.faults import contained
from ui.frame.desk_layout import DeskLayout, Mode
from ui.frame.extension_question import ExtensionQuestion
from ui.frame.footer import FooterBar, useful_actions
from ui.frame.header import HeaderBar
from ui.frame.notices import Notices
from ui.frame.place_tabs import Place
from ui.frame.reading_order import move_focus, stops_in_order
from ui.frame.source_notices import SourceNotices
from ui.frame.window_actions import bind_desk
from ui.history.panel import HistoryPanel
from ui.knowledge.panel import KnowledgePanel
from ui.screen_pop.panel import ScreenPopPanel
from ui.screen_pop.wording import headline
from ui.speech.voice import Voice
from ui.widgets.announcement import announce
from ui.words import state_text
from ui.wrap_up.panel import WrapUpPanel

NARROWEST, LOWEST = 360, 420
# A height that follows from a width travels up about one level of nesting a round.
_ROUNDS = 8
_FIRST_SIZE = QSize(1240, 800)


class MainWindow(QMainWindow):
    """Never raises or activates itself. `add_strip` puts a bar over the footer (the demo's)."""

    _unsettled = False  # Qt sends events before __init__ has come this far

    def __init__(self, desk: Desk, crossing: Crossing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._call: CallId | None = None
        self._card: ScreenPop | None = None
        self._agent: AgentChanged | None = None
        self._question = ExtensionQuestion(desk, crossing, self)
        self._cue, self._waiting = False, 0
        self.keys = Bindings(self)
        self.setWindowTitle("agentassist")
        self.setMinimumSize(NARROWEST, LOWEST)
        screen = QGuiApplication.primaryScreen().availableGeometry().size()
        self.resize(_FIRST_SIZE.boundedTo(screen))
        self._build()
        self._connect()
        bind_desk(self, self.keys)
        self._show_footer()

    # building ------------------------------------------------------------------------------
    def _build(self) -> None:
        desk, crossing = self._desk, self._crossing
        self.header = HeaderBar(Action.LISTENING)
        self.notices, self.source_notices = Notices(), SourceNotices(desk, crossing)
        self.pop = ScreenPopPanel(desk, crossing)
        self.history = HistoryPanel(desk, crossing)
        self.knowledge = KnowledgePanel(desk, crossing)
        self.coaching = CoachingPanel(desk, crossing)
        self.wrap_up = WrapUpPanel(desk, crossing)
        places: dict[Place, str] = {
            Place.HISTORY: Action.HISTORY,
            Place.SEARCH: Action.SEARCH,
            Place.COACH: Action.WORDING,
            Place.WRAP_UP: Action.WRAP_UP,
        }
        self.voice = Voice(desk.speech, crossing, self.knowledge.preview)
        self.header.add_mark(self.voice.mark)
        panels = (self.pop, self.history, self.knowledge, self.coaching, self.wrap_up)
        self._told = (self.header, self.notices, self.source_notices, *panels, self.voice)
        self.desk_layout = DeskLayout(*panels, places)
        self.footer = FooterBar()
        central = self._central = QWidget(accessibleName="agentassist")
        central.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._column = QVBoxLayout(central)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        above = (self.header, self.notices)
        below = (self.source_notices, self.notices.passing, self.footer)
        for part in (*above, self.desk_layout, *below):
            self._column.addWidget(part)
        self._column.setStretchFactor(self.desk_layout, 1)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        self._crossing.event_received.connect(self._take)
        self.header.extension_requested.connect(self.ask_extension)
        self.header.listening_requested.connect(self.coaching.toggle_listening)
        self.pop.failed.connect(self.notices.show_error)
        self.pop.why_wanted.connect(self.show_person)
        self.pop.part_wanted.connect(self.desk_layout.show_part)
        self.history.failed.connect(self.notices.show_error)
        self.desk_layout.history_place.room_changed.connect(self.history.set_room)
        self.history.row_moved.connect(self.desk_layout.history_place.show_row)
        self.wrap_up.active_changed.connect(lambda _active: self._show_wrapping())
        self.desk_layout.place_changed.connect(lambda _place: self._mark_tabs())
        self.desk_layout.mode_changed.connect(self._mode_changed)
        self.desk_layout.rearranged.connect(self._unsettle)
        self.knowledge.in_use.connect(self.desk_layout.set_searching)
        self.knowledge.contacts_wanted.connect(
            lambda words: self.to_history(lambda: self.history.open_find(words))
        )
        self.footer.action_requested.connect(self._footer_asked)

    def add_strip(self, strip: QWidget) -> None:
        """A bar between the desk and the footer."""
        self._column.insertWidget(self._column.count() - 1, strip)

    # events --------------------------------------------------------------------------------
    def _take(self, event: object) -> None:
        if isinstance(event, AppEvent):
            self.handle(event)

    def handle(self, event: AppEvent) -> None:
        """Every panel sees every event, in order."""
        for panel in self._told:
            with contained():  # a fault in one panel leaves the others what they are
                panel.handle(event)
        match event:
            case CardChanged(card=card):
                self._card_changed(card)
            case AgentChanged():
                self._agent = event
            case CueChanged():
                self._cue = event.cue is not None
                self._mark_tabs()
            case WrapUpChanged() | WrapUpSaved():
                self._waiting = event.waiting if isinstance(event, WrapUpChanged) else 0
                self._show_wrapping()
                self._show_footer()
        self._unsettle()

    def _unsettle(self) -> None:
        self._unsettled = True

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.UpdateRequest and self._unsettled:
            self.settle()
        return super().event(event)

    def settle(self) -> None:
        """Lay everything out, right before the paint: what is painted once stays where it is."""
        self._unsettled = False
        for _ in range(_ROUNDS):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _card_changed(self, card: ScreenPop | None) -> None:
        before, self._card = self._card, card
        state = card.call.state if card is not None else None
        call = card.call.call_id if card is not None else None
        if call != self._call:
            self._call = call
            if card is not None and card.call.state.in_call:
                self.desk_layout.call_came()
                if (sheet := self.findChild(QWidget, "cheat-sheet")) is not None:
                    sheet.close()  # it would lie over the card
            self._show_wrapping()
        self.desk_layout.show_call(card)
        if before is None or card is None or before.call.state is not state:
            self.setWindowTitle(f"{state_text(state)} · agentassist" if state else "agentassist")
            self._show_footer()
            if card is not None and card.call.state.in_call:
                announce(self, f"{state_text(card.call.state)}: {headline(card)}")

    def _show_wrapping(self) -> None:
        active, saved = self.wrap_up.active, self.wrap_up.notice.saved is not None
        self.pop.set_strip_elsewhere(active)
        waits = not active and self._waiting > 0
        self.desk_layout.set_wrapping(active, saved=saved and not active, waiting=waits)
        self._mark_tabs()

    def _mode_changed(self, mode: Mode) -> None:
        """In three columns the card stands beside, and the search above, the earlier contacts."""
        self.history.set_beside(mode is Mode.THREE)
        self.knowledge.set_quiet(mode is Mode.THREE)
        self._mark_tabs()

    def _mark_tabs(self) -> None:
        hidden = self._cue and not self.coaching.isVisible()
        self.desk_layout.tabs.mark(Place.COACH, hidden)
        waits = self.wrap_up.active and not self.wrap_up.isVisible()
        self.desk_layout.tabs.mark(Place.WRAP_UP, waits)

    # going places --------------------------------------------------------------------------
    def show_search(self) -> None:
        self.desk_layout.go(Place.SEARCH)
        self.knowledge.focus_search()

    def show_look_up(self) -> None:
        self.desk_layout.left.to_top()
        self.pop.look_up()

    def show_history(self) -> None:
        self.to_history(self.history.focus_list)

    def show_person(self) -> None:
        self.to_history(self.history.person.toggle)
        self.desk_layout.put_on_top(self.history)

    def to_history(self, then: Callable[[], None]) -> None:
        self.desk_layout.go(Place.HISTORY)
        then()
        self.desk_layout.show_part(self.history)

    def show_wording(self) -> None:
        self.desk_layout.go(Place.COACH)
        self.coaching.focus_wording()

    def show_notes(self) -> None:
        self.desk_layout.go(Place.COACH)
        self.coaching.focus_notes()

    def show_wrap_up(self) -> None:
        self.coaching.notes.tell_now()  # what was just typed belongs into the summary
        self.desk_layout.go(Place.WRAP_UP)
        self.wrap_up.open()

    def show_keys(self) -> None:
        from ui.settings.cheat_sheet import CheatSheet

        CheatSheet(self.keys, self).open()

    def ask_extension(self) -> None:
        """'Your extension': at the first start, and from the header."""
        self._question.ask(self._agent)

    @property
    def wrap_up_waits(self) -> bool:
        return self.wrap_up.active or self._waiting > 0

    def woke(self) -> None:
        """The computer was asleep: what tells how long ago something was is true again."""
        self.header.show_ages()
        self.history.refresh()

    def _footer_asked(self, action: object) -> None:
        if isinstance(action, Action):
            self.keys.run(action)

    # looks ---------------------------------------------------------------------------------
    def _show_footer(self) -> None:
        """Only what can be done now."""
        card = self._card
        actions = useful_actions(
            talking=card is not None and card.call.state.in_call,
            known=card is not None,
            wrapping=self.wrap_up_waits,
        )
        self.footer.set_actions(actions)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Digits pick candidates and nothing is typed by accident: no field has the focus at first.
        if self.focusWidget() is None or not self.isActiveWindow():
            self._central.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)

    def tab_stops(self) -> list[QWidget]:  # as one reads the window
        desk, direct = self.desk_layout, Qt.FindChildOption.FindDirectChildrenOnly
        rows = self._central.findChildren(QWidget, options=direct)
        inside = (self.pop, desk.tabs, self.history.head, *desk.panels.values())
        return stops_in_order(self, rows, inside)

    def focusNextPrevChild(self, forward: bool) -> bool:
        at = self.focusWidget() if self.focusWidget() is not self._central else None
        moved = move_focus(self.tab_stops(), at, forward=forward)
        return moved or super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nobody nearer wanted: Esc is 'not now', as the cue says; page keys move the card."""
        if event.key() == Qt.Key.Key_Escape:
            self.coaching.dismiss_cue()
        elif not self.desk_layout.page(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._mark_tabs()
