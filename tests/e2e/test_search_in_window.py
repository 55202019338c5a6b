"""The search in the real window over the real core: what is kept is there after a restart."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agentassist.bootstrap import Core, Options
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.storage.store import Store
from ui.application import Application

KEY = bytes(range(32))
CTRL = Qt.KeyboardModifier.ControlModifier
LATE = Article(
    ArticleId("late"),
    "Refund that is late",
    (
        Section(SectionKind.SAY, "I see it."),
        Section(SectionKind.SEND, "It is on its way."),
        Section(SectionKind.INTERNAL, "The bank sleeps."),
    ),
)
DISPUTE = Article(ArticleId("dispute"), "Refund in a dispute", body="Ask the bank.")


def _window(qtbot: QtBot, store: Path, story: Callable[[Application], None]) -> None:
    class KeptCore(Core):
        """The demo's core over a store that is kept."""

        async def _open_store(self) -> Store:
            opened = await Store.open(store, KEY, clock=self.clock)
            self.runtime.on_stop(opened.close)
            return opened

        async def _fill_center(self, store: Store, knowledge: Any) -> None:
            await knowledge.put([LATE, DISPUTE])

    application = Application(Options(demo=True), core=KeptCore)
    qtbot.addWidget(application.window)
    application.show()
    try:
        qtbot.waitUntil(lambda: application.window.knowledge._articles == 2, timeout=20_000)
        story(application)
    finally:
        application.close()


def test_pins_reports_and_what_was_used_stay(
    qtbot: QtBot, tmp_path: Path, home: Path, expect_log: Any
) -> None:
    def first(application: Application) -> None:
        window, panel = application.window, application.window.knowledge
        window.show_search()
        qtbot.keyClicks(panel.field.edit, "refnd late")
        qtbot.waitUntil(lambda: panel.reading.article == LATE)
        qtbot.keyClick(panel.field.edit, Qt.Key.Key_Return)
        qtbot.keyClick(window, Qt.Key.Key_3, CTRL)
        assert QApplication.clipboard().text() == "It is on its way."
        qtbot.keyClick(window, Qt.Key.Key_D, CTRL)
        qtbot.waitUntil(panel.preview.head.pin.isChecked)
        panel.preview.open_report()
        panel.preview.report.verdict.chips[1].click()
        panel.preview.report.send.click()
        qtbot.waitUntil(panel.preview.head.reported.isVisible)

    def then(application: Application) -> None:
        panel = application.window.knowledge
        application.window.show_search()
        qtbot.waitUntil(lambda: panel.start.card.has_rows)
        assert [row.title for row in panel.start.card.model.rows] == [LATE.title, "refnd late"]
        qtbot.keyClick(panel.field.edit, Qt.Key.Key_Down)
        qtbot.keyClick(panel.field.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: panel.reading.article == LATE)
        qtbot.waitUntil(panel.preview.head.reported.isVisible)
        assert panel.preview.head.reported.text.text().startswith("Reported as outdated")
        assert panel.preview.head.pin.isChecked()
        panel.preview.head.reported.undo.click()
        qtbot.waitUntil(panel.preview.head.reported.isHidden)

    store = tmp_path / "store.db"
    _window(qtbot, store, first)
    _window(qtbot, store, then)


@pytest.fixture(autouse=True)
def clean_clipboard(qapp: QApplication) -> Any:
    yield
    QApplication.clipboard().clear()
