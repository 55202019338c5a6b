"""Contacts and the keys they are found by."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec

from agentassist.domain.account import normalise_account
from agentassist.domain.consent import Consent
from agentassist.domain.contact import Contact
from agentassist.domain.discretion import Discretion
from agentassist.domain.ids import ContactId
from agentassist.domain.linking.email import email_key as linking_key
from agentassist.domain.sealed import looks_like_card, redact_card_numbers, redact_cards
from agentassist.storage.engine import Connection
from agentassist.storage.folding import email_key, index_words, reference_key

PHONE, EMAIL, ACCOUNT = "phone", "email", "account"
SHARED_COUNT_LIMIT = 1000  # nobody reads more exactly than "1000+"
_CONSENTS = msgspec.json.Decoder(tuple[Consent, ...])
_MARKS = msgspec.json.Decoder(tuple[tuple[str, Discretion], ...])
AT_ONCE = 500  # values in one IN (...)
WORDS = 8  # of a query; further ones narrow nothing

_COLUMNS = (
    "id, key, name, kind, company, city, language, customer_since, vip, recognition, consents,"
    " discretion"
)
_UPSERT = """
    INSERT INTO contacts
        (key, name, kind, company, city, language, customer_since, vip, recognition, consents,
         discretion)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        name = excluded.name, kind = excluded.kind, company = excluded.company,
        city = excluded.city, language = excluded.language,
        customer_since = excluded.customer_since, vip = excluded.vip,
        recognition = excluded.recognition, consents = excluded.consents,
        discretion = excluded.discretion"""


def put(connection: Connection, contacts: Iterable[Contact]) -> list[int]:
    """Add contacts, or replace those with a known id, in the caller's transaction. Their rows."""
    keys: list[tuple[str, str, int, str, int, str]] = []
    texts: list[tuple[int, str]] = []
    people = list(contacts)
    newest = connection.execute("SELECT ifnull(max(id), 0) FROM contacts").fetchone()[0]
    connection.executemany(_UPSERT, map(_row, people))
    rows = rows_of(connection, [contact.id for contact in people])
    for contact in people:
        row_id = rows[contact.id]
        texts.append((row_id, _search_text(contact)))
        keys.extend(
            (kind, value, row_id, shown, position, value[::-1])
            for position, (kind, value, shown) in enumerate(_keys(contact))
        )
    keys.sort()  # in the order of the table, a page after the other
    known = [(row_id,) for row_id, _ in texts if row_id <= newest]  # the others have no keys yet
    for table in ("contact_keys", "link_keys"):
        connection.executemany(f"DELETE FROM {table} WHERE contact = ?", known)  # noqa: S608
    connection.executemany("INSERT OR IGNORE INTO contact_keys VALUES (?, ?, ?, ?, ?, ?)", keys)
    connection.executemany("REPLACE INTO contact_words (rowid, words) VALUES (?, ?)", texts)
    _put_link_keys(connection, [(key[2], key[1]) for key in keys if key[0] == EMAIL])
    return [row_id for row_id, _ in texts]


def _put_link_keys(connection: Connection, emails: Sequence[tuple[int, str]]) -> None:
    """Where an address is linked by another form than it is looked up by: `anna+shop@...`."""
    odd = [
        (key.value, row_id)
        for row_id, value in emails
        if (key := linking_key(value)) is not None and key.value != value
    ]
    connection.executemany("INSERT OR IGNORE INTO link_keys VALUES (?, ?)", odd)


def ensure(connection: Connection, contact_id: ContactId, name: str) -> int:
    """The row of a contact; one that only another source of record has gets a row of its name."""
    row_id = row_of(connection, contact_id)
    if row_id is None:
        put(connection, [Contact(contact_id, name)])
        row_id = row_of(connection, contact_id)
    return row_id or 0


def row_of(connection: Connection, contact_id: ContactId) -> int | None:
    row = connection.execute("SELECT id FROM contacts WHERE key = ?", (contact_id,)).fetchone()
    return None if row is None else int(row[0])


def rows_of(connection: Connection, ids: Sequence[ContactId]) -> dict[ContactId, int]:
    """The rows of those contacts that there are."""
    found: dict[ContactId, int] = {}
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        marks = ",".join("?" * len(part))
        query = f"SELECT key, id FROM contacts WHERE key IN ({marks})"  # noqa: S608
        found.update(connection.execute(query, part).fetchall())
    return found


def key_of(connection: Connection, row_id: int) -> ContactId:
    row = connection.execute("SELECT key FROM contacts WHERE id = ?", (row_id,)).fetchone()
    return ContactId(row[0])


def load(connection: Connection, row_ids: Sequence[int]) -> dict[int, Contact]:
    """Contacts by row, with their keys: two queries, however many."""
    marks = ",".join("?" * len(row_ids))
    held: dict[tuple[int, str], list[str]] = {}
    for row_id, kind, value, shown in connection.execute(
        f"SELECT contact, kind, value, shown FROM contact_keys WHERE contact IN ({marks})"  # noqa: S608
        " ORDER BY contact, kind, position",
        tuple(row_ids),
    ):
        held.setdefault((row_id, kind), []).append(shown if kind == EMAIL else value)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM contacts WHERE id IN ({marks})",  # noqa: S608
        tuple(row_ids),
    )
    return {
        row[0]: Contact(
            id=ContactId(row[1]),
            name=row[2],
            kind=row[3],
            company=row[4],
            phones=tuple(held.get((row[0], PHONE), ())),
            emails=tuple(held.get((row[0], EMAIL), ())),
            accounts=tuple(held.get((row[0], ACCOUNT), ())),
            city=row[5],
            language=row[6],
            customer_since=date.fromisoformat(row[7]) if row[7] else None,
            vip=bool(row[8]),
            recognition=row[9],
            consents=_CONSENTS.decode(row[10]) if row[10] else (),
            discretion=_MARKS.decode(row[11]) if row[11] else (),
        )
        for row in rows
    }


def companies(connection: Connection, row_ids: Sequence[int]) -> dict[int, tuple[str, str | None]]:
    """Kind and company of contacts, by row."""
    marks = ",".join("?" * len(row_ids))
    query = f"SELECT id, kind, company FROM contacts WHERE id IN ({marks})"  # noqa: S608
    return {row: (kind, company) for row, kind, company in connection.execute(query, row_ids)}


def holders(connection: Connection, kind: str, value: str, limit: int) -> list[int]:
    """Rows of the contacts that have exactly this key, by row, `limit` at most."""
    rows = connection.execute(
        "SELECT contact FROM contact_keys WHERE kind = ? AND value = ? LIMIT ?",
        (kind, value, limit),
    )
    return [row[0] for row in rows]


def linked_by_email(connection: Connection, value: str, limit: int) -> list[int]:
    """Rows of the contacts with an address that is linked by `value`, an `EmailKey`'s."""
    rows = connection.execute(
        "SELECT contact FROM contact_keys WHERE kind = 'email' AND value = ?"
        " UNION SELECT contact FROM link_keys WHERE value = ? LIMIT ?",
        (value, value, limit),
    )
    return [row[0] for row in rows]


def count_holders(connection: Connection, kind: str, value: str) -> int:
    """How many contacts have this key, counted up to SHARED_COUNT_LIMIT."""
    row = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM contact_keys WHERE kind = ? AND value = ? LIMIT ?)",
        (kind, value, SHARED_COUNT_LIMIT),
    ).fetchone()
    return int(row[0])


def ending_with(connection: Connection, kind: str, ending: str, limit: int) -> list[int]:
    """Contacts with a key that ends so: the last digits of a number or an account."""
    tail = ending[::-1]
    rows = connection.execute(
        "SELECT DISTINCT contact FROM contact_keys"
        " WHERE kind = ? AND tail >= ? AND tail < ? LIMIT ?",
        (kind, tail, _after(tail), limit),
    )
    return [row[0] for row in rows]


def starting_with(connection: Connection, kind: str, start: str, limit: int) -> list[int]:
    rows = connection.execute(
        "SELECT DISTINCT contact FROM contact_keys"
        " WHERE kind = ? AND value >= ? AND value < ? LIMIT ?",
        (kind, start, _after(start), limit),
    )
    return [row[0] for row in rows]


def with_reference(connection: Connection, reference: str, limit: int) -> list[int]:
    """Contacts with an order or ticket of this number; not by one that its source hides."""
    key = reference_key(reference)
    rows = connection.execute(
        "SELECT DISTINCT contact FROM interactions"
        " WHERE reference_key = ? AND discretion IS NOT 'hide' LIMIT ?",
        (key, limit),
    )
    return [row[0] for row in rows]


def _after(prefix: str) -> str:
    return prefix + "\U0010ffff"


def _row(contact: Contact) -> tuple[object, ...]:
    since = contact.customer_since
    return (
        contact.id,
        redact_cards(contact.name),
        contact.kind,
        redact_cards(contact.company) if contact.company else None,
        redact_cards(contact.city) if contact.city else None,
        contact.language,
        since.isoformat() if since else None,
        int(contact.vip),
        redact_cards(contact.recognition) if contact.recognition else None,
        msgspec.json.encode(contact.consents).decode() if contact.consents else None,
        msgspec.json.encode(contact.discretion).decode() if contact.discretion else None,
    )


def _keys(contact: Contact) -> Iterator[tuple[str, str, str]]:
    """(kind, value, as given). What has a card number in it is no key and is not kept."""
    for phone in contact.phones:
        yield PHONE, phone, phone
    for address in contact.emails:
        if redact_card_numbers(address) == address:
            yield EMAIL, email_key(address), address
    for account in contact.accounts:
        value = normalise_account(account)
        if value and not looks_like_card(value):
            yield ACCOUNT, value, value


def _search_text(contact: Contact) -> str:
    return index_words(
        redact_cards(" ".join((contact.name, contact.company or "", *contact.emails)))
    )
