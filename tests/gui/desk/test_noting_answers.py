"""They told me: noting what came of asking, by key and by click, and taking it back."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import CardChanged
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId, FactId
from agentassist.domain.ivr import FactSource, GivenFact, InputResult
from agentassist.domain.screen_pop import IvrNote, NeededFact, ScreenPop
from agentassist.domain.sealed import Sealed
from ui import theme
from ui.history.row_words import Reading, interaction_words
from ui.main_window import MainWindow
from ui.models.given_rows import RowState, given_rows
from ui.screen_pop import fact_row
from ui.screen_pop.panel import ScreenPopPanel
from ui.screen_pop.short_copy import ShortCopy

NEEDED = (
    NeededFact("who", "pick"),
    NeededFact("pin", "verify", None, False, True),
    NeededFact("postcode", "verify", None, True, True),
    NeededFact("order", "intent:billing", None, True, False, False),
)


@pytest.fixture
def asking(story: SimpleNamespace) -> ScreenPop:
    return replace(story.talking, needed=NEEDED)


def own(kind: str, value: str | None, result: InputResult | None, fact_id: str = "f1") -> GivenFact:
    sealed = Sealed(value) if value is not None else None
    return GivenFact(
        kind,
        sealed,
        sealed.mask if sealed is not None else None,
        result,
        FactSource.AGENT,
        id=FactId(fact_id),
        by=AgentId("101"),
    )


def test_the_key_opens_what_is_needed_first_and_then_the_next(
    panel: ScreenPopPanel, asking: ScreenPop
) -> None:
    panel.handle(CardChanged(asking))
    entry = panel.facts.entry
    opened = []
    for _ in range(4):
        panel.note_answer()
        opened.append(entry.kind)
    assert opened == ["pin", "postcode", "order", "pin"]  # who it is, is picked


def test_a_check_without_a_value_is_one_key(
    panel: ScreenPopPanel, asking: ScreenPop, desk: Any, qtbot: QtBot
) -> None:
    panel.handle(CardChanged(asking))
    panel.note_answer()
    entry = panel.facts.entry
    assert not entry.edit.isVisible()  # there is nowhere to type a PIN
    assert entry.right.hasFocus()
    qtbot.keyClick(entry.right, Qt.Key.Key_Return)
    assert desk.asked == [("give_fact", "pin", "", InputResult.OK)]
    assert desk.named == {"call": asking.call.call_id}
    assert not entry.isVisible()


def test_a_masked_value_is_not_seen_as_it_is_typed_nor_afterwards(
    panel: ScreenPopPanel, asking: ScreenPop, desk: Any, qtbot: QtBot
) -> None:
    panel.handle(CardChanged(asking))
    panel.note_answer()
    panel.note_answer()
    edit = panel.facts.entry.edit
    assert edit.hasFocus()
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(edit, "10115")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert desk.asked == [("give_fact", "postcode", "10115", InputResult.OK)]
    assert edit.text() == ""


def test_what_was_typed_for_a_masked_kind_does_not_come_back_by_undo(
    panel: ScreenPopPanel, asking: ScreenPop, qtbot: QtBot
) -> None:
    panel.handle(CardChanged(asking))
    panel.note_answer()
    panel.note_answer()
    edit = panel.facts.entry.edit
    qtbot.keyClicks(edit, "10115")
    panel.note_answer()  # the next one is seen as it is typed
    assert edit.echoMode() is QLineEdit.EchoMode.Normal
    qtbot.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert edit.text() == ""
    assert not edit.isUndoAvailable()


def test_what_is_no_secret_is_seen_and_nobody_is_asked_if_it_is_right(
    panel: ScreenPopPanel, asking: ScreenPop, desk: Any, qtbot: QtBot
) -> None:
    panel.handle(CardChanged(asking))
    order = next(row for row in panel.facts._needed_rows if row.words.kind == "order")
    qtbot.mouseClick(order, Qt.MouseButton.LeftButton)
    entry = panel.facts.entry
    assert entry.edit.echoMode() is QLineEdit.EchoMode.Normal
    assert (entry.right.label, entry.wrong.label) == ("They told me", "They don't know")
    qtbot.keyClicks(entry.edit, "88-2041")
    qtbot.mouseClick(entry.right, Qt.MouseButton.LeftButton)
    order.note.click()
    qtbot.mouseClick(entry.wrong, Qt.MouseButton.LeftButton)
    assert desk.asked == [
        ("give_fact", "order", "88-2041", None),
        ("give_fact", "order", "", InputResult.TIMEOUT),
    ]


def test_a_wrong_answer_by_keyboard_alone(
    panel: ScreenPopPanel, asking: ScreenPop, desk: Any, qtbot: QtBot
) -> None:
    panel.handle(CardChanged(asking))
    panel.note_answer()
    entry = panel.facts.entry
    qtbot.keyClick(entry.right, Qt.Key.Key_Tab)
    assert entry.wrong.hasFocus()
    qtbot.keyClick(entry.wrong, Qt.Key.Key_Return)
    assert desk.asked == [("give_fact", "pin", "", InputResult.WRONG)]


@pytest.mark.parametrize("way", ["escape", "pencil", "button"])
def test_leaving_notes_nothing_and_gives_the_keyboard_back(
    way: str,
    panel: ScreenPopPanel,
    asking: ScreenPop,
    desk: Any,
    window: QWidget,
    qtbot: QtBot,
) -> None:
    elsewhere = window.findChild(QLineEdit, "elsewhere")
    elsewhere.setFocus()
    panel.handle(CardChanged(asking))
    panel.note_answer()
    panel.note_answer()
    entry = panel.facts.entry
    qtbot.keyClicks(entry.edit, "10115")
    if way == "escape":
        qtbot.keyClick(entry.edit, Qt.Key.Key_Escape)
    elif way == "pencil":
        row = next(row for row in panel.facts._needed_rows if row.words.kind == "postcode")
        row.note.click()
    else:
        entry.cancel.click()
    assert (entry.isVisible(), entry.edit.text(), desk.asked) == (False, "", [])
    assert elsewhere.hasFocus()


def test_what_is_being_typed_outlives_a_new_snapshot_but_not_the_call(
    panel: ScreenPopPanel, asking: ScreenPop, qtbot: QtBot
) -> None:
    panel.handle(CardChanged(asking))
    panel.note_answer()
    panel.note_answer()
    edit = panel.facts.entry.edit
    qtbot.keyClicks(edit, "101")
    fewer = replace(asking, needed=(NEEDED[2], NEEDED[3]))  # the PIN came meanwhile
    panel.handle(CardChanged(fewer))
    assert edit.hasFocus()
    qtbot.keyClicks(edit, "15")
    assert edit.text() == "10115"
    below = panel.facts._needed_column.indexOf(panel.facts.entry)
    assert below == panel.facts._needed_column.indexOf(panel.facts._needed_rows[0]) + 1
    other = replace(fewer, call=replace(fewer.call, call_id=CallId("9.9")))
    panel.handle(CardChanged(other))
    assert (panel.facts.entry.isVisible(), edit.text()) == (False, "")


def test_an_entry_leaves_with_what_it_was_for(panel: ScreenPopPanel, asking: ScreenPop) -> None:
    panel.handle(CardChanged(asking))
    panel.note_answer()
    panel.handle(CardChanged(replace(asking, needed=NEEDED[2:])))
    assert not panel.facts.entry.isVisible()
    panel.note_answer()
    panel.handle(CardChanged(None))
    assert not panel.facts.entry.isVisible()


def test_nothing_needed_opens_nothing(panel: ScreenPopPanel, asking: ScreenPop) -> None:
    panel.handle(CardChanged(replace(asking, needed=NEEDED[:1])))
    panel.note_answer()
    assert not panel.facts.entry.isVisible()


def test_what_was_noted_is_taken_back_with_one_click(
    panel: ScreenPopPanel, story: SimpleNamespace, desk: Any, qtbot: QtBot
) -> None:
    theirs = replace(own("postcode", "10115", InputResult.OK, "f2"), by=AgentId("102"))
    card = replace(story.talking, given=(own("order", "88-2041", None), theirs))
    panel.handle(CardChanged(card))
    mine, other = panel.facts._given_rows[:2]
    assert not other.undo.isVisible()
    qtbot.mouseClick(mine.undo, Qt.MouseButton.LeftButton)
    assert desk.asked == [("undo_fact", "f1")]


def test_a_refused_note_is_told(
    panel: ScreenPopPanel, asking: ScreenPop, desk: Any, qtbot: QtBot
) -> None:
    desk.answers["give_fact"] = AgentAssistError("given.not_asked")
    panel.handle(CardChanged(asking))
    panel.note_answer()
    with qtbot.waitSignal(panel.failed) as told:
        panel.facts.entry.right.click()
    assert told.args[0].code == "given.not_asked"


# the words of the rows ---------------------------------------------------------------------
def test_wrong_attempts_fold_under_the_right_one(story: SimpleNamespace) -> None:
    at = story.ringing.given[0].at
    wrong = GivenFact("account", Sealed("40020099"), "•••• 0099", InputResult.WRONG, at=at)
    (row,) = given_rows(replace(story.ringing, given=(wrong, wrong, story.ringing.given[0])))
    assert (row.value, row.tries, row.state) == ("•••• 0018", "after 2 wrong tries", RowState.RIGHT)
    assert row.attempts.splitlines() == ["wrong: •••• 0099 · IVR 10:02"] * 2
    assert row.index == 2


def test_each_source_and_state_in_words(story: SimpleNamespace) -> None:
    at = story.ringing.given[0].at
    given = (
        replace(own("pin", None, InputResult.OK, "a"), at=at),
        replace(own("verification", None, InputResult.OK, "b"), at=at),
        replace(
            own("postcode", "10115", None, "c"),
            at=at,
            by=AgentId("102"),
            source=FactSource.EARLIER_LEG,
        ),
        replace(own("date_of_birth", None, InputResult.TIMEOUT, "d"), at=at),
        replace(own("pet", None, None, "e"), at=at + timedelta(minutes=1)),
        GivenFact("email", Sealed("dana@example.com"), "•••• .com", None, FactSource.CRM),
    )
    rows = given_rows(replace(story.ringing, given=given, labels=(("pet", "Name of the pet"),)))
    assert [(row.label, row.value, row.source, row.state.value) for row in rows] == [
        ("PIN", "correct", "you 10:02", "right"),
        ("Verification", "done", "you 10:02", "right"),
        ("Postcode", "•••• 15", "told 102 10:02", "given"),
        ("Name of the pet", "told you", "you 10:03", "given"),
        ("Date of birth", "did not know", "you 10:02", "failed"),
        ("E-mail", "•••• .com", "on file", "on_file"),
    ]
    assert [row.undo for row in rows] == ["a", "b", None, "e", "d", None]


@pytest.mark.parametrize(
    ("note", "given", "text"),
    [
        (IvrNote.SENT_NOTHING, False, "Nothing: the IVR sent no data for this call."),
        (IvrNote.SENT_NOTHING, True, ""),
        (IvrNote.NOT_MAPPED, False, "Nothing yet: the IVR's data is not set up here."),
        (IvrNote.NOT_MAPPED, True, "They typed more than is set up here."),
        (IvrNote.NOT_APPLICABLE, False, ""),
    ],
)
def test_one_plain_line_on_what_the_ivr_did_not_tell(
    note: IvrNote, given: bool, text: str, panel: ScreenPopPanel, asking: ScreenPop
) -> None:
    panel.handle(CardChanged(replace(asking, ivr_note=note, given=asking.given if given else ())))
    assert panel.facts.note.text() == text
    assert panel.facts.note.isVisible() is bool(text)


def test_the_next_call_tells_how_often_they_had_to_repeat(story: SimpleNamespace) -> None:
    item = story.page.interactions[0]
    reading = Reading(story.now)
    assert "had to repeat" not in interaction_words(item, reading).detail
    told = interaction_words(replace(item, repeated=2), reading).detail
    assert told.endswith("had to repeat 2 times") or "had to repeat 2 times · " in told


# showing and copying -----------------------------------------------------------------------
def test_a_shown_value_hides_with_the_window_the_call_and_the_time(
    panel: ScreenPopPanel, story: SimpleNamespace, desk: Any, window: QWidget, qtbot: QtBot
) -> None:
    desk.answers["reveal"] = "40020018"
    panel.handle(CardChanged(story.talking))
    row = panel.facts.first_hidden()
    assert row is not None
    for hide in (
        window.showMinimized,
        window.hide,
        row._timer.timeout.emit,
        lambda: panel.handle(CardChanged(None)),
    ):
        window.showNormal()
        panel.handle(CardChanged(story.talking))
        panel.reveal()
        assert row.revealed
        hide()
        assert not row.revealed
        assert "40020018" not in row.value.text()
    other = replace(story.talking, call=replace(story.talking.call, call_id=CallId("9.9")))
    window.showNormal()
    panel.handle(CardChanged(story.talking))
    panel.reveal()
    panel.handle(CardChanged(other))  # the next caller typed the same account
    assert not row.revealed


def test_showing_again_begins_a_new_time(
    panel: ScreenPopPanel, story: SimpleNamespace, desk: Any
) -> None:
    desk.answers["reveal"] = "40020018"
    panel.handle(CardChanged(story.talking))
    row = panel.facts.first_hidden()
    assert row is not None
    panel.reveal()
    assert row._timer.interval() == fact_row.REVEAL_MS
    panel.reveal()
    assert not row._timer.isActive()
    panel.reveal()
    assert row._timer.isActive()


def test_a_row_that_came_between_gets_nobody_elses_value(
    panel: ScreenPopPanel, story: SimpleNamespace, desk: Any, crossing: Any
) -> None:
    desk.answers["reveal"] = "40020018"
    panel.handle(CardChanged(story.talking))
    crossing.hold = True
    panel.reveal()
    first = GivenFact("account", Sealed("99990001"), "•••• 0001", None)
    panel.handle(CardChanged(replace(story.talking, given=(first, *story.talking.given))))
    crossing.settle()
    assert not any(row.revealed for row in panel.facts._given_rows)


def test_copying_is_told_and_the_newest_copy_has_its_whole_time(
    panel: ScreenPopPanel,
    story: SimpleNamespace,
    desk: Any,
) -> None:
    clipboard = QGuiApplication.clipboard()
    desk.answers["reveal"] = "40020018"
    panel.handle(CardChanged(story.talking))
    panel.reveal()
    row = panel.facts.first_hidden()
    assert row is not None
    row.copy.click()
    (first,) = [copy for copy in clipboard.findChildren(ShortCopy) if copy.holds]
    row.copy.click()
    assert desk.asked[-2:] == [("copied", 0), ("copied", 0)]
    first.clear()  # its time is over: that ends nothing
    assert clipboard.text() == "40020018"
    (second,) = [copy for copy in clipboard.findChildren(ShortCopy) if copy.holds]
    second.clear()
    assert clipboard.text() == ""


def test_a_card_number_can_be_neither_shown_nor_copied(
    panel: ScreenPopPanel, story: SimpleNamespace, desk: Any
) -> None:
    paid = GivenFact("card", None, "•••• 1111", None)
    panel.handle(CardChanged(replace(story.talking, given=(paid,))))
    (row,) = panel.facts._given_rows[:1]
    assert not row.eye.isVisible()
    assert not row.copy.isVisible()
    panel.reveal()
    row.copy.click()
    assert desk.asked == []


# in the window -----------------------------------------------------------------------------
def test_the_keys_of_the_whole_window(
    qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any, asking: ScreenPop
) -> None:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(360, 480)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.handle(CardChanged(asking))
    desk.asked.clear()
    qtbot.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    entry = window.pop.facts.entry
    assert entry.right.hasFocus()
    shown = entry.mapTo(window, entry.rect().center())
    assert window.rect().contains(shown)  # scrolled to, in a window this small
    qtbot.keyClick(entry.right, Qt.Key.Key_Escape)
    assert not entry.isVisible()
    desk.answers["reveal"] = "40020018"
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert desk.asked == [("reveal", 0)]
    row = window.pop.facts.first_hidden()
    assert row is not None
    assert row.revealed
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert desk.asked[-1] == ("caller_repeated",)


def test_a_slip_of_had_to_repeat_is_undone_beside_its_count(
    qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any, asking: ScreenPop
) -> None:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(1240, 800)
    window.show()
    notes = window.coaching.notes
    window.handle(CardChanged(asking))
    assert not notes.undo_repeat.isVisible()
    notes.show_repeats(1)
    assert notes.undo_repeat.isVisible()
    notes.undo_repeat.click()
    assert desk.asked[-1] == ("undo_repeat",)
    notes.show_repeats(0)
    assert not notes.undo_repeat.isVisible()
