"""A slice of an imported file on its way into the store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agentassist.domain.ids import ContactId
from agentassist.domain.interaction import Interaction
from agentassist.domain.promise import Promise
from agentassist.domain.source import LOCAL, SourceContact
from agentassist.storage import contacts as contact_rows
from agentassist.storage import interactions as interaction_rows
from agentassist.storage import promises as promise_rows
from agentassist.storage.engine import Connection
from agentassist.storage.import_snapshot import (
    CONTACTS,
    INTERACTIONS,
    PROMISES,
    marks,
    rows_in,
    snapshots,
)
from agentassist.storage.tombstones import Tombstones
from agentassist.storage.values import micros


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an imported row is: by the contact's id, or by keys of which one person has one."""

    id: ContactId | None = None
    keys: tuple[tuple[str, str], ...] = ()  # kind, normalised value


@dataclass(frozen=True, slots=True)
class ImportRow:
    """What one row of a file says; `line` names it. An interaction or promise has an owner."""

    line: int
    contact: SourceContact | None = None
    interaction: Interaction | None = None
    promise: Promise | None = None
    owner: Owner | None = None  # None: `contact`
    dropped: tuple[tuple[str, str], ...] = ()  # fields with a value that was left out, and why


@dataclass(frozen=True, slots=True)
class Counts:
    contacts: int = 0
    interactions: int = 0
    promises: int = 0
    rejected: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.contacts + other.contacts,
            self.interactions + other.interactions,
            self.promises + other.promises,
            self.rejected + other.rejected,
        )


class Slice:
    """One slice on its way into the store, inside the caller's transaction."""

    def __init__(self, connection: Connection, run: int, source: str, now: int) -> None:
        self._connection = connection
        self._run = run
        self._source = source
        self._now = now
        self.refused: list[tuple[int, str]] = []

    def put(self, rows: Sequence[ImportRow]) -> Counts:
        gone = self._erased(rows)
        people = {
            row.contact.contact.id: row.contact
            for row in rows
            if row.contact is not None and row.line not in gone
        }
        self._write(
            CONTACTS,
            list(people),
            lambda: _put_contacts(self._connection, list(people.values()), self._now),
        )
        owners = self._owners(rows, gone)
        events = {
            row.interaction.id: (owners[row.line], row.interaction)
            for row in rows
            if row.interaction is not None and row.line in owners
        }
        linked = self._wrap_ups(list(events))
        self._write(
            INTERACTIONS,
            list(events),
            lambda: interaction_rows.put(
                self._connection,
                [(owner, event, linked.get(event.id)) for owner, event in events.values()],
            ),
        )
        made = {
            row.promise.id: (owners[row.line], row.promise)
            for row in rows
            if row.promise is not None and row.line in owners
        }
        self._write(PROMISES, list(made), lambda: promise_rows.put(self._connection, made.values()))
        return Counts(len(people), len(events), len(made))

    def _erased(self, rows: Sequence[ImportRow]) -> frozenset[int]:
        """Lines of people who were erased: they don't come back by a file."""
        known = Tombstones(self._connection)
        if known.none:
            return frozenset()
        gone = set()
        for row in rows:
            owner = row.owner
            if (row.contact is not None and known.covers(row.contact)) or (
                owner is not None and known.covers_keys(owner.id, owner.keys)
            ):
                gone.add(row.line)
                self.refused.append((row.line, "of somebody who was erased"))
        return frozenset(gone)

    def _owners(self, rows: Sequence[ImportRow], gone: frozenset[int]) -> dict[int, int]:
        """The contact's row of each interaction and promise; who has none is refused."""
        asked: dict[int, Owner] = {}
        for row in rows:
            if (row.interaction is None and row.promise is None) or row.line in gone:
                continue
            if row.owner is not None:
                asked[row.line] = row.owner
            elif row.contact is not None:
                asked[row.line] = Owner(row.contact.contact.id)
        ids = {owner.id for owner in asked.values() if owner.id is not None}
        known = contact_rows.rows_of(self._connection, list(ids))
        found: dict[int, int] = {}
        by_keys: dict[tuple[tuple[str, str], ...], int | str] = {}
        for line, owner in asked.items():
            if owner.id is not None:
                if owner.id in known:
                    found[line] = known[owner.id]
                else:
                    self.refused.append((line, "there is no contact of this id"))
                continue
            if owner.keys not in by_keys:
                by_keys[owner.keys] = self._holder(owner.keys)
            holder = by_keys[owner.keys]
            if isinstance(holder, int):
                found[line] = holder
            else:
                self.refused.append((line, holder))
        return found

    def _holder(self, keys: tuple[tuple[str, str], ...]) -> int | str:
        """The only contact with the first of these keys that anybody has, or why there is none.

        Several may have it: then the one of this source, if it is one.
        """
        for kind, value in keys:
            rows = contact_rows.holders(self._connection, kind, value, 50)
            if len(rows) > 1:
                marks = ",".join("?" * len(rows))
                own = self._connection.execute(
                    f"SELECT contact FROM source_records WHERE contact IN ({marks})"  # noqa: S608
                    " AND source = ?",
                    (*rows, self._source),
                ).fetchall()
                rows = [row[0] for row in own]
                if len(rows) != 1:
                    return f"several contacts have this {kind}"
            if rows:
                return rows[0]
        return "nobody has these keys"

    def _wrap_ups(self, ids: Sequence[str]) -> dict[str, str]:
        """Interactions that belong to a wrap-up stay with it."""
        rows = rows_in(
            self._connection,
            "SELECT key, wrap_up FROM interactions WHERE wrap_up IS NOT NULL AND key IN",
            ids,
        )
        return {str(key): str(wrap_up) for key, wrap_up in rows}

    def _write(self, kind: str, keys: Sequence[str], put: Callable[[], None]) -> None:
        """Put rows, and keep with the import what was there and what is."""
        if not keys:
            return
        before = snapshots(self._connection, kind, keys)
        stood = marks(self._connection, kind, list(before), "id") if before else {}
        put()
        after = marks(self._connection, kind, keys)
        mine = self._known(kind, list(before))
        self._connection.executemany(
            "INSERT INTO imported_rows (import, kind, row, mark, before) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (import, kind, row) DO UPDATE SET mark = excluded.mark",
            [
                (self._run, kind, row, mark, before.get(row))
                for row, mark in after.items()
                # unchanged, and not this import's own: nothing to take back
                if stood.get(row) != mark or row in mine
            ],
        )

    def _known(self, kind: str, rows: Sequence[int]) -> frozenset[int]:
        found = rows_in(
            self._connection,
            f"SELECT row, 1 FROM imported_rows WHERE import = {int(self._run)}"  # noqa: S608
            f" AND kind = '{kind}' AND row IN",
            rows,
        )
        return frozenset(int(str(row)) for row, _ in found)


def _put_contacts(connection: Connection, people: Sequence[SourceContact], now: int) -> None:
    rows = contact_rows.put(connection, [person.contact for person in people])
    connection.executemany(
        "INSERT INTO source_records (source, id, contact, updated_at, birth, fetched_at, imported)"
        " VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT (source, id) DO UPDATE SET"
        " contact = excluded.contact, updated_at = excluded.updated_at, birth = excluded.birth,"
        " fetched_at = excluded.fetched_at",
        [
            (
                *(person.record.source, person.record.id, row),
                None if person.updated is None else micros(person.updated),
                " ".join(map(str, person.birth)) or None,
                now,
            )
            for person, row in zip(people, rows, strict=True)
            if person.record.source != LOCAL
        ],
    )
