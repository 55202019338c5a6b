from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import CardChanged, CueChanged, RepeatCounted, WrapUpChanged
from agentassist.domain.coaching import DraftReport, Fault
from agentassist.domain.ids import CallId
from agentassist.domain.interaction import Mood
from ui import theme
from ui.coaching.panel import CoachingPanel
from ui.widgets import IconLabel

WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline


@pytest.fixture
def panel(shown: Callable[[QWidget], QWidget], desk: Any, crossing: Any, story: Any) -> Any:
    panel = CoachingPanel(desk, crossing)
    shown(panel)
    panel.handle(CardChanged(story.card()))
    return panel


def _write(panel: CoachingPanel, text: str) -> None:
    panel.wording.edit.setPlainText(text)
    panel.wording.check_now()


def _findings(panel: CoachingPanel) -> list[str]:
    rows = panel.wording.findings.findChildren(IconLabel)
    return [row.text.text() for row in rows if not row.isHidden()]


def _waves(panel: CoachingPanel) -> list[str]:
    block = panel.wording.edit.document().firstBlock()
    return [
        block.text()[found.start : found.start + found.length]
        for found in block.layout().formats()
        if found.format.underlineStyle() is WAVE
    ]


# --- the cue ----------------------------------------------------------------------------------


def test_a_cue_says_what_and_the_words_and_why(panel: CoachingPanel, story: Any) -> None:
    panel.handle(CueChanged(story.cue, 1))
    assert panel.coach.line.text() == "Play it back before you solve it"
    assert panel.coach.better.text().startswith("“So far I have two charges")
    assert panel.coach.why.text() == "Two notes and no play-back yet"
    assert panel.coach.budget.text() == "1 of 4 cues ·"
    assert panel.coach.away.isVisible()


def test_a_cue_moves_nothing(panel: CoachingPanel, story: Any) -> None:
    before = panel.wording.y()
    panel.handle(CueChanged(story.cue, 1))
    panel.layout().activate()
    assert panel.wording.y() == before
    panel.handle(CueChanged(None, 1))
    panel.layout().activate()
    assert panel.wording.y() == before


def test_escape_in_the_panel_is_not_now(
    qtbot: QtBot, panel: CoachingPanel, desk: Any, story: Any
) -> None:
    panel.handle(CueChanged(story.cue, 1))
    panel.focus_notes()
    qtbot.keyClick(panel.notes.edit, Qt.Key.Key_Escape)
    assert desk.of("dismiss_cue") == [()]
    panel.handle(CueChanged(None, 1))
    qtbot.keyClick(panel.notes.edit, Qt.Key.Key_Escape)
    assert desk.of("dismiss_cue") == [()], "there is nothing to put away"


def test_a_cue_that_was_put_away_by_mistake_comes_back(panel: CoachingPanel, desk: Any) -> None:
    panel.bring_cue_back()
    assert desk.of("bring_cue_back") == [], "there is none"
    assert not panel.coach.back.isVisible()
    panel.handle(CueChanged(None, 1, undoable=True))
    assert panel.coach.back.isVisible()
    panel.coach.back.click()
    assert desk.of("bring_cue_back") == [()]


def test_the_wording_of_a_cue_goes_behind_what_stands_there(
    panel: CoachingPanel, desk: Any, story: Any
) -> None:
    panel.use_cue()
    assert desk.of("use_cue") == []
    assert not panel.coach.use.isVisible()
    panel.handle(CueChanged(story.cue, 1))
    panel.wording.edit.setPlainText("Hello. ")
    panel.coach.use.click()
    assert panel.wording.edit.toPlainText() == f"Hello. {story.cue.better}"
    assert desk.of("use_cue") == [()]


def test_what_becomes_of_findings_is_told(panel: CoachingPanel, desk: Any, story: Any) -> None:
    panel.wording.keep_mine()
    assert desk.of("wording_decided") == [], "nothing was found"
    _write(panel, story.draft.text)
    panel.wording.keep_mine()
    _write(panel, "")
    _write(panel, story.draft.text)
    panel.wording.use.click()
    assert desk.of("wording_decided") == [(False,), (True,)]


def test_listening_mode(panel: CoachingPanel, desk: Any) -> None:
    panel.toggle_listening()
    panel.handle(CueChanged(None, 0, listening=True))
    assert panel.coach.line.text() == "Listening mode is on"
    panel.toggle_listening()
    assert desk.of("set_listening") == [(True,), (False,)]


# --- the wording ------------------------------------------------------------------------------


def test_findings_are_underlined_and_explained(panel: CoachingPanel, story: Any) -> None:
    _write(panel, story.draft.text)
    assert _waves(panel) == [
        "if this caused any inconvenience",
        "Can I have your account number?",
    ]
    assert _findings(panel) == [
        "“if” makes it conditional. Name it: charged twice, no call back",
        "Account was given at 10:02 · ••••\N{NO-BREAK SPACE}0018",
    ]
    assert panel.wording.use.isVisible()
    spoken = [label.accessibleName() for label in panel.wording.findings.findChildren(QLabel)]
    assert "next step: there" in spoken
    assert "by when: still missing" in spoken


def test_waves_are_painted_in_the_colour_of_what_was_caught(
    panel: CoachingPanel, story: Any
) -> None:
    edit = panel.wording.edit
    edit.clearFocus()

    def painted(token: str) -> int:
        image = edit.viewport().grab().toImage()
        wanted = theme.current().color(token).rgb()
        points = ((x, y) for x in range(image.width()) for y in range(image.height()))
        return sum(image.pixel(x, y) == wanted for x, y in points)

    edit.setPlainText(story.draft.text)
    assert (painted("late"), painted("need")) == (0, 0)
    panel.wording.check_now()
    assert painted("late") > 20
    assert painted("need") > 20
    panel.wording.keep_mine()
    assert (painted("late"), painted("need")) == (0, 0)


def test_the_draft_is_checked_once_after_the_last_key(
    qtbot: QtBot, panel: CoachingPanel, desk: Any
) -> None:
    panel.focus_wording()
    qtbot.keyClicks(panel.wording.edit, "sorry")
    assert desk.of("check_draft") == []
    qtbot.waitUntil(lambda: bool(desk.of("check_draft")))
    assert desk.of("check_draft") == [("sorry",)]
    assert _findings(panel) == ["Nothing to change."]


def test_a_report_of_an_older_text_is_not_shown(
    panel: CoachingPanel, crossing: Any, story: Any
) -> None:
    crossing.hold = True
    _write(panel, story.draft.text)
    panel.wording.edit.setPlainText("Hello")
    crossing.settle()
    assert _findings(panel) == []
    assert _waves(panel) == []


def test_better_wording_can_be_taken_back(
    qtbot: QtBot, panel: CoachingPanel, desk: Any, story: Any
) -> None:
    _write(panel, story.draft.text)
    panel.wording.use.click()
    assert panel.wording.edit.toPlainText() == story.draft.better
    assert panel.wording.edit.hasFocus()
    panel.wording.edit.undo()
    assert panel.wording.edit.toPlainText() == story.draft.text


def test_keep_mine_is_quiet_until_the_text_changes(
    qtbot: QtBot, panel: CoachingPanel, story: Any
) -> None:
    _write(panel, story.draft.text)
    panel.wording.keep.click()
    panel.wording.check_now()
    assert _findings(panel) == []
    assert not panel.wording.keep.isVisible()
    qtbot.keyClick(panel.wording.edit, Qt.Key.Key_Delete)
    _write(panel, story.draft.text)
    assert len(_findings(panel)) == 2


def test_without_a_better_wording_there_is_no_button_for_it(
    panel: CoachingPanel, desk: Any, story: Any
) -> None:
    desk.reports["x"] = DraftReport("x", story.draft.findings[:1])
    _write(panel, "x")
    assert not panel.wording.use.isVisible()
    assert panel.wording.keep.isVisible()


def test_fault_by_key_checks_the_draft_anew(
    qtbot: QtBot, panel: CoachingPanel, desk: Any, story: Any
) -> None:
    _write(panel, story.draft.text)
    chips = panel.wording.fault.chips
    assert [chip.label for chip in chips] == ["ours", "not ours", "unclear"]
    chips[2].setFocus()
    qtbot.keyClick(chips[2], Qt.Key.Key_1)
    assert desk.of("set_fault") == [(Fault.OURS,)]
    assert chips[0].hasFocus()
    assert chips[0].isChecked()
    assert len(desk.of("check_draft")) == 2
    qtbot.keyClick(chips[0], Qt.Key.Key_Right)
    assert desk.of("set_fault")[-1] == (Fault.NOT_OURS,)


def test_only_plain_text_is_pasted_and_no_more_than_fits(panel: CoachingPanel) -> None:
    mime = QMimeData()
    mime.setHtml("<b>bold</b>")
    mime.setText("x" * 5_000)
    panel.wording.edit.insertFromMimeData(mime)
    assert panel.wording.edit.toPlainText() == "x" * 4_000


def test_there_is_one_primary_button_while_a_wrap_up_is_open(
    panel: CoachingPanel, story: Any
) -> None:
    _write(panel, story.draft.text)
    panel.handle(WrapUpChanged(story.wrap_up()))
    assert panel.wording.use._variant == "secondary"
    panel.handle(WrapUpChanged(None))
    assert panel.wording.use._variant == "primary"


# --- notes ------------------------------------------------------------------------------------


def test_notes_are_handed_over_once_after_the_last_key(
    qtbot: QtBot, panel: CoachingPanel, desk: Any
) -> None:
    panel.focus_notes()
    qtbot.keyClicks(panel.notes.edit, "two charges")
    qtbot.waitUntil(lambda: bool(desk.of("note_changed")))
    assert desk.of("note_changed") == [("two charges",)]


def test_notes_come_back_with_their_call(panel: CoachingPanel, desk: Any, story: Any) -> None:
    panel.notes.edit.setPlainText("wants it back")
    panel.notes.tell_now()
    panel.notes.mood.set_mood(Mood.ANGRY)
    panel.handle(CardChanged(story.card("2.2")))
    assert panel.notes.edit.toPlainText() == ""
    assert panel.notes.mood.mood is None
    panel.handle(CardChanged(story.card("1.1")))
    assert panel.notes.edit.toPlainText() == "wants it back"
    assert panel.notes.mood.mood is Mood.ANGRY
    panel.notes.tell_now()
    assert desk.of("note_changed") == [("wants it back",)]


def test_without_a_call_nothing_is_noted(panel: CoachingPanel, desk: Any) -> None:
    panel.handle(CardChanged(None))
    assert panel.notes.edit.isReadOnly()
    assert "next call" in panel.notes.edit.placeholderText()
    assert not panel.notes.mood.isEnabled()
    panel.notes.tell_now()
    assert desk.of("note_changed") == []


def test_mood_by_key_and_by_menu(qtbot: QtBot, panel: CoachingPanel, desk: Any) -> None:
    button = panel.notes.mood
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_2)
    assert button.label == "frustrated"
    assert button.accessibleName() == "Mood of the caller: frustrated"
    qtbot.keyClick(button, Qt.Key.Key_Backspace)
    button.make_menu().actions()[4].trigger()
    assert desk.of("set_mood") == [(Mood.FRUSTRATED,), (None,), (Mood.RELIEVED,)]


def test_had_to_repeat_is_counted(panel: CoachingPanel, desk: Any) -> None:
    said = panel.notes.repeated
    assert not said.isVisible()
    panel.caller_repeated()
    assert desk.of("caller_repeated") == [()]
    panel.handle(RepeatCounted(CallId("1.1"), 1))
    assert said.isVisible()
    assert said.text.text() == "Noted: had to repeat once."
    panel.handle(RepeatCounted(CallId("1.1"), 2))
    panel.handle(RepeatCounted(CallId("other"), 7))
    assert said.text.text() == "Noted: had to repeat 2 times."


def test_events_never_take_the_focus(panel: CoachingPanel, story: Any) -> None:
    elsewhere = panel.window().findChild(QLineEdit, "elsewhere")
    elsewhere.setFocus()
    panel.handle(CardChanged(story.card("9.9")))
    panel.handle(CueChanged(story.cue, 1))
    panel.handle(CueChanged(None, 1, listening=True))
    assert elsewhere.hasFocus()


def test_what_can_have_the_focus_has_a_name(panel: CoachingPanel, story: Any) -> None:
    _write(panel, story.draft.text)
    panel.handle(CueChanged(story.cue, 1))
    focusable = [
        widget
        for widget in panel.findChildren(QWidget)
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.isVisible()
    ]
    assert len(focusable) >= 7
    assert [widget for widget in focusable if not widget.accessibleName()] == []
    assert [widget for widget in focusable if widget.height() < 22] == []
