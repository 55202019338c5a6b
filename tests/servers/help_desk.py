"""An invented help desk for `JsonServer`: honest, or one that leaves out filters."""

from dataclasses import dataclass, field
from typing import Any

from json_server import Answered, Asked

PER_PAGE = 3

CUSTOMERS = [
    {
        "id": number,
        "name": f"{name} Example",
        "phones": phones,
        "email": f"{name.lower()}@example.com",
        "number": f"AC-{number:05d}",
    }
    for number, (name, phones) in enumerate(
        [
            ("Dana", ["+49 711 555 0100", "0171/5550100"]),
            ("Luis", ["0049 711 5550111"]),
            ("Ines", ["(0711) 555-0122", "+49 711 555 0199"]),
            ("Omar", ["+49 711 555 0199 ext 4"]),
            ("Zoe", ["+1 612 555 0100"]),
        ],
        start=100,
    )
]
TICKETS = [
    {
        "id": number,
        "customer": 100 + number % 5,
        "subject": f"Ticket {number}",
        "state": "open" if number % 2 else "solved",
        "via": "voice" if number % 3 else "email",
        "updated": f"2026-11-{1 + number:02d}T09:00:00Z",
        "body": f"<p>Call <b>{number}</b></p><p>card 4111 1111 1111 1111</p>",
    }
    for number in range(25)
]

MAPPING = """
format = 1
title = "Help desk"
system = "Invented desk 1"
[connection]
base = "${url}/api"
deadline_ms = 20000
lag_s = 30
[auth]
style = "none"
[paging]
style = "page"
param = "page"
size = 3
[words.channel]
voice = "phone"
email = "mail"
"*" = "ticket"
[words.status]
open = "open"
"*" = "closed"
[find.fields]
id = "id"
name = "name"
phones = "phones"
emails = "[email]"
accounts = "[number]"
[[find.phone]]
path = "/customers"
params = { phone = "{digits|digits}" }
items = "customers"
[[find.phone]]
path = "/customers"
params = { phone = "{local|digits}" }
items = "customers"
[[find.email]]
path = "/customers"
params = { query = 'email:"{email|lucene}"' }
items = "customers"
[[find.account]]
path = "/customers/by-number/{account|path}"
items = "[customer]"
paging = { style = "none" }
none_if_missing = true
[[interactions]]
kind = "ticket"
path = "/tickets"
params = { customer = "{id|token}" }
items = "tickets"
pages = 10
[interactions.fields]
id = "id"
owner = "customer"
at = "updated"
channel = "via"
status = "state"
title = "subject"
detail = { path = "body", html = true }
[note.ticket]
path = "/tickets/{id|token}/notes"
method = "POST"
json = { body = "{text|text} [{key|token}]" }
[note.ticket.found]
path = "/tickets/{id|token}/notes"
items = "notes"
paging = { style = "none" }
"""


def digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


@dataclass
class HelpDesk:
    """`ignores_filters`: a filter it should know is left out, and everybody comes back.

    `strangers_tickets`: for a customer that there is, tickets of everybody.
    """

    ignores_filters: bool = False
    strangers_tickets: bool = False
    notes: dict[str, list[str]] = field(default_factory=dict)

    def __call__(self, asked: Asked) -> Answered:
        parts = asked.path.removeprefix("/api/").split("/")
        match (asked.method, parts):
            case ("GET", ["customers"]):
                return self._page(asked, "customers", self._customers(asked))
            case ("GET", ["customers", "by-number", number]):
                found = [one for one in CUSTOMERS if one["number"] == number]
                if self.ignores_filters:
                    found = CUSTOMERS[:1]
                return Answered({"customer": found[0]}) if found else Answered({}, 404)
            case ("GET", ["tickets"]):
                return self._page(asked, "tickets", self._tickets(asked))
            case ("GET", ["tickets", ticket, "notes"]):
                return Answered({"notes": self.notes.get(ticket, [])})
            case ("POST", ["tickets", ticket, "notes"]):
                self.notes.setdefault(ticket, []).append(asked.json["body"])
                return Answered({"id": len(self.notes[ticket])}, 201)
        return Answered({"error": "no such thing"}, 404)

    def _customers(self, asked: Asked) -> list[dict[str, Any]]:
        if self.ignores_filters:
            return CUSTOMERS
        if "phone" in asked.params:
            wanted = asked.params["phone"]
            return [
                one
                for one in CUSTOMERS
                if any(wanted.lstrip("0") in digits(phone) for phone in one["phones"])
            ]
        wanted = asked.params["query"].removeprefix('email:"').removesuffix('"')
        return [one for one in CUSTOMERS if one["email"] == wanted]

    def _tickets(self, asked: Asked) -> list[dict[str, Any]]:
        known = any(str(one["id"]) == asked.params["customer"] for one in CUSTOMERS)
        if self.ignores_filters or (self.strangers_tickets and known):
            return TICKETS
        return [one for one in TICKETS if str(one["customer"]) == asked.params["customer"]]

    def _page(self, asked: Asked, name: str, rows: list[dict[str, Any]]) -> Answered:
        first = (int(asked.params["page"]) - 1) * PER_PAGE
        return Answered({name: rows[first : first + PER_PAGE]})
