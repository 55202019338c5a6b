"""A record of a customer as it is compared: keys, name, birth date, address."""

from dataclasses import dataclass, field

from agentassist.domain.linking.birth_date import BirthDate
from agentassist.domain.linking.email import EmailKey
from agentassist.domain.linking.name import Name


@dataclass(frozen=True, slots=True)
class PhoneKey:
    """A number in E.164. Two with different extensions are two phones behind one switchboard."""

    e164: str
    extension: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Folded: the postcode, and the words of the street with the house number. Both may be empty.

    Weak: neighbours share it, and people move.
    """

    postcode: str = ""
    street: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What one channel knows of somebody. Accounts and orders are normalised."""

    name: Name = Name()  # noqa: RUF009 - frozen
    phones: tuple[PhoneKey, ...] = ()
    emails: tuple[EmailKey, ...] = ()
    birth: BirthDate = ()
    address: Address = Address()
    accounts: tuple[str, ...] = field(default=(), repr=False)
    orders: tuple[str, ...] = ()
