"""What the palette offers: every action of the window, and whatever its sources add."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ui.actions.action import Action
from ui.actions.bindings import Bindings
from ui.actions.declared import BY_ACTION, place_text, title_text
from ui.actions.key_names import native_texts
from ui.i18n import tr


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """`id` is kept for 'recent' unless it is ''. `why_not`: '' or why it can't be done now.

    `keys` as keycaps say them, `group` in a few words, `words`: what else it is found by.
    `sought`: offered only once something is typed.
    """

    id: str
    title: str
    run: Callable[[], object]
    group: str = ""
    keys: tuple[str, ...] = ()
    why_not: str = ""
    words: str = ""
    sought: bool = False


EntrySource = Callable[[], Iterable[PaletteEntry]]


def action_entries(keys: Bindings) -> list[PaletteEntry]:
    """All that is bound but the palette itself; asked each time it opens."""
    return [_entry(keys, action) for action in keys.bound if action is not Action.PALETTE]


def _entry(keys: Bindings, action: Action) -> PaletteEntry:
    declared = BY_ACTION[action]
    return PaletteEntry(
        str(action),
        title_text(action),
        lambda: keys.run(action),
        place_text(declared.place),
        native_texts(keys.keys(action)),
        keys.why_not(action),
        tr(declared.words) if declared.words else "",
    )
