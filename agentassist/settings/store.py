"""The settings of this agent: defaults, the file over them, machine policy over both."""

import copy
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.toml_text import line_of
from agentassist.ports.clock import Clock
from agentassist.ports.settings import Setting, SettingValue
from agentassist.settings import toml_file
from agentassist.settings.policy import NO_POLICY, Policy, PolicySource, checked
from agentassist.settings.schema import SCHEMA, spec

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
        if self._path is None:
            return
        if self._unreadable:
            _keep_aside(self._path, self._clock.now())
            self._unreadable = False
        table = copy.deepcopy(self._table)
        plain = list(value) if isinstance(value, tuple) else value
        toml_file.put(table, key, plain)
        text = toml_file.with_value(self._text, table, key, plain)
        toml_file.write(self._path, text)
        self._table, self._text = table, text


def _keep_aside(path: Path, now: datetime) -> None:
    try:
        path.rename(path.with_name(f"{path.name}.unreadable-{now:%Y%m%dT%H%M%SZ}"))
    except OSError as error:
        raise AgentAssistError(
            "config.unwritable", retryable=True, file=str(path), reason=error.strerror
        ) from error
