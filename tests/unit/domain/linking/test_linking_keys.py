"""Names, birth dates and addresses as they are compared."""

import pytest

from agentassist.domain.linking import birth_date, name
from agentassist.domain.linking.email import email_key
from agentassist.domain.linking.name import name_of, name_of_text
from agentassist.domain.linking.verdict import Verdict


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jörg Müller", "Joerg Mueller"),
        ("Jörg Müller", "Müller, Jörg"),
        ("Dr. Anna Maria von Berg", "Berg, Anna"),
        ("Frau Katharina Weiß", "Kathi Weiss"),
        ("Elizabeth Warren", "Liz Warren"),
        ("José García López", "Pepe García"),
        ("Анна Иванова", "Anna Ivanova"),
        ("Sarah Connor", "Sara Conor"),
        ("Connor Sarah", "Sarah Connor"),
        ("Anna Schmidt-Huber", "Anna Huber"),
        ("Pat O'Brien", "Patricia Obrien"),
        ("Guillaume d’Arc", "guillaume darc"),
        ("Katherine Hughes", "Kathrine Hughes"),
        ("Michal Kowalski", "MICHAŁ KOWALSKI"),
        ("Stephan Roth", "Stefan Roth"),
        ("An na Smith", "Anna Smith"),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    a, b = name_of_text(one), name_of_text(other)
    assert name.compare(a, b) is name.compare(b, a) is Verdict.AGREES


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Smith", "Ben Smith"),
        ("Paul Meyer", "Paula Meyer"),
        ("Tim Braun", "Tom Braun"),
        ("Alexander Roth", "Alexandra Roth"),
        ("Christian Roth", "Christine Roth"),
        ("John Smith Jr.", "John Smith Sr."),
        ("A. Smith", "Ben Smith"),
        ("Anna Smith", "Anna Jones"),
    ],
)
def test_names_of_two_people(one: str, other: str) -> None:
    a, b = name_of_text(one), name_of_text(other)
    assert name.compare(a, b) is name.compare(b, a) is Verdict.CONTRADICTS


def test_what_is_missing_contradicts_nothing() -> None:
    whole = name_of("Anna", "Smith")
    assert name.compare(whole, name_of("", "Smith")) is Verdict.PARTLY
    assert name.compare(whole, name_of("A.", "Smith")) is Verdict.PARTLY
    assert name.compare(whole, name_of("-", "n/a"[3:])) is Verdict.UNKNOWN
    assert name.compare(name_of(), name_of()) is Verdict.UNKNOWN
    assert not name_of("Mr.", "12")


@pytest.mark.parametrize(
    "text",
    ["19510806", "1951-08-06", "6.8.1951", "06/08/1951", "6/8/51", "6 Aug 1951", "August 6, 1951",
     "6. August 1951", "6 de agosto de 1951", "6 août 1951", "1951-08-06T00:00:00Z", "06081951"],
)  # fmt: skip
def test_a_birth_date_in_many_forms(text: str) -> None:
    assert 19510806 in birth_date.birth_date(text)


def test_day_and_month_that_could_be_either() -> None:
    assert birth_date.birth_date("06/08/1951") == (19510608, 19510806)
    assert birth_date.birth_date("16/08/1951") == (19510816,)


@pytest.mark.parametrize(
    "text", ["", "x", "1900-01-01", "19519999", "31.02.1980", "0", "1/2", "1951", "17 17 1951"]
)
def test_no_birth_date(text: str) -> None:
    assert birth_date.birth_date(text) == birth_date.UNKNOWN


def test_what_two_birth_dates_say() -> None:
    born = birth_date.birth_date("1951-08-06")
    for other, verdict in (
        ("6/8/51", Verdict.AGREES),
        ("1951-06-08", Verdict.PARTLY),  # day and month
        ("1951-08-07", Verdict.PARTLY),  # one digit
        ("1915-08-06", Verdict.PARTLY),  # two digits exchanged
        ("1962-04-19", Verdict.CONTRADICTS),
        ("", Verdict.UNKNOWN),
    ):
        assert birth_date.compare(born, birth_date.birth_date(other)) is verdict, other


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (" Anna.Smith@Mail.Example ", "anna.smith@mail.example"),
        ("anna.smith+shop@mail.example", "anna.smith@mail.example"),
        ("anna.smith (at) mail.example", "anna.smith@mail.example"),
        ("anna[at]mail[dot]example", "anna@mail.example"),
        ("anna at mail dot example", "anna@mail.example"),
        ("Anna Smith <anna@mail.example>", "anna@mail.example"),
        ("mailto:anna@mail.example", "anna@mail.example"),
        ("anna@mail..example.", "anna@mail.example"),
        ("anna@@mail,example", "anna@mail.example"),
        ("an na@gmial.con", "anna@gmail.com"),
        ("anna@googlemail.com", "anna@gmail.com"),
        ("a.nna@gmail.com", "a.nna@gmail.com"),  # no dot is taken out
    ],
)
def test_an_address_is_repaired(written: str, value: str) -> None:
    key = email_key(written)
    assert key is not None
    assert key.value == value
    assert not key.role


@pytest.mark.parametrize(
    "written",
    ["", "anna", "@mail.example", "anna@mail", "none@mail.example", "noreply@mail.example",
     "a@b c@d.example", "x" * 400],
)  # fmt: skip
def test_no_address(written: str) -> None:
    assert email_key(written) is None


def test_an_address_that_several_read() -> None:
    for mailbox in ("info", "Kontakt", "sales+news"):
        key = email_key(f"{mailbox}@firm.example")
        assert key is not None
        assert key.role
