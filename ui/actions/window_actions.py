"""The actions of the window itself: where it stands, how it comes and goes."""

from typing import Final

from ui.actions.action import Action, Declared, Place
from ui.i18n import later

WINDOW: Final = (
    Declared(
        Action.COME,
        later("Bring this window from any other program; once more: back to that"),
        Place.WINDOW,
        ("Ctrl+F10",),
        words=later("global hotkey front forward show activate"),
        everywhere=True,
    ),
    Declared(
        Action.GO_BACK,
        later("Back to the program you were in"),
        Place.WINDOW,
        ("Ctrl+F9",),
        words=later("previous window return softphone crm"),
    ),
    Declared(
        Action.DOCK_LEFT,
        later("Side panel at the left edge of the screen, or away from it"),
        Place.WINDOW,
        ("Ctrl+F11",),
        menu=later("Side panel at the left"),
        words=later("dock narrow edge column"),
    ),
    Declared(
        Action.DOCK_RIGHT,
        later("Side panel at the right edge of the screen, or away from it"),
        Place.WINDOW,
        ("Ctrl+F12",),
        menu=later("Side panel at the right"),
        words=later("dock narrow edge column"),
    ),
    Declared(
        Action.ON_TOP,
        later("Always on top of other windows, or not"),
        Place.WINDOW,
        ("Ctrl+F8",),
        menu=later("Always on top"),
        words=later("above front stay pin"),
    ),
    Declared(
        Action.COMPACT,
        later("Compact or comfortable: how much room rows have"),
        Place.WINDOW,
        menu=later("Compact"),
        words=later("density dense small space rows"),
    ),
    Declared(
        Action.HIDE,
        later("Hide the window in the tray; calls go on"),
        Place.WINDOW,
        menu=later("Hide in the tray"),
        words=later("minimise minimize away close"),
    ),
)
