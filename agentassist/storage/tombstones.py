"""Who was erased, as keyed hashes of their keys: neither a source nor a file brings them back.

The key of the hashes is sealed in the store. Without it they say nothing of anybody; with the whole
store in hand, only whether somebody known otherwise was erased here.
"""

import hmac
import secrets
from collections.abc import Iterable, Iterator

from agentassist.domain.account import normalise_account
from agentassist.domain.contact import Contact
from agentassist.domain.ids import ContactId
from agentassist.domain.linking import email
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import SourceContact
from agentassist.storage.engine import Connection
from agentassist.storage.folding import email_key

SEALED_AS = "privacy.tombstones"
_RECORD = "record"


class Tombstones:
    """Asks and adds inside the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._key = b""

    @property
    def none(self) -> bool:
        """Nobody was ever erased: nothing else needs to be asked."""
        return self._connection.execute("SELECT 1 FROM tombstones LIMIT 1").fetchone() is None

    def covers(self, found: SourceContact) -> bool:
        """Whether a source's record is of somebody who was erased: the record, or one key of it."""
        return self._any((_RECORD, _spelt(found.record)), *keys_of(found.contact))

    def covers_keys(
        self, contact_id: ContactId | None, keys: Iterable[tuple[str, str]] = ()
    ) -> bool:
        """The same for a contact's id and keys (kind, normalised value)."""
        ids = [("contact", contact_id)] if contact_id is not None else []
        return self._any(*ids, *keys)

    def add(
        self,
        records: Iterable[SourceRecord],
        ids: Iterable[ContactId],
        keys: Iterable[tuple[str, str]],
        now: int,
    ) -> int:
        """Remember them as erased at `now` (microseconds); how many that were not yet."""
        named = [
            *((_RECORD, _spelt(record)) for record in records),
            *(("contact", contact) for contact in ids),
            *keys,
        ]
        before = self._connection.execute("SELECT count(*) FROM tombstones").fetchone()[0]
        self._connection.executemany(
            "INSERT OR IGNORE INTO tombstones (hash, erased_at) VALUES (?, ?)",
            [(self._hash(kind, value), now) for kind, value in named],
        )
        after = self._connection.execute("SELECT count(*) FROM tombstones").fetchone()[0]
        return int(after - before)

    def _any(self, *named: tuple[str, str]) -> bool:
        marks = ",".join("?" * len(named))
        row = self._connection.execute(
            f"SELECT 1 FROM tombstones WHERE hash IN ({marks}) LIMIT 1",  # noqa: S608
            [self._hash(kind, value) for kind, value in named],
        ).fetchone()
        return row is not None

    def _hash(self, kind: str, value: str) -> bytes:
        return hmac.digest(self._secret(), f"{kind}\0{value}".encode(), "sha256")

    def _secret(self) -> bytes:
        if not self._key:
            self._connection.execute(
                "INSERT OR IGNORE INTO sealed_values (name, value) VALUES (?, ?)",
                (SEALED_AS, secrets.token_hex(32)),
            )
            row = self._connection.execute(
                "SELECT value FROM sealed_values WHERE name = ?", (SEALED_AS,)
            ).fetchone()
            self._key = bytes.fromhex(row[0])
        return self._key


def keys_of(contact: Contact) -> Iterator[tuple[str, str]]:
    """(kind, value) of each key as it is compared; an address that many read is none."""
    for phone in contact.phones:
        yield "phone", phone
    for address in contact.emails:
        key = email.email_key(address)
        if key is None or not key.role:
            yield "email", email_key(address) if key is None else key.value
    for account in contact.accounts:
        if value := normalise_account(account):
            yield "account", value


def _spelt(record: SourceRecord) -> str:
    return f"{record.source}\0{record.id}"
