"""Who may be calling: persons by account and number, best first, each with its evidence.

An account is strong, the whole number a medium key. Weak are a number that nobody has used for long
(it may be somebody else's by now), and one that is the same by a country's older way of writing:
they show somebody, and identify nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from agentassist.domain.contact import Candidate, Evidence, EvidenceKind, IdentityKeys
from agentassist.domain.person import Person
from agentassist.domain.sealed import mask
from agentassist.storage import contacts, persons
from agentassist.storage.contacts import ACCOUNT, PHONE
from agentassist.storage.engine import Connection
from agentassist.storage.key_uses import last_uses
from agentassist.storage.persons import Members
from agentassist.storage.pick_hints import picked
from agentassist.storage.values import micros, moment

CANDIDATES = 21  # "20+ share this number" is all that a person can use
LOOKED_AT = 200  # holders of one key ordered by recency; more have it only at a switchboard
SWITCHBOARD_FROM = 4  # people of one company behind one number
COMPANY = "company"  # a kind of contact


@dataclass(slots=True)
class Held:
    """The persons who have one key, by the row that stands for each."""

    kind: str
    value: str
    rows: tuple[int, ...] = ()
    people: dict[int, Members] = field(default_factory=dict)
    counted: int = 0  # more than `people` when there are too many to look at


class Finding:
    """One look-up, in one view of the data. `reassigned_after`: see `History.find`."""

    def __init__(
        self,
        connection: Connection,
        keys: IdentityKeys,
        now: datetime,
        reassigned_after: timedelta | None,
    ) -> None:
        self._connection = connection
        self._keys = keys
        self._now = micros(now)
        self._oldest = 0 if reassigned_after is None else micros(now - reassigned_after)
        self._account = self._held(ACCOUNT, keys.account)
        self._number = self._held(PHONE, keys.e164)
        self._aliases = [self._held(PHONE, alias) for alias in keys.aliases]
        self._join()
        self._people = {
            row: members for held in self._all() for row, members in held.people.items()
        }
        self._last = persons.last_at(connection, self._people.values()) if self._people else {}
        self._uses = self._used()
        self._stale = self._unused()
        self._picked = self._hints()

    def candidates(self) -> list[Candidate]:
        """Best first; the order is the same as long as the data are."""
        first = sorted(self._people, key=self._rank)[:CANDIDATES]
        shown = persons.load(self._connection, [self._people[row] for row in first])
        number = self._number_evidence()
        return [
            Candidate(
                shown[row].contact,
                tuple(self._evidence(row, shown[row], number)),
                *persons.summary(self._connection, self._people[row]),
            )
            for row in first
        ]

    def _all(self) -> Iterable[Held]:
        return (self._account, self._number, *self._aliases)

    def _held(self, kind: str, value: str | None) -> Held:
        if not value:
            return Held(kind, "")
        rows = contacts.holders(self._connection, kind, value, LOOKED_AT)
        return Held(kind, value, tuple(rows))

    def _join(self) -> None:
        rows = list(dict.fromkeys(row for held in self._all() for row in held.rows))
        of = persons.with_rows(self._connection, rows) if rows else {}
        for held in self._all():
            held.people = {of[row].row: of[row] for row in held.rows}
            held.counted = len(held.people)
            if len(held.rows) >= LOOKED_AT:
                held.counted = contacts.count_holders(self._connection, held.kind, held.value)

    def _used(self) -> dict[int, tuple[int, int]]:
        """When each person who has the number last called by it, and was verified."""
        rows = [row for members in self._number.people.values() for row in members.rows]
        if not rows:
            return {}
        noted = last_uses(self._connection, PHONE, self._number.value, rows)
        found: dict[int, tuple[int, int]] = {}
        for row, members in self._number.people.items():
            uses = [noted[one] for one in members.rows if one in noted]
            if uses:
                found[row] = max(used for used, _ in uses), max(proved for _, proved in uses)
        return found

    def _unused(self) -> dict[int, int]:
        """The persons for whom the number says little by now, and when it last said something.

        That is the last call by it; where none is on record, the last contact at all, or the last
        change of their record at its source. Of whom nothing is dated nothing is doubted.
        """
        changed = self._changed()
        found: dict[int, int] = {}
        for row, members in self._number.people.items():
            if row in self._uses:
                last = self._uses[row][0]
            else:
                last = max(self._last[row], *(changed.get(one, 0) for one in members.rows))
            if 0 < last < self._oldest:
                found[row] = last
        return found

    def _changed(self) -> Mapping[int, int]:
        rows = [row for members in self._number.people.values() for row in members.rows]
        marks = ",".join("?" * len(rows))
        return dict(
            self._connection.execute(
                "SELECT contact, updated_at FROM source_records"  # noqa: S608
                f" WHERE updated_at IS NOT NULL AND contact IN ({marks})",
                rows,
            ).fetchall()
        )

    def _hints(self) -> dict[int, tuple[int, str]]:
        """Who was picked for this number, by person."""
        if not self._number.value:
            return {}
        rows = picked(self._connection, self._number.value, self._now)
        return {
            person: rows[row]
            for person, members in self._people.items()
            for row in members.rows
            if row in rows
        }

    def _rank(self, row: int) -> tuple[object, ...]:
        """Class of the key, then a pick, then the latest by this key, then verified, then row."""
        used, verified = self._uses.get(row, (0, 0))
        return (
            row not in self._account.people,
            -self._picked.get(row, (0, ""))[0],
            row not in self._number.people,
            row in self._stale,
            -(used or self._last[row]),
            -verified,
            row,
        )

    def _evidence(self, row: int, person: Person, number: Evidence | None) -> Iterable[Evidence]:
        if row in self._account.people:
            yield Evidence(
                EvidenceKind.ACCOUNT_FROM_IVR,
                mask(self._account.value),
                self._account.counted,
                _sources(person, self._account),
            )
        if row in self._stale:
            since = moment(self._stale[row])
            yield Evidence(
                EvidenceKind.UNUSED_NUMBER,
                self._number.value,
                self._number.counted,
                _sources(person, self._number),
                since,
            )
        elif number is not None and row in self._number.people:
            yield replace(number, sources=_sources(person, self._number))
        else:
            for held in self._aliases:
                if row in held.people:
                    sources = _sources(person, held)
                    yield Evidence(EvidenceKind.NUMBER_VARIANT, held.value, held.counted, sources)
        if row in self._picked:
            at, agent = self._picked[row]
            yield Evidence(EvidenceKind.PICKED_BEFORE, agent, since=moment(at))

    def _number_evidence(self) -> Evidence | None:
        """What the number says of those for whom it is not too old."""
        held = self._number
        fresh = [members for row, members in held.people.items() if row not in self._stale]
        if not fresh:
            return None
        if held.counted - len(self._stale) == 1:
            return Evidence(EvidenceKind.EXACT_NUMBER, held.value)
        many = held.counted > len(held.people)
        switchboard = many or self._is_switchboard(fresh)
        kind = EvidenceKind.SWITCHBOARD if switchboard else EvidenceKind.SHARED_NUMBER
        return Evidence(kind, held.value, held.counted)

    def _is_switchboard(self, holders: Sequence[Members]) -> bool:
        """A company holds it along with others, or people of a company or of several do."""
        rows = [row for members in holders for row in members.rows]
        said = contacts.companies(self._connection, rows)
        if any(said[row][0] == COMPANY for row in rows):
            return True
        employers = [{said[row][1] for row in one.rows} - {None} for one in holders]
        several = len(set().union(*employers)) > 1
        return several or (len(holders) >= SWITCHBOARD_FROM and all(employers))


def _sources(person: Person, held: Held) -> tuple[str, ...]:
    """The sources of the person's records that have the key."""
    having = (
        one
        for one in person.records
        if held.value in (one.contact.accounts if held.kind == ACCOUNT else one.contact.phones)
    )
    return tuple(dict.fromkeys(one.record.source for one in having))
