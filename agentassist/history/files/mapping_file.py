"""A mapping as IT writes it: TOML, read strictly; every complaint names file, line and key."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.toml_text import LARGEST, line_of, line_of_error, parsed, reason_of_error
from agentassist.history.files.mapping import FIELDS, WORDS, Column, FileMapping, folded
from agentassist.history.files.table import DELIMITERS
from agentassist.history.files.text_file import ENCODINGS, unusable

FORMAT = 1
SOURCE_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_TEXTS = ("source", "region", "zone", "separator", "encoding", "delimiter")


def read_mapping(path: Path) -> FileMapping:
    """AgentAssistError("import.bad_mapping", file, line, key, problem), "usage.unusable_file"."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise unusable(path, error) from error
    try:
        text = raw.decode("utf-8-sig")
        tables = parsed(text)
        if len(raw) > LARGEST:
            raise _Mistake("", "too large")
        return _mapping(tables)
    except UnicodeDecodeError:
        raise _error(path, 0, "", "not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise _error(path, line_of_error(error, text), "", reason_of_error(error)) from None
    except _Mistake as mistake:
        header = mistake.key in tables and isinstance(tables[mistake.key], dict)
        line = line_of(text, mistake.key, header=header) if mistake.key else 0
        raise _error(path, line or 0, mistake.key, mistake.problem) from None


class _Mistake(Exception):  # noqa: N818 - told as an AgentAssistError
    def __init__(self, key: str, problem: str) -> None:
        super().__init__(problem)
        self.key = key
        self.problem = problem


def _error(path: Path, line: int, key: str, problem: str) -> AgentAssistError:
    return AgentAssistError(
        "import.bad_mapping", file=str(path), line=line, key=key, problem=problem
    )


def _mapping(tables: Mapping[str, object]) -> FileMapping:
    if tables.get("format") != FORMAT:
        raise _Mistake("format", f"must be {FORMAT}")
    known = {"format", "dates", *_TEXTS, *FIELDS, *WORDS}
    for key in tables:
        if key not in known:
            raise _Mistake(key, f"unknown; known are {', '.join(sorted(known))}")
    said = {key: _text(tables, key) for key in _TEXTS if key in tables}
    dates = tables.get("dates", [])
    if not isinstance(dates, list) or not all(isinstance(each, str) for each in dates):
        raise _Mistake("dates", "must be a list of formats")
    columns = {kind: _columns(kind, tables[kind]) for kind in FIELDS if kind in tables}
    if "region" in said and said["region"] not in phonenumbers.SUPPORTED_REGIONS:
        raise _Mistake("region", "must be a country: two capital letters")
    if "zone" in said:
        _zone(said["zone"])
    if "source" in said and not SOURCE_NAME.fullmatch(said["source"]):
        raise _Mistake("source", "must be small letters, digits, - and _, a letter first")
    if said.get("encoding", ENCODINGS[0]) not in ENCODINGS:
        raise _Mistake("encoding", f"must be one of {', '.join(ENCODINGS)}")
    delimiter = said.get("delimiter")
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise _Mistake("delimiter", f"must be one sign, such as {' '.join(DELIMITERS[:2])}")
    return FileMapping(
        columns=columns,
        source=said.get("source"),
        region=said.get("region"),
        zone=said.get("zone"),
        dates=tuple(dates),
        separator=said.get("separator", ";"),
        encoding=said.get("encoding"),
        delimiter=delimiter,
        words={name: _words(name, tables[name]) for name in WORDS if name in tables},
    )


def _text(tables: Mapping[str, object], key: str) -> str:
    value = tables[key]
    if not isinstance(value, str) or not value:
        raise _Mistake(key, "must be a text")
    return value


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _Mistake("zone", "is no time zone, as in Europe/Berlin") from None


def _columns(kind: str, table: object) -> dict[str, Column]:
    if not isinstance(table, dict):
        raise _Mistake(kind, "must be a table")
    found = {}
    for name, said in table.items():
        key = f"{kind}.{name}"
        if name not in FIELDS[kind]:
            raise _Mistake(key, f"unknown; known are {', '.join(FIELDS[kind])}")
        if isinstance(said, str) and said:
            found[name] = Column((said,))
        elif isinstance(said, list) and said and all(isinstance(e, str) and e for e in said):
            found[name] = Column(tuple(said))
        elif isinstance(said, dict) and set(said) == {"value"} and isinstance(said["value"], str):
            found[name] = Column(value=said["value"])
        else:
            raise _Mistake(key, 'must be a column, a list of columns, or { value = "..." }')
    return found


def _words(name: str, table: object) -> dict[str, str]:
    if not isinstance(table, dict):
        raise _Mistake(name, "must be a table")
    for word, ours in table.items():
        if ours not in WORDS[name]:
            raise _Mistake(f"{name}.{word}", f"must lead to one of {', '.join(WORDS[name])}")
    return {folded(word): ours for word, ours in table.items()}
