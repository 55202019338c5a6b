"""Records that arrive are compared with those that share a key, and linked where the rules allow.

The rules are those of `domain.linking`; a link says why it was made, and one whose evidence is gone
is undone by the rules, saying why. What a person joined or took apart stays as they said.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from agentassist.domain.contact import Contact
from agentassist.domain.linking.blocking import Key, keys_of
from agentassist.domain.linking.comparison import AGAINST, Comparison, Reason, compare, contradict
from agentassist.domain.linking.email import email_key
from agentassist.domain.linking.grouping import (
    COMPARED,
    Holding,
    content,
    group,
    holdings_of,
    links_by_itself,
)
from agentassist.domain.linking.name import Name, name_of, name_of_text
from agentassist.domain.linking.person import PersonRecord, PhoneKey
from agentassist.domain.linking.phone import is_filler
from agentassist.domain.linking.record_link import (
    LinkMethod,
    RecordLink,
    SourceRecord,
)
from agentassist.storage import contacts, links, persons
from agentassist.storage.contacts import ACCOUNT, EMAIL, PHONE
from agentassist.storage.engine import Connection

RULES = "rules"  # who makes and undoes links by themselves
MOST = 120  # records that are looked at for one that arrives; with more it is left to a person
# Keys of one kind that a person may have. With more of them a record says nothing of who it is, and
# comparing each with each of others' takes seconds, for which the store's writer would wait.
MANY_KEYS = 8
_KINDS = {Reason.PHONE: PHONE, Reason.EMAIL: EMAIL, Reason.ACCOUNT: ACCOUNT}
_PERSON = "person"


@dataclass(frozen=True, slots=True)
class Near:
    """A record that may be the same as another, as it is compared."""

    row: int
    record: SourceRecord
    kind: str
    said: PersonRecord


class Neighbours:
    """A record, those that share a key with it, and the rest of their persons."""

    def __init__(self, connection: Connection, row: int) -> None:
        own = comparable(connection, [row])[row]
        self.public: set[Key] = set()
        rows = {row: None}
        for key in keys_of(own):
            holders = _holders(connection, key)
            if len(holders) > COMPARED:
                self.public.add(key)
            else:
                rows |= dict.fromkeys(holders)
        of = persons.with_rows(connection, list(rows))
        self.people = {one: members for members in of.values() for one in members.rows}
        self.own = self.people[row]
        stored = {one.row: one.record for one in self.own.records}
        for members in of.values():
            stored |= {one.row: one.record for one in members.records}
        self.complete = len(stored) <= MOST
        said = comparable(connection, list(stored)[:MOST] if self.complete else [row])
        kinds = _kinds(connection, list(said))
        near = [Near(at, stored[at], kinds[at], said[at]) for at in said if at != row]
        self.record = Near(row, stored[row], kinds[row], said[row])
        self.others = sorted(near, key=lambda one: content(one.said))

    def links(self, connection: Connection) -> list[RecordLink]:
        """Those that stand between these records."""
        joins = {join.id for members in self.people.values() for join in members.links}
        return list(links.numbered(connection, sorted(joins)).values()) if joins else []


def arrived(connection: Connection, rows: Iterable[int], now: int) -> None:
    """Link new and changed contacts, given by row, inside the caller's transaction."""
    for row in rows:
        near = Neighbours(connection, row)
        if _weigh_again(connection, near, now):
            near = Neighbours(connection, row)
        _link(connection, near, now)


def comparable(connection: Connection, rows: Sequence[int]) -> dict[int, PersonRecord]:
    """Contacts as they are compared, by row."""
    marks = ",".join("?" * len(rows))
    query = f"SELECT contact, birth FROM source_records WHERE contact IN ({marks})"  # noqa: S608
    births = {row: birth for row, birth in connection.execute(query, tuple(rows)) if birth}
    return {
        row: _said(contact, tuple(map(int, births.get(row, "").split())))
        for row, contact in contacts.load(connection, rows).items()
    }


def _said(contact: Contact, birth: tuple[int, ...]) -> PersonRecord:
    emails = (email_key(address) for address in _few(contact.emails))
    return PersonRecord(
        name=_name(contact),
        phones=tuple(PhoneKey(e164) for e164 in _few(contact.phones) if not is_filler(e164)),
        emails=tuple(dict.fromkeys(email for email in emails if email is not None)),
        birth=birth,
        accounts=contact.accounts,
    )


def _few(keys: tuple[str, ...]) -> tuple[str, ...]:
    return keys if len(keys) <= MANY_KEYS else ()


def _name(contact: Contact) -> Name:
    """What stands for a name when there is none, as an address or a number, says nothing."""
    if "@" in contact.name or not any(ch.isalpha() for ch in contact.name):
        return Name()
    if contact.kind == _PERSON:
        return name_of_text(contact.name)
    return name_of(family=contact.name)


def _kinds(connection: Connection, rows: Sequence[int]) -> dict[int, str]:
    marks = ",".join("?" * len(rows))
    query = f"SELECT id, kind FROM contacts WHERE id IN ({marks})"  # noqa: S608
    return dict(connection.execute(query, tuple(rows)).fetchall())


def _holders(connection: Connection, key: Key) -> list[int]:
    kind, value = key
    if kind is Reason.EMAIL:
        return contacts.linked_by_email(connection, value, COMPARED + 1)
    return contacts.holders(connection, _KINDS[kind], value, COMPARED + 1) if kind in _KINDS else []


def _link(connection: Connection, near: Neighbours, now: int) -> None:
    if not near.others or not near.complete:
        return
    records = [near.record, *near.others]
    grouping = group([one.said for one in records], near.public)
    label = {one.row: of for one, of in zip(records, grouping.groups, strict=True)}
    said = {one.row: one.said for one in records}
    joined = set(near.own.rows)
    for link in grouping.links:
        if 0 not in (link.one, link.other):
            continue
        other = records[link.one or link.other]
        if other.row in joined or other.kind != near.record.kind or not _enough(link.comparison):
            continue
        theirs = near.people[other.row].rows
        if _contradicting(said, label, joined, theirs):
            continue
        if _taken_apart(connection, near, joined, theirs):
            continue
        links.insert(
            connection,
            near.record.record,
            other.record,
            method=LinkMethod.RULE,
            by=RULES,
            evidence=link.comparison.evidence,
            now=now,
        )
        joined.update(theirs)


def _contradicting(
    said: Mapping[int, PersonRecord],
    label: Mapping[int, int],
    joined: Collection[int],
    theirs: Collection[int],
) -> bool:
    """Whether anybody on one side contradicts anybody on the other: all of them become one person.

    Those of one group are one by the rules, whatever their names are. A record that says little
    contradicts nobody, so that its own two neighbours have to be asked, too.
    """
    return any(
        label[one] != label[other] and contradict(said[one], said[other])
        for one in joined
        for other in theirs
    )


def _taken_apart(
    connection: Connection, near: Neighbours, joined: Iterable[int], theirs: Iterable[int]
) -> bool:
    """Whether a person has said of any two that a link would join that they are not one."""
    record = {one.row: one.record for one in (near.record, *near.others)}
    mine = {record[row] for row in joined if row in record}
    yours = {record[row] for row in theirs if row in record}
    return any(
        link.undone_by != RULES and (link.one in yours or link.other in yours)
        for link in links.undone(connection, mine)
    )


def _enough(comparison: Comparison) -> bool:
    """What it takes where the next call shows one's history to the other: more than for a file.

    Another given name takes the birth date, because a couple can share everything else. Accounts
    of two systems can be one number by accident: they take the whole name.
    """
    reasons = comparison.reasons
    if Reason.OTHER_GIVEN_NAME in reasons and Reason.BIRTH_DATE not in reasons:
        return False
    own = {Reason.PHONE, Reason.EMAIL, Reason.EMAIL_REPAIRED}
    return not own.isdisjoint(reasons) or Reason.NAME in reasons


def _weigh_again(connection: Connection, near: Neighbours, now: int) -> bool:
    """Undo the rules' links that they would not make any more: keys change, and get shared."""
    if not near.complete:
        return False
    undone = False
    of = {one.record: one.said for one in (near.record, *near.others)}
    holdings = holdings_of(list(of.values()), near.public)
    for link in near.links(connection):
        if link.method is not LinkMethod.RULE or link.one not in of or link.other not in of:
            continue
        why = _gone(compare(of[link.one], of[link.other]), holdings)
        if why:
            undone |= links.undo(connection, link.id, by=RULES, why=why, now=now)
    return undone or _leave(connection, near, now)


def _leave(connection: Connection, near: Neighbours, now: int) -> bool:
    """Undo the rules' links of a record that by now contradicts its person, at whatever distance.

    Between them may stand one that says too little to contradict either.
    """
    said = {one.row: one.said for one in (near.record, *near.others) if one.row in near.own.rows}
    mine, record = near.record.said, near.record.record
    against = [row for row in said if contradict(mine, said[row])]
    if not against:
        return False
    own = {one.record for one in near.own.records}
    made = [link for link in near.links(connection) if link.one in own]
    label = dict(zip(said, group(list(said.values()), near.public).groups, strict=True))
    excused = all(label[row] == label[near.record.row] for row in against)
    if excused or any(link.method is not LinkMethod.RULE for link in made):
        return False  # the rules, or a person, know of it
    found = {reason for row in against for reason in compare(mine, said[row]).reasons & AGAINST}
    why = " ".join(sorted(found))
    undone = [
        links.undo(connection, link.id, by=RULES, why=why, now=now)
        for link in made
        if record in (link.one, link.other)
    ]
    return any(undone)


def _gone(comparison: Comparison, holdings: dict[Key, Holding]) -> str:
    """Why the rules would not make a link, as codes; "" when they would."""
    against = [reason for reason in comparison.evidence if reason in AGAINST]
    if against:
        return " ".join(against)
    if links_by_itself(comparison, holdings) and _enough(comparison):
        return ""
    return "shared_key" if comparison.keyed else "no_key"
