"""The settings as a person changes them: kept at once, undone step by step, reset one by one."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.setting_spec import SettingSpec, SettingValue
from agentassist.ports.settings import Setting, SettingsFile
from ui.crossing import Runs

_MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class Step:
    """What stood there before: an own value, or None where there was none."""

    key: str
    before: SettingValue | None


class OwnSettings(QObject):
    """`changed` (key) when a value is another one, or from elsewhere; here or by anybody.

    `kept` (key) when what was asked here is kept; `refused` (key, AgentAssistError) when not.
    """

    changed = Signal(str)
    kept = Signal(str)
    refused = Signal(str, object)

    def __init__(
        self, settings: SettingsFile, crossing: Runs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._crossing = settings, crossing
        self._steps: list[Step] = []

    @property
    def specs(self) -> tuple[SettingSpec, ...]:
        return self._settings.declared()

    def get(self, key: str) -> Setting:
        return self._settings.get(key)

    def handle(self, event: object) -> None:
        """From the core: a setting was changed somewhere."""
        if isinstance(event, Setting):
            self.changed.emit(event.key)

    @property
    def undoable(self) -> bool:
        return bool(self._steps)

    def give(self, key: str, value: SettingValue) -> None:
        """The caller checked it; what holds already is not written again."""
        now = self.get(key)
        if now.value != value:
            self._do(key, lambda: self._settings.set(key, value), self._step(now))

    def reset(self, key: str) -> None:
        """What holds without an own value."""
        now = self.get(key)
        if now.source == "user":
            self._do(key, lambda: self._settings.reset(key), self._step(now))

    def undo(self) -> str | None:
        """The key whose value is as it was before; None when nothing was changed."""
        if not self._steps:
            return None
        step = self._steps.pop()
        before = step.before
        if before is None:
            self._do(step.key, lambda: self._settings.reset(step.key), None)
        else:
            value = before
            self._do(step.key, lambda: self._settings.set(step.key, value), None)
        return step.key

    @staticmethod
    def _step(now: Setting) -> Step:
        return Step(now.key, now.value if now.source == "user" else None)

    def _do(self, key: str, work: Callable[[], None], step: Step | None) -> None:
        async def keep() -> None:
            await asyncio.to_thread(work)

        def done(_: None) -> None:
            if step is not None:
                self._steps.append(step)
                del self._steps[:-_MOST_STEPS]
            self.changed.emit(key)
            self.kept.emit(key)

        def not_done(error: AgentAssistError) -> None:
            self.changed.emit(key)
            self.refused.emit(key, error)

        self._crossing.run(keep(), done, not_done)
