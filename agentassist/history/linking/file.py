"""A JSONL file of records in, one row of its group and candidates out for each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from agentassist.history.linking.linker import Linker, Progress
from agentassist.history.linking.phones import PhoneReader, region_of
from agentassist.history.linking.rows import BadRow, RowReader, phones_of

_EVERY = 1000  # rows between two words on the progress


@dataclass(frozen=True, slots=True)
class FileReport:
    """What came of a file. `region`: where its numbers without a country code were taken to be."""

    rows: int
    rejected: int
    groups: int  # of two rows and more
    grouped: int  # rows in them
    region: str


def link_file(
    source: Path,
    target: Path,
    *,
    region: str | None = None,
    default_region: str,
    reject: Callable[[int, str], None],
    progress: Progress = lambda *_: None,
) -> FileReport:
    """Link the rows of `source` and write one row for each of them to `target`, in their order.

    Without `region` the numbers tell it. Rows that can't be used are told to `reject` by line and
    reason, and left out. Raises OSError.
    """
    if region is None:
        region = region_of(_numbers(source), default_region)
    reader = RowReader(PhoneReader(region))
    linker = Linker()
    names: list[str | int] = []
    known: set[str | int] = set()
    rejected = 0
    for number, line in _lines(source):
        try:
            name, record = reader.read(line)
            if name in known:
                raise BadRow("this rec_id stood before")
        except BadRow as bad:
            rejected += 1
            reject(number, str(bad))
            continue
        known.add(name)
        names.append(name)
        if not linker.add(record) % _EVERY:
            progress("rows read", len(names), 0)
    known.clear()
    linker.link(progress)
    _write(target, names, linker, progress)
    mates = [len(linker.mates_of(place)) for place in range(len(names))]
    grouped = sum(1 for count in mates if count)
    groups = len({linker.group_of(place) for place, count in enumerate(mates) if count})
    return FileReport(len(names), rejected, groups, grouped, region)


def _write(target: Path, names: list[str | int], linker: Linker, progress: Progress) -> None:
    encode = msgspec.json.Encoder().encode
    with target.open("wb") as out:
        for place, name in enumerate(names):
            if not place % _EVERY:
                progress("rows written", place, len(names))
            row = {
                "rec_id": name,
                "cluster": f"c{linker.group_of(place) + 1}",
                "candidates": [names[each.place] for each in linker.candidates_of(place)],
            }
            out.write(encode(row) + b"\n")


def _lines(source: Path) -> Iterator[tuple[int, bytes]]:
    with source.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, line


def _numbers(source: Path) -> Iterator[str]:
    for _, line in _lines(source):
        yield from phones_of(line)
