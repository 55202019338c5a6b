"""The one table of actions: each declared once, in desk_actions, window_actions or program_actions.

A new key is a row there and a `bind`. Footer, menu, palette, cheat sheet, keycaps, tooltips and the
editor of keys read them.
"""

from typing import Final

from ui.actions.action import Action, Place
from ui.actions.desk_actions import DESK
from ui.actions.program_actions import PROGRAM
from ui.actions.window_actions import WINDOW
from ui.i18n import tr

DECLARED: Final = (*DESK, *WINDOW, *PROGRAM)
BY_ACTION: Final = {row.action: row for row in DECLARED}


def title_text(action: Action) -> str:
    """What the action does, in a few words."""
    return tr(BY_ACTION[action].title)


def short_text(action: Action) -> str:
    """The word beside its keycap; '' when it is never shown so short."""
    short = BY_ACTION[action].short
    return tr(short) if short else ""


def menu_text(action: Action) -> str:
    """As the menu says it."""
    declared = BY_ACTION[action]
    return tr(declared.menu or declared.title)


def place_text(place: Place) -> str:
    texts: dict[Place, str] = {
        Place.ANYWHERE: tr("Anywhere"),
        Place.CALL: tr("During a call"),
        Place.HISTORY: tr("In earlier contacts"),
        Place.SEARCH: tr("In the search"),
        Place.AFTER: tr("After the call"),
        Place.WINDOW: tr("The window"),
        Place.PROGRAM: tr("The program"),
        Place.DEMO: tr("The demo"),
    }
    return texts[place]
