"""Rows of a JSONL file, as sources export them, to records that can be compared.

`rec_id` names a row and nothing else; what says who or where a record is from is not read.
"""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from agentassist.domain.account import normalise_account
from agentassist.domain.linking.birth_date import birth_date
from agentassist.domain.linking.email import email_key
from agentassist.domain.linking.name import Name, name_of, name_of_text
from agentassist.domain.linking.person import Address, PersonRecord
from agentassist.domain.sealed import looks_like_card
from agentassist.history.linking.phones import PhoneReader

LONGEST = 100_000  # bytes of a row
MOST = 10  # phones, addresses or accounts of one row
_PLAIN = re.compile(r"[^\W_]+")
_T = TypeVar("_T")
_Texts = str | int | list[str | int] | None


class _NameFields(msgspec.Struct):
    given: str | None = None
    surname: str | None = None
    family: str | None = None


class _AddressFields(msgspec.Struct):
    street_number: str | int | None = None
    address_1: str | None = None
    street: str | None = None
    postcode: str | int | None = None


class _Row(msgspec.Struct):
    rec_id: str | int
    name: str | _NameFields | None = None
    phone: _Texts = None
    email: _Texts = None
    dob: str | int | None = None
    address: str | _AddressFields | None = None
    account: _Texts = None
    order: _Texts = None


class BadRow(Exception):  # noqa: N818 - a row, not an error of the program
    """Says what is wrong with a row, without a value of it."""


_decoder = msgspec.json.Decoder(_Row)
_PLACE = re.compile(r"(?: - at `\$?\.?([\w.\[\]]*)`)$")


class RowReader:
    """Reads rows; `phones` knows where a number without a country code is."""

    def __init__(self, phones: PhoneReader) -> None:
        self._phones = phones

    def read(self, line: bytes) -> tuple[str | int, PersonRecord]:
        """The row's `rec_id` and its record. Raises BadRow."""
        row = _decoded(line)
        return row.rec_id, PersonRecord(
            name=_name(row.name),
            phones=_keys(row.phone, self._phones.key),
            emails=_keys(row.email, email_key),
            birth=birth_date(str(row.dob)) if row.dob is not None else (),
            address=_address(row.address),
            accounts=_references(row.account),
            orders=_references(row.order),
        )


def _keys(value: _Texts, key: Callable[[str], _T | None]) -> tuple[_T, ...]:
    found = (key(text) for text in _texts(value))
    return tuple(dict.fromkeys(each for each in found if each is not None))


def phones_of(line: bytes) -> list[str]:
    """The numbers in a row as they stand there; none of a bad one."""
    try:
        return _texts(_decoded(line).phone)
    except BadRow:
        return []


def _decoded(line: bytes) -> _Row:
    if len(line) > LONGEST:
        raise BadRow(f"longer than {LONGEST} bytes")
    try:
        row = _decoder.decode(line.removeprefix(b"\xef\xbb\xbf"))
    except msgspec.ValidationError as error:
        place = _PLACE.search(str(error))
        where = place[1] if place else ""
        missing = "rec_id" if "rec_id" in str(error) else where
        raise BadRow(f"wrong or missing {missing}" if missing else "no row {rec_id, ...}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRow("not JSON") from None
    return row


def _texts(value: _Texts) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list):
        return [str(each) for each in value[:MOST]]
    return [str(value)]


def _name(value: str | _NameFields | None) -> Name:
    if value is None:
        return Name()
    if isinstance(value, str):
        return name_of_text(value)
    given, family = value.given or "", value.surname or value.family or ""
    if given and not family and ("," in given or len(given.split()) > 2):
        return name_of_text(given)
    return name_of(given, family)


def _address(value: str | _AddressFields | None) -> Address:
    if value is None:
        return Address()
    if isinstance(value, str):
        return Address(street=_plain(value))
    street = value.address_1 or value.street or ""
    number = "" if value.street_number is None else str(value.street_number)
    whole = _plain(f"{number} {street}") if street else ""  # a house number alone is no street
    return Address(_plain(str(value.postcode or "")), whole)


def _plain(text: str) -> str:
    return "".join(_PLAIN.findall(text[:200].casefold()))


def _references(value: _Texts) -> tuple[str, ...]:
    """Accounts and orders as keys. What passes for a card number is none."""
    keys: Iterable[str] = (normalise_account(text[:64]) for text in _texts(value))
    return tuple(dict.fromkeys(key for key in keys if key and not looks_like_card(key)))
