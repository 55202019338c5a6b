"""Who may be the same person as a contact, for a person to decide: with what speaks for it."""

from collections.abc import Sequence

from agentassist.domain.ids import ContactId
from agentassist.domain.linking.comparison import Comparison, compare
from agentassist.domain.linking.record_link import SourceRecord, contact_id
from agentassist.domain.source import LOCAL
from agentassist.ports.linking import LikelySame
from agentassist.storage import contacts, persons
from agentassist.storage.engine import Connection
from agentassist.storage.links import StoredLinks
from agentassist.storage.persons import Members
from agentassist.storage.record_linking import Near, Neighbours


class StoredLinking(StoredLinks):
    """Implements `ports.linking.Linking` over the store."""

    async def differ_in_account(self, one: SourceRecord, other: SourceRecord) -> bool:
        def read(connection: Connection) -> bool:
            mine, yours = (_accounts(connection, record) for record in (one, other))
            return bool(mine) and bool(yours) and mine.isdisjoint(yours)

        return await self._database.read(read)

    async def likely(self, contact_id: ContactId, limit: int = 9) -> Sequence[LikelySame]:
        return await self._database.read(lambda connection: _likely(connection, contact_id, limit))


def _accounts(connection: Connection, record: SourceRecord) -> set[str]:
    """Of all records of the person that it belongs to."""
    key = ContactId(record.id) if record.source == LOCAL else contact_id(record)
    members = persons.of(connection, key)
    rows = members.rows if members is not None else ()
    return {one for contact in contacts.load(connection, rows).values() for one in contact.accounts}


def _likely(connection: Connection, asked: ContactId, limit: int) -> list[LikelySame]:
    members = persons.of(connection, asked)
    best: dict[int, tuple[Near, Comparison]] = {}
    people: dict[int, Members] = {}
    for row in members.rows if members is not None else ():
        near = Neighbours(connection, row)
        for one in near.others:
            theirs = near.people[one.row]
            comparison = compare(near.record.said, one.said)
            if theirs.row == near.own.row or not comparison.keyed:
                continue
            people[theirs.row] = theirs
            known = best.get(theirs.row)
            if known is None or known[1].score < comparison.score:
                best[theirs.row] = one, comparison
    first = sorted(best, key=lambda row: (-best[row][1].score, row))[:limit]
    shown = persons.load(connection, [people[row] for row in first]) if first else {}
    return [
        LikelySame(shown[row].contact, best[row][0].record, best[row][1].evidence) for row in first
    ]
