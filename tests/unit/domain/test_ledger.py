"""The ledger: wrong attempts apart, and who may be believed about 'right'."""

from dataclasses import replace

import pytest

from agentassist.domain.contact import Contact
from agentassist.domain.ids import AgentId, ContactId, FactId
from agentassist.domain.ivr import FactSource, GivenFact, InputResult
from agentassist.domain.ledger import Ledger
from agentassist.domain.sealed import Sealed


def fact(
    kind: str,
    value: str | None = None,
    result: InputResult | None = None,
    source: FactSource = FactSource.IVR,
    fact_id: str | None = None,
) -> GivenFact:
    sealed = Sealed(value) if value is not None else None
    mask = sealed.mask if sealed is not None else None
    own = FactId(fact_id) if fact_id else None
    by = AgentId("101") if fact_id else None
    return GivenFact(kind, sealed, mask, result, source, id=own, by=by)


WRONG = fact("account", "40010019", InputResult.WRONG)
RIGHT = fact("account", "40010018", InputResult.OK)
SILENT = fact("pin", None, InputResult.TIMEOUT)
PIN = fact("pin", None, InputResult.OK)


def test_wrong_attempts_stand_apart_from_the_right_one() -> None:
    (account, pin) = Ledger((WRONG, SILENT, RIGHT, PIN)).entries()
    assert (account.kind, account.right, account.wrong) == ("account", ((2, RIGHT),), ((0, WRONG),))
    assert (pin.kind, pin.right, pin.wrong) == ("pin", ((3, PIN),), ((1, SILENT),))


def test_nobody_is_looked_up_by_a_wrong_account_or_one_on_file() -> None:
    on_file = fact("account", "40010055", None, FactSource.CRM)
    assert Ledger((WRONG, on_file)).values("account") == ()
    told = fact("account", "40010077", None, FactSource.AGENT, "f1")
    assert Ledger((RIGHT, WRONG, told)).values("account") == (told, RIGHT)  # the latest first


@pytest.mark.parametrize("source", list(FactSource))
def test_only_who_may_be_believed_checks(source: FactSource) -> None:
    believed = source not in (FactSource.LINK, FactSource.CRM)
    ledger = Ledger((fact("pin", None, InputResult.OK, source),))
    assert ("pin" in ledger.checked) is believed


@pytest.mark.parametrize("kind", ["card", "menu"])
def test_what_a_caller_can_forge_never_counts_as_checked(kind: str) -> None:
    """A UserEvent alone may add a card or a menu choice, whatever result it claims."""
    assert Ledger((fact(kind, "1", InputResult.OK),)).checked == frozenset()


def test_unchecked_is_given_and_not_checked() -> None:
    ledger = Ledger((fact("account", "40010018"),))
    assert ledger.given == {"account"}
    assert ledger.checked == frozenset()


def test_only_an_agents_question_counts_as_a_try() -> None:
    asked = fact("pin", None, InputResult.WRONG, FactSource.AGENT, "f1")
    unknown = fact("pin", None, InputResult.TIMEOUT, FactSource.EARLIER_LEG, "f2")
    mistyped = fact("pin", None, InputResult.WRONG)
    assert Ledger((asked, unknown, mistyped)).failed_tries("pin") == 2


def test_what_was_noted_is_there_before_and_after_the_phone_system_tells_it() -> None:
    noted = fact("order", "88-2041", None, FactSource.AGENT, "f1")
    corrected = replace(noted, result=InputResult.OK)
    assert Ledger((RIGHT,)).with_told((noted,), ()).facts == (RIGHT, noted)
    assert Ledger((RIGHT, noted, PIN)).with_told((corrected,), ()).facts == (RIGHT, corrected, PIN)
    assert Ledger((RIGHT, noted)).with_told((), {FactId("f1")}).facts == (RIGHT,)


def test_the_record_fills_only_what_was_not_given() -> None:
    dana = Contact(
        ContactId("dana"), "Dana Reyes", accounts=("40010018",), emails=("dana@example.com",)
    )
    kinds = {"account", "email", "company", "date_of_birth"}
    ledger = Ledger((RIGHT,)).with_record(dana, kinds)
    assert [(f.kind, f.source) for f in ledger.facts[1:]] == [("email", FactSource.CRM)]
    assert ledger.given == {"account"}
    assert ledger.on_record == {"email"}
    assert ledger.checked == {"account"}
    assert Ledger().with_record(None, kinds).facts == ()
