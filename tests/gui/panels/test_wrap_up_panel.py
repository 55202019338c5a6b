from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import CardChanged, WrapUpChanged, WrapUpSaved
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.interaction import Mood
from agentassist.domain.wrap_up import Disposition
from ui import times
from ui.wrap_up.panel import WrapUpPanel


@pytest.fixture
def panel(
    shown: Callable[[QWidget], QWidget],
    desk: Any,
    crossing: Any,
    story: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> WrapUpPanel:
    ended = story.wrap_up().ended_at
    monkeypatch.setattr(times, "now", lambda: ended + timedelta(seconds=9))
    panel = WrapUpPanel(desk, crossing)
    shown(panel)
    return panel


@pytest.fixture
def filled(panel: WrapUpPanel, story: Any) -> WrapUpPanel:
    panel.handle(WrapUpChanged(story.wrap_up()))
    return panel


def test_it_is_filled_in_from_what_happened(filled: WrapUpPanel, story: Any) -> None:
    assert filled.active
    assert filled.title.text() == "After call · 0:09"
    assert filled.who.text() == "Dana Reyes · 6:48"
    assert filled.form.reason.pill.text() == "Billing"
    assert filled.form.outcome.value() is Disposition.RESOLVED
    assert filled.form.mood_start.label == "frustrated"
    assert filled.form.summary.toPlainText().startswith("two charges 18 Nov")
    assert filled.form.filled() == story.wrap_up()


def test_by_keyboard_only(qtbot: QtBot, filled: WrapUpPanel, desk: Any) -> None:
    filled.open()
    resolved, waiting = filled.form.outcome.chips[:2]
    assert resolved.hasFocus()
    qtbot.keyClick(resolved, Qt.Key.Key_2)
    assert waiting.hasFocus()
    qtbot.keyClick(waiting, Qt.Key.Key_Tab)
    assert filled.form.mood_start.hasFocus()
    qtbot.keyClick(filled.form.mood_start, Qt.Key.Key_Tab)
    qtbot.keyClick(filled.form.mood_end, Qt.Key.Key_5)
    qtbot.keyClick(filled.form.mood_end, Qt.Key.Key_Tab)
    assert filled.form.summary.hasFocus()
    qtbot.keyClicks(filled.form.summary, "Hi")
    filled.save()
    (saved,) = desk.of("save_wrap_up")[0]
    assert saved.disposition is Disposition.WAITING
    assert (saved.mood_start, saved.mood_end) == (Mood.FRUSTRATED, Mood.RELIEVED)
    assert saved.summary.endswith("weekendHi")


def test_the_reason_is_changed_in_place(qtbot: QtBot, filled: WrapUpPanel) -> None:
    reason = filled.form.reason
    filled.form.outcome.setFocus()
    qtbot.keyClick(filled.form.outcome.chips[0], Qt.Key.Key_R)
    assert reason.edit.hasFocus()
    qtbot.keyClicks(reason.edit, "Double charge")
    qtbot.keyClick(reason.edit, Qt.Key.Key_Return)
    assert filled.form.filled().reason == "Double charge"
    assert reason.pill.isVisible()
    qtbot.keyClick(reason.change, Qt.Key.Key_Space)
    qtbot.keyClicks(reason.edit, "no")
    qtbot.keyClick(reason.edit, Qt.Key.Key_Escape)
    assert filled.form.filled().reason == "Double charge"


def test_an_intent_stays_a_code_when_its_words_are_left_alone(
    qtbot: QtBot, filled: WrapUpPanel
) -> None:
    filled.form.reason.edit_now()
    qtbot.keyClick(filled.form.reason.edit, Qt.Key.Key_Return)
    assert filled.form.filled().reason == "billing"


def test_a_missing_reason_is_asked_first(panel: WrapUpPanel, story: Any) -> None:
    panel.handle(WrapUpChanged(replace(story.wrap_up(), reason="")))
    assert panel.form.reason.edit.isVisible()
    panel.open()
    assert panel.form.reason.edit.hasFocus()


def test_a_reason_still_being_typed_is_saved(
    qtbot: QtBot, panel: WrapUpPanel, desk: Any, story: Any
) -> None:
    panel.handle(WrapUpChanged(replace(story.wrap_up(), reason="")))
    panel.open()
    qtbot.keyClicks(panel.form.reason.edit, "Refund")
    panel.save()
    assert desk.of("save_wrap_up")[0][0].reason == "Refund"


def test_the_draft_is_kept_while_it_is_edited(qtbot: QtBot, filled: WrapUpPanel, desk: Any) -> None:
    filled.form.summary.setFocus()
    qtbot.keyClicks(filled.form.summary, "abc")
    assert filled.status.text() == ""
    assert desk.of("draft_wrap_up") == []
    qtbot.waitUntil(lambda: filled.status.text() == "✓ draft kept")
    assert len(desk.of("draft_wrap_up")) == 1
    assert desk.of("draft_wrap_up")[0][0].summary.endswith("abc")


def test_draft_kept_is_not_said_of_a_later_edit(
    qtbot: QtBot, filled: WrapUpPanel, crossing: Any
) -> None:
    crossing.hold = True
    filled.form.summary.setFocus()
    qtbot.keyClicks(filled.form.summary, "a")
    qtbot.waitUntil(lambda: len(crossing.waiting) == 1)
    qtbot.keyClicks(filled.form.summary, "b")
    crossing.settle()
    assert filled.status.text() == ""


def test_another_wrap_up_in_front_keeps_the_last_words(
    qtbot: QtBot, filled: WrapUpPanel, desk: Any, story: Any
) -> None:
    filled.form.summary.setFocus()
    qtbot.keyClicks(filled.form.summary, "last words ")
    filled.handle(WrapUpChanged(story.wrap_up("w2")))
    assert desk.of("draft_wrap_up")[0][0].summary.endswith("last words")
    assert filled.form.filled().id == "w2"


def test_the_end_of_the_call_leaves_what_was_edited(
    qtbot: QtBot, panel: WrapUpPanel, story: Any
) -> None:
    whole = story.wrap_up()
    panel.handle(WrapUpChanged(replace(whole, ended_at=None, talk=timedelta())))
    assert panel.title.text() == "Wrap-up"
    panel.form.summary.setFocus()
    qtbot.keyClicks(panel.form.summary, "mine ")
    panel.handle(WrapUpChanged(whole))
    filled = panel.form.filled()
    assert filled.summary.endswith("mine")
    assert (filled.ended_at, filled.talk) == (whole.ended_at, whole.talk)
    assert panel.title.text() == "After call · 0:09"


def test_saved_says_what_happens_next(filled: WrapUpPanel, story: Any) -> None:
    filled.save()
    assert not filled.save_button.isEnabled(), "a second press saves nothing twice"
    filled.handle(WrapUpSaved(story.wrap_up()))
    filled.handle(WrapUpChanged(None, 1))
    assert not filled.active
    assert filled.notice.words.title.text() == "✓ Saved: Dana Reyes, Billing, Resolved"
    assert "at the next call" in filled.notice.words.hint.text()
    assert filled.notice.waiting.label == "1 wrap-up waits for you"
    filled.handle(CardChanged(story.card("9.9")))
    assert "after the call" in filled.notice.words.title.text()


def test_the_waiting_one_is_opened_and_gets_the_focus(
    qtbot: QtBot, filled: WrapUpPanel, desk: Any, story: Any
) -> None:
    filled.later()
    assert desk.of("later_wrap_up")[0][0] == story.wrap_up()
    filled.handle(WrapUpChanged(None, 1))
    filled.notice.waiting.click()
    assert desk.of("open_wrap_up") == [()]
    filled.handle(WrapUpChanged(story.wrap_up(), 0))
    assert filled.form.outcome.chips[0].hasFocus()


def test_a_store_that_refuses_leaves_the_text_and_says_so(
    filled: WrapUpPanel, desk: Any, story: Any
) -> None:
    desk.refuse = AgentAssistError("storage.full")
    filled.save()
    assert filled.status.text().startswith("The disk is full.")
    assert filled.save_button.isEnabled()
    assert filled.form.filled() == story.wrap_up()


def test_a_wrap_up_that_comes_takes_no_focus(panel: WrapUpPanel, story: Any) -> None:
    elsewhere = panel.window().findChild(QLineEdit, "elsewhere")
    elsewhere.setFocus()
    panel.handle(WrapUpChanged(story.wrap_up()))
    assert elsewhere.hasFocus()


def test_articles_are_named_and_repeats_told(panel: WrapUpPanel, story: Any) -> None:
    panel.handle(WrapUpChanged(replace(story.wrap_up(), repeated=2)))
    texts = [label.text() for label in panel.form.articles.findChildren(QLabel)]
    assert "Double charge on one order: refund in one step" in texts
    assert panel.form.repeated.text.text() == "The caller had to repeat something 2 times."


def test_active_changed_tells_when_it_turns(qtbot: QtBot, panel: WrapUpPanel, story: Any) -> None:
    with qtbot.waitSignal(panel.active_changed) as turned:
        panel.handle(WrapUpChanged(story.wrap_up()))
    assert turned.args == [True]
    with qtbot.waitSignal(panel.active_changed) as turned:
        panel.handle(WrapUpChanged(None))
    assert turned.args == [False]


def test_what_can_have_the_focus_has_a_name(filled: WrapUpPanel) -> None:
    focusable = [
        widget
        for widget in filled.findChildren(QWidget)
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.isVisible()
    ]
    assert len(focusable) >= 9
    assert [widget for widget in focusable if not widget.accessibleName()] == []


def test_notes_of_the_last_moment_are_the_summary_though_the_outcome_was_chosen(
    qtbot: QtBot, panel: WrapUpPanel, story: Any
) -> None:
    whole = story.wrap_up()
    panel.handle(WrapUpChanged(replace(whole, summary="")))
    panel.form.outcome.setFocus()
    qtbot.keyClick(panel.form.outcome.focusProxy(), Qt.Key.Key_2)
    panel.handle(WrapUpChanged(replace(whole, summary="typed as they hung up")))
    assert panel.form.filled().summary == "typed as they hung up"
    assert panel.form.filled().disposition is Disposition.WAITING
    panel.form.summary.setFocus()
    qtbot.keyClicks(panel.form.summary, "; mine")
    panel.handle(WrapUpChanged(replace(whole, summary="something else")))
    assert panel.form.filled().summary == "typed as they hung up; mine"
