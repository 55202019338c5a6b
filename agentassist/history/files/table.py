"""A file as rows of cells: CSV in whatever dialect, or JSON objects, one a line."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import msgspec

from agentassist.domain.errors import AgentAssistError
from agentassist.history.files.cell import as_typed
from agentassist.history.files.text_file import LONGEST_LINE, TextFile, spoilt

DELIMITERS = (",", ";", "\t", "|")
LISTED = "\n"  # between the entries of a JSON list in one cell
_SAMPLE = 50  # records that show the delimiter and the keys of objects
_ROW_LINES, _ROW_CHARS = 2_000, 1_000_000  # more is a quote that nobody closed
_DEEPEST = 4  # objects in objects that have a heading of their own


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the line it begins on, its cells in the order of the headings, what stood there.

    `bad` says why it can't be used; its cells are empty then.
    """

    line: int
    cells: Sequence[str]
    raw: str
    bad: str | None = None


class Table(Protocol):
    @property
    def headings(self) -> tuple[str, ...]: ...

    def records(self) -> Iterator[Record]:
        """In the order of the file; blank lines are none. Each call begins anew."""
        ...


class CsvTable:
    """RFC 4180 and what is made of it: any delimiter, quoted line breaks, a heading line."""

    def __init__(self, file: TextFile, delimiter: str | None = None) -> None:
        """AgentAssistError("import.no_headings")."""
        self._file = file
        self.delimiter = delimiter or _delimiter(file)
        first = next(_csv_records(file.lines(), self.delimiter), None)
        if first is None or first.bad or not any(cell.strip() for cell in first.cells):
            raise AgentAssistError("import.no_headings", file=str(file.path))
        self.headings = tuple(cell.strip().lstrip("\ufeff") for cell in first.cells)
        twice = [name for name, count in Counter(self.headings).items() if count > 1 and name]
        if twice:
            raise AgentAssistError("import.same_heading", file=str(file.path), column=twice[0])

    def records(self) -> Iterator[Record]:
        width = len(self.headings)
        for record in islice(_csv_records(self._file.lines(), self.delimiter), 1, None):
            cells = record.cells
            if record.bad is None and len(cells) != width:
                if len(cells) > width and any(cells[width:]):
                    bad = f"{len(cells)} cells, {width} headings"
                    yield Record(record.line, (), record.raw, bad)
                    continue
                cells = [*cells[:width], *[""] * (width - len(cells))]
            if "'" in record.raw:
                cells = [as_typed(cell) for cell in cells]
            yield Record(record.line, cells, record.raw, record.bad)


class JsonTable:
    """JSON objects; a value inside of another is called `outer.inner`, in `wanted` or seen."""

    def __init__(self, file: TextFile, wanted: Sequence[str] = ()) -> None:
        self._file = file
        seen = dict.fromkeys(wanted)
        for line in islice(file.lines(), _SAMPLE):
            parsed = _object(line)
            if isinstance(parsed, dict):
                seen |= dict.fromkeys(_paths(parsed))
        self.headings = tuple(seen)
        if not self.headings:
            raise AgentAssistError("import.no_headings", file=str(file.path))

    def records(self) -> Iterator[Record]:
        paths = [(name, name.split(".")) for name in self.headings]
        for number, line in enumerate(self._file.lines(), 1):
            if line.isspace():
                continue
            row = _object(line)
            if isinstance(row, str):
                yield Record(number, (), line, row)
            else:
                yield Record(number, [_cell(row, *path) for path in paths], line)


def _csv_records(lines: Iterator[str], delimiter: str) -> Iterator[Record]:
    """Records with the line each begins on. One that can't be read costs its first line only."""
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        source.begin()
        bad, cells = None, list[str]()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            bad = _csv_reason(str(error))
        raw = source.taken()
        if bad is not None:
            raw = source.give_back()
            reader = csv.reader(source, delimiter=delimiter, strict=True)
        elif len(raw) > LONGEST_LINE:
            bad = "too long"
        elif spoilt(raw):
            bad = "not in the encoding of the file"
        if bad is not None or any(cells):
            yield Record(source.first, () if bad else cells, raw, bad)


class _Lines:
    """Lines for the CSV reader, which can be given back when a record turned out to be none."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: list[str] = []
        self._taken: list[str] = []
        self._size = 0
        self._line = 0  # the last one that was given
        self.first = 1

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self._taken) >= _ROW_LINES or self._size > _ROW_CHARS:
            raise csv.Error("unexpected end of data")
        line = self._again.pop() if self._again else next(self._lines)
        self._taken.append(line)
        self._size += len(line)
        self._line += 1
        return line.replace("\0", "")

    def begin(self) -> None:
        self._taken = []
        self._size = 0
        self.first = self._line + 1

    def taken(self) -> str:
        return self._taken[0] if len(self._taken) == 1 else "".join(self._taken)

    def give_back(self) -> str:
        """All but the first line of the record are read again; the first."""
        rest = self._taken[1:]
        self._again += reversed(rest)
        self._line -= len(rest)
        return self._taken[0] if self._taken else ""


def _csv_reason(said: str) -> str:
    if "unexpected end" in said or "field larger" in said:
        return "a quote is not closed"
    if "expected after" in said:
        return "a quote inside of a quoted cell"
    return "not CSV"


def _delimiter(file: TextFile) -> str:
    """The one that cuts the first records into most cells, all of them alike."""

    def fit(delimiter: str) -> tuple[float, int]:
        found = islice(_csv_records(file.lines(), delimiter), _SAMPLE)
        widths = [len(record.cells) for record in found if record.bad is None]
        if not widths or widths[0] < 2:
            return 0.0, 0
        return sum(width == widths[0] for width in widths) / len(widths), widths[0]

    return max(DELIMITERS, key=fit)


_decode: Callable[[str], object] = msgspec.json.Decoder().decode


def _object(line: str) -> dict[str, object] | str:
    """The object of a line, or why there is none."""
    if len(line) > LONGEST_LINE:
        return "too long"
    if spoilt(line):
        return "not in the encoding of the file"
    try:
        row = _decode(line.lstrip("\ufeff"))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return "not JSON"
    return row if isinstance(row, dict) else "not a JSON object"


def _paths(row: dict[str, object], before: str = "", depth: int = 1) -> Iterator[str]:
    for name, value in row.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _paths(value, f"{before}{name}.", depth + 1)
        else:
            yield f"{before}{name}"


def _cell(row: dict[str, object], name: str, path: Sequence[str]) -> str:
    value = row.get(name)
    if value is None and len(path) > 1:
        value = row
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, list):
        return LISTED.join(_text(each) for each in value if each is not None)
    return _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)
