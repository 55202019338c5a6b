"""What the agent notes during a call: who it finds, what it verifies, what is written down."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

import pytest

from agentassist.app.events import (
    AppEvent,
    RepeatCounted,
    TimelineChanged,
    WrapUpChanged,
)
from agentassist.assets import bundled_plugins
from agentassist.coaching.engine import PackCoach, pack_folders
from agentassist.domain.call import AgentState, CallOrigin
from agentassist.domain.contact import Contact, EvidenceKind, IdentityStatus
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId, ContactId
from agentassist.domain.ivr import ACCOUNT, FactSource, GivenFact, InputResult
from agentassist.domain.screen_pop import IvrNote, ScreenPop
from agentassist.domain.sealed import Sealed
from agentassist.domain.verification import Check, IntentRule, VerificationPolicy

T = TypeVar("T", bound=AppEvent)
AGENT = AgentId("101")
DANA = Contact(
    ContactId("dana"),
    "Dana Reyes",
    phones=("+442079460877",),
    emails=("dana@example.com",),
    accounts=("40010018",),
)
BO = Contact(ContactId("bo"), "Bo Lee", phones=("+442079460555",), accounts=("40010055",))
ANN = Contact(ContactId("ann"), "Ann Lee", phones=("+442079460555",))
POLICY = VerificationPolicy(
    check=Check(need=2, of=("pin", "date_of_birth", "postcode")),
    intents={"billing": IntentRule(ask=("email", "charge_date"))},
)


@pytest.fixture
def played(played: Callable[..., None]) -> Callable[..., None]:
    """With the people and the policy of this file."""
    return partial(played, contacts=[DANA, BO, ANN], verification=POLICY)


def is_(status: IdentityStatus) -> Callable[[ScreenPop], bool]:
    return lambda card: card.identity.status is status


def test_an_account_told_to_the_agent_finds_them_and_says_how(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send()
        card = await scene.card(is_(IdentityStatus.UNKNOWN))
        assert [fact.kind for fact in card.needed] == ["account", "pin", "date_of_birth"]
        await scene.desk.give_fact("account", "4001 0018")
        card = await scene.card(is_(IdentityStatus.IDENTIFIED))
        assert card.identity.contact == DANA
        assert [one.kind for one in card.identity.evidence] == [EvidenceKind.ACCOUNT_TOLD]
        assert not card.call.verified  # found is not verified
        assert card.greeting is not None
        assert card.greeting.name is None

    played(story)


def test_an_answer_that_was_meant_for_another_call_is_noted_nowhere(played: Any) -> None:
    """The next call may be in front before the core hears what the agent pressed."""

    async def story(scene: Any) -> None:
        scene.send()
        card = await scene.card(is_(IdentityStatus.UNKNOWN))
        with pytest.raises(AgentAssistError) as refusal:
            await scene.desk.give_fact("pin", "", InputResult.OK, call=CallId("the-one-before"))
        assert refusal.value.code == "given.not_asked"
        await scene.desk.give_fact("pin", "", InputResult.OK, call=card.call.call_id)
        verified = await scene.card(lambda card: any(f.kind == "pin" for f in card.given))
        assert len(verified.given) == 1

    played(story)


def test_taking_the_account_back_lets_them_go_again(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send()
        await scene.card(is_(IdentityStatus.UNKNOWN))
        noted = await scene.desk.give_fact("account", "40010018")
        await scene.card(is_(IdentityStatus.IDENTIFIED))
        await scene.desk.undo_fact(noted)
        card = await scene.card(is_(IdentityStatus.UNKNOWN))
        assert card.given == ()

    played(story)


def test_a_wrong_account_finds_nobody(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send()
        await scene.card(is_(IdentityStatus.UNKNOWN))
        await scene.desk.give_fact("account", "40010018", InputResult.WRONG)
        card = await scene.card(lambda card: card.given)
        assert card.identity.status is IdentityStatus.UNKNOWN

    played(story)


def test_two_accounts_of_two_people_open_nobody(played: Any) -> None:
    """Typed in the IVR: Bo's. Told to the agent: Dana's. The agent picks."""

    async def story(scene: Any) -> None:
        typed = GivenFact(ACCOUNT, Sealed("40010055"), "•••• 0055", None)
        scene.send("+442079460999", typed)
        card = await scene.card(is_(IdentityStatus.IDENTIFIED))
        assert card.identity.contact == BO
        await scene.desk.give_fact("account", "40010018")
        card = await scene.card(is_(IdentityStatus.CANDIDATES))
        assert card.identity.contradiction
        assert {one.contact.id for one in card.identity.candidates} == {DANA.id, BO.id}

    played(story)


def test_a_mistyped_account_that_nobody_has_contradicts_nobody(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send("+442079460999", GivenFact(ACCOUNT, Sealed("99999999"), "•••• 9999", None))
        await scene.card(is_(IdentityStatus.UNKNOWN))
        await scene.desk.give_fact("account", "40010018")
        card = await scene.card(is_(IdentityStatus.IDENTIFIED))
        assert card.identity.contact == DANA

    played(story)


@pytest.mark.parametrize(
    ("account", "status"),
    [("40010055", IdentityStatus.IDENTIFIED), ("40010018", IdentityStatus.CANDIDATES)],
)
def test_an_account_told_after_the_pick_confirms_it_or_asks_again(
    account: str, status: IdentityStatus, played: Any
) -> None:
    async def story(scene: Any) -> None:
        scene.send("+442079460555")
        await scene.card(is_(IdentityStatus.CANDIDATES))
        await scene.desk.pick_candidate(BO.id)
        await scene.desk.give_fact("account", account)
        card = await scene.card(lambda card: is_(status)(card) and card.given and card.needed)
        if status is IdentityStatus.IDENTIFIED:
            assert card.identity.contact == BO
        else:
            assert {DANA.id, BO.id} <= {one.contact.id for one in card.identity.candidates}

    played(story)


def test_enough_right_answers_verify_and_are_written_down(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send("+442079460877")
        await scene.card(is_(IdentityStatus.IDENTIFIED))
        await scene.desk.give_fact("pin", "1234", InputResult.OK)
        await scene.desk.give_fact("date_of_birth", "1.1.70", InputResult.WRONG)
        card = await scene.card(lambda card: len(card.given) == 2)
        assert not card.call.verified
        await scene.desk.give_fact("postcode", "N1", InputResult.OK)
        card = await scene.card(lambda card: card.call.verified)
        assert card.needed == ()
        assert card.greeting is not None
        assert card.greeting.name == "Dana"
        assert await scene.audited() == [
            ("check", "pin ok"),
            ("check", "date_of_birth wrong"),
            ("check", "postcode ok"),
        ]
        assert "1234" not in repr(card)
        await scene.desk.undo_fact(next(f.id for f in card.given if f.kind == "pin" and f.id))
        card = await scene.card(lambda card: len(card.given) == 2)
        assert not card.call.verified
        assert (await scene.audited())[-1] == ("check_undone", "pin ok")

    played(story)


def test_a_check_against_one_persons_record_verifies_nobody_else(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send("+442079460555")
        await scene.card(is_(IdentityStatus.CANDIDATES))
        await scene.desk.pick_candidate(BO.id)
        await scene.desk.give_fact("pin", "", InputResult.OK)
        await scene.desk.give_fact("postcode", "N1", InputResult.OK)
        await scene.card(lambda card: card.call.verified)
        await scene.desk.pick_candidate(ANN.id)
        card = await scene.card(lambda card: card.identity.contact == ANN)
        assert not card.call.verified
        assert [(f.kind, f.why) for f in card.needed] == [
            ("pin", "check"),
            ("date_of_birth", "verify"),
        ]
        await scene.desk.pick_candidate(BO.id)
        await scene.card(lambda card: card.identity.contact == BO and card.call.verified)

    played(story)


def test_what_is_on_record_is_not_asked_and_verifies_nobody(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send("+442079460877", intent="billing")
        card = await scene.card(lambda card: is_(IdentityStatus.IDENTIFIED)(card) and card.needed)
        (mail,) = card.given
        assert (mail.kind, mail.source) == ("email", FactSource.CRM)
        assert [fact.kind for fact in card.needed] == ["pin", "date_of_birth", "charge_date"]
        assert not card.call.verified

    played(story)


def test_the_ask_guard_knows_what_was_told_to_the_agent(played: Any) -> None:
    draft = "Could you give me your account number, please?"

    async def story(scene: Any) -> None:
        scene.send()
        await scene.card(is_(IdentityStatus.UNKNOWN))
        assert not any(f.fact for f in (await scene.desk.check_draft(draft)).findings)
        await scene.desk.give_fact("account", "40010018")
        await scene.card(is_(IdentityStatus.IDENTIFIED))
        caught = [f.fact for f in (await scene.desk.check_draft(draft)).findings if f.fact]
        assert [(fact.kind, fact.mask) for fact in caught] == [("account", "•••• 0018")]

    coach, _ = PackCoach.load(pack_folders(bundled_plugins()))
    played(story, coach=coach)


def test_a_feed_that_carries_nothing_loses_nothing(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send()
        await scene.card(is_(IdentityStatus.UNKNOWN))
        await scene.desk.give_fact("order", "88-2041")
        tries = len(scene.feed.given)
        scene.send(queue="support")  # the next snapshot: tried again, and shown all the same
        card = await scene.card(lambda card: card.call.queue == "support")
        assert [fact.kind for fact in card.given] == ["order"]
        assert len(scene.feed.given) > tries
        scene.feed.carries = True
        scene.send(queue="sales")
        await scene.card(lambda card: card.call.queue == "sales")
        tries = len(scene.feed.given)
        scene.send(queue="billing")
        await scene.card(lambda card: card.call.queue == "billing")
        assert len(scene.feed.given) == tries  # it has it now

    played(story)


def test_a_number_they_name_offers_people_and_opens_nobody(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send()
        await scene.card(is_(IdentityStatus.UNKNOWN))
        noted = await scene.desk.give_fact("phone", "020 7946 0877")
        card = await scene.card(is_(IdentityStatus.CANDIDATES))
        assert [one.contact for one in card.identity.candidates] == [DANA]
        await scene.desk.undo_fact(noted)
        await scene.card(is_(IdentityStatus.UNKNOWN))

    played(story)


def test_who_was_picked_stays_whatever_else_is_noted(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send("+442079460877")
        await scene.card(is_(IdentityStatus.IDENTIFIED))
        await scene.desk.pick_candidate(BO.id)  # it is her number, and he who calls
        for kind, text in (("phone", "020 7946 0877"), ("account", "40010055"), ("order", "1")):
            noted = await scene.desk.give_fact(kind, text)
            await scene.card(
                lambda card, kind=kind: [f.kind for f in card.given] == [kind] and card.needed
            )
            await scene.desk.undo_fact(noted)
            card = await scene.card(lambda card: not card.given and card.needed)
            assert card.identity.contact == BO
        await scene.desk.unpick()
        await scene.card(lambda card: card.identity.contact == DANA)

    played(story)


def test_what_was_noted_for_a_link_goes_to_the_phone_system_that_takes_over(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.feed.carries = True
        scene.send(origin=CallOrigin.LINK, call_id=CallId("link:1"))
        await scene.card(is_(IdentityStatus.UNKNOWN))
        await scene.desk.give_fact("order", "88-2041")
        scene.send(call_id=CallId("5.5"), replaces=CallId("link:1"))
        card = await scene.card(lambda card: card.call.call_id == "5.5")
        assert [fact.kind for fact in card.given] == ["order"]
        assert [call_id for call_id, _ in scene.feed.given] == ["link:1", "5.5"]

    played(story)


def test_an_account_told_finds_them_whatever_a_link_claims(played: Any) -> None:
    async def story(scene: Any) -> None:
        claimed = GivenFact(ACCOUNT, Sealed("40010055"), "•••• 0055", None, FactSource.LINK)
        scene.send("+442079460999", claimed, origin=CallOrigin.LINK)
        await scene.card(is_(IdentityStatus.CANDIDATES))
        await scene.desk.give_fact("account", "40010018")
        card = await scene.card(is_(IdentityStatus.IDENTIFIED))
        assert card.identity.contact == DANA

    played(story)


def test_a_card_without_a_call_keeps_what_is_noted(played: Any) -> None:
    async def story(scene: Any) -> None:
        await scene.desk.open_contact(DANA.id)
        await scene.desk.give_fact("order", "88-2041")
        card = await scene.card(lambda card: card.given)
        assert (card.call.call_id, card.given[0].mask) == (None, "88-2041")
        assert scene.feed.given == []

    played(story)


@pytest.mark.parametrize("kind", ["card", "menu", "who"])
def test_there_are_things_nobody_notes(kind: str, played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send()
        await scene.card(is_(IdentityStatus.UNKNOWN))
        with pytest.raises(AgentAssistError) as refusal:
            await scene.desk.give_fact(kind, "4111111111111111")
        assert refusal.value.code == "given.not_asked"

    played(story)


def test_a_card_number_typed_as_an_account_can_be_neither_shown_nor_used(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send()
        await scene.card(is_(IdentityStatus.UNKNOWN))
        await scene.desk.give_fact("account", "4111 1111 1111 1111")
        card = await scene.card(lambda card: card.given)
        assert [(f.kind, f.mask, f.value) for f in card.given] == [("card", "•••• 1111", None)]
        assert card.needed[0].kind == "account"
        with pytest.raises(AgentAssistError) as refusal:
            await scene.desk.reveal(0)
        assert refusal.value.code == "given.not_revealable"

    played(story)


def test_showing_and_copying_are_written_down(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send("+442079460877", GivenFact(ACCOUNT, Sealed("40010018"), "•••• 0018", None))
        await scene.card(is_(IdentityStatus.IDENTIFIED))
        assert await scene.desk.reveal(0) == "40010018"
        await scene.desk.copied(0)
        assert await scene.audited() == [("reveal", "account"), ("copy", "account")]

    played(story)


def test_had_to_repeat_is_counted_and_a_slip_is_taken_back(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send("+442079460877")
        await scene.card(is_(IdentityStatus.IDENTIFIED))
        for _ in range(2):
            await scene.desk.caller_repeated()
        await scene.desk.undo_repeat()
        counts = [e.count for e in scene.events if isinstance(e, RepeatCounted)]
        assert counts == [1, 2, 1]
        scene.send("+442079460877", state=AgentState.WRAPPING)
        offered = await scene.last(WrapUpChanged, lambda event: event.wrap_up)
        assert offered.wrap_up is not None
        assert offered.wrap_up.repeated == 1
        await scene.desk.save_wrap_up(offered.wrap_up)
        scene.send("+442079460877", call_id=CallId("2.2"))
        told = await scene.last(TimelineChanged, lambda event: event.page)
        assert told.page is not None
        assert [one.repeated for one in told.page.interactions] == [1]  # known at the next call
        scene.send("+442079460877")
        await scene.card(lambda card: card.call.call_id == "1.1")
        await scene.desk.undo_repeat()
        await scene.desk.undo_repeat()  # nothing is left to take back
        assert await scene.store.repeats.add(CallId("1.1"), AGENT) == 1  # none was left

    played(story)


@pytest.mark.parametrize(
    ("given", "unmapped", "note"),
    [
        ((), False, IvrNote.SENT_NOTHING),
        ((), True, IvrNote.NOT_MAPPED),
        ((GivenFact("menu", Sealed("1"), "1", None),), False, None),
        ((GivenFact("menu", Sealed("1"), "1", None),), True, IvrNote.NOT_MAPPED),
    ],
)
def test_what_the_ivr_did_not_tell_is_said(
    given: tuple[GivenFact, ...], unmapped: bool, note: IvrNote | None, played: Any
) -> None:
    async def story(scene: Any) -> None:
        scene.send("+442079460999", *given, unmapped=unmapped)
        card = await scene.card(is_(IdentityStatus.UNKNOWN))
        assert card.ivr_note is note
        await scene.desk.give_fact("order", "1")  # the agent's own note is no word of the IVR
        card = await scene.card(lambda card: any(f.by for f in card.given))
        assert card.ivr_note is note

    played(story)


def test_the_time_of_a_note_is_the_clocks(played: Any) -> None:
    async def story(scene: Any) -> None:
        scene.send()
        await scene.card(is_(IdentityStatus.UNKNOWN))
        scene.clock.time = datetime(2026, 11, 21, 10, 5, tzinfo=UTC)
        await scene.desk.give_fact("order", "1")
        card = await scene.card(lambda card: card.given)
        assert card.given[0].at == scene.clock.time

    played(story)
