"""The one table of actions and their keys, and the keys at work in a window."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.i18n import tr


class Action(StrEnum):
    """Everything that has a key. The value is the setting's last part ("keys.search")."""

    SEARCH = "search"
    NOT_NOW = "not_now"
    CUE_BACK = "cue_back"
    HISTORY = "history"
    FIND = "find"
    UNFOLD = "unfold"
    REPEATS = "repeats"
    PERSON = "person"
    ASK_AGAIN = "ask_again"
    WORDING = "wording"
    APOLOGY = "apology"
    CONVERSATION = "conversation"
    HAD_TO_REPEAT = "had_to_repeat"
    NOTES = "notes"
    LISTENING = "listening"
    WRAP_UP = "wrap_up"
    SAVE = "save"
    REVEAL = "reveal"
    NOTE_ANSWER = "note_answer"
    CALL_STEP = "call_step"
    CONNECTION = "connection"
    CHEAT_SHEET = "cheat_sheet"
    MENU = "menu"
    QUIT = "quit"
    LEAVE = "leave"
    OPEN = "open"
    PICK = "pick"


class Place(StrEnum):
    ANYWHERE = "anywhere"
    CALL = "call"
    HISTORY = "history"
    SEARCH = "search"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`local` keys are handled by the widget that has the focus; they are listed, not installed."""

    action: Action
    keys: tuple[str, ...]
    place: Place
    local: bool = False


TABLE: Final = (
    Shortcut(Action.SEARCH, ("F2",), Place.ANYWHERE),
    Shortcut(Action.NOT_NOW, ("Ctrl+.",), Place.ANYWHERE),
    Shortcut(Action.CUE_BACK, ("Ctrl+,",), Place.ANYWHERE),
    Shortcut(Action.LEAVE, ("Esc",), Place.ANYWHERE, local=True),
    Shortcut(Action.CHEAT_SHEET, ("F1", "?"), Place.ANYWHERE),
    Shortcut(Action.MENU, ("F10",), Place.ANYWHERE),
    Shortcut(Action.CONNECTION, ("Ctrl+P",), Place.ANYWHERE),
    Shortcut(Action.QUIT, ("Ctrl+Q",), Place.ANYWHERE),
    Shortcut(Action.PICK, ("1", "9"), Place.CALL, local=True),
    Shortcut(Action.NOTE_ANSWER, ("Ctrl+G",), Place.CALL),
    Shortcut(Action.REVEAL, ("Ctrl+R",), Place.CALL),
    Shortcut(Action.HISTORY, ("F3",), Place.CALL),
    Shortcut(Action.PERSON, ("Ctrl+I",), Place.CALL),
    Shortcut(Action.CALL_STEP, ("F4",), Place.CALL),
    Shortcut(Action.WORDING, ("F5",), Place.CALL),
    Shortcut(Action.APOLOGY, ("Ctrl+B",), Place.CALL),
    Shortcut(Action.CONVERSATION, ("Ctrl+T",), Place.CALL),
    Shortcut(Action.HAD_TO_REPEAT, ("F6",), Place.CALL),
    Shortcut(Action.NOTES, ("F7",), Place.CALL),
    Shortcut(Action.LISTENING, ("F8",), Place.CALL),
    Shortcut(Action.FIND, ("Ctrl+F",), Place.HISTORY),
    Shortcut(Action.UNFOLD, ("Return",), Place.HISTORY, local=True),
    Shortcut(Action.REPEATS, ("Ctrl+Down", "Ctrl+Up"), Place.HISTORY, local=True),
    Shortcut(Action.ASK_AGAIN, ("Ctrl+L",), Place.HISTORY),
    Shortcut(Action.OPEN, ("Return",), Place.SEARCH, local=True),
    Shortcut(Action.WRAP_UP, ("F9",), Place.AFTER),
    Shortcut(Action.SAVE, ("Ctrl+Return", "Ctrl+Enter"), Place.AFTER),
)


def action_text(action: Action) -> str:
    """What the action does, in a few words."""
    texts: dict[Action, str] = {
        Action.SEARCH: tr("Search the knowledge base"),
        Action.NOT_NOW: tr("Not now: put the cue away"),
        Action.CUE_BACK: tr("Bring back the cue that was put away"),
        Action.LEAVE: tr("Leave: the search first, then the cue"),
        Action.CHEAT_SHEET: tr("Show or hide these keys"),
        Action.MENU: tr("Open the menu: guides, theme, extension"),
        Action.CONNECTION: tr("Phone connection: how it is, setting it up"),
        Action.QUIT: tr("Quit: drafts are kept"),
        Action.PICK: tr("Pick who is calling"),
        Action.NOTE_ANSWER: tr("They told you: note what is still needed, again for the next"),
        Action.REVEAL: tr("Show a masked value for a moment"),
        Action.CALL_STEP: tr("A call from a link: taken, then over"),
        Action.HISTORY: tr("Go to earlier contacts"),
        Action.FIND: tr("Find in earlier contacts; typing in the list does it too"),
        Action.UNFOLD: tr("Open a row: all of it, and its thread"),
        Action.REPEATS: tr("To the contact before about the same, and back"),
        Action.PERSON: tr("Who this is: records, where each value is from"),
        Action.ASK_AGAIN: tr("Ask the sources of record again"),
        Action.WORDING: tr("Check your wording"),
        Action.APOLOGY: tr("Build an apology, part by part"),
        Action.CONVERSATION: tr("Paste a chat or transcript for the coach"),
        Action.HAD_TO_REPEAT: tr("The caller had to repeat something"),
        Action.NOTES: tr("Write notes"),
        Action.LISTENING: tr("Listening mode on or off"),
        Action.OPEN: tr("Open the article and note that you used it"),
        Action.WRAP_UP: tr("Go to the wrap-up"),
        Action.SAVE: tr("Save the wrap-up"),
    }
    return texts[action]


def place_text(place: Place) -> str:
    texts: dict[Place, str] = {
        Place.ANYWHERE: tr("Anywhere"),
        Place.CALL: tr("During a call"),
        Place.HISTORY: tr("In earlier contacts"),
        Place.SEARCH: tr("In the search"),
        Place.AFTER: tr("After the call"),
    }
    return texts[place]


@dataclass(frozen=True, slots=True)
class Conflict:
    """`action` asked for `key`; `taken_by` has it already, or None when the key makes no sense."""

    action: Action
    key: str
    taken_by: Action | None


def conflicts(table: tuple[Shortcut, ...]) -> tuple[Conflict, ...]:
    """Keys that two window-wide actions ask for; the first in the table keeps it."""
    owners: dict[str, Action] = {}
    found: list[Conflict] = []
    for shortcut in table:
        if shortcut.local:
            continue
        for key in shortcut.keys:
            portable = _portable(key)
            if not portable:
                found.append(Conflict(shortcut.action, key, None))
            elif owners.setdefault(portable, shortcut.action) is not shortcut.action:
                found.append(Conflict(shortcut.action, key, owners[portable]))
    return tuple(found)


def _portable(key: str) -> str:
    """One spelling per key; '' for what is no key at all."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def native_text(key: str) -> str:
    """As the keycap says it here: 'Ctrl ↵' for 'Ctrl+Return'."""
    text = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    for name, sign in (
        ("Return", "↵"),
        ("Enter", "↵"),
        ("Right", "→"),
        ("Left", "←"),
        ("Down", "↓"),
        ("Up", "↑"),
    ):
        text = text.replace(name, sign)
    return " ".join(part for part in text.split("+") if part) or text


class Shortcuts(QObject):
    """The keys of one window. `bind` gives an action its work; unbound actions have no key.

    `chosen` maps action names to keys that replace the defaults. An action whose key is taken
    stays without it and is named in `conflicts`: Qt would let neither of the two fire.
    """

    triggered = Signal(object)  # Action

    def __init__(
        self, window: QWidget, chosen: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        super().__init__(window)
        self._window = window
        chosen = chosen or {}
        self.table = tuple(
            Shortcut(row.action, chosen.get(row.action, row.keys), row.place, row.local)
            for row in TABLE
        )
        self.conflicts = conflicts(self.table)
        self._refused = {(conflict.action, conflict.key) for conflict in self.conflicts}
        self._actions: dict[Action, QAction] = {}

    def bind(self, action: Action, work: Callable[[], None]) -> QAction:
        """Install the action on the window; its keys work wherever the focus is in it."""
        if action in self._actions:
            raise ValueError(f"{action} is bound already")
        installed = QAction(action_text(action), self._window)
        installed.setObjectName(f"action.{action}")
        installed.setShortcuts([QKeySequence(key) for key in self.keys(action)])
        installed.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        installed.setAutoRepeat(False)
        installed.triggered.connect(lambda: self._run(action, work))
        self._window.addAction(installed)
        self._actions[action] = installed
        return installed

    def _run(self, action: Action, work: Callable[[], None]) -> None:
        work()
        self.triggered.emit(action)

    def keys(self, action: Action) -> tuple[str, ...]:
        """The keys that the action really has."""
        row = next(row for row in self.table if row.action is action)
        return tuple(key for key in row.keys if (action, key) not in self._refused)

    def key_text(self, action: Action) -> str:
        """The first key, for a keycap; '' when it has none."""
        keys = self.keys(action)
        return native_text(keys[0]) if keys else ""
