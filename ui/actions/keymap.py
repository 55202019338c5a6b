"""Which keys each action has: the defaults, and those the agent chose instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QObject, Signal

from ui.actions.action import Action, Declared
from ui.actions.declared import BY_ACTION, DECLARED
from ui.actions.key_names import MAC, native_text, portable

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """`action` asked for `key`; `taken_by` has it already, or None when it is no key."""

    action: Action
    key: str
    taken_by: Action | None


def default_keys(action: Action, *, mac: bool = MAC) -> Keys:
    declared = BY_ACTION[action]
    return declared.mac if mac and declared.mac is not None else declared.keys


def conflicts(rows: Iterable[tuple[Action, Keys]]) -> tuple[Conflict, ...]:
    """Keys that two window-wide actions ask for; the first keeps it."""
    owners: dict[str, Action] = {}
    found: list[Conflict] = []
    for action, keys in rows:
        if BY_ACTION[action].local:
            continue
        for key in keys:
            spelled = portable(key)
            if not spelled:
                found.append(Conflict(action, key, None))
            elif owners.setdefault(spelled, action) is not action:
                found.append(Conflict(action, key, owners[spelled]))
    return tuple(found)


class Keymap(QObject):
    """The keys in force. An action whose key is taken stays without it: Qt would run neither.

    What the agent chose counts before a default: a default that is taken goes, the choice stays.
    """

    changed = Signal()

    def __init__(self, chosen: Mapping[Action, Keys] | None = None) -> None:
        super().__init__()
        self.chosen: Mapping[Action, Keys] = {}
        self.conflicts: tuple[Conflict, ...] = ()
        self._keys: dict[Action, Keys] = {}
        self._take(chosen or {})

    def choose(self, chosen: Mapping[Action, Keys]) -> None:
        """Keys that replace the defaults of some actions; in force at once."""
        if dict(chosen) != self.chosen:
            self._take(chosen)
            self.changed.emit()

    def _take(self, chosen: Mapping[Action, Keys]) -> None:
        self.chosen = {
            action: keys for action, keys in chosen.items() if not BY_ACTION[action].local
        }
        wanted = {row.action: self.chosen.get(row.action, default_keys(row.action)) for row in ROWS}
        first = sorted(wanted, key=lambda action: action not in self.chosen)
        self.conflicts = conflicts((action, wanted[action]) for action in first)
        refused = {(conflict.action, conflict.key) for conflict in self.conflicts}
        self._keys = {
            action: tuple(key for key in keys if (action, key) not in refused)
            for action, keys in wanted.items()
        }

    def keys(self, action: Action) -> Keys:
        """The keys that the action really has."""
        return self._keys[action]

    @property
    def all_actions(self) -> tuple[Action, ...]:
        """Those whose keys can be changed."""
        return tuple(row.action for row in ROWS if not row.local)

    def key_text(self, key: str) -> str:
        """For a keycap: the first key of an action, '' when it has none; other texts as they are.

        An Action is a text too, so whatever shows a key takes either.
        """
        if not isinstance(key, Action):
            return key
        keys = self._keys[key]
        return native_text(keys[0]) if keys else ""

    def owner(self, key: str) -> Action | None:
        """Whose key it is."""
        spelled = portable(key)
        for action, keys in self._keys.items():
            if not BY_ACTION[action].local and spelled in map(portable, keys):
                return action
        return None


ROWS: tuple[Declared, ...] = DECLARED


@cache
def current() -> Keymap:
    """The one of the process; keycaps follow it as colours follow the theme."""
    return Keymap()
