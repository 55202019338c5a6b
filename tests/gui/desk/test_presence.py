"""How the window is there: tray, notice of a ring, its key, density, sleep."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLayout
from pytestqt.qtbot import QtBot

from agentassist.app.events import CardChanged, PhoneStatusChanged
from agentassist.domain.call import AgentState
from agentassist.domain.ids import CallId
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from ui import theme
from ui.actions.action import Action
from ui.density import choose_density
from ui.main_window import MainWindow
from ui.presence.awake import ASLEEP_S, Awake
from ui.presence.hotkey import Hotkey, HotkeyState, WaylandDesktop, ask
from ui.presence.hotkey_words import hotkey_text, hotkey_texts
from ui.presence.macos_desktop import key_code
from ui.presence.ring_notice import Notice, RingNotice
from ui.presence.state_icon import SIGNS, Look, look_of, look_text, state_icon
from ui.presence.tray import Tray
from ui.presence.windows_desktop import virtual_key
from ui.theme import Density

KEY = Qt.Key


@pytest.fixture
def window(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> MainWindow:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(400, 700)
    window.show()
    return window


@pytest.fixture
def roomy() -> Iterator[None]:
    yield
    choose_density(Density.COMFORTABLE)


def shape(look: Look) -> bytes:
    """What is white of a sign, whatever its colour."""
    image = state_icon(look).pixmap(32, 32).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    dots = ((x, y) for y in range(image.height()) for x in range(image.width()))
    return bytes(QColor(image.pixel(x, y)).lightness() > 200 for x, y in dots)


def test_each_state_has_a_shape_and_a_word_of_its_own(qapp: QApplication) -> None:
    assert len({shape(look) for look in Look}) == len(Look)
    assert len({look_text(look) for look in Look}) == len(Look)
    assert set(SIGNS) == set(Look)


def test_a_call_counts_more_than_the_connection() -> None:
    assert look_of(None, connected=True) is Look.READY
    assert look_of(AgentState.IDLE, connected=False) is Look.OFFLINE
    assert look_of(AgentState.TALKING, connected=False) is Look.TALKING


def test_the_tray_says_no_name_and_no_number(window: MainWindow, story: Any) -> None:
    tray = Tray(window, window.keys)
    tray.show_look(Look.RINGING)
    texts = [tray.icon.toolTip(), *(action.text() for action in tray.menu.actions())]
    assert "agentassist · Ringing" in texts
    assert not any(any(sign.isdigit() for sign in text) for text in texts)
    quits: list[bool] = []
    tray.quit_wanted.connect(lambda: quits.append(True))
    tray.menu.actions()[-1].trigger()
    assert quits == [True]


class Told:
    def __init__(self) -> None:
        self.rings = 0

    def tell_ring(self) -> None:
        self.rings += 1


@pytest.mark.parametrize(
    ("notice", "hidden", "marks", "messages"),
    [
        (Notice.NONE, False, 0, 0),
        (Notice.TRAY, False, 0, 1),
        (Notice.FLASH, False, 1, 0),
        (Notice.FLASH, True, 0, 1),
        (Notice.NONE, True, 0, 0),
    ],
)
def test_a_ring_behind_is_told_once_and_by_policy(
    window: MainWindow,
    story: Any,
    monkeypatch: pytest.MonkeyPatch,
    notice: Notice,
    hidden: bool,
    marks: int,
    messages: int,
) -> None:
    marked: list[object] = []
    monkeypatch.setattr(QApplication, "alert", lambda *about: marked.append(about))
    monkeypatch.setattr(window, "isActiveWindow", lambda: False)
    window.setVisible(not hidden)
    told = Told()
    rings = RingNotice(window, told, notice)  # type: ignore[arg-type]
    for _ in range(3):
        rings.handle(CardChanged(story.ringing))
    assert (len(marked), told.rings) == (marks, messages)
    call = replace(story.ringing.call, call_id=CallId("another"))
    rings.handle(CardChanged(replace(story.ringing, call=call)))
    assert (len(marked), told.rings) == (2 * marks, 2 * messages)
    assert window.isVisible() is not hidden


def test_a_ring_in_front_needs_no_notice(
    window: MainWindow, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "isActiveWindow", lambda: True)
    told = Told()
    RingNotice(window, told, Notice.TRAY).handle(CardChanged(story.ringing))  # type: ignore[arg-type]
    assert told.rings == 0


class GivesAll(WaylandDesktop):
    def __init__(self) -> None:
        self.grabbed: QKeyCombination | None = None

    def grab(self, key: QKeyCombination) -> HotkeyState:
        self.grabbed = key
        return HotkeyState.WORKS

    def release(self) -> None:
        self.grabbed = None


@pytest.mark.parametrize(
    ("key", "state"),
    [
        ("Ctrl+F10", HotkeyState.WORKS),
        ("", HotkeyState.NONE),
        ("F5", HotkeyState.BARE),
        ("Shift+F5", HotkeyState.BARE),
        ("Ctrl+K, Ctrl+B", HotkeyState.NO_KEY),
    ],
)
def test_no_key_is_taken_from_every_program_without_ctrl(key: str, state: HotkeyState) -> None:
    desktop = GivesAll()
    assert ask(desktop, key) == Hotkey(state, key)
    assert (desktop.grabbed is not None) is (state is HotkeyState.WORKS)
    assert ask(WaylandDesktop(), "Ctrl+F10").state is HotkeyState.NOT_HERE
    assert ask(None, "Ctrl+F10").state is HotkeyState.NO_DESKTOP


def test_what_became_of_the_key_has_words(qapp: QApplication) -> None:
    texts = {state: hotkey_text(Hotkey(state, "Ctrl+F10")) for state in HotkeyState}
    assert len(set(texts.values())) == len(HotkeyState)
    assert "F10" in texts[HotkeyState.TAKEN]
    assert set(hotkey_texts()) == {"hotkey.taken", "hotkey.bare", "hotkey.no_key"}


def test_keys_as_other_systems_number_them() -> None:
    assert [virtual_key(key) for key in (KEY.Key_F10, KEY.Key_B, KEY.Key_7)] == [0x79, 0x42, 0x37]
    assert virtual_key(KEY.Key_F12) is None, "a debugger's on Windows"
    assert [key_code(key) for key in (KEY.Key_F10, KEY.Key_Space, KEY.Key_B)] == [109, 49, None]


def test_sleep_is_seen_by_the_clocks(qapp: QApplication) -> None:
    now = {"wall": 1000.0, "steady": 50.0}
    awake = Awake(None, lambda: now["wall"], lambda: now["steady"])
    slept: list[float] = []
    awake.woke.connect(slept.append)
    for _ in range(3):
        now["wall"] += 5
        now["steady"] += 5
        awake.look()
    assert slept == []
    now["wall"] += 3605  # Linux, macOS: the steady clock stood still
    now["steady"] += 5
    awake.look()
    now["wall"] += 5 + ASLEEP_S  # Windows: both went on, the timer came late
    now["steady"] += 5 + ASLEEP_S
    awake.look()
    assert slept == [3600.0, ASLEEP_S]


def test_after_sleep_the_ages_are_true(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = ConnectionStatus(ConnectionState.READY, "Asterisk", since_ns=0, last_event_ns=0)
    monkeypatch.setattr("ui.frame.header.time.monotonic_ns", lambda: 4_000_000_000)
    window.handle(PhoneStatusChanged(ready))
    assert "4 s" in window.header.connection.label
    monkeypatch.setattr("ui.frame.header.time.monotonic_ns", lambda: 240_000_000_000)
    window.woke()
    assert "4 min" in window.header.connection.label


def test_compact_needs_less_room_and_comfortable_is_as_before(
    window: MainWindow, story: Any, roomy: None
) -> None:
    def distances() -> list[tuple[int, ...]]:
        margins = [layout.contentsMargins() for layout in window.findChildren(QLayout)]
        return [(m.left(), m.top(), m.right(), m.bottom()) for m in margins]

    window.handle(CardChanged(story.ringing))
    window.settle()
    before, high = distances(), window.pop.sizeHint().height()
    choose_density(Density.COMPACT)
    window.settle()
    assert theme.M == 8
    assert window.pop.sizeHint().height() < high
    choose_density(Density.COMFORTABLE)
    window.settle()
    assert (distances(), window.pop.sizeHint().height()) == (before, high)
    assert theme.density() is Density.COMFORTABLE


def test_actions_of_the_window_are_declared() -> None:
    from ui.actions.declared import BY_ACTION

    assert BY_ACTION[Action.COME].everywhere
    assert [a for a in Action if BY_ACTION[a].everywhere] == [Action.COME]
