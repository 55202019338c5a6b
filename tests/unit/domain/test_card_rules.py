"""Likely why, greeting, still needed: what the card says, and what it never says."""

from datetime import UTC, datetime, timedelta

import pytest

from agentassist.domain.call import AgentState, CallSnapshot
from agentassist.domain.contact import Contact, Identity, IdentityStatus
from agentassist.domain.greeting import greeting
from agentassist.domain.ids import AgentId, CallId, ContactId, PromiseId
from agentassist.domain.ivr import ACCOUNT, MENU, PIN, GivenFact, InputResult
from agentassist.domain.ledger import Ledger
from agentassist.domain.party import Party
from agentassist.domain.promise import Promise
from agentassist.domain.screen_pop import GreetingKind
from agentassist.domain.sealed import Sealed
from agentassist.domain.verification import IntentRule, VerificationPolicy

NOW = datetime(2026, 11, 21, 10, 2, tzinfo=UTC)
DANA = Contact(ContactId("c1"), "Dana Reyes")
IDENTIFIED = Identity(IdentityStatus.IDENTIFIED, DANA)
ACCOUNT_OK = GivenFact(ACCOUNT, Sealed("40010018"), "•••• 0018", InputResult.OK)
ACCOUNT_WRONG = GivenFact(ACCOUNT, Sealed("40010019"), "•••• 0019", InputResult.WRONG)
MENU_1 = GivenFact(MENU, Sealed("1"), "1", InputResult.OK)
PIN_OK = GivenFact(PIN, None, None, InputResult.OK)


def call(**changes: object) -> CallSnapshot:
    facts: dict[str, object] = {
        "at_ns": 1,
        "agent": AgentId("101"),
        "state": AgentState.RINGING,
        "call_id": CallId("1.1"),
        "caller": Party("+442079460877"),
        "intent": "billing",
        "given": (ACCOUNT_OK, MENU_1, PIN_OK),
        "verified": True,
    }
    return CallSnapshot(**(facts | changes))  # type: ignore[arg-type]


PROMISE = Promise(
    PromiseId("p1"), DANA.id, "call back about the double charge", NOW, "M. Okafor", NOW
)


class TestGreeting:
    def test_the_name_needs_identity_and_verification(self) -> None:
        assert greeting(call(), IDENTIFIED, []).name == "Dana"
        assert greeting(call(verified=False), IDENTIFIED, []).name is None
        assert greeting(call(), Identity(IdentityStatus.CANDIDATES), []).name is None

    def test_a_missed_promise_is_named_first(self) -> None:
        said = greeting(call(), IDENTIFIED, [PROMISE])
        assert said.kind is GreetingKind.NAMED_MISSED_PROMISE
        assert said.promise == PROMISE.what

    @pytest.mark.parametrize(
        ("intent", "kind"),
        [("billing", GreetingKind.TOPIC_ONLY), (None, GreetingKind.WHO_IS_IT)],
    )
    def test_an_unknown_caller_is_greeted_without_a_guess(
        self, intent: str | None, kind: GreetingKind
    ) -> None:
        said = greeting(call(intent=intent), Identity(IdentityStatus.UNKNOWN), [])
        assert (said.kind, said.name) == (kind, None)

    def test_who_told_who_they_are_is_not_asked_again(self) -> None:
        """Verified or not. A telephone number alone has told nothing."""
        nobody, no_facts = Identity(IdentityStatus.UNKNOWN), call(given=(), verified=False)
        assert greeting(no_facts, nobody, []).asks_who
        assert greeting(no_facts, IDENTIFIED, []).asks_who
        assert greeting(call(verified=False, given=(ACCOUNT_WRONG,)), IDENTIFIED, []).asks_who
        assert greeting(call(verified=False), nobody, []).asks_who, "an account that is nobody's"
        assert not greeting(call(verified=False), IDENTIFIED, []).asks_who
        named = call(given=(), verified=False, caller_customer="Dana Reyes")
        assert not greeting(named, nobody, []).asks_who
        assert greeting(named, nobody, []).name is None, "still a guess"

    def test_a_long_wait_and_a_transfer_are_acknowledged(self) -> None:
        said = greeting(call(wait=timedelta(minutes=3), transferred_from="101"), IDENTIFIED, [])
        assert said.long_wait
        assert said.transferred

    def test_a_colleague_is_not_greeted_as_a_customer(self) -> None:
        said = greeting(call(), Identity(IdentityStatus.INTERNAL), [])
        assert said.kind is GreetingKind.COLLEAGUE


class TestStillNeeded:
    policy = VerificationPolicy(intents={"billing": IntentRule(ask=("charge_date",))})

    def needed(self, identity: Identity, *given: GivenFact, verified: bool) -> list[str]:
        ledger = Ledger(given)
        facts = self.policy.needed(identity, ledger, ivr_verified=verified, intent="billing")
        return [fact.kind for fact in facts]

    def test_nothing_given_is_asked_again(self) -> None:
        assert self.needed(IDENTIFIED, ACCOUNT_OK, PIN_OK, verified=True) == ["charge_date"]

    def test_a_wrong_attempt_is_not_given(self) -> None:
        unknown = Identity(IdentityStatus.UNKNOWN)
        assert self.needed(unknown, ACCOUNT_WRONG, verified=False)[:2] == [
            "account",
            "verification",
        ]

    def test_several_people_on_a_line_need_a_pick(self) -> None:
        shared = Identity(IdentityStatus.CANDIDATES)
        assert self.needed(shared, verified=True)[0] == "who"

    def test_an_account_nobody_has_asks_who_not_for_the_account(self) -> None:
        kinds = self.needed(Identity(IdentityStatus.UNKNOWN), ACCOUNT_OK, verified=True)
        assert "account" not in kinds
        assert kinds[0] == "who"

    def test_a_colleague_needs_nothing(self) -> None:
        assert self.needed(Identity(IdentityStatus.INTERNAL), verified=False) == []
