# ruff: noqa: S608 - tables and columns are named here, values are parameters
"""Where a person's data are: one list, which export and erasure both go by.

A table that is neither in PLACES nor in IMPERSONAL fails a test: nothing is forgotten.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.person import Person
from agentassist.domain.source import LOCAL
from agentassist.storage import contacts, persons
from agentassist.storage.engine import Connection
from agentassist.storage.import_snapshot import rows_in

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Rows of one table. `unnamed`: they stay, without the columns that say whom they are about."""

    table: str
    where: str  # over :rows, :ids, :records, :phones and :tails, JSON arrays
    unnamed: str = ""

    @property
    def act(self) -> str:
        """What an erasure does with them, without its WHERE."""
        if self.unnamed:
            return f"UPDATE {self.table} SET {self.unnamed}"
        return f"DELETE FROM {self.table}"


@dataclass(frozen=True, slots=True)
class Subject:
    """One person as the store knows them: contacts' rows and ids, records of sources, keys.

    `own_phones` are those that nobody else has: a household's number says nothing of one of them.
    """

    person: Person
    rows: tuple[int, ...]
    ids: tuple[ContactId, ...]
    records: tuple[SourceRecord, ...]
    own_phones: tuple[str, ...] = field(default=(), repr=False)

    @property
    def params(self) -> dict[str, str]:
        return {
            "rows": json.dumps(self.rows),
            "ids": json.dumps(self.ids),
            "records": json.dumps([f"{record.source}\0{record.id}" for record in self.records]),
            "phones": json.dumps(self.own_phones),
            "tails": json.dumps([phone_tail(phone) for phone in self.own_phones]),
        }


_OF_ROWS = "contact IN (SELECT value FROM json_each(:rows))"
_OF_IDS = "contact_key IN (SELECT value FROM json_each(:ids))"
_IN_BODY = (
    "json_extract(body, '$.contact_id') IN (SELECT value FROM json_each(:ids))"
    " OR (json_extract(body, '$.contact_id') IS NULL AND"
    " phone_tail(json_extract(body, '$.caller_name')) IN (SELECT value FROM json_each(:tails)))"
)
_IS_RECORD = "IN (SELECT value FROM json_each(:records))"
_NUL = "char(0)"

PLACES: Sequence[Place] = (
    Place(
        "imported_rows",
        " OR ".join(
            f"(kind = '{table}' AND row IN (SELECT id FROM {table} WHERE {column} IN"
            " (SELECT value FROM json_each(:rows))))"
            for table, column in (
                ("contacts", "id"),
                ("interactions", "contact"),
                ("promises", "contact"),
            )
        )
        + " OR (kind != 'contacts' AND before IS NOT NULL AND json_extract(before, '$.contact')"
        " IN (SELECT value FROM json_each(:rows)))",
    ),
    Place(
        "links",
        f"one_source || {_NUL} || one_id {_IS_RECORD}"
        f" OR other_source || {_NUL} || other_id {_IS_RECORD}",
    ),
    Place("pick_hints", f"{_OF_IDS} OR number IN (SELECT value FROM json_each(:phones))"),
    Place(
        "outbox",
        f"{_OF_IDS} OR source || {_NUL} || record {_IS_RECORD}"
        f" OR wrap_up IN (SELECT key FROM wrap_ups WHERE {_OF_IDS})",
    ),
    Place("wrap_up_drafts", _IN_BODY),
    Place(
        "wrap_ups",
        f"{_OF_IDS} OR {_IN_BODY}"
        f" OR key IN (SELECT wrap_up FROM interactions WHERE {_OF_ROWS} AND wrap_up IS NOT NULL)",
    ),
    Place("repeats", _OF_IDS, "contact_key = NULL"),
    Place("audit", _OF_IDS, "contact_key = 'erased', detail = ''"),
    Place("promises", _OF_ROWS),
    Place("interactions", _OF_ROWS),
    Place("source_records", _OF_ROWS),
    Place("key_uses", _OF_ROWS),
    Place("link_keys", _OF_ROWS),
    Place("contact_keys", _OF_ROWS),
    Place("contacts", "id IN (SELECT value FROM json_each(:rows))"),
)
# Of nobody, or of nobody who could be named by it.
IMPERSONAL = frozenset({"sealed_values", "cue_counts", "tombstones", "imports"})


def subject(connection: Connection, contact_id: ContactId) -> Subject:
    """The person that a contact belongs to. AgentAssistError("history.unknown_contact")."""
    members = persons.of(connection, contact_id)
    if members is None:
        raise AgentAssistError("history.unknown_contact")
    connection.create_function("phone_tail", 1, phone_tail, deterministic=True)
    person = persons.load(connection, [members])[members.row]
    named = rows_in(connection, "SELECT id, key FROM contacts WHERE id IN", members.rows)
    phones = {
        phone
        for record in person.records
        for phone in record.contact.phones
        if set(contacts.holders(connection, contacts.PHONE, phone, persons.MOST))
        <= set(members.rows)
    }
    return Subject(
        person,
        members.rows,
        tuple(ContactId(str(key)) for _, key in named),
        tuple(record.record for record in members.records),
        tuple(sorted(phones)),
    )


def rows_of(connection: Connection, place: Place, of: Subject) -> list[Row]:
    """The rows of one place, by column."""
    cursor = connection.execute(
        f"SELECT * FROM {place.table} WHERE {place.where}",
        of.params,
    )
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def counts(connection: Connection, of: Subject) -> dict[str, int]:
    """How many rows each place has of somebody; places with none are left out."""
    found = {
        place.table: int(
            connection.execute(
                f"SELECT count(*) FROM {place.table} WHERE {place.where}",
                of.params,
            ).fetchone()[0]
        )
        for place in PLACES
    }
    return {table: count for table, count in found.items() if count}


def phone_tail(text: object) -> str:
    """The last eight digits of what is nothing but a telephone number; else nothing."""
    if not isinstance(text, str) or any(ch.isalpha() for ch in text):
        return ""
    digits = "".join(ch for ch in text if ch.isdecimal())
    return digits[-8:] if len(digits) >= 8 else ""


def upstream(of: Subject) -> tuple[SourceRecord, ...]:
    """Records that other systems hold: what is erased here is still there."""
    return tuple(record for record in of.records if record.source != LOCAL)
