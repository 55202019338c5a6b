"""What an import tells while it runs: its progress, rows that were rejected, a preview."""

import csv
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.sealed import mask, redact_cards
from agentassist.domain.shown_text import one_line

if TYPE_CHECKING:
    from agentassist.history.files.importing import ImportFile, Preview
    from agentassist.storage.import_slice import Counts, ImportRow

_TOLD = 20  # rejected rows that are named on stderr; a file with --rejects has all of them


class Stop:
    """Becomes true with the first Ctrl+C: the slice that is being stored is finished."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked


@contextmanager
def interruptible() -> Iterator[Stop]:
    stop = Stop()

    def ask(*_: object) -> None:
        if stop.asked:  # they mean it
            raise KeyboardInterrupt
        stop.asked = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


class Progress:
    """One line that is written over, on a terminal; nothing elsewhere."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._told = time.monotonic()
        self._wide = 0

    def __call__(self, step: str, done: int) -> None:
        if self._shown and time.monotonic() - self._told >= 0.2:
            self._told = time.monotonic()
            text = f"{done:,} {step}"
            print(text.ljust(self._wide), end="\r", file=sys.stderr, flush=True)
            self._wide = len(text)

    def clear(self) -> None:
        if self._wide:
            print(" " * self._wide, end="\r", file=sys.stderr, flush=True)
            self._wide = 0


class Rejected(Protocol):
    """A line of the report; as text it is the sentence for a person.

    `raw` is what stood there, without cards; `taken`: the row was, but for one value.
    """

    @property
    def file(self) -> Path: ...

    @property
    def line(self) -> int: ...

    @property
    def reason(self) -> str: ...

    @property
    def raw(self) -> str: ...

    @property
    def taken(self) -> bool: ...


class Rejects:
    """Rejected rows: the first ones on stderr, all of them in a CSV file, if there is one.

    `values` of rows that were taken could not be read: they are told like rows, and counted apart.
    """

    def __init__(self, path: Path | None) -> None:
        self.count = self.values = 0
        self._path = path
        self._stream = None
        try:
            if path is not None:
                path.touch(0o600)  # rejected rows are customers, too: for their owner alone
                self._stream = path.open("a", encoding="utf-8", newline="")
                self._writer = csv.writer(self._stream)
                if self._stream.tell() == 0:
                    self._writer.writerow(("file", "line", "reason", "row"))
        except OSError as error:
            raise AgentAssistError(
                "usage.unusable_file", file=str(path), reason=error.strerror or ""
            ) from error

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()
        if self.values:
            some = "1 value" if self.values == 1 else f"{self.values} values"
            say(f"{some} could not be read and left out; the rows were taken")
        if self.count > _TOLD:
            where = f"all of them are in {self._path}" if self._path else "--rejects keeps them"
            say(f"{self.count} rows were rejected; {where}")

    def __call__(self, reject: Rejected) -> None:
        if reject.taken:
            self.values += 1
        else:
            self.count += 1
        if (self.values if reject.taken else self.count) <= _TOLD:
            say(str(reject))
        if self._stream is not None:
            from agentassist.history.files.cell import spreadsheet_safe

            raw = reject.raw.rstrip("\r\n")
            self._writer.writerow((reject.file, reject.line, reject.reason, spreadsheet_safe(raw)))
            self._stream.flush()


def show(file: "ImportFile", progress: Progress, rejects: Rejects) -> None:
    from agentassist.history.files.importing import preview

    print(f"{one_line(str(file.path), 300)}: {file.file.encoding}, rows from {file.source}")
    for kind, fields in file.mapping.columns.items():
        for name, column in fields.items():
            where = " + ".join(column.names) or f'always "{column.value}"'
            print(f"  {kind}.{name:<15} {one_line(where, 200)}")
    unread = [each for each in file.table.headings if each not in file.mapping.names]
    if unread:
        print(f"  not read: {one_line(', '.join(unread), 500)}")
    known = file.mapping.columns.get("contact", {})
    taken = ((known.get("id"), "their id"), (known.get("accounts"), "an account"))
    numbers = [f"{' + '.join(it.names)} is {what}" for it, what in taken if it and it.names]
    if numbers:
        told = one_line("; ".join(numbers), 300)
        print(f"  customer numbers: {told}; a mapping can say otherwise")
    found = preview(file, rejects, progress)
    progress.clear()
    _show_rows(found)
    print(f"  {counted(found.counts)}; nothing was changed")


def _show_rows(found: "Preview") -> None:
    for row in found.rows:
        print(f"  line {row.line}:")
        for name, value in _fields(row).items():
            print(f"    {name:<15} {one_line(redact_cards(value), 120)}")


def _fields(row: "ImportRow") -> Mapping[str, str]:
    """What a row says, for eyes; accounts masked as everywhere."""
    shown: dict[str, str] = {}
    if row.contact is not None:
        contact = row.contact.contact
        shown |= {
            "contact": contact.id,
            "name": contact.name,
            "kind": contact.kind,
            "company": contact.company or "",
            "phones": ", ".join(contact.phones),
            "emails": ", ".join(contact.emails),
            "accounts": ", ".join(map(mask, contact.accounts)),
            "city": contact.city or "",
        }
    elif row.owner is not None:
        keys = (f"{kind} {mask(value)}" for kind, value in row.owner.keys)
        shown["of"] = row.owner.id or " or ".join(keys)
    if row.interaction is not None:
        event = row.interaction
        shown |= {
            "interaction": event.id,
            "at": event.at.isoformat(sep=" ", timespec="minutes"),
            "channel": event.channel,
            "status": event.status,
            "title": event.title,
            "detail": event.detail,
        }
    if row.promise is not None:
        promise = row.promise
        shown |= {
            "promise": promise.what,
            "due": promise.due.isoformat(sep=" ", timespec="minutes"),
            "owner": promise.owner,
            "state": promise.status,
        }
    return {name: value for name, value in shown.items() if value}


def rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def counted(counts: "Counts") -> str:
    several = (
        (counts.contacts, "contact"),
        (counts.interactions, "interaction"),
        (counts.promises, "promise"),
    )
    told = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in several)
    return f"{told}, {counts.rejected} rejected"


def say(line: str) -> None:
    print(one_line(line, 2_000), file=sys.stderr, flush=True)
