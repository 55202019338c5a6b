"""Where something stands in a TOML text: every complaint about a file names the line."""

import re
import tomllib

_AT_LINE = re.compile(r"\(at line (\d+)")  # the parser gives the place in its message only


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
            table = tuple(part.strip(" \"'") for part in line.strip("[] ").split("."))
            if header and ".".join(table) == key:
                return number
        elif "=" in line and not header:
            name = tuple(part.strip(" \"'") for part in line.partition("=")[0].split("."))
            if ".".join((*table, *name)) == key:
                return number
    return 0
