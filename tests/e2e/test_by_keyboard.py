"""A first-time user without a mouse: from the launch to a saved wrap-up, every keystroke counted.

Keys go to the widget that has the focus, and to nothing else; two keys at once count as one stroke.
Text that is typed does not count, the keys that lead to it do.
"""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.actions.action import Action
from ui.actions.declared import BY_ACTION, DECLARED

MOST_STROKES = 40
KEY, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Hand:
    """One hand on the keyboard."""

    def __init__(self, stage: Any) -> None:
        self._window = stage.window
        self.strokes: list[str] = []

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        self.strokes.append(f"{'Ctrl+' if held & CTRL else ''}{key.name.removeprefix('Key_')}")
        QTest.keyClick(QApplication.focusWidget() or self._window, key, held)

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClick(QApplication.focusWidget() or self._window, letter)


def test_from_the_launch_to_the_saved_wrap_up_without_a_mouse(stage: Any, capsys: Any) -> None:
    it, window = stage, stage.window
    hand = Hand(stage)
    it.sees("Ready for the next call", "F12")
    hand.press(KEY.Key_F12)  # the demo's phone rings
    it.sees("Ringing", "Chidinma Okafor", "PIN verified", "•••• 7719")
    hand.press(KEY.Key_F12)  # and is answered
    it.sees("Talking", "Name the missed promise first")
    it.until(lambda: window.coaching.cue_has_wording)
    hand.press(KEY.Key_J, CTRL)  # use the wording of the cue
    it.until(lambda: window.coaching.wording.edit.toPlainText())

    hand.press(KEY.Key_F2)
    hand.type("two bils after mooving")
    it.until(lambda: window.knowledge.answered and window.knowledge.result.hits)
    hand.press(KEY.Key_Down)
    hand.press(KEY.Key_Up)
    it.sees("Read as")
    hand.press(KEY.Key_Return)
    it.sees("Billed for two addresses after a move")
    for _ in range(3):  # out of the article, out of the words, back to where the draft is written
        if not window.coaching.wording.edit.hasFocus():
            hand.press(KEY.Key_Escape)
            QApplication.processEvents()
    assert window.coaching.wording.edit.hasFocus()

    hand.press(KEY.Key_A, CTRL)
    hand.type("Can I have your account number?")
    it.sees("Account was given")
    hand.press(KEY.Key_K, CTRL)  # what else can be done?
    hand.type("masked")
    hand.press(KEY.Key_Return)
    it.sees("40027719")
    it.until(window.coaching.wording.edit.hasFocus)

    hand.press(KEY.Key_F6)
    it.sees("had to repeat")
    hand.press(KEY.Key_F7)
    hand.type("two bills after the move")
    hand.press(KEY.Key_F8)
    it.until(lambda: window.header.listening.isChecked())
    hand.press(KEY.Key_F8)
    it.until(lambda: not window.header.listening.isChecked())

    for words in ("On hold", "Talking", "After call"):
        hand.press(KEY.Key_F12)
        it.sees(words)
    hand.press(KEY.Key_F9)
    outcome = window.wrap_up.form.outcome
    it.until(lambda: outcome.isAncestorOf(QApplication.focusWidget()))
    hand.press(KEY.Key_1)  # resolved
    hand.press(KEY.Key_Tab)
    hand.press(KEY.Key_3)  # the mood at the start
    hand.press(KEY.Key_Tab)
    hand.press(KEY.Key_6)  # and at the end: grateful
    hand.press(KEY.Key_Tab)
    summary = window.wrap_up.form.summary
    it.until(lambda: summary.hasFocus() and summary.toPlainText() == "two bills after the move")
    hand.type(". Second one cancelled")
    hand.press(KEY.Key_Return, CTRL)
    it.sees("Ready for the next call")

    hand.press(KEY.Key_K, CTRL)  # the next day's proof that all of it is kept
    hand.type("start again")
    hand.press(KEY.Key_Return)
    it.until(lambda: not it.states[-1].done)
    hand.press(KEY.Key_F12)
    it.sees("Ringing", "two bills after the move. Second one cancelled")
    with capsys.disabled():
        print(f" [{len(hand.strokes)} keystrokes: {' '.join(hand.strokes)}]", end="")
    assert len(hand.strokes) <= MOST_STROKES


def test_what_is_done_in_every_call_is_one_stroke_of_two_keys_at_most() -> None:
    for row in DECLARED:
        if row.frequent:
            assert row.keys, row.action
            assert all(key.rstrip("+").count("+") <= 1 for key in row.keys), row.action
    assert BY_ACTION[Action.NOT_NOW].frequent
