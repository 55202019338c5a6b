"""Keys that an agent chose, as they stand in the settings: one text an action, notes=Ctrl+E.

Several keys have a space between them; nothing after the sign means no key. What can't be
understood is left out, and its action keeps the usual key.
"""

from collections.abc import Iterable, Mapping

from ui.actions.action import Action
from ui.actions.declared import BY_ACTION
from ui.actions.key_names import portable
from ui.actions.keymap import Keys, default_keys
from ui.actions.reserved import refused

SETTING = "ui.keys"


def read_chosen(texts: Iterable[str]) -> tuple[dict[Action, Keys], tuple[str, ...]]:
    """What was chosen, and the texts that were not understood."""
    chosen: dict[Action, Keys] = {}
    unread: list[str] = []
    owners: set[str] = set()
    for text in texts:
        name, _, rest = text.partition("=")
        keys = tuple(portable(key) for key in rest.split())
        action = Action(name) if name in set(Action) else None
        usable = action is not None and action not in chosen and not BY_ACTION[action].local
        if action is None or not usable or not _good(action, keys) or owners & set(keys):
            unread.append(text)
            continue
        owners.update(keys)
        chosen[action] = keys
    return chosen, tuple(unread)


def written(chosen: Mapping[Action, Keys]) -> tuple[str, ...]:
    """In the order of the table, so that the file changes only where something changed."""
    return tuple(f"{action}={' '.join(chosen[action])}" for action in Action if action in chosen)


def _good(action: Action, keys: Keys) -> bool:
    """A usual key is good, even one that nobody else may have: the question mark."""
    usual = {portable(key) for key in default_keys(action)}
    return all(key and (key in usual or refused(key) is None) for key in keys)
