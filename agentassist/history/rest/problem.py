"""What is wrong with a mapping, and on which line of its file."""

import re

_HEADER = re.compile(r"(\[\[?)([^\[\]]+)\]")
_KEY = re.compile(r"((?:[\w.\-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w\-]+|\"[^\"]*\"))*)\s*=")


class MappingProblemError(Exception):
    """`key` is where: `find.phone[0].params.query`. `problem` is a code, `detail` a word of it."""

    def __init__(self, key: str, problem: str, detail: str = "") -> None:
        super().__init__(problem)
        self.key = key
        self.problem = problem
        self.detail = detail


def line_at(text: str, key: str) -> int:
    """The line of a key, else that of the nearest table around it; 1 when even that is not there.

    `key` counts repeated tables from 0: `interactions[1].fields.at`.
    """
    best, best_length = 1, 0
    table, counts = "", dict[str, int]()
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if header := _HEADER.match(stripped):
            table = _place(header[2], counts, repeated=header[1] == "[[")
            here = table
        elif found := _KEY.match(stripped):
            name = found[1].strip("\"'")
            here = f"{table}.{name}" if table else name
        else:
            continue
        if _holds(here, key) and len(here) > best_length:
            best, best_length = number, len(here)
    return best


def _holds(here: str, key: str) -> bool:
    return key == here or key.startswith((f"{here}.", f"{here}["))


def _place(header: str, counts: dict[str, int], *, repeated: bool) -> str:
    """`find.phone` -> `find.phone[1]` where it is the second one."""
    place = ""
    names = [name.strip(" \"'") for name in header.split(".")]
    for depth, name in enumerate(names):
        place = f"{place}.{name}" if place else name
        if repeated and depth == len(names) - 1:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = f"{place}[{counts[place]}]"
    return place
