"""A site's TOML configuration, read strictly: every complaint names file, line and key.

The same file as the agent's settings (settings/store.py), which go on with a default where a value
is wrong. A site's bridge follows many agents: it stops before it follows the wrong ones.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.toml_text import LARGEST, line_of, line_of_error, parsed


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A parsed file. Values are checked where they are taken out."""

    path: Path
    text: str
    tables: dict[str, object]

    def table(self, section: str) -> "ConfigTable":
        """An empty one when the file has no such section."""
        current: object = self.tables
        for part in section.split("."):
            if not isinstance(current, dict):
                raise self.bad_value(section, part, "not_a_section")
            current = current.get(part, {})
        if not isinstance(current, dict):
            raise self.bad_value(section.rpartition(".")[0], section.rpartition(".")[2], "section")
        return ConfigTable(self, section, current)

    def bad_value(self, section: str, key: str, problem: str) -> AgentAssistError:
        """`problem` is a code: missing, text, number, list, range, ..."""
        name = f"{section}.{key}" if section else key
        line = line_of(self.text, name) or 1
        return AgentAssistError(
            "config.bad_value", file=str(self.path), line=line, key=name, problem=problem
        )


@dataclass(frozen=True, slots=True)
class ConfigTable:
    """One section; absent keys give the default, wrong ones an error."""

    file: ConfigFile
    section: str
    values: dict[str, object]

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if value is None:
            raise self.file.bad_value(self.section, key, "missing")
        if not isinstance(value, str) or not value.strip():
            raise self.file.bad_value(self.section, key, "text")
        return value

    def number(self, key: str, default: int, low: int, high: int) -> int:
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.file.bad_value(self.section, key, "number")
        if not low <= value <= high:
            raise self.file.bad_value(self.section, key, "range")
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.values.get(key, list(default))
        if not isinstance(value, list):
            raise self.file.bad_value(self.section, key, "list")
        texts: list[str] = []
        for item in value:
            if not isinstance(item, str) or not item.strip():
                raise self.file.bad_value(self.section, key, "list")
            texts.append(item.strip())
        return tuple(texts)


def read_config(path: Path) -> ConfigFile:
    """AgentAssistError("config.unreadable", file, line, key, problem) when that cannot be done."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise AgentAssistError(
                "config.unreadable", file=str(path), line=1, key=None, problem="too_large"
            )
        text = raw.decode("utf-8-sig")
    except OSError as problem:
        raise AgentAssistError(
            "config.unreadable", file=str(path), line=None, key=None, problem=problem.strerror
        ) from problem
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise AgentAssistError(
            "config.unreadable", file=str(path), line=line, key=None, problem="not_utf8"
        ) from problem
    try:
        tables = parsed(text)
    except tomllib.TOMLDecodeError as problem:
        line = line_of_error(problem, text)
        key = _key_on(text, line)
        raise AgentAssistError(
            "config.unreadable", file=str(path), line=line, key=key, problem="not_toml"
        ) from None  # the parser's own words may quote a secret
    return ConfigFile(path, text, tables)


def _key_on(text: str, line: int) -> str | None:
    lines = text.splitlines()
    before = lines[line - 1].partition("=")[0].strip() if 0 < line <= len(lines) else ""
    return before if re.fullmatch(r"[\w.\-\" \[\]]{1,80}", before) else None
