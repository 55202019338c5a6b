"""Two systems of the demo know one caller: linked by rule, shown side by side, taken apart."""

from typing import Any

from PySide6.QtCore import Qt


def test_who_this_is_comes_from_the_store_and_an_agent_may_take_it_apart(stage: Any) -> None:
    it = stage
    it.step()
    it.sees("Ringing", "Chidinma Okafor", "2 records, 1 differ", "No offers")
    window = it.window
    it.qtbot.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    it.sees("London", "Luton", "field-service, a moment ago", "same account, same e-mail address")
    page = window.history.person.page
    page.links[0].apart.click()
    it.type(page.links[0].why, "a namesake")
    it.qtbot.keyClick(page.links[0].why, Qt.Key.Key_Return)
    it.sees("Taken apart: no rule joins them again.")
    it.sees_no("Luton", "2 records")
    page.redo.click()
    it.sees("Luton", "linked by agent 101", "2 records, 1 differ")
    it.qtbot.keyClick(page.back, Qt.Key.Key_Escape)
    it.sees("Ticket #4821 · two bills after the move")
