"""Settings of this agent, overlaid by machine policy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

SettingValue = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """`source` is default, user or policy; a policy-set value is `locked` for the user."""

    key: str
    value: SettingValue
    source: str
    locked: bool

    @property
    def number(self) -> int:
        """The value of a whole-number setting; TypeError for any other."""
        if not isinstance(self.value, int):
            raise TypeError(self.key)
        return self.value


class Settings(Protocol):
    def get(self, key: str) -> Setting:
        """AgentAssistError("setting.unknown") for a key that the schema does not declare."""
        ...

    def set(self, key: str, value: SettingValue) -> None:
        """Stored at once. AgentAssistError("setting.locked" | "setting.bad_value", key=...)."""
        ...

    def on_change(self, listener: Callable[[Setting], None]) -> Callable[[], None]: ...
