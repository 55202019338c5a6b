"""The tables `[sources.NAME]`: read strictly, policy laid over them key by key.

A table with a mistake is left out and named by file, line and key; the others work.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.source import LOCAL
from agentassist.domain.toml_text import line_of
from agentassist.ports.source_settings import SourceSettings
from agentassist.settings.schema import BY_KEY, SettingSpec

SECTION = "sources"
MOST = 20  # sources of one desktop: each is asked at every ring
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,29}")
_VALUE_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]{0,79}|"
_PLAIN = r"[^\x00-\x1f\x7f]*"
_POLICY_ONLY = frozenset({"secret_file"})  # a file of the agent's own would be no place for it
# What the agent's own table may still say of a source where policy alone says which there are.
# Where it is, how it is understood and whom to believe there is not among it.
_OF_AGENT = frozenset(
    {
        *("title", "enabled", "deadline_ms", "region", "note_language"),
        *("secret_env", "refresh_env", "proxy_secret_env"),
    }
)

SPECS: Mapping[str, SettingSpec] = {
    spec.key: spec
    for spec in (
        SettingSpec("mapping", "", "Name of a bundled mapping, or a file", maximum=1000),
        SettingSpec("title", "", "As people of the site know it", maximum=60),
        SettingSpec("enabled", True, "Whether it is asked"),
        SettingSpec(
            "deadline_ms", 0, "One answer is waited for so long", minimum=100, maximum=30_000
        ),
        SettingSpec("region", "", "Country of its numbers", pattern="[A-Z]{2}|"),
        SettingSpec("secret_env", "", "Variable with the secret", pattern=_VARIABLE),
        SettingSpec("refresh_env", "", "Variable with the first refresh token", pattern=_VARIABLE),
        SettingSpec("secret_file", "", "File of root's with the secret", maximum=1000),
        SettingSpec("proxy", "system", "system, none, or an address", pattern=r"[!-~]{1,300}"),
        SettingSpec("proxy_user", "", "Login at the proxy"),
        SettingSpec("proxy_secret_env", "", "Variable with the proxy's", pattern=_VARIABLE),
        SettingSpec("ca_file", "", "PEM file of the house's own authority", maximum=1000),
        SettingSpec("insecure_http", False, "http:// to another computer"),
        SettingSpec("write_back", False, "Saved wrap-ups are sent to it as notes"),
        SettingSpec("note_language", "en", "Language of these notes", choices=("en", "de")),
    )
}
_TEXT = SettingSpec("", "", "", maximum=1000, pattern=_PLAIN)


@dataclass(frozen=True, slots=True)
class SourceTables:
    """The usable ones in the order of the file, policy's own behind them; and what was wrong."""

    sources: tuple[SourceSettings, ...] = ()
    problems: tuple[AgentAssistError, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a mistake is named."""

    file: Path | None
    text: str

    def mistake(self, name: str, key: str, expected: str, *, policy: bool) -> AgentAssistError:
        whole = ".".join(part for part in (SECTION, name, key) if part)
        if policy:
            return AgentAssistError("policy.bad_value", key=whole, expected=expected)
        line = line_of(self.text, whole) or line_of(self.text, f"{SECTION}.{name}", header=True)
        return AgentAssistError(
            "config.bad_value", file=str(self.file or ""), line=line, key=whole, expected=expected
        )


class _MistakeError(Exception):
    def __init__(self, key: str, expected: str) -> None:
        super().__init__(key)
        self.key, self.expected = key, expected


def read_sources(
    written: object,
    policy: Mapping[str, Mapping[str, object]],
    *,
    managed_only: bool = False,
    file: Path | None = None,
    text: str = "",
) -> SourceTables:
    """`written` is what stands under `sources` in the file, `policy` the same of policy.

    `managed_only`: a source that policy does not name is not used, and of one that it names only
    policy says where it is and whom to believe there.
    """
    place = _Place(file, text)
    problems: list[AgentAssistError] = []
    tables: dict[str, Mapping[str, object]] = {}
    for name, table in _tables(written, place, problems):
        if managed_only and name not in policy:
            problems.append(AgentAssistError("source.not_managed", source=name))
        elif managed_only:
            tables[name] = {key: value for key, value in table.items() if key in _OF_AGENT}
        else:
            tables[name] = table
    found: list[SourceSettings] = []
    for name in dict.fromkeys((*tables, *policy)):
        set_by_policy = policy.get(name, {})
        try:
            if len(found) == MOST:
                raise _MistakeError("", f"at_most:{MOST}")
            found.append(_settings(name, tables.get(name, {}), set_by_policy))
        except _MistakeError as mistake:
            by_policy = mistake.key in set_by_policy or name not in tables
            problems.append(place.mistake(name, mistake.key, mistake.expected, policy=by_policy))
    return SourceTables(tuple(found), tuple(problems))


def _tables(
    written: object, place: _Place, problems: list[AgentAssistError]
) -> Iterator[tuple[str, Mapping[str, object]]]:
    if not isinstance(written, Mapping):
        if written is not None:
            problems.append(place.mistake("", "", "section", policy=False))
        return
    for name, table in written.items():
        if f"{SECTION}.{name}" in BY_KEY:
            continue  # a setting of all of them
        if isinstance(table, Mapping):
            yield str(name), table
        else:
            problems.append(place.mistake(str(name), "", "section", policy=False))


def _settings(
    name: str, written: Mapping[str, object], policy: Mapping[str, object]
) -> SourceSettings:
    if _NAME.fullmatch(name) is None or name == LOCAL:
        raise _MistakeError("", "name:[a-z][a-z0-9_-]*")
    for key in written:
        if key in _POLICY_ONLY and key not in policy:
            raise _MistakeError(key, "policy_only")
    if "secret_file" in policy:
        written = {}  # the house's own secret goes nowhere but where the house says
    values: dict[str, object] = {}
    texts: dict[str, str] = {}
    for key, value in {**written, **policy}.items():
        if key in SPECS:
            values[key] = _checked(SPECS[key], key, value)
        elif _VALUE_NAME.fullmatch(key) is None:
            raise _MistakeError(key, "a_known_key")
        else:
            texts[key] = str(_checked(_TEXT, key, value))
    if not values.get("mapping"):
        raise _MistakeError("mapping", "missing")
    milliseconds = values.pop("deadline_ms", None)
    return SourceSettings(
        name,
        str(values.pop("mapping")),
        deadline=timedelta(milliseconds=milliseconds) if isinstance(milliseconds, int) else None,
        values=texts,
        locked=frozenset(policy),
        **values,  # type: ignore[arg-type]  # each of the type that its spec has checked
    )


def _checked(spec: SettingSpec, key: str, value: object) -> object:
    try:
        return spec.parse(value)
    except AgentAssistError:
        raise _MistakeError(key, spec.expected) from None
