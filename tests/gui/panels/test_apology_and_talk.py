"""The apology builder, the conversation card and a suggested mood, in a real panel."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import CardChanged, MoodSuggested, TalkChanged
from agentassist.domain.apology import ApologyHelp, EarlierApology, Slot
from agentassist.domain.coaching import Fault
from agentassist.domain.ids import CallId
from agentassist.domain.interaction import Mood
from agentassist.domain.utterance import Said, Speaker
from ui.coaching.panel import CoachingPanel

CARD = "4111 1111 1111 1111"


@pytest.fixture
def panel(shown: Callable[[QWidget], QWidget], desk: Any, crossing: Any, story: Any) -> Any:
    panel = CoachingPanel(desk, crossing)
    shown(panel)
    panel.handle(CardChanged(story.card()))
    return panel


@pytest.fixture
def call(story: Any) -> CallId:
    found: CallId = story.card().call.call_id
    return found


def spoken(panel: CoachingPanel) -> list[str]:
    """Every mark as a screen reader says it."""
    labels = panel.wording.builder.findChildren(QLabel)
    return [one.accessibleName() for one in labels if not one.isHidden() and one.accessibleName()]


def test_an_apology_is_built_by_keyboard_alone(
    panel: CoachingPanel, desk: Any, qtbot: QtBot
) -> None:
    panel.wording.toggle_builder()
    builder = panel.wording.builder
    assert builder.fields[Slot.NAME].text() == "Dana"
    panel.wording.fault.chips[0].click()
    for slot, text in (
        (Slot.PROBLEM, "we charged you twice"),
        (Slot.IMPACT, "your account was overdrawn"),
        (Slot.ACTION, "I am returning the second charge"),
        (Slot.BY_WHEN, "Friday noon"),
    ):
        qtbot.keyClicks(builder.fields[slot], text)
        qtbot.keyClick(builder.fields[slot], Qt.Key.Key_Return)
    qtbot.keyClick(builder.put, Qt.Key.Key_Space)
    assert panel.wording.edit.toPlainText() == (
        "Dana, I'm sorry that we charged you twice. That was our mistake. It meant that your "
        "account was overdrawn. I am returning the second charge, by Friday noon."
    )
    assert not builder.isVisible()
    assert desk.of("apology_built") == [()]


def test_marks_say_what_is_missing_as_it_is_typed(panel: CoachingPanel) -> None:
    panel.wording.toggle_builder()
    assert "the problem: still missing" in spoken(panel)
    panel.wording.builder.fields[Slot.PROBLEM].setText("the van was late")
    assert "the problem: there" in spoken(panel)
    assert "whose fault: still missing" in spoken(panel)
    panel.wording.fault.chips[1].click()
    assert "whose fault: there" in spoken(panel)


def test_what_is_not_ours_is_not_admitted(panel: CoachingPanel) -> None:
    panel.wording.toggle_builder()
    panel.wording.builder.fields[Slot.PROBLEM].setText("the bank returned it")
    for fault, begins in ((Fault.NOT_OURS, "Dana, thank you"), (Fault.UNKNOWN, "Dana, I can hear")):
        panel.wording.builder.set_fault(fault)
        text = panel.wording.builder.text()
        assert text.startswith(begins)
        assert "sorry" not in text
        assert "our mistake" not in text


def test_repeats_are_told_with_what_there_was(panel: CoachingPanel, desk: Any) -> None:
    on_file = (EarlierApology(datetime(2026, 11, 12, tzinfo=UTC), "Second charge", 2),)
    desk.known = ApologyHelp("Dana", "en", 1, on_file, datetime(2026, 11, 22, tzinfo=UTC))
    panel.wording.toggle_builder()
    warning = panel.wording.builder.warning
    assert warning.isVisible()
    assert warning.text.text() == (
        "You apologised once in this call. 2 are on file for this: 12 Nov, Second charge. "
        "Repeating one for the same problem can be worse than none (Halperin et al. 2019)."
    )
    panel.wording.toggle_builder()
    desk.known = ApologyHelp("Dana")
    panel.wording.toggle_builder()
    assert not warning.isVisible()


def test_escape_closes_the_builder_and_another_call_empties_it(
    panel: CoachingPanel, qtbot: QtBot
) -> None:
    panel.wording.toggle_builder()
    field = panel.wording.builder.fields[Slot.PROBLEM]
    field.setText("we were late")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not panel.wording.builder.isVisible()
    assert field.text() == "we were late"
    panel.handle(CardChanged(None))
    assert field.text() == ""


def test_a_pasted_chat_goes_to_the_coach(panel: CoachingPanel, desk: Any, qtbot: QtBot) -> None:
    panel.conversation.toggle()
    card = panel.conversation
    assert card.box.isVisible()
    card.edit.setPlainText("Where is it?")
    card.side.chips[1].click()
    qtbot.keyClick(card.read, Qt.Key.Key_Space)
    assert desk.of("take_text") == [("Where is it?", Speaker.AGENT)]
    assert card.told.text() == "12 turns read: 5 yours, 7 theirs; 3 of them new."
    qtbot.keyClick(card.edit, Qt.Key.Key_Escape)
    assert not card.box.isVisible()


def test_what_they_said_gets_into_the_notes_by_hand_only(
    panel: CoachingPanel, call: CallId, desk: Any
) -> None:
    said = (Said(Speaker.AGENT, "Good morning"), Said(Speaker.CALLER, f"my card is {CARD}"))
    panel.handle(TalkChanged(call, 2, said))
    assert panel.conversation.latest.text().startswith("2 turns heard · They: ")
    assert panel.notes.edit.toPlainText() == ""
    panel.conversation.note.click()
    panel.notes.tell_now()
    assert desk.of("note_changed")[-1] == ("my card is •••• 1111",)


def test_what_does_not_fit_into_the_notes_is_told(panel: CoachingPanel) -> None:
    panel.conversation.toggle()
    panel.conversation.edit.setPlainText("word " * 600)
    panel.conversation.keep.click()
    assert len(panel.notes.edit.toPlainText()) <= 4_000
    assert not panel.conversation.told.text().startswith("Not all")
    panel.conversation.keep.click()
    assert panel.conversation.told.text().startswith("Not all of it fits")


def test_the_talk_of_another_call_is_not_shown(panel: CoachingPanel, call: CallId) -> None:
    panel.handle(TalkChanged(CallId("other"), 2, (Said(Speaker.CALLER, "hello"),)))
    assert not panel.conversation.latest.isVisible()
    panel.handle(TalkChanged(call, 2, (Said(Speaker.CALLER, "hello"),)))
    panel.handle(CardChanged(None))
    assert not panel.conversation.latest.isVisible()
    assert not panel.conversation.open.isEnabled()


def test_a_mood_is_offered_with_its_words_and_marked_by_a_click(
    panel: CoachingPanel, call: CallId, desk: Any
) -> None:
    notes = panel.notes
    panel.handle(MoodSuggested(call, Mood.ANGRY, "this is a disgrace"))
    assert notes.said.text() == "They said “this is a disgrace”"
    assert notes.mood.mood is None
    assert desk.of("set_mood") == []
    notes.suggested.click()
    assert desk.of("set_mood") == [(Mood.ANGRY,)]
    assert not notes.suggested.isVisible()
    panel.handle(MoodSuggested(call, Mood.GRATEFUL, "thanks"))
    assert not notes.suggested.isVisible()  # the agent has marked one
