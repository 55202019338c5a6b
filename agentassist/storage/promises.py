"""Promises to customers."""

from collections.abc import Iterable, Sequence

from agentassist.domain.discretion import Discretion
from agentassist.domain.ids import ContactId, PromiseId
from agentassist.domain.promise import Promise, PromiseStatus
from agentassist.domain.sealed import redact_cards
from agentassist.storage.engine import Connection
from agentassist.storage.values import micros, moment

_UPSERT = """
    INSERT INTO promises (key, contact, what, due, owner, made_at, status, discretion)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        contact = excluded.contact, what = excluded.what, due = excluded.due,
        owner = excluded.owner, made_at = excluded.made_at, status = excluded.status,
        discretion = excluded.discretion"""


def put(connection: Connection, rows: Iterable[tuple[int, Promise]]) -> None:
    """Add or replace promises: (row of the contact, promise). Inside the caller's transaction."""
    connection.executemany(
        _UPSERT,
        [
            (
                promise.id,
                contact,
                redact_cards(promise.what),
                micros(promise.due),
                redact_cards(promise.owner),
                micros(promise.made_at),
                promise.status,
                promise.discretion if promise.discretion is not Discretion.SAY else None,
            )
            for contact, promise in rows
        ],
    )


def of_person(
    connection: Connection, contacts: Sequence[int], contact_id: ContactId, limit: int
) -> list[Promise]:
    """Made to any record of a person: open ones first, soonest due first; then newest first."""
    rows = connection.execute(
        "SELECT key, what, due, owner, made_at, status, discretion FROM promises"  # noqa: S608
        f" WHERE contact IN ({','.join('?' * len(contacts))})"
        " ORDER BY status != 'open', CASE status WHEN 'open' THEN due ELSE -due END, id LIMIT ?",
        (*contacts, limit),
    )
    return [
        Promise(
            id=PromiseId(row[0]),
            contact_id=contact_id,
            what=row[1],
            due=moment(row[2]),
            owner=row[3],
            made_at=moment(row[4]),
            status=PromiseStatus(row[5]),
            discretion=Discretion(row[6]) if row[6] else Discretion.SAY,
        )
        for row in rows
    ]
