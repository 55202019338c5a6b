"""What a second system of the demo center has on record of some of its customers."""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.source import SourceContact

_FILE = "elsewhere.toml"


def records_elsewhere(folder: Path, contacts: Iterable[Contact]) -> tuple[SourceContact, ...]:
    """The records of `elsewhere.toml` in `folder`, their keys taken from `contacts`.

    Raises AgentAssistError `demo.unreadable`.
    """
    from agentassist.domain.linking.record_link import SourceRecord, contact_id

    people = {str(contact.id): contact for contact in contacts}
    path = folder / _FILE
    found: list[SourceContact] = []
    try:
        for entry in tomllib.loads(path.read_text("utf-8"))["record"]:
            record = SourceRecord(entry["source"], entry["id"])
            known = people[entry["of"]]
            there = replace(
                known,
                id=contact_id(record),
                name=entry.get("name", known.name),
                phones=known.phones[:1],
                city=entry.get("city", known.city),
                consents=(),
            )
            found.append(SourceContact(record, there))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AgentAssistError("demo.unreadable", file=str(path), reason=str(error)) from None
    return tuple(found)
