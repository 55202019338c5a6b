"""A transcript in a call: from the webhook's socket to one cue, and from the paste box."""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agentassist import assets
from agentassist.app.events import CueChanged, MoodSuggested, TalkChanged
from agentassist.bridge.heard_talk import HeardTalk
from agentassist.coaching.engine import PackCoach, pack_folders
from agentassist.domain.call import AgentState
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.interaction import Mood
from agentassist.domain.ivr import GivenFact, InputResult
from agentassist.domain.sealed import Sealed
from agentassist.domain.utterance import OPEN_FOR, Speaker, Utterance
from agentassist.telephony.webhook.check import post
from agentassist.telephony.webhook.config import WebhookConfig
from agentassist.telephony.webhook.connection import WebhookPhoneSystem
from agentassist.telephony.webhook.receiver import SIGNATURE, UTTERANCES
from agentassist.telephony.webhook.signature import sign

SECRET = "a-secret-of-this-test-and-no-other"
GIVEN_AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
GIVEN = GivenFact("account", Sealed("55508822"), "•••• 8822", InputResult.OK, at=GIVEN_AT)
ASKS = "Could you give me your account number?"


@pytest.fixture(scope="module")
def packs() -> PackCoach:
    return PackCoach.load(pack_folders(assets.bundled_plugins()))[0]


def everything(database: Any) -> str:
    """All rows of all tables as text."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return repr([database.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables])


class Talking:
    """The desk's scene with the bundled packs and a transcript."""

    def __init__(self, scene: Any) -> None:
        self.scene = scene
        self.feed = HeardTalk()

    def hear(self, who: Speaker, text: str, *, final: bool = True, **changes: Any) -> None:
        self.scene.clock.time += timedelta(seconds=1)
        told = {"call": "1.1", "agent": "101", "speaker": who, "text": text, "final": final}
        self.feed.hear(Utterance(**{**told, "at": self.scene.clock.time, **changes}))

    @property
    def cue(self) -> str | None:
        shown = self.scene.now(CueChanged).cue
        return shown.rule if shown is not None else None


def run(played: Callable[..., None], packs: PackCoach, story: Callable[[Talking], Any]) -> None:
    there: list[Talking] = []

    def ports(scene: Any) -> dict[str, Any]:
        there.append(Talking(scene))
        return {"coach": packs, "talk": there[0].feed}

    async def play(scene: Any) -> None:
        scene.send("+442079460999", GIVEN)
        await scene.card(lambda card: card.given)
        await story(there[0])

    played(play, [], ports=ports)


def test_asked_again_over_the_socket_and_shown(played: Any, packs: PackCoach) -> None:
    async def story(talk: Talking) -> None:
        system = WebhookPhoneSystem(WebhookConfig(0, SECRET), on_utterance=talk.feed.hear)
        system.open()

        class Nobody:
            def on_events(self, events: Any) -> None: ...
            def on_status(self, status: Any) -> None: ...

        async with asyncio.TaskGroup() as group:
            serving = group.create_task(system.run(Nobody()))
            told = {
                **{"call": "1.1", "agent": "101", "speaker": "agent", "state": "final"},
                **{"text": ASKS, "at": talk.scene.clock.time.isoformat()},
            }
            body = json.dumps(told).encode()
            signature = sign(SECRET, body, int(time.time())).encode()
            answer = await post(system.port, body, ((SIGNATURE, signature),), UTTERANCES)
            serving.cancel()
        assert answer == 202
        cue = talk.scene.now(CueChanged).cue
        assert cue.line == "They gave the account already: •••• 8822 from the IVR 10:00"

    run(played, packs, story)


def test_nothing_comes_up_while_the_caller_talks(played: Any, packs: PackCoach) -> None:
    async def story(talk: Talking) -> None:
        talk.hear(Speaker.CALLER, "well it is", final=False)
        talk.hear(Speaker.AGENT, ASKS)
        assert talk.cue is None
        talk.hear(Speaker.CALLER, "well it is on the card you have")
        assert talk.cue == "account-again"

    run(played, packs, story)


def test_danger_comes_up_anyway(played: Any, packs: PackCoach) -> None:
    async def story(talk: Talking) -> None:
        await talk.scene.desk.set_listening(True)
        talk.hear(Speaker.CALLER, "my card is", final=False)
        talk.hear(Speaker.AGENT, "Yes, read me your card number.")
        assert talk.cue == "card-by-voice"

    run(played, packs, story)


def test_listening_mode_keeps_the_rest_away(played: Any, packs: PackCoach) -> None:
    async def story(talk: Talking) -> None:
        await talk.scene.desk.set_listening(True)
        talk.hear(Speaker.AGENT, ASKS)
        assert talk.cue is None

    run(played, packs, story)


def test_a_cue_whose_moment_passed_does_not_come_late(played: Any, packs: PackCoach) -> None:
    async def story(talk: Talking) -> None:
        talk.hear(Speaker.CALLER, "well it is", final=False)
        talk.hear(Speaker.AGENT, ASKS)
        talk.hear(Speaker.AGENT, "I have found it here, thank you.")
        talk.scene.clock.time += OPEN_FOR
        talk.hear(Speaker.CALLER, "good")
        assert talk.cue == "cut-in"  # they spoke over the caller; what they asked is done with

    run(played, packs, story)


def test_words_of_other_calls_and_other_agents_are_not_heard(played: Any, packs: PackCoach) -> None:
    async def story(talk: Talking) -> None:
        talk.hear(Speaker.AGENT, ASKS, call="2.2")
        talk.hear(Speaker.AGENT, ASKS, agent="102")
        talk.scene.send("+442079460999", GIVEN, state=AgentState.WRAPPING)
        talk.hear(Speaker.AGENT, ASKS)
        assert not [one for one in talk.scene.events if isinstance(one, TalkChanged)]

    run(played, packs, story)


def test_a_mood_is_suggested_and_never_set(played: Any, packs: PackCoach) -> None:
    async def story(talk: Talking) -> None:
        talk.hear(Speaker.CALLER, "This is a disgrace, honestly.")
        assert talk.scene.now(MoodSuggested).mood is Mood.ANGRY
        assert talk.cue is None  # and costs no cue
        count = len(talk.scene.events)
        await talk.scene.desk.set_mood(Mood.NEUTRAL)
        talk.hear(Speaker.CALLER, "You are thieves, I want my money back!")
        new = talk.scene.events[count:]
        assert not [one for one in new if isinstance(one, MoodSuggested)]

    run(played, packs, story)


def test_a_pasted_chat_grows(played: Any, packs: PackCoach) -> None:
    async def story(talk: Talking) -> None:
        desk = talk.scene.desk
        chat = "Agent: Good morning.\nCustomer: My parcel is not there."
        taken = await desk.talk.take_text(chat, Speaker.CALLER)
        assert (taken.agent, taken.caller, taken.new) == (1, 1, 2)
        again = await desk.talk.take_text(f"{chat}\nAgent: {ASKS}", Speaker.CALLER)
        assert (again.agent, again.new) == (2, 1)
        assert talk.cue == "account-again"
        assert (await desk.talk.take_text(f"{chat}\nAgent: {ASKS}", Speaker.CALLER)).new == 0

    run(played, packs, story)


def test_a_paste_needs_a_call_and_hides_cards(played: Any, packs: PackCoach) -> None:
    async def story(scene: Any) -> None:
        with pytest.raises(AgentAssistError, match=r"call\.none"):
            await scene.desk.talk.take_text("Customer: hello there", Speaker.CALLER)
        scene.send("+442079460999")
        await scene.desk.talk.take_text("my card is 4111 1111 1111 1111", Speaker.CALLER)
        assert scene.now(TalkChanged).latest[0].text == "my card is •••• 1111"

    played(story, [], coach=packs)


def test_nothing_that_was_said_is_stored(played: Any, packs: PackCoach) -> None:
    async def story(talk: Talking) -> None:
        talk.hear(Speaker.CALLER, "zebra crossing at midnight")
        await talk.scene.desk.note_changed("parcel late")
        rows = await talk.scene.store.read(everything)
        assert "parcel late" in rows
        assert "zebra" not in rows

    run(played, packs, story)
