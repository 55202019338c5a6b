"""Looking somebody up by hand: what sources are asked for, and that no letter asks them."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from agentassist.app import look_ups
from agentassist.app.events import LookUpFilledIn
from agentassist.app.look_ups import whole_keys
from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId
from agentassist.domain.source import SourceState
from agentassist.history.identity import PhoneKeyParser
from agentassist.history.local.source import LocalHistory
from agentassist.history.refresh import SourcesRefresh

NUMBER = "+442079460877"
HERS = Contact(ContactId("-"), "Dana Reyes", phones=(NUMBER,), emails=("dana@example.com",))


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("020 7946 0877", ["phone +442079460877", "account 02079460877", "order 020 7946 0877"]),
        ("+44 (20) 7946-0877", ["phone +442079460877"]),
        (" Dana@Example.com ", ["email dana@example.com"]),
        ("AC-4711", ["account AC4711", "order AC-4711"]),
        ("#884712", ["account 884712", "order 884712"]),
        ("Dana Reyes", []),
        ("dana@", []),
        ("Dana 12", []),
        ("12", []),
        ("1234567890" * 10, []),
        ("", []),
    ],
)
def test_only_a_whole_key_is_asked_for(typed: str, asked: list[str]) -> None:
    found = whole_keys(typed, PhoneKeyParser("GB"))
    assert [f"{key.kind} {key.value}" for key in found] == asked


@pytest.fixture
def looking(
    played: Any, asked_source: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """The story gets the scene and a help desk that knows Dana."""
    monkeypatch.setattr(look_ups, "STILL_S", 0.0)

    def play(story: Any, **source: Any) -> None:
        desk = asked_source("desk", people={"7": HERS}, **source)

        def ports(scene: Any) -> dict[str, Any]:
            store = scene.store
            asking = SourcesRefresh([desk], store.source_records, LocalHistory(store), clock)
            return {"refresh": asking}

        async def inside(scene: Any) -> None:
            await story(scene, desk)

        played(inside, [Contact(ContactId("bo"), "Bo", emails=("bo@example.com",))], ports=ports)

    return play


def test_the_store_answers_at_once_and_the_source_a_moment_later(looking: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        assert list(await scene.desk.look_up("dana@example.com")) == []
        filled = await scene.last(LookUpFilledIn, lambda event: event.candidates)
        assert filled.text == "dana@example.com"
        assert [one.contact.name for one in filled.candidates] == ["Dana Reyes"]
        assert [one.state for one in filled.statuses] == [SourceState.ANSWERED]

    looking(story)


def test_a_name_is_looked_for_here_alone(looking: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        (bo,) = await scene.desk.look_up("Bo")
        assert (bo.contact.id, desk.asked) == ("bo", [])

    looking(story)


def test_the_next_text_ends_the_question_about_the_one_before(looking: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        desk.gate = asyncio.Event()
        await scene.desk.look_up("dana@example.com")
        await desk.reached.wait()
        await scene.desk.look_up("dana@example.co")
        desk.gate.set()
        filled = await scene.last(LookUpFilledIn, lambda event: True)
        assert filled.text == "dana@example.co"
        assert desk.left

    looking(story)


def test_a_source_that_is_away_is_named(looking: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        await scene.desk.look_up("dana@example.com")
        filled = await scene.last(LookUpFilledIn, lambda event: True)
        assert (filled.candidates, filled.statuses[0].error) == ((), "source.unreachable")

    looking(story, error=AgentAssistError("source.unreachable"))
