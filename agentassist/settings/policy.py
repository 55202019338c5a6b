"""Machine policy: what IT sets, and how it is laid over the settings of a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.settings import SettingValue
from agentassist.settings.schema import BY_KEY, SCHEMA


@dataclass(frozen=True, slots=True)
class PolicyReading:
    """Raw values by dotted key. `problem`: a policy is there and can't be trusted or read."""

    values: Mapping[str, object]
    problem: AgentAssistError | None = None


class PolicySource(Protocol):
    def read(self) -> PolicyReading: ...


@dataclass(frozen=True, slots=True)
class Policy:
    """Checked values by key, each locked for the user, and what was wrong with the others.

    `sources`: tables of sources, raw; `settings/source_tables.py` checks them.
    """

    values: Mapping[str, SettingValue]
    problems: tuple[AgentAssistError, ...] = ()
    sources: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


NO_POLICY = Policy({})


def checked(reading: PolicyReading) -> Policy:
    """A malformed value falls back to the default; a security setting to its strictest value.

    When the policy as a whole can't be read, nobody knows what it locked: every security setting
    takes its strictest value.
    """
    values: dict[str, SettingValue] = {}
    problems: list[AgentAssistError] = []
    sources: dict[str, dict[str, object]] = {}
    if reading.problem is not None:
        problems.append(reading.problem)
        for spec in SCHEMA:
            if spec.security and spec.strictest is not None:
                values[spec.key] = spec.strictest
        return Policy(values, tuple(problems))
    for key, value in reading.values.items():
        declared = BY_KEY.get(key)
        section, _, rest = key.partition(".")
        name, _, of_source = rest.partition(".")
        if declared is None and section == "sources" and of_source:
            sources.setdefault(name, {})[of_source] = value
            continue
        if declared is None:
            problems.append(AgentAssistError("policy.unknown_key", key=key))
            continue
        try:
            values[key] = declared.parse(value)
        except AgentAssistError:
            problems.append(
                AgentAssistError("policy.bad_value", key=key, expected=declared.expected)
            )
            strictest = declared.strictest if declared.security else None
            values[key] = declared.default if strictest is None else strictest
    return Policy(values, tuple(problems), sources)


def flattened(table: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Nested tables as dotted keys: {"ui": {"theme": x}} and {"ui.theme": x} are the same."""
    flat: dict[str, object] = {}
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            flat.update(flattened(value, f"{key}."))
        else:
            flat[key] = value
    return flat
