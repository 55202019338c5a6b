"""From bytes on a socket to what an agent reads, types and saves, in the real window."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from agentassist.domain.coaching import Severity

ACCOUNTS = ("40027719", "40058801", "40031155", "40045566", "40018822")


def test_a_real_ring_is_greeted_searched_coached_and_wrapped_up(stage: Any) -> None:
    it = stage
    it.sees("Ready for the next call", "Asterisk 22", "Agent 101")
    it.step()
    it.sees("Ringing", "Chidinma Okafor", "PIN verified", "•••• 7719", "Contract", "correct")
    it.sees("Matched by account number typed in the IVR", "Ticket #4821")
    it.sees("Promised yesterday, overdue")
    it.sees_no("Still needed", "STILL NEEDED")
    it.step()
    it.sees("Talking", "Hi Chidinma, I have your account here.", "Name the missed promise first")

    window = it.window
    window.show_search()
    it.type(window.knowledge.field.edit, "moveing hose two bils")
    it.until(lambda: window.knowledge.answered and window.knowledge.result)
    titles = [hit.title for hit in window.knowledge.result.hits[:3]]
    assert "Billed for two addresses after a move" in titles
    it.sees("Read as", "Say", "Do")
    it.qtbot.keyClick(window.knowledge.field.edit, Qt.Key.Key_Return)

    window.show_wording()
    it.type(window.coaching.wording.edit, "Can I have your account number?")
    it.sees("Account was given", "•••• 7719")
    report = window.coaching.wording.report
    assert [finding.severity for finding in report.findings] == [Severity.WARNING]
    window.show_notes()
    it.type(window.coaching.notes.edit, "two bills after the move")
    window.coaching.notes.tell_now()

    for words in ("On hold", "Talking", "After call"):
        it.step()
        it.sees(words)
    it.sees("SUMMARY", "two bills after the move")
    it.type(window.wrap_up.form.summary, " - second one cancelled")
    it.qtbot.keyClick(
        window.wrap_up.form.summary, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    it.sees("Ready for the next call")

    it.application.crossing.run(it.player.restart())
    it.until(lambda: not it.states[-1].done)
    it.step()
    it.sees("Ringing", "second one cancelled")
    everything = "\n".join(it.screen.texts())
    assert not [account for account in ACCOUNTS if account in everything]


def test_an_account_is_shown_on_demand_only_and_hides_again(stage: Any) -> None:
    it = stage
    it.step()
    it.sees("•••• 7719")
    assert "40027719" not in it.screen
    it.window.pop.reveal()
    it.sees("40027719")


def test_a_transferred_call_closes_here_and_offers_its_wrap_up(stage: Any) -> None:
    it = stage
    it.call("petrov-transfer")
    it.step()
    it.sees("Ringing", "Petrov")
    it.step()
    it.sees("Talking")
    it.step()
    it.sees("After call", "Handed over")


def test_a_withheld_number_stands_nowhere_and_the_account_says_who(stage: Any) -> None:
    it = stage
    it.call("withheld")
    it.step()
    it.sees("Ringing", "withheld", "•••• 1155")
    everything = "\n".join(it.screen.texts())
    assert "23125077" not in everything.replace(" ", "")


def test_a_call_nobody_took_goes_away_by_itself(stage: Any) -> None:
    it = stage
    it.call("nguyen-missed")
    it.step()
    it.sees("Ringing")
    it.step()
    it.sees("Ready for the next call")
    assert not it.window.wrap_up.active


def test_wrong_attempts_stand_apart_from_what_is_known(stage: Any) -> None:
    it = stage
    it.call("okafor-mistyped")
    it.step()
    it.sees("Ringing", "correct at 2nd try", "•••• 7719")


def test_a_family_number_with_a_strangers_account_is_shown_honestly(stage: Any) -> None:
    it = stage
    it.call("shared-number")
    it.step()
    it.sees("Ringing", "•••• 8801")


class ShownWindows(QObject):
    """Every top-level window that appears while it is installed."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(type(watched).__name__)
        return False


def test_the_ring_takes_neither_focus_nor_keystrokes(stage: Any, qapp: QApplication) -> None:
    it = stage
    it.window.show_search()
    field = it.window.knowledge.field.edit
    it.type(field, "rou")
    shown = ShownWindows()
    qapp.installEventFilter(shown)
    for words in ("Ringing", "Talking", "On hold", "Talking"):
        it.step()
        it.sees(words)
        assert QGuiApplication.focusObject() is field
    qapp.removeEventFilter(shown)
    assert shown.names == []


def test_a_short_pause_between_two_calls_keeps_the_open_wrap_up(stage: Any) -> None:
    it = stage
    it.step()
    it.step()
    it.sees("Talking")
    it.window.show_notes()
    it.type(it.window.coaching.notes.edit, "wants a corrected bill")
    it.window.coaching.notes.tell_now()
    for words in ("On hold", "Talking", "After call"):
        it.step()
        it.sees(words)
    it.call("petrov-transfer")
    it.step()
    it.sees("Ringing", "Petrov")
    assert not it.window.wrap_up.active
    it.window.show_wrap_up()
    it.sees("wants a corrected bill")
