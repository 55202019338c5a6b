"""The one parse at the edge: what is a key, what is an extension, what is nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.contact import IdentityKeys
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.party import Party, Presentation
from agentassist.history.identity import PhoneKeyParser


def keys(number: str | None, region: str = "DE", **more: object) -> IdentityKeys:
    return PhoneKeyParser(region).keys(Party(number, **more), None, None)


@pytest.mark.parametrize(
    ("written", "region", "e164"),
    [
        ("612 34 56 78", "ES", "+34612345678"),
        ("+34612345678", "US", "+34612345678"),
        ("0034 612 345 678", "ES", "+34612345678"),
        ("011 34 612345678", "US", "+34612345678"),
        ("34612345678", "ES", "+34612345678"),
        ("34612345678", "US", "+34612345678"),  # impossible there: tried again with a plus
        ("tel:+34-91-123-4567;ext=22", "ES", "+34911234567"),
        ("+34 91 123 45 67 ext 22", "ES", "+34911234567"),
        ("+49 (0711) 1234567", "DE", "+497111234567"),
        ("0711/1234567", "DE", "+497111234567"),
        ("06 12345678", "IT", "+390612345678"),
        ("+54 11 15-2345-6789", "AR", "+5491123456789"),
        (" +12025550143 ", "DE", "+12025550143"),
    ],
)
def test_one_number_however_written_is_one_key(written: str, region: str, e164: str) -> None:
    assert replace(keys(written, region), aliases=()) == IdentityKeys(e164=e164)


@pytest.mark.parametrize(
    "written",
    [
        "612555 0100 // 0101",  # two numbers in one field make nonsense
        "+١٢٣",
        "5550100",  # without its area code: another person in each town
        "sip:bob@pbx",
        "+266696687",
        "0" * 100,
        "1234567",
    ],
)
def test_what_is_no_possible_number_is_no_key(written: str) -> None:
    assert keys(written, "US") == IdentityKeys()


@pytest.mark.parametrize("written", ["102", "1001", "112", "123456"])
def test_up_to_six_digits_are_an_extension(written: str) -> None:
    assert keys(written) == IdentityKeys(internal=True)


@pytest.mark.parametrize("written", [None, "", " ", "+", "anonymous", "Restricted", "UNKNOWN"])
def test_a_missing_number_is_withheld(written: str | None) -> None:
    assert keys(written) == IdentityKeys(withheld=True)


def test_a_restricted_number_is_never_looked_up_though_it_came() -> None:
    restricted = keys("+12025550143", presentation=Presentation.RESTRICTED)
    assert restricted == IdentityKeys(withheld=True)


def test_the_account_counts_whatever_the_number_is() -> None:
    parser = PhoneKeyParser("DE")
    assert parser.keys(Party("anonymous"), "ac-10 4821", None).account == "AC104821"
    assert parser.keys(Party("+12025550143"), " - ", None).account is None


def test_the_number_dialled_says_where_the_caller_is() -> None:
    parser = PhoneKeyParser("DE", {"+34911234567": "ES"})
    assert parser.keys(Party("612345678"), None, "+34911234567").e164 == "+34612345678"
    assert parser.keys(Party("0711 1234567"), None, "+4971100").e164 == "+497111234567"


@pytest.mark.parametrize(
    "dialled", ["+34 911 234 567", "0034911234567", "34911234567", "911234567", "911 23 45 67"]
)
def test_the_number_dialled_counts_however_the_phone_system_writes_it(dialled: str) -> None:
    parser = PhoneKeyParser.of_settings("DE", ["+34911234567=ES", "+442079460100 = GB"])
    assert parser.keys(Party("612345678"), None, dialled).e164 == "+34612345678"
    assert parser.keys(Party("020 7946 0877"), None, "+442079460100").e164 == "+442079460877"


@pytest.mark.parametrize(
    ("number", "other"),
    [
        ("+525512345678", "+5215512345678"),
        ("+5215512345678", "+525512345678"),
        ("+5511987654321", "+551187654321"),
        ("+551187654321", "+5511987654321"),
        ("+5491123456789", "+541123456789"),
        ("+551132654321", None),  # a landline
        ("+4915112345678", None),
    ],
)
def test_a_number_that_a_country_wrote_otherwise_has_a_variant(
    number: str, other: str | None
) -> None:
    assert keys(number).aliases == ((other,) if other else ())


def test_a_region_that_does_not_exist_is_one_clear_error() -> None:
    for how in (("XX", {}), ("DE", {"1": "Spain"})):
        with pytest.raises(AgentAssistError) as unknown:
            PhoneKeyParser(*how)
        assert unknown.value.code == "numbers.unknown_region"


@given(st.text(max_size=80), st.text(max_size=30))
def test_nothing_a_caller_sends_raises(number: str, account: str) -> None:
    found = PhoneKeyParser("US").keys(Party(number), account, number)
    assert found.e164 is None or found.e164.startswith("+")
