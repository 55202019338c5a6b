"""What the window keeps for the next start, and what the demo does not."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QApplication

from agentassist.bootstrap import Options
from agentassist.settings.paths import user_paths
from ui import theme
from ui.application import Application


@pytest.fixture
def start(
    qapp: QApplication, qtbot: Any, tmp_path: Path, put_away: Any
) -> Iterator[Callable[[], Application]]:
    """`start()` opens the installed program; `end(application)` as a person would."""
    opened: list[Application] = []
    config = tmp_path / "agentassist.toml"
    config.write_text('[agent]\nextension = "101"\n', "utf-8")

    def open_it() -> Application:
        application = Application(Options(config=config))
        opened.append(application)
        application.window.show()  # the core is not what is tested here
        return application

    yield open_it
    for application in opened:
        put_away(application)
    theme.current().choose("light")


def test_it_opens_where_it_stood_and_as_it_looked(start: Any, qtbot: Any) -> None:
    first = start()
    first.window.resize(500, 600)
    first.window.move(31, 42)
    first.core.settings.set("ui.theme", "contrast")
    qtbot.waitUntil(lambda: theme.current().name == "contrast")
    first.window.close()
    theme.current().choose("light")
    again = start()
    assert (again.window.pos(), again.window.size()) == (QPoint(31, 42), QSize(500, 600))
    assert theme.current().name == "contrast"


def test_the_demo_keeps_nothing(stage: Any, home: Path) -> None:
    stage.window.move(31, 42)
    stage.application.menu.choose(theme.Choice.DARK)
    stage.until(lambda: stage.application.core.settings.get("ui.theme").value == "dark")
    stage.window.close()
    stage.application.close()
    places = user_paths()
    assert not places.ui_state.exists()
    assert not places.config_file.exists()
    assert not places.database.exists()
    theme.current().choose("light")
