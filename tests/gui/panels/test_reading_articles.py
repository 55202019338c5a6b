"""The article in front: pinned, reported, searched, copied, its links; what can be opened first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import (
    ArticlesSuggested,
    CardChanged,
    KnowledgeReady,
    ResultsDeepened,
    TriedArticles,
)
from agentassist.domain.article_hint import (
    SuggestedArticle,
    SuggestedBy,
    SuggestionReason,
    TriedArticle,
    TriedHow,
)
from agentassist.domain.ids import ArticleId
from agentassist.domain.interaction import Channel
from agentassist.domain.knowledge import Article, SearchResult, Section, SectionKind
from agentassist.domain.recent_use import RecentArticle, RecentUse
from agentassist.domain.search_gap import Reported, Verdict
from ui import times
from ui.actions.action import Action
from ui.actions.bindings import Bindings
from ui.frame.article_actions import bind_article, find_in_article
from ui.knowledge.panel import KnowledgePanel
from ui.models.hits import HitRole

CTRL = Qt.KeyboardModifier.ControlModifier
DOUBLE = ArticleId("double-charge")


@pytest.fixture
def panel(qtbot: QtBot, desk: Any, crossing: Any) -> Iterator[KnowledgePanel]:
    window = QWidget()
    column = QVBoxLayout(window)
    window.other = QLineEdit()  # type: ignore[attr-defined]
    panel = KnowledgePanel(desk, crossing)
    column.addWidget(window.other)  # type: ignore[attr-defined]
    column.addWidget(panel)
    qtbot.addWidget(window)
    bind_article(panel, Bindings(window))
    window.resize(640, 760)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield panel
    QApplication.clipboard().clear()


def _type(qtbot: QtBot, panel: KnowledgePanel, text: str) -> QLineEdit:
    panel.focus_search()
    qtbot.keyClicks(panel.field.edit, text)
    return panel.field.edit


def _focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_enter_gives_the_article_the_room_and_esc_gives_the_list_back(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any
) -> None:
    edit = _type(qtbot, panel, "x")
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert not panel.results.isVisible()
    assert panel.preview.isVisible()
    assert panel.found.back.button.label == "‹ 3 results"
    assert desk.of("article_opened") == [("refund-times",)]
    assert desk.of("recents.article_opened") == [("refund-times", "x")]
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert panel.results.isVisible()
    assert panel.list.currentIndex().row() == 1
    assert edit.text() == "x"


def test_each_section_is_copied_by_its_key_from_anywhere(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any
) -> None:
    _type(qtbot, panel, "x")
    other = panel.window().other  # type: ignore[attr-defined]
    other.setFocus()
    clipboard = QApplication.clipboard()
    qtbot.keyClick(other, Qt.Key.Key_1, CTRL)
    assert "both charges" in clipboard.text()
    qtbot.keyClick(other, Qt.Key.Key_2, CTRL)
    assert clipboard.text().endswith("2. Return duplicate\n3. Note the reference")
    qtbot.keyClick(other, Qt.Key.Key_0, CTRL)
    assert clipboard.text().startswith("Double charge on one order")
    assert "retries" not in clipboard.text()
    panel.field.edit.clear()
    clipboard.setText("before")
    qtbot.keyClick(other, Qt.Key.Key_1, CTRL)
    assert clipboard.text() == "before", "no article is shown"
    assert other.hasFocus()


def test_a_pin_is_seen_in_row_and_article_and_the_same_key_takes_it_back(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any
) -> None:
    edit = _type(qtbot, panel, "x")
    qtbot.keyClick(edit, Qt.Key.Key_D, CTRL)
    assert edit.text() == "x", "no letter was deleted"
    assert panel.preview.head.pin.isChecked()
    assert panel.model.index(0).data(HitRole.HIT).pinned
    text = panel.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Pinned" in text
    qtbot.keyClick(edit, Qt.Key.Key_D, CTRL)
    assert desk.of("pin") == [(DOUBLE, True), (DOUBLE, False)]
    assert not panel.preview.head.pin.isChecked()
    assert not panel.model.index(0).data(HitRole.HIT).pinned


def test_a_report_is_given_shown_and_taken_back_by_keyboard(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any
) -> None:
    edit = _type(qtbot, panel, "x")
    qtbot.keyClick(edit, Qt.Key.Key_M, CTRL)
    assert not panel.preview.report.send.isEnabled()
    qtbot.keyClick(_focus(), Qt.Key.Key_2)
    qtbot.keyClicks(_focus(), "1 new price")  # a number in it chooses nothing
    qtbot.keyClick(_focus(), Qt.Key.Key_Return)
    assert desk.of("report") == [(DOUBLE, Verdict.OUTDATED, "1 new price", "x")]
    notice = panel.preview.head.reported
    assert notice.isVisible()
    assert notice.text.text() == "Reported as outdated · 1 new price"
    assert edit.hasFocus()
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert not notice.isVisible(), "of the other article nothing was reported"
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    qtbot.keyClick(edit, Qt.Key.Key_M, CTRL)
    assert notice.undo.hasFocus()
    qtbot.keyClick(notice.undo, Qt.Key.Key_Space)
    assert desk.of("take_back_report") == [(1,)]
    assert not notice.isVisible()
    assert edit.hasFocus()


def test_what_was_reported_before_is_shown_when_the_agent_stays(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any, crossing: Any
) -> None:
    crossing.run(desk.report(DOUBLE, Verdict.WRONG, "amount"))
    edit = _type(qtbot, panel, "x")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert panel.preview.head.reported.text.text() == "Reported as wrong · amount"


def test_what_was_left_out_of_a_report_is_told(panel: KnowledgePanel) -> None:
    head, day = panel.preview.head, date(2026, 11, 21)
    head.show_reported(Reported(1, DOUBLE, Verdict.WRONG, day, "price of", dropped=True))
    assert "kept: “price of”; what may be personal was left out" in head.reported.text.text()
    head.show_reported(Reported(1, DOUBLE, Verdict.WRONG, day, "", dropped=True))
    assert "your words were left out" in head.reported.text.text()


def test_whoever_begins_with_the_word_why_loses_no_letter(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any
) -> None:
    edit = _type(qtbot, panel, "x")
    qtbot.keyClick(edit, Qt.Key.Key_M, CTRL)
    for letter in "new price":
        qtbot.keyClicks(_focus(), letter)
    assert panel.preview.report.why.text() == "new price"
    assert desk.of("report") == []


def test_esc_leaves_a_report_without_giving_it(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any
) -> None:
    edit = _type(qtbot, panel, "x")
    qtbot.keyClick(edit, Qt.Key.Key_M, CTRL)
    qtbot.keyClick(_focus(), Qt.Key.Key_1)
    qtbot.keyClick(_focus(), Qt.Key.Key_Escape)
    assert desk.of("report") == []
    assert edit.hasFocus()
    assert edit.text() == "x"


def test_nothing_found_is_reported_as_missing_once_and_taken_back(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any
) -> None:
    desk.results["zz"] = SearchResult("zz", (), None, 1204, 0.2)
    edit = _type(qtbot, panel, "zz")
    qtbot.keyClick(edit, Qt.Key.Key_M, CTRL)
    qtbot.keyClicks(_focus(), "how to")
    qtbot.keyClick(_focus(), Qt.Key.Key_Return)
    assert desk.of("report") == [(None, Verdict.MISSING, "how to", "zz")]
    no_article = panel.empty.no_article
    assert no_article.kept.isVisible()
    assert not no_article.missing.isVisible()
    assert edit.hasFocus()
    edit.setText("zzz")
    assert not no_article.kept.isVisible()
    edit.setText("zz")
    assert no_article.kept.isVisible(), "the same question was reported already"
    no_article.kept.undo.click()
    assert desk.of("take_back_report") == [(1,)]
    assert no_article.missing.isVisible()


def test_nothing_found_may_be_looked_for_in_earlier_contacts(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any, story: Any
) -> None:
    desk.results["zz"] = SearchResult("zz", (), None, 1204, 0.2)
    _type(qtbot, panel, "zz")
    assert not panel.empty.no_article.elsewhere.isVisible(), "nobody is on the card"
    panel.handle(CardChanged(story.card("1")))
    panel.field.edit.setText("z")
    panel.field.edit.setText("zz")
    with qtbot.waitSignal(panel.contacts_wanted) as asked:
        panel.empty.no_article.elsewhere.click()
    assert asked.args == ["zz"]


def test_find_marks_every_place_and_goes_round(qtbot: QtBot, panel: KnowledgePanel) -> None:
    edit = _type(qtbot, panel, "x")
    assert find_in_article(panel)
    finding = panel.preview.finding
    qtbot.keyClicks(_focus(), "return")
    assert finding.count.text() == "1 of 2"
    qtbot.keyClick(finding.edit, Qt.Key.Key_Return)
    assert finding.count.text() == "2 of 2"
    qtbot.keyClick(finding.edit, Qt.Key.Key_Return)
    assert finding.count.text() == "1 of 2"
    qtbot.keyClicks(finding.edit, "zz")
    assert finding.count.text() == "not in this article"
    qtbot.keyClick(finding.edit, Qt.Key.Key_Escape)
    assert edit.hasFocus()
    panel.window().other.setFocus()  # type: ignore[attr-defined]
    assert not find_in_article(panel), "then it is the earlier contacts that are meant"


def _linked() -> Article:
    text = (
        "See [the guide](https://kb.example/a?b=1) and http://plain.example or https://x.example/y."
    )
    return Article(ArticleId("bank"), "Links", (Section(SectionKind.DO, text),))


def test_a_link_shows_its_address_first_and_is_opened_only_then(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any, story: Any
) -> None:
    opened: list[str] = []
    panel.preview.link._open_outside = lambda url: opened.append(url.toString())
    story.articles["double-charge"] = replace(_linked(), id=DOUBLE)
    edit = _type(qtbot, panel, "x")
    assert panel.preview.addresses == ("https://kb.example/a?b=1", "https://x.example/y")
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(edit, Qt.Key.Key_L, CTRL | shift)
    bar = panel.preview.link
    assert bar.text.text().endswith("https://kb.example/a?b=1")
    assert opened == []
    qtbot.keyClick(_focus(), Qt.Key.Key_L, CTRL | shift)
    assert bar.address == "https://x.example/y"
    qtbot.keyClick(_focus(), Qt.Key.Key_Escape)
    assert opened == []
    assert edit.hasFocus()
    qtbot.keyClick(edit, Qt.Key.Key_L, CTRL | shift)
    qtbot.keyClick(_focus(), Qt.Key.Key_Return)
    assert opened == ["https://kb.example/a?b=1"]


def test_an_address_with_letters_that_look_like_others_is_spelled_out(
    panel: KnowledgePanel,
) -> None:
    panel.preview.link.ask("https://b\u0430nk.example/x")
    assert "xn--" in panel.preview.link.address
    panel.preview.link.leave()
    panel.preview.link.ask("javascript:alert(1)")
    assert panel.preview.link.isHidden()


def test_tried_articles_are_marked_in_row_and_head(qtbot: QtBot, panel: KnowledgePanel) -> None:
    _type(qtbot, panel, "x")
    at = datetime(2026, 11, 20, tzinfo=UTC)
    tried = TriedArticle(DOUBLE, "Double", TriedHow.SELF_SERVICE, at, Channel.CHAT)
    panel.handle(TriedArticles(None, (tried,)))
    why = panel.model.index(0).data(HitRole.WHY)
    assert why.text.startswith("already read by the caller · Billing")
    assert panel.preview.head.tried.text.text().startswith("They read this themselves")
    panel.handle(TriedArticles(None))
    assert panel.preview.head.tried.isHidden()
    assert "already" not in panel.model.index(0).data(HitRole.WHY).text


def _suggestion() -> SuggestedArticle:
    reason = SuggestionReason(SuggestedBy.MENU, "Billing")
    return SuggestedArticle(DOUBLE, "Double charge", reason)


def test_an_empty_field_offers_what_fits_and_what_was_used_lately(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any
) -> None:
    bank = RecentArticle(ArticleId("bank"), "Dispute a charge", "Billing", pinned=True)
    desk.recents.use = RecentUse((bank, RecentArticle(DOUBLE, "Double charge")), ("bill",))
    panel.handle(KnowledgeReady(1204))
    panel.handle(ArticlesSuggested(None, (_suggestion(),)))
    edit = _type(qtbot, panel, "x")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    rows = panel.start.card.model.rows
    assert [(row.title, row.detail) for row in rows] == [
        ("Double charge", "chosen in the menu: Billing"),
        ("Dispute a charge", "Billing"),
        ("bill", ""),
    ]
    assert panel.start.card.isVisible()
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert panel.preview.article is not None
    assert panel.preview.article.id == "bank"
    assert panel.preview.head.pin.isChecked()
    assert panel.preview.isVisible()
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    for _ in range(3):
        qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "bill", "an earlier search is typed once more"
    edit.clear()
    panel.start.card.forget.click()
    assert [row.title for row in panel.start.card.model.rows] == ["Double charge"]


def test_where_others_need_the_room_the_offer_floats_and_moves_nothing(
    qtbot: QtBot, panel: KnowledgePanel, desk: Any, story: Any
) -> None:
    panel.set_quiet(True)
    panel.handle(ArticlesSuggested(None, (_suggestion(),)))
    assert panel.start.card.isHidden(), "nothing floats before the agent asks"
    assert panel.empty.fits.isVisible()
    before = panel.empty.line.geometry()
    panel.focus_search()
    assert panel.start.card.isVisible()
    assert panel.empty.line.geometry() == before
    panel.handle(CardChanged(story.card("9")))
    assert panel.start.card.isHidden(), "a call that comes in is not covered"
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Down)
    assert panel.start.card.isVisible()
    assert panel.start.card.current() is not None
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Escape)
    assert panel.start.card.isHidden()
    assert panel.field.edit.hasFocus()
    panel.focus_search()
    panel.window().other.setFocus()  # type: ignore[attr-defined]
    assert panel.start.card.isHidden()


def test_what_floats_below_the_field_is_as_high_as_the_rows_that_come_late(
    panel: KnowledgePanel,
) -> None:
    panel.set_quiet(True)
    panel.handle(ArticlesSuggested(None, (_suggestion(),)))
    panel.focus_search()
    before = panel.start.card.height()
    other = replace(_suggestion(), article_id=ArticleId("bank"))
    panel.handle(ArticlesSuggested(None, (_suggestion(), other)))
    assert panel.start.card.height() > before
    assert panel.start.card.height() == panel.start.card.sizeHint().height()


def test_results_by_meaning_come_only_before_the_agent_chooses(
    qtbot: QtBot, panel: KnowledgePanel, story: Any
) -> None:
    edit = _type(qtbot, panel, "x")
    other = SearchResult("x", story.hits[::-1], None, 1204, 9.0)
    panel.handle(ResultsDeepened("other words", other))
    assert panel.model.hits == story.hits
    panel.handle(ResultsDeepened("x", other))
    assert panel.model.hits == story.hits[::-1]
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    panel.handle(ResultsDeepened("x", SearchResult("x", story.hits, None, 1204, 9.0)))
    assert panel.model.hits == story.hits[::-1]


def _click_second_row(qtbot: QtBot, panel: KnowledgePanel) -> None:
    rows = panel.results.list
    place = rows.visualRect(panel.results.model.index(1)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)


def _copy(qtbot: QtBot, panel: KnowledgePanel) -> None:
    panel.preview.copy_all()


def _find(qtbot: QtBot, panel: KnowledgePanel) -> None:
    panel.preview.open_find()


def _press_down(qtbot: QtBot, panel: KnowledgePanel) -> None:
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Down)


@pytest.mark.parametrize("begins", [_click_second_row, _copy, _find, _press_down])
def test_no_row_moves_for_whoever_chooses_or_reads(
    qtbot: QtBot, panel: KnowledgePanel, story: Any, desk: Any, begins: Any
) -> None:
    _type(qtbot, panel, "x")
    begins(qtbot, panel)
    chosen = panel.results.current()
    turned = SearchResult("x", story.hits[::-1], None, 1204, 9.0)
    desk.results["x"] = turned
    panel.handle(ResultsDeepened("x", turned))
    panel.handle(KnowledgeReady(1205))  # articles came in the background
    assert panel.model.hits == story.hits
    assert panel.results.current() == chosen


def test_new_articles_are_shown_to_whoever_has_not_chosen(
    qtbot: QtBot, panel: KnowledgePanel, story: Any, desk: Any
) -> None:
    _type(qtbot, panel, "x")
    desk.results["x"] = SearchResult("x", story.hits[::-1], None, 1205, 9.0)
    panel.handle(KnowledgeReady(1205))
    qtbot.waitUntil(lambda: panel.model.hits == story.hits[::-1])


def test_of_a_long_article_the_beginning_is_laid_out_while_the_agent_types(
    qtbot: QtBot, panel: KnowledgePanel, story: Any
) -> None:
    lines = "\n".join(f"Line {number} of the manual." for number in range(2_000))
    long = Article(
        DOUBLE,
        "Manual",
        (Section(SectionKind.DO, lines), Section(SectionKind.SEND, "The last word.")),
    )
    story.articles[DOUBLE] = long
    _type(qtbot, panel, "x")
    shown = "".join(row.text.text() for row in panel.preview.rows)
    assert len(shown) < 4_100
    assert "Line 100 of the manual." in shown
    assert panel.preview.has_section(SectionKind.SEND), "it can be copied all the same"
    panel._pause.timeout.emit()
    assert [row.kind for row in panel.preview.rows] == [SectionKind.DO, SectionKind.SEND]
    assert "Line 1999" in panel.preview.rows[0].text.text()


@pytest.mark.parametrize("does", [_find, lambda qtbot, panel: panel.open_selected()])
def test_who_stays_with_a_long_article_has_all_of_it(
    qtbot: QtBot, panel: KnowledgePanel, story: Any, does: Any
) -> None:
    story.articles[DOUBLE] = Article(DOUBLE, "Manual", body="word " * 2_000 + "end")
    _type(qtbot, panel, "x")
    assert not panel.preview.rows[0].text.text().endswith("end")
    does(qtbot, panel)
    assert panel.preview.rows[0].text.text().endswith("end")


def test_what_is_known_of_an_article_stands_under_its_title(
    panel: KnowledgePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(times, "now", lambda: datetime(2026, 11, 21, tzinfo=UTC))
    article = Article(
        ArticleId("a"),
        "Titel",
        body="Text",
        product="Billing",
        language="de",
        owner="Team Süd",
        version=3,
        updated=date(2026, 10, 2),
        valid_until=date(2026, 11, 1),
    )
    panel.preview.show_article(article)
    assert panel.preview.standing.text() == "Billing · v3 · updated 2 Oct · Team Süd · Deutsch"
    assert not panel.preview.head.expired.isHidden()
    assert "1 Nov" in panel.preview.head.expired.text.text()


def test_every_action_of_the_search_is_bound(panel: KnowledgePanel) -> None:
    bound = panel.window().findChild(Bindings).bound
    wanted = {Action.COPY_SAY, Action.COPY_DO, Action.COPY_SEND, Action.COPY_ARTICLE}
    assert wanted | {Action.PIN, Action.REPORT, Action.LINKS} <= set(bound)
