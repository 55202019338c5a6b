"""What every history must do. A test inherits this and brings one that is filled as it says."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from agentassist.domain.contact import Contact, EvidenceKind, IdentityKeys
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.ports.history import History

T = TypeVar("T")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DANA, BO = ContactId("dana"), ContactId("bo")
DANAS, HOME_LINE, NOBODYS = "+12025550143", "+12025550144", "+12025550199"
PEOPLE = (
    Contact(DANA, "Dana Reyes", phones=(DANAS, HOME_LINE), accounts=("AC1",)),
    Contact(BO, "Bo Reyes", phones=(HOME_LINE,), emails=("bo@example.com",)),
)
CALLS = tuple(
    Interaction(
        InteractionId(f"i{day}"), DANA, Channel.PHONE, NOW - timedelta(days=day), f"{day} days ago"
    )
    for day in range(1, 8)
)
DESK_ID = ContactId("desk:7")  # of a record of Dana's at another source, linked


class HistoryContract:
    """`opened` brings a history with PEOPLE, CALLS, and a record DESK_ID that is linked to DANA."""

    def opened(self) -> AbstractAsyncContextManager[History]:
        raise NotImplementedError

    def ask(self, question: Callable[[History], Awaitable[T]]) -> T:
        async def play() -> T:
            async with self.opened() as history:
                return await question(history)

        return asyncio.run(play())

    @pytest.mark.parametrize(
        "keys",
        [
            IdentityKeys(),
            IdentityKeys(withheld=True),
            IdentityKeys(DANAS, internal=True),
            IdentityKeys(NOBODYS),
            IdentityKeys(account="AC"),
        ],
    )
    def test_no_key_finds_nobody(self, keys: IdentityKeys) -> None:
        async def both(history: History) -> tuple[object, object]:
            return tuple(await history.find(keys)), await history.look_up(keys)

        found, looked_up = self.ask(both)
        assert found == ()
        assert (looked_up.candidates, looked_up.person, looked_up.page) == ((), None, None)  # type: ignore[attr-defined]

    def test_a_person_stands_once_with_the_reason(self) -> None:
        (dana,) = self.ask(lambda history: history.find(IdentityKeys(DANAS)))
        assert dana.contact.id == DANA
        assert [one.kind for one in dana.evidence] == [EvidenceKind.EXACT_NUMBER]
        both = self.ask(lambda history: history.find(IdentityKeys(HOME_LINE)))
        assert [one.contact.id for one in both] == [DANA, BO]
        assert {one.evidence[0].shared_by for one in both} == {2}

    def test_any_record_answers_for_the_person(self) -> None:
        async def story(history: History) -> None:
            for any_id in (DANA, DESK_ID):
                person = await history.person(any_id)
                assert person.contact.id == DANA
                assert len(person.records) == 2
                assert await history.contact(any_id) == person.contact
                assert (await history.timeline(any_id)).contact_id == DANA

        self.ask(story)

    def test_whom_nobody_knows_is_an_error_and_has_no_timeline(self) -> None:
        async def story(history: History) -> None:
            for question in (history.person, history.contact):
                with pytest.raises(AgentAssistError, match=r"history\.unknown_contact"):
                    await question(ContactId("nobody"))
            assert (await history.timeline(ContactId("nobody"))).interactions == ()

        self.ask(story)

    def test_pages_follow_each_other_newest_first(self) -> None:
        async def story(history: History) -> None:
            page = await history.timeline(DANA, limit=5)
            assert [row.title for row in page.interactions] == [row.title for row in CALLS[:5]]
            assert page.more
            rest = await history.timeline(DANA, limit=5, before=page.interactions[-1].at)
            assert [row.title for row in rest.interactions] == [row.title for row in CALLS[5:]]
            assert not rest.more

        self.ask(story)

    def test_one_look_up_is_what_the_questions_one_by_one_are(self) -> None:
        async def story(history: History) -> None:
            keys = IdentityKeys(DANAS, "AC1")
            found = await history.look_up(keys, limit=3)
            assert found.candidates == tuple(await history.find(keys))
            assert found.person == await history.person(DANA)
            assert found.page == await history.timeline(DANA, limit=3)
            shared = await history.look_up(IdentityKeys(HOME_LINE))
            assert (len(shared.candidates), shared.person, shared.page) == (2, None, None)

        self.ask(story)

    def test_what_an_agent_hears_finds_people(self) -> None:
        async def story(history: History) -> None:
            for text, first in (("reyes dana", DANA), ("0143", DANA), ("AC1", DANA), ("bo@", BO)):
                found = await history.search_contacts(text)
                assert [one.contact.id for one in found] == [first], text
            assert len(await history.search_contacts("reyes", limit=1)) == 1

        self.ask(story)

    def test_who_was_remembered_is_found_and_remembered_once(self) -> None:
        async def story(history: History) -> None:
            keys = IdentityKeys(NOBODYS)
            made = await history.remember(keys, "Reyes D")
            assert await history.remember(keys, "Reyes D") == made
            (found,) = await history.find(keys)
            assert found.contact == made
            with pytest.raises(AgentAssistError, match=r"history\.no_key"):
                await history.remember(IdentityKeys(withheld=True), "Nobody")

        self.ask(story)
