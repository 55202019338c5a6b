"""Everything that the store has of one person, for the person: JSON, and a page to read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from agentassist.domain.ids import ContactId
from agentassist.domain.source import LOCAL
from agentassist.storage.engine import Connection
from agentassist.storage.personal_data import PLACES, Row, rows_of, subject
from agentassist.storage.store import Store
from agentassist.storage.values import moment

FORMAT = 1
TITLES: Mapping[str, str] = {
    "contacts": "Customer records",
    "contact_keys": "Telephone numbers, e-mail addresses and accounts",
    "link_keys": "E-mail addresses as they are compared",
    "key_uses": "Calls by which a number or account was seen",
    "source_records": "Copies of records of other systems",
    "interactions": "Contacts with us",
    "promises": "Promises to you",
    "wrap_ups": "Notes of calls",
    "wrap_up_drafts": "Notes of calls that are not finished",
    "links": "Records thought to be of one person",
    "pick_hints": "Whom an agent picked for a number",
    "outbox": "Notes on their way to other systems",
    "repeats": "Calls in which you had to repeat something",
    "audit": "Who looked at these data",
    "imported_rows": "What stood there before an import",
}
_TIMES = frozenset(
    {
        *("at", "started_at", "ended_at", "saved_at", "due", "done_at", "made_at", "answered_at"),
        *("updated_at", "fetched_at", "history_at", "picked_at", "used_at", "verified_at"),
        *("undone_at", "next_at", "sent_at"),
    }
)
_SPANS = frozenset({"duration"})
_TEXTS = frozenset({"body", "before", "evidence", "consents", "discretion", "article_ids"})
_INTERNAL = frozenset({"row", "mark", "tail", "position", "import", "digest", "reference_key"})
NEVER_KEPT = (
    "Card numbers, card security codes and PINs are never stored. Notes that an agent wrote are"
    " given as they were written."
)


@dataclass(frozen=True, slots=True)
class PersonExport:
    """`page` is HTML on its own: no script, nothing from outside."""

    data: str
    page: str
    names: tuple[str, ...]
    rows: int


async def export_person(store: Store, contact_id: ContactId) -> PersonExport:
    """All of it. AgentAssistError("history.unknown_contact")."""
    now = store.clock.now()

    def read(connection: Connection) -> PersonExport:
        of = subject(connection, contact_id)
        names = tuple(dict.fromkeys(record.contact.name for record in of.person.records))
        sources = [
            {
                "source": record.record.source,
                "id": record.record.id,
                "fetched_at": record.as_of.isoformat() if record.as_of else None,
            }
            for record in of.person.records
        ]
        tables = {
            place.table: [_clear(row) for row in rows_of(connection, place, of)]
            for place in reversed(PLACES)
        }
        said = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "names": names,
            "records": sources,
            "never_kept": NEVER_KEPT,
            "data": tables,
        }
        text = json.dumps(said, ensure_ascii=False, indent=2)
        rows = sum(map(len, tables.values()))
        return PersonExport(text + "\n", _page(now, names, sources, tables), names, rows)

    return await store.read(read)


def _clear(row: Row) -> dict[str, object]:
    """As people read it: times as times, texts of JSON as what they say, nothing of our own."""
    return {
        name: _value(name, value)
        for name, value in row.items()
        if value is not None
        and name not in _INTERNAL
        and not (name in ("id", "contact") and isinstance(value, int))
    }


def _value(name: str, value: object) -> object:
    if isinstance(value, int) and name in _TIMES:
        return moment(value).isoformat()
    if isinstance(value, int) and name in _SPANS:
        return str(timedelta(microseconds=value))
    if isinstance(value, str) and name in _TEXTS and value[:1] in ("{", "["):
        return json.loads(value)
    return value


def _page(
    now: datetime,
    names: Sequence[str],
    sources: Sequence[Mapping[str, object]],
    tables: Mapping[str, Sequence[Mapping[str, object]]],
) -> str:
    parts = [
        "<!doctype html><html lang='en'><meta charset='utf-8'>",
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none';"
        " style-src 'unsafe-inline'\">",
        f"<title>{escape(', '.join(names))}</title>",
        "<style>body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
        "dl{display:grid;grid-template-columns:12em 1fr;gap:.2em 1em;border-top:1px solid #999;"
        "padding-top:.5em}dt{color:#555}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}"
        "</style>",
        f"<h1>{escape(', '.join(names))}</h1>",
        f"<p>What is stored here about this person, {escape(f'{now:%Y-%m-%d %H:%M} UTC')}."
        f" {escape(NEVER_KEPT)}</p><h2>Where it is from</h2><ul>",
    ]
    for source in sources:
        local = source["source"] == LOCAL
        place = "this computer" if local else f"{source['source']}, record {source['id']}"
        age = f", copied {source['fetched_at']}" if source["fetched_at"] else ""
        parts.append(f"<li>{escape(place + age)}</li>")
    parts.append("</ul>")
    for table, rows in tables.items():
        parts.append(f"<h2>{escape(TITLES[table])} ({len(rows)})</h2>")
        for row in rows:
            cells = (
                f"<dt>{escape(name.replace('_', ' '))}</dt><dd>{_html(value)}</dd>"
                for name, value in row.items()
            )
            parts.append(f"<dl>{''.join(cells)}</dl>")
    return "\n".join(parts) + "</html>\n"


def _html(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(
            f"{escape(str(name).replace('_', ' '))}: {_html(each)}"
            for name, each in value.items()
            if each not in (None, "", [])
        )
    if isinstance(value, list):
        return ", ".join(map(_html, value))
    return escape(str(value))
