"""The agent's own keys: read from the settings, changed at once, undone step by step."""

import asyncio
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.settings import Setting, Settings
from ui.actions import keymap
from ui.actions.action import Action
from ui.actions.chosen_keys import SETTING, read_chosen, written
from ui.actions.key_names import portable
from ui.actions.keymap import Keys, default_keys
from ui.crossing import Runs

_MOST_STEPS = 50


class OwnKeys(QObject):
    """`problems`: what of the settings was not understood; the usual keys are there instead.

    `changed` after every change, `refused` (AgentAssistError) when one could not be kept: then the
    keys are again what the settings say.
    """

    changed = Signal()
    refused = Signal(object)

    def __init__(self, settings: Settings, crossing: Runs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings, self._crossing = settings, crossing
        self._steps: list[Mapping[Action, Keys]] = []
        self.problems: tuple[AgentAssistError, ...] = ()
        self._read()

    @property
    def locked(self) -> bool:
        """Managed by the organisation."""
        return self._settings.get(SETTING).locked

    @property
    def keymap(self) -> keymap.Keymap:
        return keymap.current()

    def handle(self, event: object) -> None:
        """From the core: the setting was changed somewhere."""
        if isinstance(event, Setting) and event.key == SETTING:
            self._read()
            self.changed.emit()

    def _read(self) -> None:
        value = self._settings.get(SETTING).value
        chosen, unread = read_chosen(value if isinstance(value, tuple) else ())
        self.problems = tuple(
            AgentAssistError("setting.keys_unread", entry=text) for text in unread
        )
        self.keymap.choose(chosen)

    # asking --------------------------------------------------------------------------------
    def taken_by(self, action: Action, keys: Keys) -> Action | None:
        """Who else has one of these keys now."""
        owners = (self.keymap.owner(key) for key in keys)
        return next((owner for owner in owners if owner not in (None, action)), None)

    def is_own(self, action: Action) -> bool:
        """Not the usual key any more, chosen or taken away."""
        return self._spelled(self.keymap.keys(action)) != self._spelled(default_keys(action))

    @property
    def any_own(self) -> bool:
        return bool(self.keymap.chosen)

    @property
    def undoable(self) -> bool:
        return bool(self._steps)

    # changing ------------------------------------------------------------------------------
    def give(self, action: Action, keys: Keys) -> None:
        """These keys and no others; whoever had one of them loses it."""
        chosen = dict(self.keymap.chosen)
        wanted = self._spelled(keys)
        for other in self.keymap.all_actions:
            before = self._spelled(self.keymap.keys(other))
            left = tuple(key for key in before if key not in wanted)
            if other is not action and left != before:
                chosen[other] = left
        chosen[action] = wanted
        self._change(self._without_usual(chosen))

    def reset_all(self) -> None:
        self._change({})

    def undo(self) -> None:
        if self._steps:
            before = self._steps.pop()
            self._keep(before)

    def _change(self, chosen: Mapping[Action, Keys]) -> None:
        self._steps.append(dict(self.keymap.chosen))
        del self._steps[:-_MOST_STEPS]
        self._keep(chosen)

    def _keep(self, chosen: Mapping[Action, Keys]) -> None:
        """At once in the window, then in the settings."""
        self.keymap.choose(chosen)
        self.changed.emit()
        texts = written(chosen)

        async def keep() -> None:
            await asyncio.to_thread(self._settings.set, SETTING, texts)

        self._crossing.run(keep(), None, self._not_kept)

    def _not_kept(self, error: AgentAssistError) -> None:
        self._steps.clear()
        self._read()
        self.changed.emit()
        self.refused.emit(error)

    @staticmethod
    def _spelled(keys: Keys) -> Keys:
        return tuple(portable(key) for key in keys)

    def _without_usual(self, chosen: Mapping[Action, Keys]) -> dict[Action, Keys]:
        return {
            action: keys
            for action, keys in chosen.items()
            if keys != self._spelled(default_keys(action))
        }
