"""Where machine policy is read: places that only an administrator can write."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from agentassist.domain.errors import AgentAssistError
from agentassist.settings.policy import PolicyReading, PolicySource, flattened
from agentassist.settings.schema import BY_KEY, SCHEMA
from agentassist.settings.source_tables import SECTION, SPECS
from agentassist.settings.trusted_file import trusted_bytes

LINUX_FILE = Path("/etc/agentassist/policy.json")
WINDOWS_KEY = r"SOFTWARE\Policies\AgentAssist"
MAC_DOMAIN = "com.agentassist.desktop"


class LinuxPolicyFile:
    """/etc/agentassist/policy.json: JSON, keys dotted or nested.

    Taken only when the file and every folder above it belong to root and nobody else can write
    them, and no part of the path is a symbolic link.
    """

    def __init__(self, path: Path = LINUX_FILE, *, owner: int = 0, top: Path = Path("/")) -> None:
        """`owner` and `top` (the folder from which owners are checked) differ in tests only."""
        self._path = path
        self._owner = owner
        self._top = top

    def read(self) -> PolicyReading:
        try:
            text = trusted_bytes(self._path, owner=self._owner, top=self._top)
        except FileNotFoundError:
            return PolicyReading({})
        except AgentAssistError as error:
            return PolicyReading({}, error)
        except OSError as error:
            return self._problem("policy.untrusted", error.strerror or "")
        try:
            table = json.loads(text)
        except json.JSONDecodeError as error:
            return self._problem("policy.unreadable", error.msg, error.lineno)
        except UnicodeDecodeError:
            return self._problem("policy.unreadable", "not UTF-8")
        except (ValueError, RecursionError):  # a number without end, nesting without end
            return self._problem("policy.unreadable", "beyond all limits")
        if not isinstance(table, dict):
            return self._problem("policy.unreadable", "not an object")
        return PolicyReading(flattened(table))

    def _problem(self, code: str, reason: str, line: int = 0) -> PolicyReading:
        problem = AgentAssistError(code, file=str(self._path), line=line, reason=reason)
        return PolicyReading({}, problem)


class Registry(Protocol):
    """One registry key: its values as `winreg.EnumValue` gives them, decoded by type."""

    def values(self) -> Iterable[tuple[str, object]]:
        """FileNotFoundError when the key is not there."""
        ...


class WindowsRegistryPolicy:
    r"""HKLM\SOFTWARE\Policies\AgentAssist: values named by dotted key; a bool is DWORD 0 or 1."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def read(self) -> PolicyReading:
        try:
            found = dict(self._registry.values())
        except FileNotFoundError:
            return PolicyReading({})
        except OSError as error:
            problem = AgentAssistError("policy.untrusted", file=WINDOWS_KEY, reason=error.strerror)
            return PolicyReading({}, problem)
        return PolicyReading(_with_booleans(found))


class MacManagedPreferences:
    """Preferences that a configuration profile forces; those a person sets are not policy."""

    def __init__(self, is_forced: Callable[[str], bool], value: Callable[[str], object]) -> None:
        self._is_forced = is_forced
        self._value = value

    def read(self) -> PolicyReading:
        keys = (*(spec.key for spec in SCHEMA), SECTION)  # of sources nobody knows the names before
        forced = {key: _plain(self._value(key)) for key in keys if self._is_forced(key)}
        return PolicyReading(_with_booleans(flattened(forced)))


def machine_policy_source() -> PolicySource:
    """The source for the system this runs on."""
    if sys.platform == "win32":
        return WindowsRegistryPolicy(_LocalMachine())
    if sys.platform == "darwin":
        # Cocoa's bindings convert the values; the hand-written alternative would do it by pointers.
        import CoreFoundation

        return MacManagedPreferences(
            lambda key: bool(CoreFoundation.CFPreferencesAppValueIsForced(key, MAC_DOMAIN)),
            lambda key: CoreFoundation.CFPreferencesCopyAppValue(key, MAC_DOMAIN),
        )
    return LinuxPolicyFile()


def _with_booleans(values: Mapping[str, object]) -> dict[str, object]:
    """The registry knows no booleans: 0 and 1 are meant where the schema declares one."""
    return {
        key: bool(value) if _is_boolean(key) and value in (0, 1) else value
        for key, value in values.items()
    }


def _is_boolean(key: str) -> bool:
    section, _, rest = key.partition(".")
    name = rest.rpartition(".")[2]
    of_source = SPECS.get(name) if section == SECTION and name != rest else None
    spec = of_source or BY_KEY.get(key)
    return spec is not None and isinstance(spec.default, bool)


def _plain(value: object) -> object:
    """Strings, numbers and lists of the bindings as Python's own."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    return value


if sys.platform == "win32":
    import winreg

    class _LocalMachine:
        """The 64-bit view, whatever the Python is; only administrators can write it."""

        def values(self) -> Iterable[tuple[str, object]]:
            access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, WINDOWS_KEY, 0, access) as key:
                for index in range(winreg.QueryInfoKey(key)[1]):
                    name, value, _kind = winreg.EnumValue(key, index)
                    yield name, value
