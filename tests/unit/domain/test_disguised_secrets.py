"""Card numbers and PINs that come in another shape than the one everybody thinks of."""

import time
from datetime import UTC, datetime

import pytest

from agentassist.domain.ids import AgentId, FactId
from agentassist.domain.ivr import CARD, is_secret
from agentassist.domain.ivr_reading import IvrMapping, given, read_trail
from agentassist.domain.sealed import redact_cards, redact_long_numbers
from agentassist.domain.shown_text import shown_text
from agentassist.domain.told_fact import told_fact
from agentassist.domain.verification import VerificationPolicy

BETWEEN = [
    ",",
    ":",
    "|",
    "*",
    ";",
    "\\",
    "~",
    "=",
    "'",
    "\u00b7",
    " + ",
    ", ",
    "    ",
    ")(",
    "\u200c",
    "\u200d",
    "\u200e",
    "\u2003",
    "\u2066",
    "\u3000",
    "\u0301",
    "\ufe0f",
    "\u034f",
]


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("groups", [("4111", "1111", "1111", "1111"), ("3782", "822463", "10005")])
def test_a_card_is_found_whatever_stands_between_its_groups(
    between: str, groups: tuple[str, ...]
) -> None:
    text = f"order 17, {between.join(groups)} expired"

    assert groups[0] not in redact_cards(text)
    assert groups[0] not in shown_text(text)
    assert redact_cards(text).startswith("order 17, \u2022")


def test_a_card_told_digit_by_digit_is_one() -> None:
    assert redact_cards(",".join("4111111111111111")) == "\u2022\u2022\u2022\u2022 1111"


@pytest.mark.parametrize(
    "text",
    [
        "2021, 2022, 2023, 2024",
        "12, 34, 56, 78, 90, 12, 34, 56",
        "2026-11-22 02:24:08.123456",
        "5,4,5,3,4,5,5,4,3,5,4,4,5,5,3,4,2,5,1,1",
        "a:1111;b:4444",
    ],
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert redact_cards(text) == text


@pytest.mark.parametrize(
    "typed",
    [
        "4111111111111111=27121011234",  # as a terminal reads it
        "4111111111111111*1227#",
        "4111 1111 1111 1111 12/27 123",
        "4111-1111-1111-1111-1227",
        "17 4111111111111111 99",
    ],
)
def test_a_card_with_its_expiry_date_is_no_account(typed: str) -> None:
    fact = given("account", typed, None)

    assert (fact.kind, fact.value, fact.mask) == (CARD, None, "\u2022\u2022\u2022\u2022 1111")
    (step,) = read_trail(f"account:{typed}:ok|", IvrMapping().kinds)
    assert (step.kind, step.value) == (CARD, None)


def test_an_iban_is_still_an_account() -> None:
    fact = given("account", "DE89 3704 0044 0532 0130 00", None)

    assert fact.kind == "account"
    assert fact.value is not None


@pytest.mark.parametrize("invisible", ["\u200d", "\u2066", "\u3000"])
def test_a_plugin_gets_no_long_number_cut_by_what_cannot_be_seen(invisible: str) -> None:
    assert "4002" not in redact_long_numbers(invisible.join(["4002", "7719"]))


@pytest.mark.parametrize(
    "kind",
    [
        "tan",
        "mtan",
        "pin2",
        "pin_2",
        "kundenpin",
        "telefon_pin",
        "pin_code",
        "cvv2",
        "cvc",
        "password",
        "passwort",
        "kennwort",
        "geheimzahl",
        "secret_word",
        "security_code",
        "otp",
        "passcode",
        "passphrase",
        "sicherheitscode",
        "pinnumber",
    ],
)
def test_a_pin_by_whatever_name_leaves_no_value_and_no_digit(kind: str) -> None:
    typed = given(kind, "483921", None)
    told = told_fact(
        kind,
        "483921",
        None,
        VerificationPolicy().kind(kind),
        fact_id=FactId("1"),
        by=AgentId("101"),
        at=datetime(2026, 11, 22, tzinfo=UTC),
    )

    for fact in (typed, told):
        assert fact.value is None
        assert not any(ch.isdigit() for ch in fact.mask or "")
    assert not VerificationPolicy().kind(kind).value


@pytest.mark.parametrize(
    "kind",
    [
        "account",
        "menu",
        "meter",
        "order",
        "shipping",
        "postcode",
        "spinning_wheel",
        "standing_order",
        "tank",
        "tangent",
        "zip_code",
        "name",
        "opinion",
        "date_of_birth",
        "last_payment",
    ],
)
def test_other_kinds_keep_theirs(kind: str) -> None:
    assert not is_secret(kind)
    assert given(kind, "483921", None).value is not None


def test_a_long_row_of_numbers_is_looked_at_once() -> None:
    """Nineteen long groups behind each group were once tried: minutes for a page of them."""
    text = "12345678901234567890 " * 20_000
    begun = time.process_time()

    assert redact_cards(text) == text
    assert time.process_time() - begun < 5.0
