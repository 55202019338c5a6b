from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import CardChanged, KnowledgeReady
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import SearchResult, SectionKind
from ui.knowledge.article_view import SectionRow
from ui.knowledge.panel import KnowledgePanel
from ui.models.hits import HitRole


@pytest.fixture
def panel(qtbot: QtBot, desk: Any, crossing: Any) -> Iterator[KnowledgePanel]:
    window = QWidget()
    column = QVBoxLayout(window)
    window.other = QLineEdit()  # type: ignore[attr-defined]
    panel = KnowledgePanel(desk, crossing)
    column.addWidget(window.other)  # type: ignore[attr-defined]
    column.addWidget(panel)
    qtbot.addWidget(window)
    window.resize(640, 760)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield panel
    QApplication.clipboard().clear()


def _type(qtbot: QtBot, panel: KnowledgePanel, text: str) -> None:
    panel.focus_search()
    qtbot.keyClicks(panel.field.edit, text)


def _titles(panel: KnowledgePanel) -> list[str]:
    model = panel.model
    return [model.index(row).data(HitRole.HIT).title for row in range(model.rowCount())]


def test_every_keystroke_searches(qtbot: QtBot, panel: KnowledgePanel, desk: Any) -> None:
    _type(qtbot, panel, "ref")
    assert desk.of("search") == [("r",), ("re",), ("ref",)]
    assert panel.field.count.text() == "3 of 1,204 · 3 ms"
    assert panel.results.isVisible()
    assert not panel.empty.isVisible()


def test_an_answer_older_than_what_is_shown_is_dropped(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any, crossing: Any, story: Any
) -> None:
    crossing.hold = True
    desk.results["a"] = SearchResult("a", story.hits[:1], None, 1204, 1.0)
    desk.results["ab"] = SearchResult("ab", story.hits[1:], None, 1204, 1.0)
    _type(qtbot, panel, "ab")
    crossing.hold = False
    crossing.settle(1, 0)
    assert _titles(panel) == [hit.title for hit in story.hits[1:]]


def test_answers_after_clearing_are_dropped(
    qtbot: QtBot, panel: KnowledgePanel, crossing: Any
) -> None:
    crossing.hold = True
    _type(qtbot, panel, "a")
    assert not panel.answered
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Escape)
    crossing.settle()
    assert _titles(panel) == []
    assert panel.answered
    assert panel.empty.isVisible()


def test_read_as_only_when_a_correction_changed_the_results(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any, story: Any
) -> None:
    desk.results["refnd"] = SearchResult("refnd", story.hits, "refund", 1204, 3.0)
    _type(qtbot, panel, "refn")
    assert panel.read_as.text() == ""
    at = panel.results.y()
    qtbot.keyClicks(panel.field.edit, "d")
    assert panel.read_as.text() == "Read as refund"
    assert panel.results.y() == at, "the list moved"


def test_arrows_choose_while_the_focus_stays(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any
) -> None:
    _type(qtbot, panel, "x")
    assert panel.preview.article is not None
    assert panel.preview.article.id == "double-charge"
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Down)
    assert panel.preview.article.id == "refund-times"
    for _ in range(5):
        qtbot.keyClick(panel.field.edit, Qt.Key.Key_Down)
    assert panel.list.currentIndex().row() == 2
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Up)
    assert panel.list.currentIndex().row() == 1
    assert panel.field.edit.hasFocus()
    assert desk.of("article_used") == []


def test_a_preview_that_arrives_late_does_not_replace_the_chosen_one(
    qtbot: QtBot, panel: KnowledgePanel, crossing: Any
) -> None:
    _type(qtbot, panel, "x")
    crossing.hold = True
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Down)
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Down)
    crossing.settle(1, 0)
    assert panel.preview.article is not None
    assert panel.preview.article.id == "bank"


def test_enter_marks_the_article_as_used(qtbot: QtBot, panel: KnowledgePanel, desk: Any) -> None:
    _type(qtbot, panel, "x")
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Return)
    assert desk.of("article_used") == [("double-charge",)]
    assert "read in this call" in panel.model.index(0).data(HitRole.WHY).text


def test_escape_clears_then_gives_the_focus_back(qtbot: QtBot, panel: KnowledgePanel) -> None:
    other = panel.window().other  # type: ignore[attr-defined]
    other.setFocus()
    _type(qtbot, panel, "x")
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Escape)
    assert panel.field.edit.text() == ""
    assert panel.field.edit.hasFocus()
    assert panel.empty.isVisible()
    assert not panel.preview.isVisible()
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Escape)
    assert other.hasFocus()


def _rows(panel: KnowledgePanel) -> dict[SectionKind | None, SectionRow]:
    return {row.kind: row for row in panel.preview.rows}


def test_copy_gives_plain_text_and_counts_as_use(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any
) -> None:
    _type(qtbot, panel, "x")
    button = _rows(panel)[SectionKind.SEND].copy_button
    assert button is not None
    button.click()
    clipboard = QApplication.clipboard()
    assert clipboard.text() == "Your second payment is on its way back.\n\n- Reference: R1"
    html = "<p>Your second payment is on its way back.</p><ul><li>Reference: R1</li></ul>"
    assert clipboard.mimeData().html() == html
    assert desk.of("article_used") == [("double-charge",)]
    assert button.accessibleName() == "Copied"


def test_internal_text_has_no_way_to_the_clipboard(qtbot: QtBot, panel: KnowledgePanel) -> None:
    _type(qtbot, panel, "x")
    rows = _rows(panel)
    assert rows[SectionKind.INTERNAL].copy_button is None
    panel.preview.copy(SectionKind.INTERNAL)
    assert QApplication.clipboard().text() == ""
    for kind in (SectionKind.SAY, SectionKind.DO, SectionKind.SEND):
        button = rows[kind].copy_button
        assert button is not None
        button.click()
        assert QApplication.clipboard().text()
        assert "retries" not in QApplication.clipboard().text()
    panel.preview.head.copy.click()
    copied = QApplication.clipboard().mimeData()
    assert "Return duplicate" in copied.text()
    assert "retries" not in copied.text() + copied.html()
    selectable = Qt.TextInteractionFlag.TextSelectableByMouse
    for label in rows[SectionKind.INTERNAL].findChildren(QWidget):
        flags = getattr(label, "textInteractionFlags", None)
        assert flags is None or not flags() & selectable


def test_nothing_found_says_what_to_do(qtbot: QtBot, panel: KnowledgePanel, desk: Any) -> None:
    desk.results["z"] = SearchResult("z", (), None, 1204, 0.2)
    _type(qtbot, panel, "z")
    assert panel.nothing.title.text() == "Nothing found for “z”"
    assert "Try another word" in panel.nothing.hint.text()
    assert panel.field.count.text() == "0 of 1,204 · under 1 ms"
    assert not panel.results.isVisible()
    assert not panel.preview.isVisible()


def test_a_search_that_fails_says_what_still_works(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any
) -> None:
    desk.refuse = AgentAssistError("knowledge.unavailable")
    _type(qtbot, panel, "x")
    assert "does not answer" in panel.nothing.title.text()
    assert "wrap-up go on working" in panel.nothing.hint.text()


def test_a_new_call_starts_with_an_empty_search(
    qtbot: QtBot, panel: KnowledgePanel, story: Any
) -> None:
    panel.handle(CardChanged(story.card("1")))
    _type(qtbot, panel, "x")
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Return)
    panel.handle(CardChanged(story.card("1")))
    assert panel.field.edit.text() == "x"
    panel.handle(CardChanged(story.card("2")))
    assert panel.field.edit.text() == "x", "typing goes on while it rings"
    assert "in this call" not in panel.model.index(0).data(HitRole.WHY).text
    panel.window().other.setFocus()  # type: ignore[attr-defined]
    panel.handle(CardChanged(story.card("3")))
    assert panel.field.edit.text() == ""


def test_says_how_many_articles_there_are(panel: KnowledgePanel) -> None:
    panel.handle(KnowledgeReady(1204))
    assert panel.nothing.title.text() == "1,204 articles to search"
    panel.handle(KnowledgeReady(1))
    assert panel.nothing.title.text() == "1 article to search"


def test_what_can_have_the_focus_has_a_name(qtbot: QtBot, panel: KnowledgePanel) -> None:
    _type(qtbot, panel, "x")
    focusable = [
        widget
        for widget in panel.findChildren(QWidget)
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.isVisible()
    ]
    assert len(focusable) >= 3
    assert [widget for widget in focusable if not widget.accessibleName()] == []


def test_an_article_out_of_date_says_so(
    panel: KnowledgePanel, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    from ui import times

    article = story.articles[ArticleId("double-charge")]
    monkeypatch.setattr(times, "now", lambda: datetime(2026, 11, 21, tzinfo=UTC))
    panel.preview.show_article(article)
    assert panel.preview.standing.text() == "Billing · v7 · valid until Mar"
    assert panel.preview.head.expired.isHidden()
    monkeypatch.setattr(times, "now", lambda: datetime(2027, 5, 1, tzinfo=UTC))
    panel.preview.show_article(story.articles["bank"])
    panel.preview.show_article(article)
    assert panel.preview.standing.text() == "Billing · v7"
    assert panel.preview.head.expired.text.text().startswith("Out of date since 31 Mar")
