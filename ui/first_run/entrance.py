"""When the short tour comes: at the first start, or asked for; a call puts it aside at once."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QBoxLayout

from agentassist.app.events import AgentChanged, CardChanged
from agentassist.ports.practice import Practice
from agentassist.ports.settings import SettingsFile
from ui.actions.action import Action, Place
from ui.actions.declared import BY_ACTION
from ui.crossing import Crossing
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from ui.first_run.tour_page import TourPage

SEEN: Final = "first_run.seen"
_EXTENSION: Final = "agent.extension"
_OF_THE_DESK: Final = (Place.CALL, Place.HISTORY, Place.SEARCH, Place.AFTER)


class State(Protocol):
    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None: ...


class FirstRun(QObject):
    """`practice` opens the place to practise. `by_itself`: at the first start; never in the demo.

    Who chose an extension before this version has had a first start.
    """

    def __init__(
        self,
        window: MainWindow,
        settings: SettingsFile,
        state: State,
        crossing: Crossing,
        practice: Callable[[], Coroutine[Any, Any, Practice]],
        *,
        by_itself: bool = True,
    ) -> None:
        super().__init__(window)
        self._main, self._settings, self._state = window, settings, state
        self._crossing, self._open_practice = crossing, practice
        self._by_itself = by_itself
        self._card = False
        self._core_runs = self._asked = False  # work given before is never done
        self._practice: Practice | None = None
        self.page: TourPage | None = None
        window.keys.bind(Action.FIRST_RUN, self.start)
        window.keys.triggered.connect(self._done_elsewhere)
        crossing.event_received.connect(self._take)

    @property
    def active(self) -> bool:
        """On the screen, or waiting for a call to be over."""
        return self.page is not None

    def _take(self, event: object) -> None:
        if not self._core_runs:
            self._core_runs = True
            self._ask_practice()
        if isinstance(event, AgentChanged):
            self._first_start()
        elif isinstance(event, CardChanged):
            self._card = event.card is not None
            self._arrange()

    def _first_start(self) -> None:
        chosen = self._settings.get(_EXTENSION).source == "user"
        if self._by_itself and not chosen and self._state.get(SEEN) is None:
            self.start()

    # the tour ------------------------------------------------------------------------------
    def start(self) -> None:
        """From its beginning; asked for while it is there, it stays where it is."""
        if self.page is not None:
            self._arrange()
            return
        from ui.first_run.steps import make_steps
        from ui.first_run.tour_page import TourPage
        from ui.settings.own_settings import OwnSettings

        own = OwnSettings(self._settings, self._crossing)
        self._crossing.event_received.connect(own.handle)
        page = self.page = TourPage(make_steps(own, self._crossing))
        own.setParent(page)
        page.finished.connect(self.end)
        page.skipped.connect(self.end)
        column = self._column()
        column.insertWidget(column.indexOf(self._main.desk_layout), page, 1)
        self._arrange()
        page.begin()
        self._asked = False
        self._ask_practice()

    def _ask_practice(self) -> None:
        if self.page is not None and self._core_runs and not self._asked:
            self._asked = True
            self._crossing.run(self._open_practice(), self._equip, self.page.tell_missing)

    def _column(self) -> QBoxLayout:
        around = self._main.desk_layout.parentWidget()
        column = around.layout() if around is not None else None
        if not isinstance(column, QBoxLayout):
            raise TypeError("the window is a column")
        return column

    def _arrange(self) -> None:
        """A card comes before anything else; the tour goes on when it is gone."""
        if self.page is not None:
            shown = not self._card
            self._main.desk_layout.setVisible(not shown)
            self.page.setVisible(shown)

    def _equip(self, practice: Practice) -> None:
        if self.page is None:  # skipped before it was there
            self._crossing.run(practice.close())
            return
        self._practice = practice
        self.page.equip(practice)

    def _done_elsewhere(self, action: object) -> None:
        """F2 searches where one practises; any other key of the desk leads to the desk."""
        page = self.page
        if page is None or page.isHidden() or not isinstance(action, Action):
            return
        from ui.first_run.steps import SearchStep

        if action is Action.SEARCH and isinstance(page.step, SearchStep):
            page.step.begin()
        elif action in (Action.SEARCH, Action.LOOK_UP) or (BY_ACTION[action].place in _OF_THE_DESK):
            self.end()
            self._main.keys.run(action)

    def end(self) -> None:
        """Over, or skipped: it does not come by itself again."""
        page, self.page = self.page, None
        if page is None:
            return
        self._state.set(SEEN, "1")
        page.step.end()
        page.hide()
        self._main.desk_layout.show()
        self._column().removeWidget(page)
        page.deleteLater()
        self._main.setFocus()
        practice, self._practice = self._practice, None
        if practice is not None:
            self._crossing.run(practice.close())
