"""What an agent notes: sealed, masked or dropped like what a caller types."""

from datetime import UTC, datetime

from agentassist.domain.ids import AgentId, FactId
from agentassist.domain.ivr import FactSource, GivenFact, InputResult
from agentassist.domain.told_fact import told_fact
from agentassist.domain.verification import VerificationPolicy

NOW = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)
CARD = "4111 1111 1111 1111"


def noted(kind: str, text: str, result: InputResult | None = None) -> GivenFact:
    rules = VerificationPolicy().kind(kind)
    fact = told_fact(kind, text, result, rules, fact_id=FactId("f1"), by=AgentId("101"), at=NOW)
    assert (fact.source, fact.by, fact.id, fact.at) == (FactSource.AGENT, "101", "f1", NOW)
    return fact


def test_an_account_is_sealed_and_masked() -> None:
    fact = noted("account", " 40 01 00 18 ")
    assert fact.value is not None
    assert fact.mask == fact.value.mask
    assert "40 01" not in repr(fact)


def test_a_pin_has_no_value_whatever_is_typed() -> None:
    fact = noted("pin", "1234", InputResult.OK)
    assert (fact.value, fact.result) == (None, InputResult.OK)
    assert "1234" not in repr(fact)


def test_what_is_no_secret_is_shown_as_told() -> None:
    fact = noted("charge_date", "18 Nov")
    assert fact.mask == "18 Nov"


def test_a_card_number_leaves_its_mask_and_nothing_else() -> None:
    for kind in ("account", "charge_date", "order"):
        for text in (CARD, f"it is {CARD}, until 12/29"):
            fact = noted(kind, text, InputResult.OK)
            assert (fact.kind, fact.value, fact.mask) == ("card", None, "•••• 1111")
            assert fact.result is None  # a card is no right answer to anything


def test_nothing_typed_is_still_something_given() -> None:
    assert (noted("account", "").value, noted("account", "").usable) == (None, True)
    assert not noted("account", "", InputResult.TIMEOUT).usable


def test_what_would_break_out_of_its_line_does_not() -> None:
    fact = noted("order", "88\r\n2041\u202e" + "x" * 900)
    assert fact.value is not None
    value = fact.value.reveal()
    assert "\n" not in value
    assert len(value) <= 300
