"""The header and the place without a call say how the phone connection is, and lead to it."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from agentassist.app.bus import Bus
from agentassist.app.desk import Desk
from agentassist.app.events import AgentChanged, AppEvent, Notified, PhoneStatusChanged, Severity
from agentassist.app.phone_desk import PhoneDesk
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId
from agentassist.ports.connection_check import CheckReport, CheckResult, CheckStep
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from ui.connection.entrance import ConnectionEntrance
from ui.frame.header import connection_words
from ui.main_window import MainWindow

S = 1_000_000_000


class NoClock:
    """Nothing of what is looked at here asks for the time."""


@pytest.fixture
def main(qtbot: Any, crossing: Any) -> MainWindow:
    desk = Desk(bus=Bus(), clock=NoClock(), start_task=lambda *_: None)  # type: ignore[arg-type]
    desk.phones.open(None)
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(1100, 700)
    window.show()
    window.handle(AgentChanged(AgentId("101")))
    return window


def told(state: ConnectionState, detail: str | None = None, *, pilot: bool = False) -> AppEvent:
    now = time.monotonic_ns()
    status = ConnectionStatus(state, "Asterisk 22", now, now - 44 * S, detail=detail)
    return PhoneStatusChanged(status, pilot)


def test_a_lost_or_silent_connection_says_when_it_last_told_something() -> None:
    retry = timedelta(seconds=9)
    lost = ConnectionStatus(ConnectionState.LOST, "Asterisk 22", 50 * S, 6 * S, retry, "silent")
    words = connection_words(lost, 50 * S)
    assert words == "Connection to Asterisk 22 lost · last event 44 s ago · next try in 9 s"
    quiet = ConnectionStatus(ConnectionState.READY, "Asterisk 22", 0, 0)
    assert connection_words(quiet, 240 * S) == "Asterisk 22 · 4 min ago"


@pytest.mark.parametrize("pilot", [True, False])
def test_pilot_is_said_only_where_it_is_true(main: MainWindow, pilot: bool) -> None:
    main.handle(told(ConnectionState.READY, pilot=pilot))
    assert main.header.pilot.isVisible() is pilot


def test_the_card_without_a_phone_system_leads_to_the_panel(main: MainWindow) -> None:
    ready = main.pop.ready
    assert not ready.set_up.isVisible()
    main.handle(told(ConnectionState.NOT_SET_UP))
    assert ready.title.text() == "No phone system is set up"
    assert "Links and looking people up by hand work" in ready.hint.text()
    assert ready.set_up.isVisible()
    main.handle(told(ConnectionState.NOT_SET_UP, "no_secret"))
    assert ready.title.text() == "The secret of the phone login is missing"
    main.handle(told(ConnectionState.READY))
    assert ready.title.text() == "Ready for the next call"
    assert not ready.set_up.isVisible()


def test_the_notice_of_a_missing_secret_goes_with_the_login(main: MainWindow) -> None:
    main.handle(Notified(Severity.WARNING, "phone.no_secret", (("variable", "AMI_SECRET"),)))
    main.handle(told(ConnectionState.NOT_SET_UP, "no_secret"))
    assert main.notices.passing.isVisible()
    main.handle(told(ConnectionState.READY))
    assert not main.notices.passing.isVisible()
    main.handle(Notified(Severity.WARNING, "policy.untrusted", (("file", "x"),)))
    main.handle(told(ConnectionState.LOST))
    main.handle(told(ConnectionState.READY))
    assert main.notices.passing.isVisible()


@pytest.mark.parametrize("way", ["card", "header", "header key", "key"])
def test_each_way_opens_the_one_panel(
    main: MainWindow, crossing: Any, qtbot: Any, way: str
) -> None:
    entrance = ConnectionEntrance(main, main._desk, crossing)
    main.handle(told(ConnectionState.NOT_SET_UP))
    main.activateWindow()
    qtbot.waitUntil(main.isActiveWindow)
    if way == "card":
        main.pop.ready.set_up.click()
    elif way == "header":
        qtbot.mouseClick(main.header.connection, Qt.MouseButton.LeftButton)
    elif way == "header key":
        main.header.connection.setFocus()
        qtbot.keyClick(main.header.connection, Qt.Key.Key_Space)
    else:
        qtbot.keyClick(main, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    panel = entrance.window
    assert panel is not None
    assert panel.isVisible()
    assert not panel.isModal()
    entrance.open()
    assert entrance.window is panel


def test_a_new_test_ends_the_one_before_and_steps_are_told() -> None:
    class Endless:
        plan = ("reached",)

        async def run(self, on_step: Any) -> CheckReport:
            on_step(CheckStep("reached", CheckResult.OK))
            begun.set()
            await asyncio.Event().wait()
            raise AssertionError

    class Setup:
        credentials_here = True

        async def check_member(self, name: str) -> Endless:
            return Endless()

    begun = asyncio.Event()

    async def story() -> list[AppEvent]:
        nonlocal begun
        begun = asyncio.Event()
        bus, seen = Bus(), []
        bus.subscribe(seen.append)
        desk = PhoneDesk(bus)
        desk.open(Setup())  # type: ignore[arg-type]
        async with asyncio.TaskGroup() as group:
            first = group.create_task(desk.check_member("ami"))
            await begun.wait()
            begun.clear()
            second = group.create_task(desk.check_member("ami"))
            await begun.wait()
            assert first.cancelled()
            await desk.cancel_check()
        assert second.cancelled()
        await desk.cancel_check()  # nothing runs
        return seen

    assert len(asyncio.run(story())) == 2


def test_where_nothing_can_be_set_up_the_desk_says_so() -> None:
    async def story() -> None:
        desk = PhoneDesk(Bus())
        desk.open(None)
        await desk.view()

    with pytest.raises(AgentAssistError) as refused:
        asyncio.run(story())
    assert refused.value.code == "phone.no_setup"
