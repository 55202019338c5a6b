"""A ring with sources beside the store: who is shown first, what late answers may change."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from agentassist.app.events import CardChanged, SourcesChanged, TimelineChanged
from agentassist.domain.call import AgentState, CallOutcome
from agentassist.domain.contact import Contact, EvidenceKind, IdentityStatus
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import CallId, ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.ivr import ACCOUNT
from agentassist.domain.linking.comparison import Reason
from agentassist.domain.linking.record_link import LinkMethod, SourceRecord
from agentassist.domain.party import WITHHELD
from agentassist.domain.source import KeyKind, SourceState
from agentassist.history.local.source import LocalHistory
from agentassist.history.refresh import SourcesRefresh

NUMBER = "+442079460877"
DANA = Contact(ContactId("dana"), "Dana Reyes", phones=(NUMBER,), accounts=("40010018",))
HERS = Contact(ContactId("-"), "D. Reyes", phones=(NUMBER,))
BO = Contact(ContactId("-"), "Bo Lee", phones=(NUMBER,))
TICKET = Interaction(
    InteractionId("-"),
    ContactId("-"),
    Channel.TICKET,
    datetime(2026, 11, 20, tzinfo=UTC),
    "Charged twice",
)


@pytest.fixture
def with_sources(played: Any, asked_source: Any, clock: Any) -> Callable[..., None]:
    """`with_sources(story, people, contacts)`: a help desk with `people`, a store with `contacts`.

    The story gets the scene and the help desk.
    """

    def play(story: Any, people: dict[str, Contact], contacts: Any = (), **source: Any) -> None:
        desk = asked_source("desk", "Help desk", people=people, **source)
        desk.past["7"] = [desk.own("7", TICKET)]

        def ports(scene: Any) -> dict[str, Any]:
            store = scene.store
            asking = SourcesRefresh([desk], store.source_records, LocalHistory(store), clock)
            return {"refresh": asking, "linking": store.links}

        async def inside(scene: Any) -> None:
            await story(scene, desk)

        played(inside, contacts, ports=ports)

    return play


async def state(scene: Any, wanted: SourceState) -> Any:
    changed = await scene.last(
        SourcesChanged, lambda e: e.statuses and e.statuses[0].state is wanted
    )
    return changed.statuses[0]


async def linked(scene: Any, one: str, other: str) -> None:
    """As the rules do it when an answer arrives."""
    ends = [SourceRecord(*name.split(":")) for name in (one, other)]
    await scene.store.links.add(*ends, method=LinkMethod.RULE, by="rules")


def names(card: Any) -> list[str]:
    return [one.contact.name for one in card.identity.candidates]


def test_who_is_known_stands_there_while_sources_are_asked(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        desk.gate = asyncio.Event()
        scene.send(NUMBER, state=AgentState.RINGING)
        card = await scene.card_of(IdentityStatus.IDENTIFIED)
        assert card.identity.contact.name == "Dana Reyes"
        assert [one.record for one in card.person.records] == [SourceRecord("local", "dana")]
        status = await state(scene, SourceState.ASKING)
        assert (status.title, status.found) == ("Help desk", 0)
        assert scene.now(CardChanged).card == card
        desk.gate.set()
        assert (await state(scene, SourceState.ANSWERED)).found == 0

    with_sources(story, {}, [DANA])


def test_who_is_known_only_there_is_found_and_has_a_history(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        scene.send(NUMBER)
        card = await scene.card_of(IdentityStatus.IDENTIFIED)
        assert card.identity.contact.name == "D. Reyes"
        assert card.person.records[0].as_of == scene.clock.time
        shown = await scene.last(TimelineChanged, lambda e: e.page and e.page.interactions)
        assert [row.title for row in shown.page.interactions] == ["Charged twice"]
        assert all(
            event.card is None or event.card.identity.status is not IdentityStatus.UNKNOWN
            for event in scene.events
            if isinstance(event, CardChanged)
        )

    with_sources(story, {"7": HERS})


def test_nobody_is_unknown_before_all_have_answered(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        desk.gate = asyncio.Event()
        scene.send(NUMBER)
        await state(scene, SourceState.ASKING)
        assert scene.now(CardChanged).card.identity.status is IdentityStatus.LOOKING
        desk.gate.set()
        card = await scene.card_of(IdentityStatus.UNKNOWN)
        assert [fact.kind for fact in card.needed]

    with_sources(story, {})


def test_patience_ends(with_sources: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that takes its time leaves the agent with 'unknown', and may fill in later."""
    monkeypatch.setattr("agentassist.app.source_asking.PATIENCE_S", 0.0)

    async def story(scene: Any, desk: Any) -> None:
        desk.gate = asyncio.Event()
        scene.send(NUMBER)
        await scene.card_of(IdentityStatus.UNKNOWN)
        assert scene.now(SourcesChanged).statuses[0].state is SourceState.ASKING
        desk.gate.set()
        card = await scene.card_of(IdentityStatus.IDENTIFIED)
        assert card.identity.contact.name == "D. Reyes"

    with_sources(story, {"7": HERS})


def test_a_second_holder_who_comes_late_stands_beside(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        scene.send(NUMBER, verified=True)
        card = await scene.card(lambda card: card.identity.also_fits)
        assert card.identity.contact.id == "dana"
        assert set(names(card)) == {"Dana Reyes", "Bo Lee"}
        assert card.identity.evidence[0].kind is EvidenceKind.SHARED_NUMBER
        assert card.greeting.name is None  # verified is the caller, and who that is is open

    with_sources(story, {"8": BO}, [DANA])


def test_a_record_of_the_same_person_is_one_with_them(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        await linked(scene, "desk:7", "local:dana")
        scene.send(NUMBER)
        card = await scene.card(lambda card: card.person and len(card.person.records) == 2)
        assert (card.identity.contact.id, card.identity.also_fits) == ("dana", False)
        assert card.identity.candidates == ()
        shown = await scene.last(TimelineChanged, lambda e: e.page and e.page.interactions)
        assert [row.source for row in shown.page.interactions] == ["desk"]

    with_sources(story, {"7": HERS}, [DANA])


def test_the_agents_pick_is_not_overruled(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        desk.gate = asyncio.Event()
        scene.send(NUMBER)
        await scene.card_of(IdentityStatus.CANDIDATES)
        await scene.desk.pick_candidate(ContactId("ann"))
        desk.gate.set()
        await state(scene, SourceState.ANSWERED)
        await scene.card(lambda card: "Bo Lee" in names(card))
        card = scene.now(CardChanged).card
        assert (card.identity.contact.id, card.identity.status) == (
            "ann",
            IdentityStatus.IDENTIFIED,
        )
        assert card.identity.evidence[0].kind is EvidenceKind.PICKED_BY_AGENT

    ann = Contact(ContactId("ann"), "Ann", phones=(NUMBER,))
    with_sources(story, {"7": BO}, [DANA, ann])


def test_a_silent_source_leaves_it_unconfirmed_until_the_agent_says_so(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        scene.send(NUMBER)
        card = await scene.card(lambda card: card.identity.unconfirmed)
        assert card.identity.contact.id == "dana"
        status = await state(scene, SourceState.FAILED)
        assert status.error == "source.unreachable"
        assert scene.now(TimelineChanged).page.missing == ("Help desk",)
        await scene.desk.pick_candidate(ContactId("dana"))
        assert not scene.now(CardChanged).card.identity.unconfirmed

    error = AgentAssistError("source.unreachable")
    with_sources(story, {}, [DANA], error=error)


def test_asked_again_it_may_answer(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        scene.send(NUMBER)
        await scene.card(lambda card: card.identity.unconfirmed)
        desk.error = None
        await scene.desk.people.ask_again()
        await scene.card(lambda card: not card.identity.unconfirmed)
        assert (await state(scene, SourceState.ANSWERED)).error is None

    with_sources(story, {}, [DANA], error=AgentAssistError("source.unreachable"))


def test_the_same_answer_once_more_shows_nothing_anew(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        scene.send(NUMBER)
        await scene.last(TimelineChanged, lambda e: e.page and e.page.interactions)
        await state(scene, SourceState.ANSWERED)
        await scene.desk.people.ask_again()
        await state(scene, SourceState.ASKING)
        scene.events.clear()
        await state(scene, SourceState.ANSWERED)
        assert {type(event) for event in scene.events} == {SourcesChanged}

    with_sources(story, {"7": HERS})


@pytest.mark.parametrize("call", [{"caller": WITHHELD}, {"internal_from": "102"}])
def test_about_nobody_nobody_is_asked(with_sources: Any, call: dict[str, Any]) -> None:
    async def story(scene: Any, desk: Any) -> None:
        scene.send(NUMBER, **call)
        await scene.card(lambda card: card.identity.status is not IdentityStatus.LOOKING)
        assert desk.asked == []
        assert not any(isinstance(event, SourcesChanged) for event in scene.events)

    with_sources(story, {"7": HERS})


def test_an_account_told_later_is_asked_for(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        scene.send(caller=WITHHELD)
        await scene.card_of(IdentityStatus.WITHHELD)
        await scene.desk.give_fact(ACCOUNT, "AC 7", None)
        card = await scene.card_of(IdentityStatus.IDENTIFIED)
        assert card.identity.contact.name == "Eve"

    eve = Contact(ContactId("-"), "Eve", accounts=("AC7",))
    with_sources(story, {"9": eve}, finds_by=frozenset({KeyKind.ACCOUNT}))


def test_when_the_call_is_gone_nobody_waits_for_the_answer(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        desk.gate = asyncio.Event()
        scene.send(NUMBER, state=AgentState.RINGING)
        await desk.reached.wait()
        scene.send(NUMBER, state=AgentState.IDLE, outcome=CallOutcome.ABANDONED)
        assert scene.now(CardChanged).card is None
        assert scene.now(SourcesChanged).statuses == ()
        async with asyncio.timeout(5):
            while not desk.left:  # noqa: ASYNC110 - the turn of the loop that cancels it
                await asyncio.sleep(0)

    with_sources(story, {"7": HERS})


def test_the_next_callers_card_is_not_filled_by_the_one_before(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        desk.gate = asyncio.Event()
        scene.send(NUMBER, state=AgentState.RINGING)
        await desk.reached.wait()
        scene.send("+442079460111", state=AgentState.RINGING, call_id=CallId("2.1"))
        desk.gate.set()
        card = await scene.card_of(IdentityStatus.UNKNOWN)
        assert (card.call.call_id, card.person) == ("2.1", None)

    with_sources(story, {"7": HERS})


def test_the_agent_links_two_records_and_takes_them_apart(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        scene.send(NUMBER)
        await scene.card(lambda card: card.identity.also_fits)
        hers, dana = SourceRecord("desk", "7"), SourceRecord("local", "dana")
        await scene.desk.people.link(hers, dana)
        card = scene.now(CardChanged).card
        assert (card.identity.also_fits, len(card.person.records)) == (False, 2)
        link = card.person.links[0]
        assert (link.made_by, link.method) == ("101", LinkMethod.AGENT)
        await scene.desk.people.undo_link(link.id, "another Reyes")
        card = scene.now(CardChanged).card
        assert (card.identity.also_fits, len(card.person.records)) == (True, 1)
        kept = await scene.store.links.of(dana, undone=True)
        assert [(one.undone_by, one.undone_why) for one in kept] == [("101", "another Reyes")]
        with pytest.raises(AgentAssistError, match=r"person\.no_such_link"):
            await scene.desk.people.undo_link(link.id)
        with pytest.raises(AgentAssistError, match=r"person\.same_record"):
            await scene.desk.people.link(dana, dana)

    with_sources(story, {"7": BO}, [DANA])


def test_a_card_without_a_call_is_filled_in_too(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        await linked(scene, "desk:7", "local:dana")
        await scene.desk.open_contact(ContactId("dana"))
        shown = await scene.last(TimelineChanged, lambda e: e.page and e.page.interactions)
        assert [row.source for row in shown.page.interactions] == ["desk"]
        assert scene.now(CardChanged).card.identity.contact.id == "dana"

    with_sources(story, {"7": HERS}, [DANA])


OTHER = Contact(ContactId("other"), "Dana Reyes", accounts=("77777777",))
SAME = Contact(ContactId("same"), "Dana Reyes", accounts=("40010018", "5"))


def test_different_accounts_are_linked_with_a_reason_that_is_audited(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        people = scene.desk.people
        with pytest.raises(AgentAssistError, match=r"person\.two_accounts$"):
            await people.link_people(DANA.id, OTHER.id)
        with pytest.raises(AgentAssistError, match=r"person\.two_accounts$"):
            await people.link_people(DANA.id, OTHER.id, "  ")
        assert not await scene.store.links.of(SourceRecord("local", "dana"))
        await people.link_people(DANA.id, OTHER.id, "She has two contracts")
        (link,) = await scene.store.links.of(SourceRecord("local", "dana"))
        assert (link.made_by, link.method) == ("101", LinkMethod.AGENT)
        assert link.evidence == (Reason.NOT_ACCOUNT,)
        (line,) = (
            one for one in await scene.store.audit.newest() if one.action == "link_two_accounts"
        )
        assert (line.agent, line.contact_id) == ("101", "dana")
        assert line.detail == "local:other: She has two contracts"
        await people.undo_link(link.id, "No, her mother")
        with pytest.raises(AgentAssistError, match=r"person\.two_accounts$"):
            await people.link(link.one, link.other)

    with_sources(story, {}, [DANA, OTHER])


def test_one_account_in_common_is_no_contradiction(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        await scene.desk.people.link_people(DANA.id, SAME.id)
        assert len((await scene.desk.people._history.person(DANA.id)).records) == 2
        # a third whose account is neither's: all records of the person count
        with pytest.raises(AgentAssistError, match=r"person\.two_accounts$"):
            await scene.desk.people.link_people(SAME.id, OTHER.id)

    with_sources(story, {}, [DANA, OTHER, SAME])


def test_policy_may_forbid_it(with_sources: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        scene.desk._ports.settings.set("identity.link_two_accounts", False)
        with pytest.raises(AgentAssistError, match=r"person\.two_accounts_never"):
            await scene.desk.people.link_people(DANA.id, OTHER.id, "I am sure")
        assert not await scene.store.links.of(SourceRecord("local", "dana"))

    with_sources(story, {}, [DANA, OTHER])
