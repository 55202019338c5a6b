"""Each person whose card was opened stands in the audit, with the call as the reason."""

from collections.abc import Callable
from typing import Any

from agentassist.domain.call import AgentState
from agentassist.domain.contact import Contact, IdentityStatus
from agentassist.domain.ids import ContactId

DANA = Contact(ContactId("dana"), "Dana", phones=("+442071234567",))
BEN = Contact(ContactId("ben"), "Ben", phones=("+442071234567",))
EVA = Contact(ContactId("eva"), "Eva", phones=("+442079999999",))


def test_a_card_is_read_once_a_call_however_often_it_changes(
    played: Callable[..., None],
) -> None:
    async def story(scene: Any) -> None:
        for state in (AgentState.RINGING, AgentState.TALKING, AgentState.HELD):
            scene.send("+442079999999", state=state)
            await scene.card_of(IdentityStatus.IDENTIFIED)
        await scene.desk.note_changed("something")
        assert await scene.reads() == [("101", "1.1", "eva", "exact_number")]

    played(story, [EVA])


def test_candidates_are_not_read_until_one_is_picked(played: Callable[..., None]) -> None:
    async def story(scene: Any) -> None:
        scene.send("+442071234567")
        await scene.card_of(IdentityStatus.CANDIDATES)
        assert await scene.reads() == []
        await scene.desk.pick_candidate("ben")
        await scene.desk.unpick()
        await scene.desk.pick_candidate("dana")
        assert await scene.reads() == [
            ("101", "1.1", "ben", "picked_by_agent"),
            ("101", "1.1", "dana", "picked_by_agent"),
        ]

    played(story, [DANA, BEN])


def test_whom_an_agent_opens_without_a_call_is_said_to_be_looked_up(
    played: Callable[..., None],
) -> None:
    async def story(scene: Any) -> None:
        await scene.desk.look_up("Eva")
        assert await scene.reads() == []
        await scene.desk.open_contact("eva")
        assert await scene.reads() == [("101", None, "eva", "looked_up")]

    played(story, [EVA])
