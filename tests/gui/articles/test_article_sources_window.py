"""Where articles come from: how sources do, a look by hand, rejected rows, conflicts settled."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from agentassist.app.events import ArticlesSynced, ArticleSyncProgressed
from agentassist.domain.article_sync import (
    ArticleSourceKind,
    ArticleSourceState,
    Clash,
    Conflict,
    Keep,
    NamedConflict,
    Reject,
    SyncReport,
)
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from ui import times

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(minutes=20)
CLASH = Conflict(ArticleId("okapi"), Clash.CHANGED_BOTH)
WIKI = ArticleSourceState(
    "wiki",
    ArticleSourceKind.SYSTEM,
    "House wiki",
    "https://wiki.example",
    412,
    EARLIER,
    SyncReport("wiki", stored=5, changed=2, removed=1, conflicts=(CLASH,), at=EARLIER),
)
REJECTS = (Reject("not JSON", "articles.jsonl", 7), Reject("no title", "", 0, "=1+1", 3))
FEED = ArticleSourceState(
    "feed",
    ArticleSourceKind.FOLDER,
    place="/srv/articles",
    articles=9,
    last=SyncReport("feed", rejected=9, rejects=REJECTS, at=NOW - timedelta(hours=2)),
)


def okapi(text: str) -> Article:
    do = Section(SectionKind.DO, f"Open the gate\n{text}\nClose the gate")
    return Article(ArticleId("okapi"), "Feeding an okapi", (do,))


OKAPI = NamedConflict(
    "wiki", ArticleId("okapi"), Clash.CHANGED_BOTH, "", okapi("Leaves"), okapi("Twigs"), NOW
)
GONE = NamedConflict("wiki", ArticleId("gnu"), Clash.GONE_THERE, "", okapi("x"), None, NOW)


class WrittenDown:
    """Implements what the window asks of ArticleSourceDesk."""

    def __init__(self) -> None:
        self.sources: tuple[ArticleSourceState, ...] = (WIKI, FEED)
        self.open: tuple[NamedConflict, ...] = ()
        self.refusal: AgentAssistError | None = None
        self.asked: list[tuple[Any, ...]] = []

    async def states(self) -> Sequence[ArticleSourceState]:
        return self.sources

    async def conflicts(self) -> Sequence[NamedConflict]:
        return self.open

    async def sync(self, name: str | None = None, *, whole: bool = False) -> None:
        self.asked.append(("sync", name))
        if self.refusal is not None:
            raise self.refusal

    async def cancel(self) -> None:
        self.asked.append(("cancel",))

    async def settle(self, source: str, article_id: ArticleId, keep: Keep) -> None:
        self.asked.append(("settle", source, article_id, keep))
        self.open = tuple(one for one in self.open if one.article_id != article_id)

    async def undo(self, source: str, article_id: ArticleId) -> None:
        self.asked.append(("undo", source, article_id))
        self.open = (OKAPI,)


@pytest.fixture
def source_desk(monkeypatch: pytest.MonkeyPatch) -> WrittenDown:
    monkeypatch.setattr(times, "now", lambda: NOW)
    return WrittenDown()


@pytest.fixture
def opened(qtbot: Any, crossing: Any, source_desk: WrittenDown) -> Iterator[Callable[[], Any]]:
    kept: list[Any] = []

    def open_window() -> Any:
        from ui.articles.window import ArticleSourcesWindow

        window = ArticleSourcesWindow(source_desk, crossing)
        kept.append(window)
        qtbot.addWidget(window)
        window.open()
        qtbot.waitUntil(lambda: bool(window.rows) or window.empty.isVisible())
        settle()
        return window

    yield open_window
    crossing.hold = False
    crossing.settle()


def settle() -> None:
    for _ in range(8):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def texts(widget: QWidget) -> str:
    shown = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return "\n".join(shown).replace(" \u2028", "\n")


def test_each_source_says_where_it_is_and_what_came(opened: Any) -> None:
    window = opened()
    said = texts(window.rows["wiki"])
    for words in (
        "House wiki",
        "System · https://wiki.example",
        "Looked at 20 min ago",
        "412 articles here · 3 new · 2 changed · 1 gone · 1 in conflict",
    ):
        assert words in said
    assert "Looked at 2 h ago" in texts(window.rows["feed"])
    assert not window.empty.isVisible()


def test_what_is_wrong_is_said_in_words_with_what_to_do(
    opened: Any, source_desk: WrittenDown
) -> None:
    refused = AgentAssistError("source.login_refused", source="wiki")
    emptied = replace(FEED, last=SyncReport("feed", emptied=True, at=NOW))
    source_desk.sources = (
        replace(WIKI, last=SyncReport("wiki", problem=refused, at=NOW)),
        emptied,
        replace(WIKI, name="new", last=None, good_at=None),
    )
    window = opened()
    said = texts(window.rows["wiki"])
    assert "House wiki refused the login." in said
    assert "It last worked 20 min ago. Tell IT." in said
    window.handle(ArticleSyncProgressed("wiki", 3))
    assert "Tell IT" not in texts(window.rows["wiki"]), "that was the last time"
    window.handle(ArticlesSynced(()))
    assert "Those that are here were kept" in texts(window.rows["feed"])
    assert "Not looked at yet" in texts(window.rows["new"])


def test_without_a_source_it_says_who_sets_one_up(opened: Any, source_desk: WrittenDown) -> None:
    source_desk.sources = ()
    window = opened()
    assert "No source of articles is set up" in texts(window)
    assert not window.sources.isVisible()


def test_a_look_by_hand_shows_how_far_it_is_and_can_be_stopped(
    opened: Any, source_desk: WrittenDown
) -> None:
    window = opened()
    row = window.rows["wiki"]
    row.sync.click()
    window.handle(ArticleSyncProgressed("wiki", 1450))
    assert "Reading … 1,450 articles so far" in texts(row)
    assert row.stop.isVisible()
    assert not window.rows["feed"].sync.isEnabled()  # one at a time
    row.stop.click()
    assert source_desk.asked == [("sync", "wiki"), ("cancel",)]
    window.handle(ArticlesSynced(()))
    settle()
    assert row.sync.isVisible()
    assert window.rows["feed"].sync.isEnabled()
    assert "Looked at 20 min ago" in texts(row)


def test_a_look_that_can_not_be_taken_says_so(opened: Any, source_desk: WrittenDown) -> None:
    source_desk.refusal = AgentAssistError("knowledge.sync_runs", retryable=True)
    window = opened()
    window.rows["wiki"].sync.click()
    assert "being looked for already" in texts(window.notice)
    assert window.rows["wiki"].sync.isVisible()


def test_rejected_rows_are_told_copied_and_saved(opened: Any, qtbot: Any, tmp_path: Path) -> None:
    window = opened()
    row = window.rows["feed"]
    assert row.more.text() == "9 rows can’t be read: show them"
    row.more.click()
    said = texts(row)
    assert "articles.jsonl:7: not JSON\n3 × no title: =1+1\nand 5 more" in said
    row.copy.click()
    report = QApplication.clipboard().text()
    assert report.splitlines() == [
        "source,place,line,reason,detail,rows",
        "feed,articles.jsonl,7,not JSON,,1",
        "feed,,,no title,'=1+1,3",
        "feed,,,further rows,,5",
    ]
    row.save.click()
    assert window.findChildren(QFileDialog)  # a dialog that stops nothing else
    file = tmp_path / "rejects.csv"
    window.write(row.state.last, str(file))
    qtbot.waitUntil(file.is_file)
    assert file.read_text("utf-8") == report
    window.write(row.state.last, str(tmp_path / "no" / "place.csv"))
    qtbot.waitUntil(lambda: "place.csv" in texts(window.notice))


def test_a_conflict_stands_side_by_side_and_is_settled_and_taken_back(
    opened: Any, source_desk: WrittenDown
) -> None:
    source_desk.open = (OKAPI, GONE)
    window = opened()
    assert "2 ARTICLES TO SETTLE" in texts(window)
    card = window.conflicts["wiki", "okapi"]
    said = texts(card)
    assert "It was changed here and at wiki." in said
    assert ("Leaves" in said, "Twigs" in said) == (True, True)
    assert card.theirs.accessibleName() == "Take theirs: Feeding an okapi"
    gone = window.conflicts["wiki", "gnu"]
    assert "It has been taken away there." in texts(gone)
    assert gone.theirs.text() == "Remove it here, too"
    card.theirs.click()
    assert source_desk.asked == [("settle", "wiki", "okapi", Keep.THEIRS)]
    assert ("wiki", "okapi") not in window.conflicts
    assert "“Feeding an okapi” is as it is there." in texts(window.notice)
    window.notice.undo.click()
    assert source_desk.asked[-1] == ("undo", "wiki", "okapi")
    assert ("wiki", "okapi") in window.conflicts


def test_later_asks_again_when_the_window_is_opened_again(
    opened: Any, source_desk: WrittenDown, qtbot: Any
) -> None:
    source_desk.open = (OKAPI,)
    window = opened()
    window.conflicts["wiki", "okapi"].put_off.click()
    window.refresh()
    assert not window.conflicts
    assert source_desk.asked == []
    window.close()
    window.open()
    qtbot.waitUntil(lambda: bool(window.conflicts))


def test_everything_can_be_reached_by_keyboard_and_has_a_name(
    opened: Any, source_desk: WrittenDown
) -> None:
    from PySide6.QtCore import Qt

    source_desk.open = (OKAPI,)
    window = opened()
    stops = [
        one
        for one in window.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled()
    ]
    assert len(stops) >= 6
    assert all(one.accessibleName() or getattr(one, "text", str)() for one in stops)
