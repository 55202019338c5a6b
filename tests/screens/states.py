"""Every main state of the window, by name: how it is reached, and what is looked at."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtWidgets import QWidget

from agentassist.domain.call import AgentState
from tests.screens import calls
from tests.screens.stage import Stage
from ui.actions.action import Action

QUERY = "two bils after mooving"
NOTE = "two bills after the move, wants the second one gone before Friday"
DRAFT = "I'm sorry if this caused any inconvenience. Could I have your account number, please?"

Reach = Callable[[Stage], QWidget]


def _empty(it: Stage) -> QWidget:
    it.idle()
    return it.window


def _ringing(key: str) -> Reach:
    def reach(it: Stage) -> QWidget:
        it.idle()
        it.play(key, AgentState.RINGING)
        return it.window

    return reach


def _talking(it: Stage) -> QWidget:
    """One call for all that is done in it: each call ends up in the caller's history."""
    if it.in_call(calls.KNOWN, AgentState.TALKING):
        it.tidy()
    elif it.in_call(calls.KNOWN, AgentState.RINGING):
        it.go_on(AgentState.TALKING)
    else:
        it.idle()
        it.play(calls.KNOWN, AgentState.TALKING)
    return it.window


def _held(it: Stage) -> QWidget:
    _talking(it)
    it.go_on(AgentState.HELD)
    return it.window


def _searching(it: Stage) -> QWidget:
    _talking(it)
    window, panel = it.window, it.window.knowledge
    window.show_search()
    panel.field.edit.setText(QUERY)
    it.until(lambda: panel.answered and panel.result is not None and panel.result.hits, "hits")
    return window


def _reading(it: Stage) -> QWidget:
    _searching(it)
    it.window.knowledge.open_selected()
    it.settle()
    return it.window


def _found_nothing(it: Stage) -> QWidget:
    _talking(it)
    window, panel = it.window, it.window.knowledge
    window.show_search()
    panel.field.edit.setText("xqzzk wvvyt")
    it.until(lambda: panel.answered and panel.result is not None, "an answer")
    return window


def _coaching(it: Stage) -> QWidget:
    _talking(it)
    window = it.window
    it.until(lambda: window.coaching.cue_shown, "a cue")
    window.show_notes()
    window.coaching.notes.edit.setPlainText(NOTE)
    window.show_wording()
    window.coaching.wording.edit.setPlainText(DRAFT)
    it.until(lambda: window.coaching.wording.report is not None, "a report")
    return window


def _wrapping(it: Stage) -> QWidget:
    if not it.in_call(calls.KNOWN, AgentState.HELD):
        _talking(it)
    window = it.window
    window.show_notes()
    window.coaching.notes.edit.setPlainText(NOTE)
    window.coaching.notes.tell_now()
    it.go_on(AgentState.WRAPPING)
    window.show_wrap_up()
    it.until(lambda: window.wrap_up.active, "the wrap-up")
    return window


def _palette(it: Stage) -> QWidget:
    _talking(it)
    it.window.keys.run(Action.PALETTE)
    return it.window


def _sheet(it: Stage) -> QWidget:
    _talking(it)
    it.window.show_keys()
    return it.window


def _offline(it: Stage) -> QWidget:
    """In mid-call: the card stays."""
    _talking(it)
    it.unplug()
    return it.window


def _opened(*actions: Action) -> Reach:
    """The window that an action opens; the last one of several actions."""

    def reach(it: Stage) -> QWidget:
        it.idle()
        for action in actions:
            it.window.keys.run(action)
            it.until(lambda: it.other_window() is not None, action)
        window = it.other_window()
        assert window is not None
        return window

    return reach


STATES: Final[Mapping[str, Reach]] = {
    "empty": _empty,
    "ringing, unknown": _ringing(calls.UNKNOWN),
    "ringing, candidates": _ringing(calls.CANDIDATES),
    "ringing, withheld": _ringing(calls.WITHHELD),
    "ringing, withheld but known": _ringing("withheld"),
    "hand-off received": _ringing(calls.HANDED_OVER),
    "ringing, known": _ringing(calls.KNOWN),
    "talking": _talking,
    "searching": _searching,
    "reading": _reading,
    "found nothing": _found_nothing,
    "coaching": _coaching,
    "palette": _palette,
    "cheat sheet": _sheet,
    "offline": _offline,
    "on hold": _held,
    "wrap-up": _wrapping,
    "settings": _opened(Action.SETTINGS),
    "menu": _opened(Action.MENU),
    "keys": _opened(Action.KEYS),
    "connection": _opened(Action.CONNECTION),
    "packs": _opened(Action.PACKS),
    "article sources": _opened(Action.ARTICLE_SOURCES),
    "guide": _opened(Action.GUIDE_AGENTS),
}
