"""The settings file: TOML, read by the standard library, written whole and at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.toml_text import (
    LARGEST,
    line_of,
    line_of_error,
    parsed,
    reason_of_error,
)
from agentassist.settings.whole_file import replace_file

Table = dict[str, object]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_COMMENT = re.compile(r"\s+#[^\"'\n]*$", re.MULTILINE)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def read(path: Path) -> tuple[Table, str]:
    """The tables of a file and its text; empty when there is none.

    Raises AgentAssistError("config.unreadable", file=..., line=..., reason=...).
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        return {}, ""
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise AgentAssistError(
            "config.unreadable", file=str(path), line=0, reason=reason
        ) from error
    if len(raw) > LARGEST:
        raise AgentAssistError("config.unreadable", file=str(path), line=0, reason="too large")
    try:
        return parsed(text), text
    except tomllib.TOMLDecodeError as error:
        raise AgentAssistError(
            "config.unreadable",
            file=str(path),
            line=line_of_error(error, text),
            reason=reason_of_error(error),
        ) from error


def lookup(table: Mapping[str, object], key: str) -> object | None:
    """The value under a dotted key, or None."""
    value: object = table
    for part in key.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def put(table: Table, key: str, value: object) -> None:
    """Set the value under a dotted key; what stands in the way as a plain value is replaced."""
    *tables, last = key.split(".")
    for part in tables:
        inner = table.get(part)
        if not isinstance(inner, dict):
            inner = table[part] = {}
        table = inner
    table[last] = value


def take(table: Table, key: str) -> None:
    """Take the value under a dotted key out; its tables stay."""
    *tables, last = key.split(".")
    inner: object = table
    for part in tables:
        inner = inner.get(part) if isinstance(inner, dict) else None
    if isinstance(inner, dict):
        inner.pop(last, None)


def without_value(text: str, table: Table, key: str) -> str:
    """The text of a file without one value; `table` is what the text means then."""
    lines = text.splitlines(keepends=True)
    if number := line_of(text, key):
        edited = "".join((*lines[: number - 1], *lines[number:]))
        try:
            if tomllib.loads(edited) == table:
                return edited
        except tomllib.TOMLDecodeError:
            pass
    return dump(table)


def with_value(text: str, table: Table, key: str, value: object) -> str:
    """The text of a file with one value changed, comments and the rest as they were.

    `table` is what the text means with the new value already put. Where the value is written in
    a way that a line can't be exchanged for (an inline table, several lines), all is written anew.
    """
    for edited in _edits(text, key, value):
        try:
            if tomllib.loads(edited) == table:
                return edited
        except tomllib.TOMLDecodeError:
            continue
    return dump(table)


def with_table(text: str, table: Table, section: str, values: Mapping[str, object]) -> str:
    """The text of a file with one table's values exchanged for `values`, the rest as it was.

    `table` is what the text means afterwards. A comment behind a value stays with its line.
    """
    lines = text.splitlines(keepends=True)
    header = line_of(text, section, header=True)
    if not header:
        gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        body = "".join(f"{_key(name)} = {_value(value)}\n" for name, value in values.items())
        edited = f"{text}{gap}[{section}]\n{body}"
    else:
        end = next(
            (at for at in range(header, len(lines)) if lines[at].lstrip().startswith("[")),
            len(lines),
        )
        edited = "".join((*lines[:header], *_exchanged(lines[header:end], values), *lines[end:]))
    try:
        if tomllib.loads(edited) == table:
            return edited
    except tomllib.TOMLDecodeError:
        pass
    return dump(table)


def _exchanged(lines: list[str], values: Mapping[str, object]) -> list[str]:
    """The lines of one table; new values stand behind the last one there was."""
    left = dict(values)
    kept: list[str] = []
    last = 0
    for line in lines:
        written, equals, behind = line.partition("=")
        name = written.strip().strip("\"'")
        if not equals or written.lstrip().startswith("#"):
            kept.append(line)
            continue
        if name not in left:
            continue  # taken out
        comment = _COMMENT.search(behind)
        value = left.pop(name)
        kept.append(f"{written.rstrip()} = {_value(value)}{comment[0] if comment else ''}\n")
        last = len(kept)
    kept[last:last] = [f"{_key(name)} = {_value(value)}\n" for name, value in left.items()]
    return kept


def _edits(text: str, key: str, value: object) -> Iterator[str]:
    """The line exchanged, a line added to its table, a table added."""
    lines = text.splitlines(keepends=True)
    table, _, name = key.rpartition(".")
    written = _value(value)
    if number := line_of(text, key):
        before, _, behind = lines[number - 1].partition("=")
        comment = _COMMENT.search(behind)
        line = f"{before.rstrip()} = {written}{comment[0] if comment else ''}\n"
        yield "".join((*lines[: number - 1], line, *lines[number:]))
    if number := line_of(text, table, header=True):
        yield "".join((*lines[:number], f"{name} = {written}\n", *lines[number:]))
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    yield f"{text}{gap}[{table}]\n{name} = {written}\n"


def write(path: Path, text: str) -> None:
    """Replace the file. Raises AgentAssistError("config.unwritable", file=..., reason=...)."""
    try:
        replace_file(path, text)
    except OSError as error:
        raise AgentAssistError(
            "config.unwritable", retryable=True, file=str(path), reason=error.strerror
        ) from error


def dump(table: Mapping[str, object]) -> str:
    """TOML that `tomllib` reads back as the same tables."""
    lines: list[str] = []
    _dump_table(table, (), lines)
    return "\n".join(lines).lstrip("\n") + "\n"


def _dump_table(table: Mapping[str, object], name: tuple[str, ...], lines: list[str]) -> None:
    plain = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    inner = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    if name and (plain or not inner):
        lines += ["", f"[{'.'.join(_key(part) for part in name)}]"]
    lines += [f"{_key(key)} = {_value(value)}" for key, value in plain.items()]
    for key, value in inner.items():
        _dump_table(value, (*name, key), lines)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _text(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, Mapping):
        pairs = (f"{_key(str(key))} = {_value(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    raise TypeError(f"TOML has no {type(value).__name__}")


def _text(text: str) -> str:
    escaped = "".join(_ESCAPES.get(ch) or (ch if ch.isprintable() else _escape(ch)) for ch in text)
    return f'"{escaped}"'


def _escape(ch: str) -> str:
    return f"\\u{ord(ch):04x}" if ord(ch) <= 0xFFFF else f"\\U{ord(ch):08x}"
