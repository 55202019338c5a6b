"""The card as the agent sees it: what is there, what is not, what a key does."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import AgentChanged, CardChanged
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId
from ui.screen_pop.fact_row import FactRow
from ui.screen_pop.panel import ScreenPopPanel
from ui.screen_pop.short_copy import ShortCopy
from ui.widgets import Text


def words(panel: QWidget) -> list[str]:
    return [
        label.text() for label in panel.findChildren(Text) if label.isVisible() and label.text()
    ]


def test_a_ring_shows_the_whole_card(panel: ScreenPopPanel, story: SimpleNamespace) -> None:
    panel.handle(CardChanged(story.ringing))
    shown = words(panel)
    for expected in (
        "Ringing · 0:04",
        "Dana Reyes",
        "•••• 0018",
        "correct at 2nd try",
        "Charge date",
        "Charged twice for order 88-2041",
    ):
        assert expected in shown
    assert panel.promise.isVisible()
    assert panel.identity.verified.text() == "PIN verified"
    assert not panel.ready.isVisible()
    assert not panel.stale.isVisible()


def test_what_is_missing_takes_no_space(panel: ScreenPopPanel, story: SimpleNamespace) -> None:
    panel.handle(CardChanged(story.internal))
    for section in (panel.facts, panel.why, panel.thanks, panel.promise, panel.identity.pills):
        assert not section.isVisible()
    panel.handle(CardChanged(story.withheld))
    assert "Nothing: the IVR sent no data for this call." in words(panel)


def test_no_call_is_calm_and_remembers_the_last(
    panel: ScreenPopPanel, story: SimpleNamespace
) -> None:
    panel.handle(CardChanged(story.wrapping))
    panel.handle(CardChanged(None))
    assert panel.ready.isVisible()
    assert not panel.card.isVisible()
    assert "Last call: Dana Reyes, 10:05" in words(panel)
    panel.handle(AgentChanged(AgentId("102")))  # who sits here now did not speak with her
    assert not any("Dana" in text for text in words(panel))
    panel.handle(AgentChanged(None))
    assert "Your extension is not set" in words(panel)


def test_the_card_takes_no_focus(
    panel: ScreenPopPanel, story: SimpleNamespace, window: QWidget, qtbot: QtBot
) -> None:
    elsewhere = window.findChild(QLineEdit, "elsewhere")
    elsewhere.setFocus()
    for card in (story.ringing, story.candidates, story.withheld, story.talking, None):
        panel.handle(CardChanged(card))
        assert elsewhere.hasFocus()
    qtbot.keyClicks(elsewhere, "12")
    assert elsewhere.text() == "12"


def test_a_digit_picks_a_candidate_but_not_from_a_text_field(
    panel: ScreenPopPanel, story: SimpleNamespace, window: QWidget, qtbot: QtBot, desk: Any
) -> None:
    panel.handle(CardChanged(story.candidates))
    elsewhere = window.findChild(QLineEdit, "elsewhere")
    elsewhere.setFocus()
    qtbot.keyClick(elsewhere, Qt.Key.Key_2)
    assert desk.asked == []
    assert elsewhere.text() == "2"
    elsewhere.clearFocus()
    qtbot.keyClick(window, Qt.Key.Key_2)
    assert desk.asked == [("pick_candidate", story.people[1].contact.id)]
    panel.handle(CardChanged(story.ringing))
    qtbot.keyClick(window, Qt.Key.Key_1)
    assert len(desk.asked) == 1


def test_reveal_shows_the_value_for_a_while(
    panel: ScreenPopPanel, story: SimpleNamespace, qtbot: QtBot, desk: Any
) -> None:
    desk.answers["reveal"] = "40020018"
    panel.handle(CardChanged(story.ringing))
    row = panel.facts.first_hidden()
    assert row is not None
    qtbot.mouseClick(row.eye, Qt.MouseButton.LeftButton)
    assert desk.asked == [("reveal", 0)]
    assert row.value.text() == "40020018"
    panel.handle(CardChanged(story.talking))  # the same facts: the row stays, and stays open
    assert row.value.text() == "40020018"
    row._timer.timeout.emit()
    assert row.value.text() == "•••• 0018"
    panel.reveal()
    assert row.revealed
    panel.reveal()
    assert not row.revealed


def test_a_revealed_value_does_not_wait_for_the_next_caller(
    panel: ScreenPopPanel, story: SimpleNamespace, desk: Any, crossing: Any
) -> None:
    desk.answers["reveal"] = "40020018"
    panel.handle(CardChanged(story.ringing))
    crossing.hold = True
    panel.reveal()
    other = replace(story.ringing, call=replace(story.ringing.call, call_id="9.9"))
    panel.handle(CardChanged(other))
    crossing.settle()
    assert "40020018" not in words(panel)


def test_a_copied_value_leaves_the_clipboard_again(
    panel: ScreenPopPanel,
    story: SimpleNamespace,
    desk: Any,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ui.screen_pop.fact_row.CLIPBOARD_MS", 30)
    desk.answers["reveal"] = "40020018"
    panel.handle(CardChanged(story.ringing))
    panel.reveal()
    row = panel.facts.first_hidden()
    assert row is not None
    row.copy.click()
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == "40020018"
    qtbot.waitUntil(lambda: clipboard.text() == "")
    row.copy.click()
    clipboard.setText("something else meanwhile")
    qtbot.wait(60)
    assert clipboard.text() == "something else meanwhile"


def test_a_copied_value_ends_with_the_program_and_stays_out_of_histories(qapp: Any) -> None:
    clipboard = QGuiApplication.clipboard()
    copied = ShortCopy("40020018", 60_000)
    assert clipboard.mimeData().hasFormat("x-kde-passwordManagerHint")
    qapp.aboutToQuit.emit()
    assert clipboard.text() == ""
    clipboard.setText("something else meanwhile")
    copied.clear()
    assert clipboard.text() == "something else meanwhile"


def test_a_refused_reveal_is_told(
    panel: ScreenPopPanel, story: SimpleNamespace, desk: Any, qtbot: QtBot
) -> None:
    desk.answers["reveal"] = AgentAssistError("given.not_revealable")
    panel.handle(CardChanged(story.ringing))
    with qtbot.waitSignal(panel.failed) as told:
        panel.reveal()
    assert told.args[0].code == "given.not_revealable"


def test_looking_somebody_up_by_hand(
    panel: ScreenPopPanel, story: SimpleNamespace, desk: Any, qtbot: QtBot
) -> None:
    desk.answers["look_up"] = story.people
    field = panel.ready.look_up.field
    field.setFocus()
    qtbot.keyClicks(field, "Mull")
    qtbot.waitUntil(lambda: len(panel.ready.look_up.found.rows) == 3)
    assert desk.asked[-1] == ("look_up", "Mull")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert panel.ready.look_up.found.rows[0].hasFocus()
    qtbot.keyClick(panel.ready.look_up.found.rows[0], Qt.Key.Key_Space)
    assert desk.asked[-1] == ("open_contact", story.people[0].contact.id)
    assert field.text() == ""


def test_nobody_found_and_no_answer_are_said(
    panel: ScreenPopPanel, desk: Any, qtbot: QtBot
) -> None:
    look_up = panel.ready.look_up
    qtbot.keyClicks(look_up.field, "xyz")
    qtbot.waitUntil(lambda: "Nobody found for “xyz”" in look_up.answer.text())
    desk.answers["look_up"] = AgentAssistError("history.unavailable")
    qtbot.keyClicks(look_up.field, "w")
    qtbot.waitUntil(lambda: "can't be read right now" in look_up.answer.text())
    qtbot.keyClick(look_up.field, Qt.Key.Key_Escape)
    assert not look_up.answer.isVisible()


def test_more_than_five_given_fold(panel: ScreenPopPanel, story: SimpleNamespace) -> None:
    first = story.ringing.given[0]
    many = tuple(replace(first, kind=f"thing_{n}") for n in range(8))
    panel.handle(CardChanged(replace(story.ringing, given=many, needed=())))
    assert len(panel.facts.rows) == 5
    panel.facts.unfold.click()
    assert len(panel.facts.rows) == 8


def test_the_clock_runs_only_while_there_is_a_call(
    panel: ScreenPopPanel, story: SimpleNamespace
) -> None:
    panel.handle(CardChanged(story.ringing))
    assert panel.strip._tick.isActive()
    panel.handle(CardChanged(None))
    assert not panel.strip._tick.isActive()


def test_a_stale_card_says_so(panel: ScreenPopPanel, story: SimpleNamespace) -> None:
    card = replace(story.talking, call=replace(story.talking.call, stale=True))
    panel.handle(CardChanged(card))
    assert panel.stale.isVisible()


def test_rows_speak(panel: ScreenPopPanel, story: SimpleNamespace) -> None:
    panel.handle(CardChanged(story.ringing))
    names = [row.accessibleName() for row in panel.findChildren(FactRow) if row.isVisible()]
    assert names[0] == "Account: •••• 0018. IVR 10:02"
    assert panel.card.accessibleName() == "Ringing: Dana Reyes"
