"""Likely why, greeting, still needed: what the card says, and what it never says."""

from datetime import UTC, datetime, timedelta

import pytest

from agentassist.domain.call import AgentState, CallSnapshot
from agentassist.domain.contact import Contact, Identity, IdentityStatus
from agentassist.domain.greeting import greeting
from agentassist.domain.ids import AgentId, CallId, ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.ivr import ACCOUNT, MENU, PIN, GivenFact, InputResult
from agentassist.domain.ledger import Ledger
from agentassist.domain.likely_why import likely_why
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


def interaction(key: str, channel: Channel, topic: str, **changes: object) -> Interaction:
    facts: dict[str, object] = {
        "id": InteractionId(key),
        "contact_id": DANA.id,
        "channel": channel,
        "at": NOW - timedelta(days=2),
        "title": f"about {key}",
        "topic": topic,
    }
    return Interaction(**(facts | changes))  # type: ignore[arg-type]


TICKET = interaction(
    "t1", Channel.TICKET, "billing", status=InteractionStatus.OPEN, reference="#4821"
)
OTHER_CASE = interaction("t2", Channel.TICKET, "technical", status=InteractionStatus.WAITING)
CHAT = interaction("c9", Channel.CHAT, "billing")
PROMISE = Promise(
    PromiseId("p1"), DANA.id, "call back about the double charge", NOW, "M. Okafor", NOW
)


class TestLikelyWhy:
    def test_an_open_case_that_fits_the_menu_choice_wins(self) -> None:
        why = likely_why(call(), [CHAT, OTHER_CASE, TICKET], [PROMISE])
        assert why is not None
        assert why.headline == "about t1"
        assert why.from_record
        assert ("open_ticket", "#4821") in why.evidence
        assert ("ivr_path", "1") in why.evidence
        assert ("last_chat", CHAT.at.isoformat()) in why.evidence

    def test_a_missed_promise_beats_a_case_about_something_else(self) -> None:
        why = likely_why(call(), [OTHER_CASE], [PROMISE])
        assert why is not None
        assert why.headline == PROMISE.what

    def test_any_open_case_beats_the_menu_choice_alone(self) -> None:
        why = likely_why(call(), [OTHER_CASE], [])
        assert why is not None
        assert why.headline == "about t2"

    def test_the_menu_choice_alone_is_named_as_such(self) -> None:
        why = likely_why(call(), [CHAT], [])
        assert why is not None
        assert (why.headline, why.from_record) == ("billing", False)

    def test_nothing_known_gives_no_reason(self) -> None:
        assert likely_why(call(intent=None, given=()), [CHAT], []) is None


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
