"""Looking a contact up by what an agent can hear or read: number, name, e-mail, account, order."""

import re
from collections.abc import Iterator

from agentassist.domain.account import normalise_account
from agentassist.domain.contact import Candidate, Contact, Evidence, EvidenceKind
from agentassist.domain.sealed import mask
from agentassist.storage import contacts, persons
from agentassist.storage.contact_words import ENOUGH, with_words
from agentassist.storage.contacts import ACCOUNT, EMAIL, PHONE
from agentassist.storage.engine import Connection
from agentassist.storage.folding import email_key, words

POOL = 100  # rows of one kind that are looked at; the best of them are shown
LONGEST = 200  # characters of a query
MIN_DIGITS = 3  # "12" would be a tenth of the center
_DIGITS_ONLY = re.compile(r"[+\d\s()/.\-]+")

EXACT, BY_ORDER, BY_EMAIL, BY_PART, BY_NAME = range(5)
Hit = tuple[int, int, Evidence]  # tier, row of the contact, why


def search(connection: Connection, text: str, limit: int) -> list[Candidate]:
    """Contacts that `text` may mean, best first, each with why it was found.

    A whole key before part of one, a key before a name; whole words before beginnings, the
    recent before the old, then by id.
    """
    text = text.strip()[:LONGEST]
    found: dict[int, tuple[int, Evidence]] = {}
    for finder in (_by_account, _by_order, _by_email, _by_number, _by_name):
        for tier, row, evidence in finder(connection, text):
            if row not in found or tier < found[row][0]:
                found[row] = tier, evidence
    if not found:
        return []
    of = persons.with_rows(connection, list(found))
    best: dict[int, tuple[int, int, Evidence]] = {}  # of a person: tier, the record, why
    for row, (tier, evidence) in sorted(found.items()):
        person = of[row].row
        if person not in best or tier < best[person][0]:
            best[person] = tier, row, evidence
    held = contacts.load(connection, list(found))
    last = persons.last_at(connection, {of[at].row: of[at] for at in found}.values())
    typed = words(text)

    def rank(row: int) -> tuple[int, int, int, int]:
        tier, at, _ = best[row]
        return tier, _beginnings(held[at], typed) if tier == BY_NAME else 0, -last[row], row

    first = [of[best[row][1]] for row in sorted(best, key=rank)[:limit]]
    people = persons.load(connection, first)
    return [
        Candidate(
            people[members.row].contact,
            (best[members.row][2],),
            *persons.summary(connection, members),
        )
        for members in first
    ]


def _by_account(connection: Connection, text: str) -> Iterator[Hit]:
    value = normalise_account(text)
    if len(value) < MIN_DIGITS or "@" in text or not any(ch.isdigit() for ch in value):
        return
    for row in contacts.holders(connection, ACCOUNT, value, POOL):
        yield EXACT, row, Evidence(EvidenceKind.ACCOUNT, mask(value))
    part = [
        *contacts.ending_with(connection, ACCOUNT, value, POOL),
        *contacts.starting_with(connection, ACCOUNT, value, POOL),
    ]
    people = contacts.load(connection, part)
    for row in part:
        matches = (a for a in people[row].accounts if a.endswith(value) or a.startswith(value))
        yield BY_PART, row, Evidence(EvidenceKind.ACCOUNT, mask(next(matches)))


def _by_order(connection: Connection, text: str) -> Iterator[Hit]:
    if any(ch.isdigit() for ch in text):
        for row in contacts.with_reference(connection, text, POOL):
            yield BY_ORDER, row, Evidence(EvidenceKind.ORDER, text)


def _by_email(connection: Connection, text: str) -> Iterator[Hit]:
    if "@" in text:
        for row in contacts.starting_with(connection, EMAIL, email_key(text), POOL):
            yield BY_EMAIL, row, Evidence(EvidenceKind.EMAIL)


def _by_number(connection: Connection, text: str) -> Iterator[Hit]:
    """By the end of a number, so that 0176..., 176... and 0049176... find the same person."""
    digits = "".join(ch for ch in text if ch.isdecimal())
    if len(digits) < MIN_DIGITS or not _DIGITS_ONLY.fullmatch(text):
        return
    end = digits.removeprefix("00").removeprefix("0")
    rows = contacts.ending_with(connection, PHONE, end, POOL)
    people = contacts.load(connection, rows)
    for row in rows:
        number = next(n for n in people[row].phones if n.endswith(end))
        if number == f"+{end}":
            shared_by = contacts.count_holders(connection, PHONE, number)
            exact = EvidenceKind.EXACT_NUMBER if shared_by == 1 else EvidenceKind.SHARED_NUMBER
            yield EXACT, row, Evidence(exact, number, shared_by)
        else:
            yield BY_PART, row, Evidence(EvidenceKind.NUMBER_TAIL, number)


def _by_name(connection: Connection, text: str) -> Iterator[Hit]:
    if "@" not in text:
        rows = with_words(connection, text, POOL)
        for row in rows if len(rows) < POOL else rows[:ENOUGH]:
            yield BY_NAME, row, Evidence(EvidenceKind.NAME)


def _beginnings(contact: Contact, typed: list[str]) -> int:
    """How many of the words typed are only the beginning of a word in the name."""
    name = frozenset(words(contact.name))
    return sum(word not in name for word in typed)
