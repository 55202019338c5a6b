"""Still needed: what IT's policy asks, in order, and nothing else."""

import pytest

from agentassist.domain.contact import Contact, Identity, IdentityStatus
from agentassist.domain.ids import AgentId, ContactId, FactId
from agentassist.domain.ivr import FactSource, GivenFact, InputResult
from agentassist.domain.ledger import Ledger
from agentassist.domain.verification import Check, FactKind, IntentRule, VerificationPolicy

DANA = Contact(ContactId("dana"), "Dana Reyes")
KNOWN = Identity(IdentityStatus.IDENTIFIED, DANA)
NOBODY = Identity(IdentityStatus.UNKNOWN)
POLICY = VerificationPolicy(
    identify=(("account",), ("phone", "postcode")),
    check=Check(need=2, of=("pin", "date_of_birth", "postcode", "last_payment", "pet")),
    never_together=(frozenset({"date_of_birth", "postcode"}),),
    intents={
        "billing": IntentRule(check=Check(1, ("pin", "date_of_birth")), ask=("charge_date",)),
        "hours": IntentRule(nothing=True),
    },
    kinds={"pet": FactKind("Name of the pet", masked=False)},
)


def told(
    kind: str,
    result: InputResult | None = InputResult.OK,
    source: FactSource = FactSource.AGENT,
) -> GivenFact:
    by = AgentId("101") if source is FactSource.AGENT else None
    return GivenFact(kind, None, None, result, source, id=FactId(kind), by=by)


def needed(
    *facts: GivenFact,
    identity: Identity = KNOWN,
    intent: str | None = None,
    flag: bool = False,
    policy: VerificationPolicy = POLICY,
) -> list[tuple[str, str]]:
    found = policy.needed(identity, Ledger(facts), ivr_verified=flag, intent=intent)
    return [(one.kind, one.why) for one in found]


def verified(
    *facts: GivenFact,
    intent: str | None = None,
    flag: bool = False,
    policy: VerificationPolicy = POLICY,
) -> bool:
    return policy.verified(Ledger(facts), ivr_verified=flag, intent=intent)


def test_as_many_as_are_missing_in_the_order_of_the_policy() -> None:
    assert needed() == [("pin", "verify"), ("date_of_birth", "verify")]
    assert needed(told("pin")) == [("date_of_birth", "verify")]
    assert needed(told("pin"), told("last_payment")) == []
    assert verified(told("pin"), told("last_payment"))
    assert not verified(told("pin"))


def test_the_word_of_the_ivr_is_enough_where_it_counts() -> None:
    assert needed(flag=True) == []
    strict = VerificationPolicy(check=Check(1, ("pin",), ivr_flag=False))
    assert needed(flag=True, policy=strict) == [("pin", "verify")]
    assert not verified(flag=True, policy=strict)


def test_facts_that_may_not_be_asked_together_never_stand_beside_each_other() -> None:
    assert ("postcode", "verify") not in needed(told("date_of_birth"))
    assert needed(told("date_of_birth"), told("pin", InputResult.WRONG)) == [("pin", "verify")]
    # Both right all the same: the second proves nothing more.
    assert not verified(told("date_of_birth"), told("postcode"))


def test_a_wrong_answer_may_be_tried_again_and_then_the_next_is_asked() -> None:
    wrong = told("pin", InputResult.WRONG)
    assert needed(wrong)[0] == ("pin", "verify")
    assert needed(wrong, wrong) == [("date_of_birth", "verify"), ("last_payment", "verify")]


def test_when_nothing_is_left_it_says_so_and_asks_no_more() -> None:
    wrong = [told(k, InputResult.WRONG) for k in ("pin", "last_payment", "pet")] * 2
    assert needed(*wrong) == [("verification", "failed")]
    assert not verified(*wrong)


def test_what_the_caller_gave_unchecked_is_compared_not_asked() -> None:
    typed = told("pin", None, FactSource.IVR)
    assert needed(typed)[0] == ("pin", "check")


@pytest.mark.parametrize("source", [FactSource.CRM, FactSource.LINK])
def test_a_record_or_a_link_verifies_nobody(source: FactSource) -> None:
    facts = [told(kind, InputResult.OK, source) for kind in ("pin", "last_payment")]
    assert not verified(*facts)


def test_ways_to_find_them_are_tried_one_after_the_other() -> None:
    asked = needed(identity=NOBODY, flag=True)
    assert asked == [("account", "identify")]
    unknown = told("account", InputResult.TIMEOUT)
    assert needed(unknown, identity=NOBODY, flag=True) == [
        ("phone", "identify"),
        ("postcode", "identify"),
    ]
    given = told("account", None)
    assert needed(given, told("phone", None), identity=NOBODY, flag=True) == [
        ("postcode", "identify")
    ]
    everything = (given, told("phone", None), told("postcode", None))
    assert needed(*everything, identity=NOBODY, flag=True) == [("who", "not_found")]
    assert needed(unknown, told("phone", InputResult.TIMEOUT), identity=NOBODY, flag=True) == [
        ("who", "look_up")
    ]


def test_an_intent_has_rules_of_its_own() -> None:
    assert needed(intent="billing") == [("pin", "verify"), ("charge_date", "intent:billing")]
    assert needed(intent="hours", identity=NOBODY) == []
    assert verified(told("pin"), intent="billing")


def test_what_is_on_record_is_not_asked_for_an_intent() -> None:
    on_file = told("charge_date", None, FactSource.CRM)
    assert needed(on_file, intent="billing", flag=True) == []
    not_known = told("charge_date", InputResult.TIMEOUT)
    assert needed(not_known, intent="billing", flag=True) == []  # asked once is enough


def test_a_kind_needed_for_two_reasons_stands_once() -> None:
    policy = VerificationPolicy(check=Check(1, ("account",)))
    assert needed(identity=NOBODY, policy=policy) == [("account", "identify")]


def test_rows_say_how_they_are_answered() -> None:
    (pin, _) = POLICY.needed(KNOWN, Ledger(), ivr_verified=False, intent=None)
    assert (pin.value, pin.check, pin.answerable) == (False, True, True)
    pets = VerificationPolicy(check=Check(1, ("pet",)), kinds=POLICY.kinds)
    (pet,) = pets.needed(KNOWN, Ledger(), ivr_verified=False, intent=None)
    assert (pet.label, pet.value, pet.masked) == ("Name of the pet", True, False)
    (who,) = POLICY.needed(
        Identity(IdentityStatus.CANDIDATES), Ledger(), ivr_verified=True, intent=None
    )
    assert (who.kind, who.answerable) == ("who", False)
