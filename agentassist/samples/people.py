"""Plainly fictional customers: alone, in pairs on one number, and behind a firm's switchboard."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from agentassist.domain.contact import Contact
from agentassist.domain.ids import ContactId
from agentassist.domain.letters import UNDECOMPOSED
from agentassist.samples.source import Names, Town

_OLDEST: Final = 14 * 365  # days a customer can be with us
_SHARE_A_NUMBER: Final = 0.06
_VIP: Final = 0.03


class People:
    """Hands out customers whose names, numbers, accounts and addresses are all different."""

    def __init__(self, random: Random, names: Names, today: date, taken: set[str]) -> None:
        self._random = random
        self._names = names
        self._today = today
        self._taken = set(taken)  # names, numbers, accounts, addresses in use
        self._towns = [town for town in names.towns for _ in range(town.share)]
        self._count = 0

    def persons(self, count: int) -> Iterator[Contact]:
        """Now and then two of them share a number."""
        last: Contact | None = None
        for _ in range(count):
            town = self._random.choice(self._towns)
            person = self._person(town, [self._number(town)])
            if last is not None and self._random.random() < _SHARE_A_NUMBER:
                person = replace(person, phones=last.phones[:1], city=last.city)
                last = None
            else:
                last = person
            yield person

    def firms(self) -> Iterator[Contact]:
        """Each firm, and the people who call through its switchboard."""
        for name in self._names.firms:
            town = self._random.choice(self._towns)
            switchboard = self._number(town)
            firm = self._person(town, [switchboard])
            domain = f"{_ascii(name)}.example.com"
            yield replace(
                firm, name=name, kind="company", company=name, emails=(f"office@{domain}",)
            )
            for _ in range(self._random.randint(1, 4)):
                clerk = self._person(town, [switchboard])
                email = f"{_ascii(clerk.name)}@{domain}"
                yield replace(
                    clerk, company=name, accounts=(), customer_since=None, emails=(email,)
                )

    def _person(self, town: Town, phones: list[str]) -> Contact:
        random = self._random
        self._count += 1
        name = self._new(
            lambda: f"{random.choice(self._names.first)} {random.choice(self._names.last)}"
        )
        if random.random() < 0.3:
            phones.append(self._number(town))
        host = "example.org" if random.random() < 0.5 else "example.com"
        # most joined in the last years, a few long ago
        since = self._today - timedelta(days=30 + int(_OLDEST * random.random() ** 2))
        vip = random.random() < _VIP
        return Contact(
            id=ContactId(f"c{self._count:04d}"),
            name=name,
            phones=tuple(phones),
            emails=(f"{_ascii(name)}@{host}",),
            accounts=(self._new(lambda: f"400{random.randrange(100_000):05d}"),),
            city=town.name,
            language=town.language,
            customer_since=since,
            vip=vip,
            recognition=self._thanks(since) if vip else None,
        )

    def _thanks(self, since: date) -> str:
        years = max(1, (self._today - since).days // 365)
        text = self._random.choice(self._names.thanks if years > 1 else self._names.thanks[1:])
        street = self._random.choice(self._names.streets)
        return text.format(since=since.year, years=years, street=street)

    def _number(self, town: Town) -> str:
        size = 10**town.digits
        return self._new(lambda: f"{town.prefix}{self._random.randrange(size):0{town.digits}d}")

    def _new(self, make: Callable[[], str]) -> str:
        while (value := make()) in self._taken:
            pass
        self._taken.add(value)
        return value


def _ascii(name: str) -> str:
    """`Zoë O'Brien` becomes `zoe.obrien`."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(UNDECOMPOSED))
    words = "".join(ch for ch in plain if ch.isascii() and (ch.isalnum() or ch == " ")).split()
    return ".".join(words)
