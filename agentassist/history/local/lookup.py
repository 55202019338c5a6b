"""Whom an id or a key means, exactly: for commands that act on one person."""

from agentassist.domain.account import normalise_account
from agentassist.domain.ids import ContactId
from agentassist.history.identity import PhoneKeyParser
from agentassist.storage import contacts, persons
from agentassist.storage.engine import Connection
from agentassist.storage.folding import email_key
from agentassist.storage.import_snapshot import rows_in
from agentassist.storage.store import Store


async def ids_named(store: Store, text: str, phones: PhoneKeyParser) -> list[ContactId]:
    """One id for each person that `text` means: an id, else a number, an address or an account."""
    keys = [
        (contacts.EMAIL, email_key(text) if "@" in text else ""),
        (contacts.PHONE, phones.e164(text.strip()) or ""),
        (contacts.ACCOUNT, normalise_account(text)),
    ]

    def read(connection: Connection) -> list[ContactId]:
        row = contacts.row_of(connection, ContactId(text))
        rows = [] if row is None else [row]
        for kind, value in keys if row is None else ():
            rows += contacts.holders(connection, kind, value, persons.MOST) if value else []
        if not rows:
            return []
        people = persons.with_rows(connection, list(dict.fromkeys(rows)))
        first = list(dict.fromkeys(members.row for members in people.values()))
        named = rows_in(connection, "SELECT id, key FROM contacts WHERE id IN", first)
        return sorted(ContactId(str(key)) for _, key in named)

    return await store.read(read)
