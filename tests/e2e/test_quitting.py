"""Quitting asks nothing and loses nothing: what was typed last is there at the next start."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from agentassist.bootstrap import Core, Options
from agentassist.domain.ids import AgentId
from agentassist.ports.demo import DemoStep
from agentassist.storage.store import Store
from ui.application import Application
from ui.demo.command import Demo

KEY = bytes(range(32))
QUIT = (Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def core_on_disk(tmp_path: Path) -> type[Core]:
    """The demo's core over an encrypted file, as an installed one has; only the key is known."""

    class KeptCore(Core):
        async def _open_store(self) -> Store:
            store = await Store.open(tmp_path / "store.db", KEY, clock=self.clock)
            self.runtime.on_stop(store.close)
            return store

    return KeptCore


@pytest.fixture
def start(
    qapp: QApplication, qtbot: Any, core_on_disk: type[Core], stage_of: Any, put_away: Any
) -> Iterator[Callable[[], Any]]:
    """`start()` opens the program anew over the same file."""
    opened: list[Application] = []

    def open_it() -> Any:
        application = Application(Options(demo=True, speed=0, theme="light"), core_on_disk)
        opened.append(application)
        return stage_of(application, Demo(application))

    yield open_it
    for application in opened:
        put_away(application)


def test_words_typed_into_the_wrap_up_right_before_the_end_are_there(start: Any) -> None:
    stage = start()
    stage.play_through(DemoStep.HANG_UP)
    stage.until(lambda: stage.window.wrap_up.active)
    stage.type(stage.window.wrap_up.form.summary, "wants it by Friday")
    stage.qtbot.keyClick(stage.window, *QUIT)
    assert not stage.window.isVisible()
    stage.application.close()
    again = start()
    again.sees("1 wrap-up waits for you")
    again.qtbot.keyClick(again.window, Qt.Key.Key_F9)
    again.until(lambda: again.window.wrap_up.active)
    assert "wants it by Friday" in again.window.wrap_up.form.summary.toPlainText()


def test_notes_of_a_call_that_still_runs_are_there(start: Any) -> None:
    stage = start()
    stage.play_through(DemoStep.ANSWER)
    stage.sees("Talking")
    stage.type(stage.window.coaching.notes.edit, "two charges on one order")
    stage.qtbot.keyClick(stage.window, *QUIT)
    stage.application.close()
    again = start()
    again.sees("1 wrap-up waits for you")
    again.qtbot.keyClick(again.window, Qt.Key.Key_F9)
    again.until(lambda: again.window.wrap_up.active)
    assert again.window.wrap_up.form.summary.toPlainText() == "two charges on one order"


def test_a_wrap_up_saved_in_the_last_moment_is_saved(start: Any, tmp_path: Path) -> None:
    stage = start()
    stage.play_through(DemoStep.HANG_UP)
    stage.until(lambda: stage.window.wrap_up.active)
    stage.type(stage.window.wrap_up.form.summary, "second charge returned")
    stage.window.wrap_up.save()
    stage.qtbot.keyClick(stage.window, *QUIT)
    stage.application.close()
    clock = stage.application.core.clock

    async def kept() -> tuple[list[str], int]:
        store = await Store.open(tmp_path / "store.db", KEY, clock=clock)
        rows = await store.read(lambda c: c.execute("SELECT body FROM wrap_ups").fetchall())
        drafts = await store.wrap_ups.drafts(AgentId("101"))
        await store.close()
        return [row[0] for row in rows], len(drafts)

    bodies, drafts = asyncio.run(kept())
    assert drafts == 0
    assert ["second charge returned" in body for body in bodies] == [True]
