"""What speaks for two records being one person, and what against it."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from agentassist.domain.linking import birth_date, name
from agentassist.domain.linking.birth_date import BirthDate
from agentassist.domain.linking.email import EmailKey
from agentassist.domain.linking.person import Address, PersonRecord, PhoneKey
from agentassist.domain.linking.spelling import alike, slips
from agentassist.domain.linking.verdict import Verdict


class Reason(StrEnum):
    """Evidence for, and after `NOT_` against. Kept with a link, so the words are stable."""

    ACCOUNT = "account"
    ORDER = "order"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    NAME_PART = "name_part"
    BIRTH_DATE = "birth_date"
    BIRTH_DATE_SLIP = "birth_date_slip"
    EMAIL_SLIP = "email_slip"
    STREET = "street"
    POSTCODE = "postcode"
    EMAIL_REPAIRED = "email_repaired"  # a letter of the name is missing in one: as good as EMAIL
    NEW_FAMILY_NAME = "new_family_name"  # a key and the given name agree
    OTHER_GIVEN_NAME = "other_given_name"  # the family name and two of phone, e-mail, birth date
    NOT_NAME = "not_name"
    NOT_BIRTH_DATE = "not_birth_date"
    NOT_ACCOUNT = "not_account"


# for the order of candidates alone: what is rare among strangers weighs more
_WEIGHTS = {
    Reason.ACCOUNT: 60,
    Reason.ORDER: 50,
    Reason.EMAIL: 45,
    Reason.PHONE: 40,
    Reason.EMAIL_REPAIRED: 40,
    Reason.EMAIL_SLIP: 30,
    Reason.NAME: 30,
    Reason.BIRTH_DATE: 30,
    Reason.NEW_FAMILY_NAME: 15,
    Reason.BIRTH_DATE_SLIP: 20,
    Reason.STREET: 20,
    Reason.NAME_PART: 10,
    Reason.OTHER_GIVEN_NAME: 5,
    Reason.POSTCODE: 8,
    Reason.NOT_NAME: -15,
    Reason.NOT_BIRTH_DATE: -20,
    Reason.NOT_ACCOUNT: -30,
}
KEYS = frozenset({Reason.ACCOUNT, Reason.ORDER, Reason.EMAIL, Reason.EMAIL_REPAIRED, Reason.PHONE})
ANOTHER_NAME = frozenset({Reason.NEW_FAMILY_NAME, Reason.OTHER_GIVEN_NAME})
AGAINST = frozenset({Reason.NOT_NAME, Reason.NOT_BIRTH_DATE, Reason.NOT_ACCOUNT})
_TWINS = frozenset({Reason.PHONE, Reason.BIRTH_DATE})  # twins are rarer than second names
_BESIDES = frozenset({Reason.PHONE, Reason.BIRTH_DATE, Reason.STREET})
_WRITTEN_OUT = 3  # letters of a name that stand in an address by more than chance
_NO_DIGIT = re.compile(r"\D")
_MAILBOX = 5  # letters from which on a slip in an address is one


@dataclass(frozen=True, slots=True)
class Comparison:
    """The reasons for and against, and the keys that both records have."""

    reasons: frozenset[Reason]
    keys: tuple[tuple[Reason, str], ...] = field(default=(), repr=False)

    @property
    def score(self) -> int:
        return sum(map(_WEIGHTS.__getitem__, self.reasons))

    @property
    def contradicted(self) -> bool:
        return not AGAINST.isdisjoint(self.reasons)

    @property
    def keyed(self) -> bool:
        """Whether a key agrees: without one there is never a link by itself."""
        return not KEYS.isdisjoint(self.reasons)

    @property
    def evidence(self) -> tuple[Reason, ...]:
        return tuple(sorted(self.reasons, key=lambda reason: (-_WEIGHTS[reason], reason)))


def compare(a: PersonRecord, b: PersonRecord) -> Comparison:
    """Every reason for and against. The same whichever of the two comes first."""
    keys = _common_keys(a, b)
    reasons = {kind for kind, _ in keys}
    called = name.compare(a.name, b.name)
    if a.emails and b.emails and Reason.EMAIL not in reasons:
        reasons |= _of_slips(a, b, called)
    reasons |= _of_address(a.address, b.address)
    if a.birth and b.birth:
        reasons.add(_of_birth(a.birth, b.birth, called))
    if a.accounts and b.accounts and Reason.ACCOUNT not in reasons:
        reasons.add(Reason.NOT_ACCOUNT)
    if called is not Verdict.UNKNOWN:
        reasons.add(_of_name(a, b, called, reasons))
    return Comparison(frozenset(reasons), keys)


def contradict(a: PersonRecord, b: PersonRecord) -> bool:
    """Whether the two can't stand in one group although others join them."""
    return compare(a, b).contradicted


def _of_birth(a: BirthDate, b: BirthDate, called: Verdict) -> Reason:
    """A slip in the date is one only where the whole name agrees."""
    if a == b or not set(a).isdisjoint(b):
        return Reason.BIRTH_DATE
    if called is Verdict.AGREES and birth_date.compare(a, b) is Verdict.PARTLY:
        return Reason.BIRTH_DATE_SLIP
    return Reason.NOT_BIRTH_DATE


def _of_name(a: PersonRecord, b: PersonRecord, called: Verdict, found: set[Reason]) -> Reason:
    """A part that differs is another name of the person where enough else agrees.

    A family name changes: the given name and a key will do. A given name is what tells a
    household apart: it takes the family name and an address that is one person's by its own
    words, or phone and birth date, and nothing that differs. A couple may share one
    address: two that are given names in their own right take another fact besides.
    """
    if called is not Verdict.CONTRADICTS:
        return Reason.NAME if called is Verdict.AGREES else Reason.NAME_PART
    if not KEYS.isdisjoint(found) and name.given_agrees(a.name, b.name):
        return Reason.NEW_FAMILY_NAME
    if not AGAINST.isdisjoint(found):
        return Reason.NOT_NAME
    if Reason.EMAIL in found:
        personal = any(_personal(email, a) or _personal(email, b) for email in a.emails)
        enough = personal and (bool(found & _BESIDES) or not name.two_given(a.name, b.name))
    else:
        enough = found >= _TWINS and not (a.emails and b.emails)
    enough = enough and name.family_agrees(a.name, b.name)
    return Reason.OTHER_GIVEN_NAME if enough else Reason.NOT_NAME


def _personal(email: EmailKey, record: PersonRecord) -> bool:
    """Whether an address names one person: `anna.smith`, `asmith`; not `smith` or `smithfamily`."""
    given, family = record.name.given, record.name.family
    if email.role or not given or not family:
        return False
    letters = "".join(ch for ch in email.mailbox if ch.isalpha())
    for word in family:
        before, found, after = letters.partition(word)
        if found and len(word) >= _WRITTEN_OUT:
            rest = before + after
            return rest == given[0][0] or any(len(g) > 1 and g in rest for g in given)
    return False


def _of_address(a: Address, b: Address) -> set[Reason]:
    """A street without a house number is a hundred houses, unless the postcode agrees, too."""
    reasons: set[Reason] = set()
    if a.postcode and a.postcode == b.postcode:
        reasons.add(Reason.POSTCODE)
    if not a.street or not b.street:
        return reasons
    if a.street != b.street and not alike(a.street, b.street):
        return reasons
    one, other = (_NO_DIGIT.sub("", street) for street in (a.street, b.street))
    if one and other and one != other:  # the house beside it
        return reasons
    if reasons or one or other:
        reasons.add(Reason.STREET)
    return reasons


def _common_keys(a: PersonRecord, b: PersonRecord) -> tuple[tuple[Reason, str], ...]:
    found: set[tuple[Reason, str]] = set()
    for one in a.phones if b.phones else ():
        for other in b.phones:
            if _same_phone(one, other):
                found.add((Reason.PHONE, one.e164))
    for address in a.emails if b.emails else ():
        for beside in b.emails:
            if address.value == beside.value:
                found.add((Reason.EMAIL, address.value))
    if a.accounts and b.accounts:
        found.update((Reason.ACCOUNT, account) for account in a.accounts if account in b.accounts)
    if a.orders and b.orders:
        found.update((Reason.ORDER, order) for order in a.orders if order in b.orders)
    return tuple(sorted(found)) if found else ()


def _same_phone(a: PhoneKey, b: PhoneKey) -> bool:
    if a.e164 != b.e164:
        return False
    return not a.extension or not b.extension or a.extension == b.extension


def _of_slips(a: PersonRecord, b: PersonRecord, called: Verdict) -> set[Reason]:
    reasons: set[Reason] = set()
    for one in a.emails:
        mailbox, _, domain = one.value.partition("@")
        for other in b.emails:
            beside, _, its_domain = other.value.partition("@")
            if domain != its_domain or one.role or other.role:
                continue
            if called is Verdict.AGREES and _misspelt(a, b, mailbox, beside):
                reasons.add(Reason.EMAIL_REPAIRED)
            elif min(len(mailbox), len(beside)) >= _MAILBOX and alike(mailbox, beside):
                reasons.add(Reason.EMAIL_SLIP)
    return reasons


def _misspelt(a: PersonRecord, b: PersonRecord, one: str, other: str) -> bool:
    """Whether one mailbox is the other without a letter of the name that both records have.

    `anna.smth` beside `anna.smith` for an Anna Smith. A digit or a dot less is another address.
    """
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) != 1 or slips(shorter, longer, 1) != 1:
        return False
    for record in (a, b):
        for word in (*record.name.given, *record.name.family):
            if len(word) >= _WRITTEN_OUT and word in longer and word not in shorter:
                return True
    return False
