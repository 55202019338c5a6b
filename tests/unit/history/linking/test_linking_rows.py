"""Rows of files to records: what is read, what is refused, and where numbers are."""

import json
import random
from typing import Any

import pytest

from agentassist.domain.linking.person import PhoneKey
from agentassist.history.linking.phones import PhoneReader, region_of
from agentassist.history.linking.rows import BadRow, RowReader, phones_of

READER = RowReader(PhoneReader("DE"))


def read(**row: Any) -> Any:
    return READER.read(json.dumps({"rec_id": "r1", **row}).encode())[1]


def test_a_row_with_everything() -> None:
    name, record = READER.read(
        json.dumps(
            {
                "rec_id": 7,
                "cluster": "never read",
                "name": {"given": "Anna", "surname": "Weiß"},
                "phone": ["030 / 901820", "+49 30 901820"],
                "email": "Anna (at) mail.example",
                "dob": "1951-08-06",
                "address": {"street_number": 12, "address_1": "Am Weg", "postcode": "10115"},
                "account": "ac-10 48",
                "order": ["WO-1", "WO-2"],
            }
        ).encode()
    )
    assert name == 7
    assert record.name.family == ("weiss",)
    assert record.phones == (PhoneKey("+4930901820"),)
    assert [email.value for email in record.emails] == ["anna@mail.example"]
    assert record.birth == (19510806,)
    assert (record.address.postcode, record.address.street) == ("10115", "12amweg")
    assert record.accounts == ("AC1048",)
    assert record.orders == ("WO1", "WO2")
    assert "AC1048" not in repr(record)


def test_other_shapes_of_a_row() -> None:
    assert read(name="Weiß, Anna").name == read(name={"given": "Anna", "family": "Weiss"}).name
    assert read(name=None, phone=None, address=None) == read()
    assert read(phone=4930901820, dob=19510806).phones == (PhoneKey("+4930901820"),)
    assert read(address="Am Weg 12, 10115 Berlin").address.street == "amweg1210115berlin"
    assert read(account="4111 1111 1111 1111").accounts == ()  # a card is no account


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{broken", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[1]", "no row {rec_id, ...}"),
        (b"{}", "wrong or missing rec_id"),
        (b'{"rec_id": null}', "wrong or missing rec_id"),
        (b'{"rec_id": "a", "phone": {"x": 1}}', "wrong or missing phone"),
        (b'{"rec_id": "a", "name": {"given": 5}}', "wrong or missing name.given"),
        (b'{"rec_id": "' + b"a" * 200_000 + b'"}', "longer than 100000 bytes"),
    ],
)
def test_a_bad_row_says_why_without_its_values(line: bytes, reason: str) -> None:
    with pytest.raises(BadRow) as bad:
        READER.read(line)
    assert str(bad.value) == reason
    assert phones_of(line) == []


@pytest.mark.parametrize(
    ("written", "e164", "extension"),
    [
        ("030 901820", "+4930901820", ""),
        (" 0049 30 901820 ", "+4930901820", ""),
        ("(030) 90 18 20 ext 12", "+4930901820", "12"),
        ("030/901820 Durchwahl 7", "+4930901820", "7"),
        ("030 901820 x12", "+4930901820", "12"),
        ("tel:+49-30-901820;ext=12", "+4930901820", "12"),
    ],
)
def test_a_number_as_people_write_it(written: str, e164: str, extension: str) -> None:
    assert PhoneReader("DE").key(written) == PhoneKey(e164, extension)


@pytest.mark.parametrize(
    "written", ["", "anonymous", "102", "0000000000", "030 1111111", "030 1234567", "n/a", "+"]
)
def test_a_number_that_is_nobodys(written: str) -> None:
    assert PhoneReader("DE").key(written) is None


def test_the_country_is_told_by_the_numbers() -> None:
    australian = [f"(03) 54{at:02d} 63{at:02d}" for at in range(40)] + ["+61 3 5474 6330"] * 5
    german = [f"030 90{at:04d}" for at in range(2000, 2040)] + ["+61 412 345 679"]
    for seed in range(3):
        random.Random(seed).shuffle(australian)
        assert region_of(australian, "DE") == "AU"
        assert region_of(german, "DE") == "DE"
    assert region_of([], "AT") == "AT"
    assert region_of(["+999 12345678", "x" * 500, "12"], "AT") == "AT"
