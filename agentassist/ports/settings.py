"""Settings of this agent, overlaid by machine policy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from agentassist.ports.setting_spec import SettingSpec
from agentassist.ports.setting_spec import SettingValue as SettingValue


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


class SettingsFile(Settings, Protocol):
    """Settings, and the tables that stand in their file only."""

    def declared(self) -> tuple[SettingSpec, ...]:
        """Every setting there is."""
        ...

    def reset(self, key: str) -> None:
        """The agent's own value goes, also from the file. Errors as of `set`."""
        ...

    def table(self, section: str) -> dict[str, str]:
        """The texts of a table such as `ivr.variables`; empty when there is none."""
        ...

    def change(
        self, values: Mapping[str, SettingValue], tables: Mapping[str, Mapping[str, str]]
    ) -> Callable[[], None]:
        """Several values and whole tables, stored at once or not at all.

        Returns what puts all of it back as it was. Errors as of `set`; "config.unwritable".
        """
        ...
