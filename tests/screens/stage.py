"""The real window over the real core, brought into any state of a call and looked at."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from agentassist.app.events import CardChanged, KnowledgeReady, PhoneStatusChanged
from agentassist.assets import resources
from agentassist.bootstrap import DEMO_EXTENSION, Core, Options
from agentassist.bridge.site import ami_feed
from agentassist.domain.call import AgentState
from agentassist.domain.contact import IdentityStatus
from agentassist.domain.ids import AgentId
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.domain.screen_pop import ScreenPop
from agentassist.ports.demo import DemoState, DemoStep
from agentassist.ports.telephony import CallFeed, ConnectionState
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.replay.player import DemoPlayer
from tests.screens.calls import screen_calls
from ui.application import Application

SECRET = "of-the-pictures-and-no-other"
PATIENCE_S = 20.0
LOOK_MS = 5
SETTLE_S = 0.25  # the fade of new content is over by then


class ScreensCore(Core):
    """The demo's core; its phone system has the calls of `screen_calls`."""

    async def _demo_feed(self) -> CallFeed:
        calls = screen_calls(resources() / "samples")
        player = DemoPlayer(
            calls,
            user="demo",
            secret=SECRET,
            follow=AgentId(DEMO_EXTENSION),
            speed=0,
            on_change=self.on_demo_state,
        )
        await player.start()
        self.runtime.start_task(player.run(), "demo phone system")
        self.on_player(player)
        return ami_feed(AmiConfig("127.0.0.1", player.port, "demo", SECRET), IvrMapping())


class LateError(Exception):
    """What a state waits for did not come."""


class Stage:
    """One window for all states. `until` is the only wait; it has a limit."""

    def __init__(self, options: Options | None = None, *, look: str = "light") -> None:
        demo = options is None
        self.application = Application(
            options or Options(demo=True, speed=0, theme=look), ScreensCore if demo else Core
        )
        self.window = self.application.window
        self.player: DemoPlayer | None = None
        self._unplugged = False
        self.last: dict[type, object] = {}
        core, crossing = self.application.core, self.application.crossing
        core.on_player = core.on_demo_state = crossing.post
        crossing.event_received.connect(self._take)
        self.application.show()
        if demo:
            self.until(lambda: self.connected and KnowledgeReady in self.last, "the demo's center")

    def _take(self, event: object) -> None:
        if isinstance(event, DemoPlayer):
            self.player = event
        self.last[type(event)] = event

    def close(self) -> None:
        """As a person would; nothing of this window may live on."""
        self.leave_windows()
        self.application.close()
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    # time ------------------------------------------------------------------------------------
    def until(self, condition: Callable[[], object], what: str) -> None:
        """Handles events until `condition` is true."""
        give_up = time.monotonic() + PATIENCE_S
        loop, look = QEventLoop(), QTimer()

        def check() -> None:
            if condition() or time.monotonic() > give_up:
                loop.quit()

        look.timeout.connect(check)
        look.start(LOOK_MS)
        if not condition():
            loop.exec()
        look.stop()
        if not condition():
            raise LateError(what)

    def settle(self) -> None:
        """New content has faded in, everything is laid out."""
        done = time.monotonic() + SETTLE_S
        self.until(lambda: time.monotonic() >= done, "time")
        self.window.settle()

    # the phone ---------------------------------------------------------------------------------
    @property
    def demo(self) -> DemoState | None:
        state = self.last.get(DemoState)
        return state if isinstance(state, DemoState) else None

    @property
    def connected(self) -> bool:
        return self.demo is not None and self.demo.connected

    @property
    def card(self) -> ScreenPop | None:
        event = self.last.get(CardChanged)
        return event.card if isinstance(event, CardChanged) else None

    def call(self, key: str) -> None:
        """The line is free, and `key` is the next call; nothing of it was played."""
        player = self._player()
        while True:
            before = player.state
            self._run(player.next_call())
            if player.state.call.key == key:
                break
            assert player.state.index != before.index, key
        self.until(lambda: self.demo is not None and self.demo.call.key == key, key)

    def idle(self) -> None:
        """No call, no wrap-up, nothing typed, no other window: as after the start."""
        self.tidy()
        if self.card is not None:
            self._run(self._player().next_call())
            self.until(lambda: self.card is None or not self.card.call.state.in_call, "hung up")
        self.until(self._has_gone, "no call")
        self.tidy()

    def tidy(self) -> None:
        """Nothing typed, no other window, the line there; a call goes on."""
        self._plug()
        self.leave_windows()
        self.window.knowledge.field.edit.clear()
        self.window.coaching.wording.edit.clear()
        for banner in (self.window.notices.store, self.window.notices.passing):
            while banner.isVisible():  # read, and put away
                banner.dismiss_requested.emit()

    def _has_gone(self) -> bool:
        if self.window.wrap_up.active:
            self.window.wrap_up.save()
        return self.card is None and not self.window.wrap_up.active

    def step(self) -> None:
        self._run(self._player().advance())

    def play(self, key: str, state: AgentState) -> None:
        """The call `key`, as far as `state`."""
        self.call(key)
        self.go_on(state)

    def go_on(self, state: AgentState) -> None:
        """The call that is up, as far as `state`."""
        for _ in range(len(DemoStep)):
            self.step()
            if self._reaches(state):
                return
        raise LateError(state)

    def in_call(self, key: str, state: AgentState) -> bool:
        return self._player().state.call.key == key and self._is(state)

    def _reaches(self, state: AgentState) -> bool:
        wanted = {
            AgentState.RINGING: DemoStep.RING,
            AgentState.TALKING: DemoStep.ANSWER,
            AgentState.HELD: DemoStep.HOLD,
            AgentState.WRAPPING: DemoStep.HANG_UP,
        }[state]
        if wanted not in self._player().state.done:
            return False
        self.until(lambda: self._is(state), f"card: {state}")
        return True

    def _is(self, state: AgentState) -> bool:
        card = self.card
        return (
            card is not None
            and card.call.state is state
            and card.identity.status is not IdentityStatus.LOOKING
        )

    def _player(self) -> DemoPlayer:
        assert self.player is not None
        return self.player

    def _run(self, work: object) -> None:
        done: list[object] = []
        self.application.crossing.run(work, lambda _: done.append(True))
        self.until(lambda: done, "the demo's phone")

    def unplug(self) -> None:
        """The phone system has gone; `idle` brings it back."""
        self._run(self._player().stop())
        self.until(lambda: self._phone_is(ConnectionState.READY) is False, "the line is lost")
        self._unplugged = True

    def _plug(self) -> None:
        if self._unplugged:
            self._unplugged = False
            self._run(self._player().start())
            self.until(lambda: self._phone_is(ConnectionState.READY), "the line is back")

    def _phone_is(self, state: ConnectionState) -> bool:
        event = self.last.get(PhoneStatusChanged)
        return isinstance(event, PhoneStatusChanged) and event.status.state is state

    # the windows -------------------------------------------------------------------------------
    def resize(self, widget: QWidget, size: QSize) -> None:
        widget.resize(size)
        self.settle()

    def leave_windows(self) -> None:
        """Back to the main window alone."""
        palette = self.application.palette.palette
        if palette is not None and palette.isVisible():
            palette.leave()
        for widget in QApplication.topLevelWidgets():
            if widget is not self.window and widget.isVisible():
                widget.close()
        for dialog in self.window.findChildren(QDialog):
            dialog.close()
        sheet = self.window.findChild(QWidget, "cheat-sheet")
        if isinstance(sheet, QWidget):
            sheet.close()

    def other_window(self) -> QWidget | None:
        """A window beside the main one: a panel, a guide, a menu."""
        shown = (w for w in QApplication.topLevelWidgets() if w.isVisible())
        return next((w for w in shown if w is not self.window), None)

    def grab(self, widget: QWidget, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not widget.grab().save(str(path)):
            raise OSError(f"{path} could not be written")
