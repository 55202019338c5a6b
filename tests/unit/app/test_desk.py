"""What a call becomes: a card, a wrap-up, a history; in a scene of `conftest.py`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from agentassist.app.events import (
    AgentChanged,
    CardChanged,
    Notified,
    RepeatCounted,
    TimelineChanged,
    WrapUpChanged,
    WrapUpSaved,
)
from agentassist.domain.call import AgentState, CallOutcome
from agentassist.domain.contact import Contact, EvidenceKind, IdentityStatus
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId, ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus, Mood
from agentassist.domain.ivr import ACCOUNT, GivenFact, InputResult
from agentassist.domain.party import WITHHELD, Party
from agentassist.domain.promise import Promise
from agentassist.domain.sealed import Sealed
from agentassist.domain.wrap_up import WrapUp

NOW = datetime(2026, 11, 21, 10, 2, tzinfo=UTC)
ACCOUNT_OK = GivenFact(ACCOUNT, Sealed("40010018"), "•••• 0018", InputResult.OK)
DANA = Contact(ContactId("dana"), "Dana Reyes", phones=("+442079460877",), accounts=("40010018",))
HOUSEHOLD = [
    Contact(ContactId("ann"), "Ann Lee", phones=("+442079460555",)),
    Contact(ContactId("bo"), "Bo Lee", phones=("+442079460555",)),
]
TICKET = Interaction(
    InteractionId("t1"),
    DANA.id,
    Channel.TICKET,
    NOW - timedelta(days=2),
    "Charged twice for order 88-2041",
    topic="billing",
    status=InteractionStatus.OPEN,
)
MISSED = Promise(PromiseId("p1"), DANA.id, "call back", NOW - timedelta(hours=3), "M. Okafor", NOW)


@pytest.fixture
def played(played: Callable[..., None]) -> Callable[..., None]:
    """With the people of this file."""
    return partial(played, contacts=[DANA, *HOUSEHOLD], interactions=[TICKET], promises=[MISSED])


def call(scene: Any, state: AgentState, **changes: Any) -> None:
    """Dana calls, verified by her account, about billing; but for `changes`."""
    usual = {"state": state, "intent": "billing", "verified": True}
    scene.send(DANA.phones[0], ACCOUNT_OK, **(usual | changes))


async def talking(scene: Any) -> None:
    call(scene, AgentState.RINGING)
    call(scene, AgentState.TALKING)
    await scene.card_of(IdentityStatus.IDENTIFIED)


async def hung_up(scene: Any, **changes: Any) -> WrapUp:
    """The wrap-up that is offered."""
    call(scene, AgentState.WRAPPING, outcome=CallOutcome.ENDED, **changes)
    offered = await scene.last(WrapUpChanged, lambda event: event.wrap_up)
    assert offered.wrap_up is not None
    return offered.wrap_up


async def drafts(scene: Any) -> list[WrapUp]:
    return list(await scene.store.wrap_ups.drafts(AgentId("101")))


def test_a_ring_becomes_a_card_with_everything_known(played: Any) -> None:
    async def story(scene: Any) -> None:
        call(scene, AgentState.RINGING, wait=timedelta(seconds=12))
        card = await scene.card_of(IdentityStatus.IDENTIFIED)
        assert card.identity.contact == DANA
        assert card.identity.evidence[0].kind is EvidenceKind.ACCOUNT_FROM_IVR
        assert [promise.what for promise in card.overdue] == ["call back"]
        assert card.likely_why.headline == TICKET.title
        assert card.needed == ()
        assert card.rang_at == NOW
        assert scene.now(TimelineChanged).page.interactions == (TICKET,)

    played(story)


def test_a_shared_line_opens_nobody_until_the_agent_picks_and_can_be_undone(played: Any) -> None:
    async def story(scene: Any) -> None:
        call(scene, AgentState.RINGING, caller=Party("+442079460555"), given=(), verified=False)
        card = await scene.card_of(IdentityStatus.CANDIDATES)
        assert {c.contact.id for c in card.identity.candidates} == {"ann", "bo"}
        assert card.needed[0].kind == "who"
        await scene.desk.pick_candidate(ContactId("bo"))
        card = await scene.card_of(IdentityStatus.IDENTIFIED)
        assert card.identity.contact == HOUSEHOLD[1]
        assert card.identity.evidence[0].kind is EvidenceKind.PICKED_BY_AGENT
        await scene.desk.unpick()
        assert (await scene.card_of(IdentityStatus.CANDIDATES)).identity.contact is None

    played(story)


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (WITHHELD, IdentityStatus.WITHHELD),
        (Party("+442079460999"), IdentityStatus.UNKNOWN),
    ],
)
def test_nobody_found_is_said_honestly(caller: Party, status: IdentityStatus, played: Any) -> None:
    async def story(scene: Any) -> None:
        call(scene, AgentState.RINGING, caller=caller, given=(), verified=False, intent=None)
        card = await scene.card_of(status)
        assert [fact.kind for fact in card.needed] == ["account", "verification"]

    played(story)


def test_the_call_is_wrapped_up_and_stands_in_the_history_of_the_next_one(played: Any) -> None:
    async def story(scene: Any) -> None:
        await talking(scene)
        await scene.desk.note_changed("two charges on 18 Nov")
        await scene.desk.set_mood(Mood.FRUSTRATED)
        scene.clock.time += timedelta(minutes=6)
        wrap_up = await hung_up(scene)
        assert (wrap_up.summary, wrap_up.reason) == ("two charges on 18 Nov", "billing")
        assert wrap_up.talk == timedelta(minutes=6)
        assert [draft.id for draft in await drafts(scene)] == [wrap_up.id]
        await scene.desk.save_wrap_up(replace(wrap_up, summary="second charge returned"))
        assert scene.now(WrapUpSaved).wrap_up.summary == "second charge returned"
        assert scene.now(CardChanged).card is None
        call(scene, AgentState.RINGING, call_id=CallId("2.1"))
        page = (
            await scene.last(TimelineChanged, lambda e: e.page and len(e.page.interactions) == 2)
        ).page
        assert "second charge returned" in (
            page.interactions[0].title + page.interactions[0].detail
        )

    played(story)


def test_notes_are_on_the_disk_while_the_call_still_runs(played: Any) -> None:
    async def story(scene: Any) -> None:
        call(scene, AgentState.RINGING)
        await scene.card_of(IdentityStatus.IDENTIFIED)
        await scene.desk.note_changed("before the answer")
        assert await drafts(scene) == []
        call(scene, AgentState.TALKING)
        await scene.desk.note_changed("two charges")
        await scene.desk.note_changed("two charges on 18 Nov")
        kept = await drafts(scene)
        assert [draft.summary for draft in kept] == ["two charges on 18 Nov"]
        offered = await hung_up(scene)
        assert (offered.id, scene.now(WrapUpChanged).waiting) == (kept[0].id, 0)
        await scene.desk.save_wrap_up(offered)
        assert await drafts(scene) == []

    played(story)


def test_a_caller_nobody_knew_is_known_at_the_next_call(played: Any) -> None:
    async def story(scene: Any) -> None:
        unknown: dict[str, object] = {
            "caller": Party("+442079460999", "A STRANGER"),
            "given": (),
            "verified": False,
        }
        call(scene, AgentState.RINGING, **unknown)
        await scene.card_of(IdentityStatus.UNKNOWN)
        call(scene, AgentState.TALKING, **unknown)
        offered = await hung_up(scene, **unknown)
        await scene.desk.save_wrap_up(replace(offered, summary="asked for a price"))
        call(scene, AgentState.RINGING, call_id=CallId("2.1"), **unknown)
        card = await scene.card_of(IdentityStatus.IDENTIFIED)
        assert card.identity.contact.name == "A STRANGER"
        page = (await scene.last(TimelineChanged, lambda e: e.page)).page
        assert [row.title for row in page.interactions] == ["asked for a price"]

    played(story)


def test_a_new_call_keeps_the_open_wrap_up_as_a_draft(played: Any) -> None:
    async def story(scene: Any) -> None:
        await talking(scene)
        offered = await hung_up(scene)
        call(scene, AgentState.RINGING, call_id=CallId("2.1"))
        kept = await scene.last(WrapUpChanged, lambda event: event.waiting)
        assert (kept.wrap_up, kept.waiting) == (None, 1)
        await scene.desk.draft_wrap_up(replace(offered, summary="typed while it rang"))
        call(scene, AgentState.IDLE, call_id=CallId("2.1"), outcome=CallOutcome.NO_ANSWER)
        await scene.desk.open_wrap_up()
        again = scene.now(WrapUpChanged)
        assert (again.wrap_up.call_id, again.waiting) == ("1.1", 0)
        assert again.wrap_up.summary == "typed while it rang"

    played(story)


def test_a_call_taken_elsewhere_closes_its_card_and_says_so(played: Any) -> None:
    async def story(scene: Any) -> None:
        call(scene, AgentState.RINGING)
        await scene.card_of(IdentityStatus.IDENTIFIED)
        call(scene, AgentState.IDLE, outcome=CallOutcome.PICKED_ELSEWHERE)
        assert scene.now(CardChanged).card is None
        assert scene.now(Notified).code == "call.picked_elsewhere"
        assert not any(isinstance(e, WrapUpChanged) and e.wrap_up for e in scene.events)

    played(story)


def test_a_revealed_value_is_audited_and_a_repeat_is_counted(played: Any) -> None:
    async def story(scene: Any) -> None:
        call(scene, AgentState.TALKING)
        await scene.card_of(IdentityStatus.IDENTIFIED)
        assert await scene.desk.reveal(0) == "40010018"
        assert await scene.audited() == [("reveal", "account")]
        with pytest.raises(AgentAssistError, match=r"given\.not_revealable"):
            await scene.desk.reveal(7)
        await scene.desk.caller_repeated()
        await scene.desk.caller_repeated()
        assert scene.now(RepeatCounted).count == 2

    played(story)


def test_changing_the_extension_needs_no_restart(played: Any) -> None:
    async def story(scene: Any) -> None:
        assert scene.now(AgentChanged) == AgentChanged(None)
        assert scene.feed.listeners == {}
        await scene.desk.set_extension(" 101 ")
        call(scene, AgentState.RINGING)
        await scene.card_of(IdentityStatus.IDENTIFIED)
        await scene.desk.set_extension("102")
        assert set(scene.feed.listeners) == {"102"}
        assert scene.now(CardChanged).card is None

    played(story, extension="")


def test_nothing_of_the_former_agent_stays_in_front(played: Any) -> None:
    async def story(scene: Any) -> None:
        await talking(scene)
        await scene.desk.open_wrap_up()
        assert scene.now(WrapUpChanged).wrap_up is not None
        await scene.desk.set_extension("102")
        await scene.last(WrapUpChanged, lambda event: event == WrapUpChanged(None, 0))
        await scene.desk.set_extension("101")
        await scene.last(WrapUpChanged, lambda event: event == WrapUpChanged(None, 1))

    played(story)


def test_a_card_number_that_was_typed_stands_nowhere_any_more(played: Any) -> None:
    async def story(scene: Any) -> None:
        await talking(scene)
        await scene.desk.note_changed("wants to pay with 4111 1111 1111 1111")
        await scene.desk.open_wrap_up()
        shown = scene.now(WrapUpChanged)
        assert shown.wrap_up.summary == "wants to pay with •••• 1111"
        typed = replace(shown.wrap_up, reason="card 4111-1111-1111-1111")
        await scene.desk.save_wrap_up(typed)
        saved = scene.now(WrapUpSaved)
        assert saved.wrap_up.reason == "card •••• 1111"

    played(story)


def test_a_card_without_a_call_for_a_caller_nobody_announced(played: Any) -> None:
    async def story(scene: Any) -> None:
        found = await scene.desk.look_up("dana")
        await scene.desk.open_contact(found[0].contact.id)
        card = await scene.card_of(IdentityStatus.IDENTIFIED)
        assert card.call.call_id is None
        assert card.overdue
        with pytest.raises(AgentAssistError, match=r"call\.none"):
            await scene.desk.caller_repeated()

    played(story)


def test_a_transfer_turns_the_colleague_into_the_customer(played: Any) -> None:
    async def story(scene: Any) -> None:
        call(
            scene,
            AgentState.RINGING,
            call_id=CallId("9.9"),
            caller=Party("102"),
            internal_from="102",
            given=(),
            verified=False,
        )
        card = await scene.card_of(IdentityStatus.INTERNAL)
        assert card.needed == ()
        call(scene, AgentState.TALKING, transferred_from="102")
        card = await scene.card_of(IdentityStatus.IDENTIFIED)
        assert card.identity.contact == DANA
        assert card.greeting.transferred

    played(story)


def test_notes_of_a_call_outlive_a_program_that_ends_in_it(played: Any) -> None:
    async def story(scene: Any) -> None:
        await talking(scene)
        await scene.desk.note_changed("two charges")
        await scene.desk.close()
        scene.clock.time += timedelta(minutes=2)
        after = await scene.again()
        await after.last(WrapUpChanged, lambda event: event.waiting == 1)
        call(after, AgentState.TALKING)  # the phone system says that the call goes on
        await after.card_of(IdentityStatus.IDENTIFIED)
        await after.desk.note_changed("back by Friday")
        scene.clock.time += timedelta(minutes=3)
        offered = await hung_up(after)
        assert offered.summary == "two charges\nback by Friday"
        assert (offered.talk, after.now(WrapUpChanged).waiting) == (timedelta(minutes=5), 0)
        assert await drafts(scene) == [offered]

    played(story)


def test_the_end_writes_no_draft_over_one_that_was_edited(played: Any) -> None:
    async def story(scene: Any) -> None:
        await talking(scene)
        offered = await hung_up(scene)
        await scene.desk.draft_wrap_up(replace(offered, summary="mine"))
        await scene.desk.close()
        [draft] = await drafts(scene)
        assert draft.summary == "mine"
        await scene.desk.save_wrap_up(draft)
        await scene.desk.close()
        assert await drafts(scene) == []

    played(story)
