"""The settings of this agent: defaults, the file over them, machine policy over both."""

import copy
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.toml_text import line_of
from agentassist.ports.clock import Clock
from agentassist.ports.settings import Setting, SettingValue
from agentassist.settings import toml_file
from agentassist.settings.policy import NO_POLICY, Policy, PolicySource, checked
from agentassist.settings.schema import SCHEMA, SettingSpec, spec
from agentassist.settings.source_tables import SECTION, SourceTables, read_sources

Listener = Callable[[Setting], None]


class SettingsStore:
    """Implements `ports.settings.Settings` on one TOML file. May be used from any thread.

    `problems` says what was wrong with the file or the policy: the program goes on with defaults.
    A file that could not be read is kept under another name before it is written anew.
    """

    def __init__(self, path: Path | None, clock: Clock, policy: PolicySource | None = None) -> None:
        """Without a path the settings last as long as the program: the demo's."""
        self._path = path
        self._clock = clock
        self._guard = threading.RLock()
        self._listeners: list[Listener] = []
        self._table: toml_file.Table = {}
        self._text = ""
        self._user: dict[str, SettingValue] = {}
        self._unreadable = False
        self._policy: Policy = checked(policy.read()) if policy is not None else NO_POLICY
        problems = list(self._policy.problems)
        if path is not None:
            problems += self._load(path)
        self.problems: tuple[AgentAssistError, ...] = tuple(problems)

    def get(self, key: str) -> Setting:
        declared = spec(key)
        with self._guard:
            if key in self._policy.values:
                return Setting(key, self._policy.values[key], "policy", True)
            if key in self._user:
                return Setting(key, self._user[key], "user", False)
        return Setting(key, declared.default, "default", False)

    def set(self, key: str, value: SettingValue) -> None:
        checked_value = spec(key).parse(value)
        with self._guard:
            if key in self._policy.values:
                raise AgentAssistError("setting.locked", key=key)
            before = self.get(key)
            self._store(key, checked_value)
            self._user[key] = checked_value
            after = self.get(key)
            listeners = tuple(self._listeners)
        if after.value != before.value:
            for listener in listeners:
                listener(after)

    def reset(self, key: str) -> None:
        """See ports.settings.SettingsFile: what policy or the default says holds again."""
        spec(key)
        with self._guard:
            if key in self._policy.values:
                raise AgentAssistError("setting.locked", key=key)
            if key not in self._user:
                return
            before = self.get(key).value
            table = copy.deepcopy(self._table)
            toml_file.take(table, key)
            self._write(table, toml_file.without_value(self._text, table, key))
            del self._user[key]
        self._tell({key: before})

    def declared(self) -> tuple[SettingSpec, ...]:
        return SCHEMA

    def table(self, section: str) -> dict[str, str]:
        """The texts of a table that stands in the file only, such as `ivr.variables`."""
        with self._guard:
            found = toml_file.lookup(self._table, section)
        if not isinstance(found, dict):
            return {}
        return {str(key): value for key, value in found.items() if isinstance(value, str)}

    def sources(self) -> SourceTables:
        """The tables `[sources.NAME]`, with policy over them, and what is wrong in them."""
        managed_only = self.get("sources.managed_only").value is not False
        with self._guard:
            return read_sources(
                toml_file.lookup(self._table, SECTION),
                self._policy.sources,
                managed_only=managed_only,
                file=self._path,
                text=self._text,
            )

    def change(
        self, values: Mapping[str, SettingValue], tables: Mapping[str, Mapping[str, str]]
    ) -> Callable[[], None]:
        """See ports.settings.SettingsFile: all of it in one write, and what puts it back."""
        checked_values = {key: spec(key).parse(value) for key, value in values.items()}
        with self._guard:
            for key in checked_values:
                if key in self._policy.values:
                    raise AgentAssistError("setting.locked", key=key)
            before = (self._table, self._text, dict(self._user))
            former = {section: self.table(section) for section in tables}
            told = {key: self.get(key).value for key in checked_values}
            table, text = copy.deepcopy(self._table), self._text
            for key, value in checked_values.items():
                plain = list(value) if isinstance(value, tuple) else value
                toml_file.put(table, key, plain)
                text = toml_file.with_value(text, table, key, plain)
            for section, entries in tables.items():
                toml_file.put(table, section, dict(entries))
                text = toml_file.with_table(text, table, section, entries)
            self._write(table, text)
            self._user.update(checked_values)
            after = self._text
        self._tell(told)

        def undo() -> None:
            with self._guard:
                now = {key: self.get(key).value for key in checked_values}
                if self._text == after:
                    self._write(*before[:2])
                    self._user = before[2]
                else:  # something else was changed since, and stays
                    self.change(told, former)
            self._tell(now)

        return undo

    def _tell(self, before: Mapping[str, SettingValue]) -> None:
        changed = [self.get(key) for key, value in before.items() if self.get(key).value != value]
        for setting in changed:
            for listener in tuple(self._listeners):
                listener(setting)

    def on_change(self, listener: Listener) -> Callable[[], None]:
        """`listener` is called in the thread that set the value; the result ends it."""
        with self._guard:
            self._listeners.append(listener)

        def end() -> None:
            with self._guard:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return end

    def all(self) -> tuple[Setting, ...]:
        """Every declared setting, in the order of the schema."""
        return tuple(self.get(declared.key) for declared in SCHEMA)

    def _load(self, path: Path) -> list[AgentAssistError]:
        try:
            self._table, self._text = toml_file.read(path)
        except AgentAssistError as error:
            self._unreadable = True
            return [error]
        problems = []
        for declared in SCHEMA:
            value = toml_file.lookup(self._table, declared.key)
            if value is None:
                continue
            try:
                self._user[declared.key] = declared.parse(value)
            except AgentAssistError:
                line = line_of(self._text, declared.key)
                problems.append(
                    AgentAssistError(
                        "config.bad_value",
                        file=str(path),
                        line=line,
                        key=declared.key,
                        expected=declared.expected,
                    )
                )
        return problems

    def _store(self, key: str, value: SettingValue) -> None:
        table = copy.deepcopy(self._table)
        plain = list(value) if isinstance(value, tuple) else value
        toml_file.put(table, key, plain)
        self._write(table, toml_file.with_value(self._text, table, key, plain))

    def _write(self, table: toml_file.Table, text: str) -> None:
        if self._path is not None:
            if self._unreadable:
                _keep_aside(self._path, self._clock.now())
                self._unreadable = False
            toml_file.write(self._path, text)
        self._table, self._text = table, text


def _keep_aside(path: Path, now: datetime) -> None:
    try:
        path.rename(path.with_name(f"{path.name}.unreadable-{now:%Y%m%dT%H%M%SZ}"))
    except OSError as error:
        raise AgentAssistError(
            "config.unwritable", retryable=True, file=str(path), reason=error.strerror
        ) from error
