"""When a contact was last known to call by a key."""

from collections.abc import Sequence

from agentassist.domain.contact import IdentityKeys
from agentassist.domain.ids import ContactId
from agentassist.ports.clock import Clock
from agentassist.storage import contacts, persons
from agentassist.storage.contacts import ACCOUNT, PHONE
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection
from agentassist.storage.values import micros


class StoredKeyUses:
    """Implements `ports.key_uses.KeyUses` over the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def used(self, contact_id: ContactId, keys: IdentityKeys, *, verified: bool) -> None:
        """Noted with the record of the person that has the key; a key of none is not noted."""
        now = micros(self._clock.now())
        given = ((PHONE, keys.e164), (ACCOUNT, keys.account))

        def write(connection: Connection) -> None:
            members = persons.of(connection, contact_id)
            for kind, value in given:
                holders = contacts.holders(connection, kind, value, persons.MOST) if value else []
                rows = [row for row in holders if members is not None and row in members.rows]
                connection.executemany(
                    _UPSERT, [_row(row, kind, value, now, verified) for row in rows]
                )

        await self._database.write(write)


_UPSERT = """
    INSERT INTO key_uses (contact, kind, value, used_at, verified_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (contact, kind, value) DO UPDATE SET
        used_at = excluded.used_at, verified_at = ifnull(excluded.verified_at, verified_at)"""


def last_uses(
    connection: Connection, kind: str, value: str, rows: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """When each contact last used a key, and was verified by it (0: never), in microseconds."""
    marks = ",".join("?" * len(rows))
    found = connection.execute(
        "SELECT contact, used_at, ifnull(verified_at, 0) FROM key_uses"  # noqa: S608
        f" WHERE contact IN ({marks}) AND kind = ? AND value = ?",
        (*rows, kind, value),
    )
    return {row: (used, verified) for row, used, verified in found}


def _row(row: int, kind: str, value: str | None, now: int, verified: bool) -> tuple[object, ...]:
    return row, kind, value, now, now if verified else None
