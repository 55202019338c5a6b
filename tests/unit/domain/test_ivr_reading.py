"""What becomes of what a caller typed: sealed, masked or dropped, in one order."""

import pytest

from agentassist.domain.given_order import given_facts
from agentassist.domain.ivr import PIN_MASK, GivenFact, InputResult
from agentassist.domain.ivr_reading import IvrMapping, given, read_input, read_trail
from agentassist.domain.sealed import Sealed

KINDS = IvrMapping().kinds
CARD_NUMBER = "4111111111111111"
OK, WRONG, TIMEOUT = InputResult.OK, InputResult.WRONG, InputResult.TIMEOUT


def trail(text: str) -> tuple[GivenFact, ...]:
    return read_trail(text, KINDS)


def short(facts: tuple[GivenFact, ...]) -> list[tuple[str, str | None, str | None]]:
    return [(fact.kind, fact.mask, fact.result) for fact in facts]


def test_a_trail_in_the_order_typed() -> None:
    text = "account:400277199:invalid|account:40027719:ok|menu:2:ok|pin:****:wrong|pin::timeout|"
    assert short(trail(text)) == [
        ("account", "•••• 7199", "wrong"),
        ("account", "•••• 7719", "ok"),
        ("menu", "2", "ok"),
        ("pin", PIN_MASK, "wrong"),
        ("pin", None, "timeout"),
    ]


@pytest.mark.parametrize("typed", [CARD_NUMBER, "4111-1111-1111-1111", "4111 1111 1111 1111"])
def test_a_card_is_a_card_whatever_the_step(typed: str) -> None:
    for step in ("account", "menu", "pin", "card"):
        fact = read_input(step, typed, "unchecked", KINDS)
        assert fact == GivenFact("card", None, "•••• 1111", None)
    account = IvrMapping().read([("account", typed)])
    assert account is not None
    assert account.account == GivenFact("card", None, "•••• 1111", None)


def test_what_is_kept() -> None:
    assert given("account", "40018822", OK).value == Sealed("40018822")
    assert given("menu", "2", OK) == GivenFact("menu", Sealed("2"), "2", OK)
    assert given("pin", "1234", OK) == GivenFact("pin", None, PIN_MASK, OK)
    assert given("card", "4111", None) == GivenFact("card", None, "•••• 11", None)
    assert given("account", "1", TIMEOUT) == GivenFact("account", None, None, TIMEOUT)
    assert given("account", "1234", OK).mask == "•••• 34"


@pytest.mark.parametrize("text", ["", "|||", "account", "account:1", "nonsense:1:ok", ":::"])
def test_a_trail_that_says_nothing(text: str) -> None:
    assert trail(text) in ((), (GivenFact("account", None, None, None),))


def test_a_trail_has_an_end() -> None:
    assert len(trail("menu:1:ok|" * 10_000)) <= 64


def test_giving_up_is_no_entry() -> None:
    assert read_input("account", "", "gave-up", KINDS) is None


def test_facts_of_one_leg() -> None:
    facts = IvrMapping().read(
        [("intent", "billing"), ("verified", "Yes"), ("customer", "A\r\nB"), ("dialled", "4930")]
    )
    assert facts is not None
    assert (facts.intent, facts.verified, facts.customer) == ("billing", True, "A B")
    assert facts.dialled == "4930"
    assert IvrMapping().read([("intent", "")]) is None


# --- one order out of several sources


def test_reports_only_repeat_what_the_trail_says() -> None:
    facts = trail("account:40018822:ok|menu:2:ok|pin:****:ok|")
    reports = [
        given("account", "40018822", OK),
        given("menu", "2", OK),
        given("pin", "****", OK),
    ]
    assert given_facts(given("account", "40018822", None), facts, (), reports) == facts


def test_a_card_stands_where_it_was_typed() -> None:
    facts = trail("account:40018822:ok|menu:9:ok|")
    reports = [given("account", "40018822", OK), given("menu", "9", OK)]
    card = given("card", CARD_NUMBER, OK)
    assert given_facts(None, facts, (), [*reports, card]) == (*facts, card)
    assert given_facts(None, facts, (), [reports[0], card, reports[1]]) == (
        facts[0],
        card,
        facts[1],
    )


def test_reports_alone_never_make_an_identity() -> None:
    forged = [
        given("account", "99999999", OK),
        given("pin", "****", OK),
        given("account", "88888888", None),
    ]
    assert given_facts(None, (), (), forged) == ()
    facts = trail("account:40018822:ok|")
    assert given_facts(None, facts, (), forged) == facts


def test_wrong_attempts_may_be_added() -> None:
    facts = trail("account:40018822:ok|")
    wrong = given("account", "40018821", WRONG)
    assert given_facts(None, facts, (), [wrong, given("account", "40018822", OK)]) == (
        wrong,
        *facts,
    )


def test_the_menu_choice_is_taken_from_a_report_only_without_a_trail() -> None:
    choice = given("menu", "2", OK)
    assert given_facts(None, None, (), [choice]) == (choice,)
    facts = trail("account:40018822:ok|")
    assert given_facts(None, facts, (), [choice]) == facts


def test_an_account_without_a_trail_stands_first_and_unchecked() -> None:
    account = given("account", "40018822", None)
    choice = given("menu", "2", OK)
    assert given_facts(account, None, (), [given("account", "40018822", OK), choice]) == (
        account,
        choice,
    )


def test_a_card_in_the_account_variable_is_not_told_twice() -> None:
    card = given("account", CARD_NUMBER, None)
    facts = trail(f"account:{CARD_NUMBER}:unchecked|menu:1:ok|")
    assert given_facts(card, facts, (), []) == facts


def test_what_the_configuration_maps_comes_last_and_once() -> None:
    contract = given("contract", "77001234", None)
    facts = trail("menu:1:ok|")
    assert given_facts(None, facts, (contract,), []) == (*facts, contract)
    known = GivenFact("contract", Sealed("77001234"), "•••• 1234", OK)
    assert given_facts(None, (known,), (contract,), []) == (known,)
