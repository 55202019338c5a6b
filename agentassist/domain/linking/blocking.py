"""What a record is found by among a million others.

Two records are compared only when they have one of these in common, so they must survive what
people do to names, dates and addresses. They find; they never decide.
"""

from collections.abc import Iterator

from agentassist.domain.linking.comparison import Reason
from agentassist.domain.linking.email import EmailKey
from agentassist.domain.linking.person import PersonRecord
from agentassist.domain.linking.spelling import sound

Key = tuple[Reason, str]
Block = tuple[object, ...]
_HALF_FROM = 4  # letters of a mailbox, below which its half says nothing


def keys_of(record: PersonRecord) -> Iterator[Key]:
    """What a record can be linked by."""
    for phone in record.phones:
        yield Reason.PHONE, phone.e164
    for email in record.emails:
        yield Reason.EMAIL, email.value
    for account in record.accounts:
        yield Reason.ACCOUNT, account
    for order in record.orders:
        yield Reason.ORDER, order


def linking_blocks(record: PersonRecord) -> Iterator[Block]:
    """Blocks in which links by themselves are looked for: equal keys, addresses with a slip."""
    yield from keys_of(record)
    sounds = _sounds(record)
    for email in record.emails:
        yield from ((*half, each) for half in _halves(email) for each in sounds)


def finding_blocks(record: PersonRecord) -> Iterator[Block]:
    """Further blocks, in which candidates are looked for; the most telling ones first."""
    sounds = _sounds(record)
    for day in record.birth:
        yield from (("born", day, each) for each in sounds)
    place = record.address.postcode
    if record.address.street:
        yield "street", record.address.street, place
        yield from (("street", record.address.street, each) for each in sounds)
    words = sorted({*record.name.given, *record.name.family})
    if len(words) > 1:
        yield "name", "".join(words)
        yield "sounds", *sounds, place
    if place:
        yield from (("place", place, each) for each in sounds)
    for email in record.emails:
        yield "start", email.mailbox[:6], email.domain
        yield "end", email.mailbox[-6:], email.domain


def _sounds(record: PersonRecord) -> tuple[str, ...]:
    """How given and family name sound, in an order that their exchange doesn't change."""
    parts = ("".join(record.name.given), "".join(record.name.family))
    return tuple(sorted(sound(part) for part in parts if part))


def _halves(email: EmailKey) -> Iterator[Block]:
    """Two addresses, one with a letter less, have one of these in common.

    The letter is missing in one half, and the other is there in both: once by its own length,
    once as what it would be with the letter.
    """
    mailbox = email.mailbox
    if email.role or len(mailbox) < _HALF_FROM:
        return
    for length in (len(mailbox), len(mailbox) + 1):
        first = length // 2
        yield "half", length, mailbox[:first], email.domain
        yield "other half", length, mailbox[-(length - first) :], email.domain
