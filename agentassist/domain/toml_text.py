"""TOML from outside: parsed within limits, and every complaint about a file names the line."""

import re
import tomllib
from collections.abc import Iterable

_AT_LINE = re.compile(r"\(at line (\d+)")  # the parser gives the place in its message only

_HEADER = re.compile(r"\[+([^\]]*)\]")

LARGEST = 1_000_000  # bytes of a file that a person writes
DEEPEST = 150  # tables and lists in one another


def parsed(text: str) -> dict[str, object]:
    """The tables of a text. TOMLDecodeError, also for what would exhaust the program."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise tomllib.TOMLDecodeError("Nested too deeply") from None
    except ValueError:  # Python's own limit to the digits of a number
        raise tomllib.TOMLDecodeError("A number is too long") from None
    layer: list[object] = [tables]
    for _ in range(DEEPEST):
        layer = [inner for outer in layer for inner in _inside(outer)]
        if not layer:
            return tables
    raise tomllib.TOMLDecodeError("Nested too deeply")


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def line_of_error(problem: tomllib.TOMLDecodeError, text: str) -> int:
    """The line, from 1, at which `text` stopped being TOML; the last one when it ends too early."""
    found = _AT_LINE.search(str(problem))
    return int(found[1]) if found else text.count("\n") + 1


def reason_of_error(problem: tomllib.TOMLDecodeError) -> str:
    """The parser's words without the place."""
    return str(problem).partition(" (at")[0]


def line_of(text: str, key: str, *, header: bool = False) -> int:
    """The line on which a dotted key (or the header of a table) stands, 0 if it can't be told."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line.startswith("["):
            found = _HEADER.match(line)  # a comment may stand behind it
            table = tuple(part.strip(" \"'") for part in found[1].split(".")) if found else ()
            if header and ".".join(table) == key:
                return number
        elif "=" in line and not header:
            name = tuple(part.strip(" \"'") for part in line.partition("=")[0].split("."))
            if ".".join((*table, *name)) == key:
                return number
    return 0
