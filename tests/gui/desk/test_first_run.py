"""The short tour: at the first start, by keyboard, put aside by a call, and nothing of it kept."""

from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import AgentChanged, CardChanged
from agentassist.domain.ids import AgentId
from agentassist.ports.practice import Practice
from agentassist.practice_place import open_practice
from agentassist.settings.store import SettingsStore
from agentassist.settings.ui_state import UiState
from agentassist.system_clock import SystemClock
from ui import theme
from ui.actions.action import Action
from ui.first_run.entrance import SEEN, FirstRun
from ui.main_window import MainWindow

NOBODY = AgentChanged(None, False)
Makes = Callable[..., FirstRun]


class Opened:
    """Places to practise that were opened, so that none is left behind."""

    def __init__(self) -> None:
        self.places: list[Practice] = []
        self.closed = 0

    def __call__(self) -> Coroutine[Any, Any, Practice]:
        return self._open()

    async def _open(self) -> Practice:
        place = await open_practice(SystemClock())
        close = place.close

        async def counted() -> None:
            self.closed += 1
            await close()

        place.close = counted  # type: ignore[method-assign]
        self.places.append(place)
        return place


@pytest.fixture
def opened(crossing: Any) -> Iterator[Opened]:
    places = Opened()
    yield places
    for place in places.places[places.closed :]:
        crossing.run(place.close())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "agentassist.toml"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "window.json"


@pytest.fixture
def make(
    qtbot: QtBot,
    look: theme.Theme,
    desk: Any,
    crossing: Any,
    file: Path,
    kept: Path,
    opened: Opened,
) -> Iterator[Makes]:
    """A window with the tour in it, as a start makes them."""

    windows: list[MainWindow] = []

    def made(width: int = 1100, **more: Any) -> FirstRun:
        window = MainWindow(desk, crossing)
        windows.append(window)
        state = UiState(kept)
        tour = FirstRun(window, SettingsStore(file, SystemClock()), state, crossing, opened, **more)
        tour.window, tour.state = window, state
        window.resize(width, 760)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return tour

    yield made
    for window in windows:  # with all their widgets: each change of theme would restyle them
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)


def press(qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key)


def next_step(tour: FirstRun) -> None:
    assert tour.page is not None
    tour.page.next.click()


def test_a_first_start_shows_it_and_a_second_one_does_not(
    make: Makes, crossing: Any, kept: Path, file: Path
) -> None:
    tour = make()
    crossing.event_received.emit(NOBODY)
    assert tour.active
    assert tour.page.isVisible()
    assert not tour.window.desk_layout.isVisible()
    tour.page.skip.click()
    assert not tour.active
    assert tour.window.desk_layout.isVisible()
    tour.state.save()
    again = make()
    assert again.state.get(SEEN) is not None
    crossing.event_received.emit(NOBODY)
    assert not again.active
    again.window.keys.run(Action.FIRST_RUN)
    assert again.active, "asked for, it comes as often as one likes"
    assert not file.exists()


def test_who_had_an_extension_before_is_no_beginner(make: Makes, crossing: Any, file: Path) -> None:
    file.write_text('[agent]\nextension = "101"\n', "utf-8")
    tour = make()
    crossing.event_received.emit(AgentChanged(AgentId("101"), False))
    assert not tour.active


def test_the_demo_shows_it_only_when_asked(make: Makes, crossing: Any) -> None:
    tour = make(by_itself=False)
    crossing.event_received.emit(NOBODY)
    assert not tour.active


def test_the_whole_way_by_keyboard_and_nothing_reaches_the_desk(
    make: Makes, crossing: Any, qtbot: QtBot, desk: Any, file: Path, opened: Opened
) -> None:
    tour = make()
    crossing.event_received.emit(NOBODY)
    page = tour.page
    desk.asked.clear()
    theme_row = page.step.rows[0]
    assert theme_row.isAncestorOf(QApplication.focusWidget())
    press(qtbot, Qt.Key.Key_End)
    assert 'theme = "contrast"' in file.read_text("utf-8")
    page.next.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert page.title.text() == "Which phone is yours?"
    qtbot.keyClicks(QApplication.focusWidget(), "1017")
    page.next.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert 'extension = "1017"' in file.read_text("utf-8")
    search = page.step.panel
    assert search.field.edit.hasFocus()
    qtbot.keyClicks(search.field.edit, "two bils after mooving")
    assert search.result is not None
    assert search.result.hits[0].title == "Billed for two addresses after a move"
    page.next.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert page.step.ring.hasFocus()
    press(qtbot, Qt.Key.Key_Space)
    said = []
    while tour.active:
        said.append(page.title.text())
        assert page.next.hasFocus()
        assert page.step.frame.isVisible()
        press(qtbot, Qt.Key.Key_Space)
    assert said == [
        "Who it is, and why we think so",
        "A promise that was missed",
        "Already given: do not ask again",
        "Why they probably call",
        "What you could say first",
    ]
    assert desk.asked == [], "the desk was asked for nothing"
    assert opened.closed == len(opened.places) == 1
    assert tour.window.pop.shown is None


def test_the_simulated_card_shows_values_and_keeps_none(
    make: Makes, crossing: Any, desk: Any
) -> None:
    tour = make()
    crossing.event_received.emit(NOBODY)
    for _ in range(3):
        next_step(tour)
    desk.asked.clear()
    tour.page.step.let_it_ring()
    panel = tour.page.step.panel
    assert panel.shown is not None
    assert panel.shown.call.call_id == "practice"
    panel.reveal()
    assert panel.facts.row_at(0).revealed
    assert desk.asked == []


def test_a_call_puts_it_aside_and_it_goes_on_afterwards(
    make: Makes, crossing: Any, story: Any
) -> None:
    tour = make()
    crossing.event_received.emit(NOBODY)
    next_step(tour)
    crossing.event_received.emit(CardChanged(story.ringing))
    assert tour.window.desk_layout.isVisible()
    assert not tour.page.isVisible()
    assert tour.window.pop.shown is story.ringing
    crossing.event_received.emit(CardChanged(None))
    assert tour.page.isVisible()
    assert tour.page.title.text() == "Which phone is yours?"


def test_keys_of_the_desk_lead_to_the_desk_and_f2_to_what_is_practised(
    make: Makes, crossing: Any, qtbot: QtBot
) -> None:
    tour = make()
    crossing.event_received.emit(NOBODY)
    next_step(tour)
    next_step(tour)
    tour.page.next.setFocus()
    press(qtbot, Qt.Key.Key_F2)
    assert tour.page.step.panel.field.edit.hasFocus()
    press(qtbot, Qt.Key.Key_F7)
    assert not tour.active
    assert tour.window.coaching.notes.edit.hasFocus()


def test_skipped_before_the_articles_are_there_nothing_stays_open(
    make: Makes, crossing: Any, opened: Opened
) -> None:
    tour = make()
    crossing.hold = True
    crossing.event_received.emit(NOBODY)
    tour.page.skip.click()
    crossing.hold = False
    crossing.settle()
    assert opened.closed == len(opened.places) == 1


@pytest.mark.parametrize("width", [360, 500, 1100])
def test_nothing_of_it_sticks_out_and_all_has_a_name(
    make: Makes, crossing: Any, width: int
) -> None:
    tour = make(width)
    crossing.event_received.emit(NOBODY)
    for step in range(4):
        if step == 3:
            tour.page.step.let_it_ring()
        QApplication.processEvents()
        for widget in tour.page.findChildren(QWidget):
            if widget.isVisible() and widget.width():
                left = widget.mapTo(tour.page, QPoint(0, 0)).x()
                assert left >= -1, widget
                assert left + widget.width() <= tour.page.width() + 1, widget
                if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    assert widget.accessibleName(), widget
        if step < 3:
            next_step(tour)
