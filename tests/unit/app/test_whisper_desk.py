"""When a sentence is due, what may be spoken then, and when there is silence."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agentassist.app.events import CardChanged, Notified, WhisperDue
from agentassist.domain.basis import Certainty
from agentassist.domain.call import AgentState
from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId, CallId, ContactId, PromiseId
from agentassist.domain.ivr import GivenFact, InputResult
from agentassist.domain.promise import Promise
from agentassist.domain.sealed import Sealed
from agentassist.domain.speech import Speaking, SpeechTrouble
from agentassist.domain.whisper import Whisper
from agentassist.ports.speech import Manner, SpeechFailedError, Voice
from agentassist.settings.policy import PolicyReading
from agentassist.settings.store import SettingsStore

NOW = datetime(2026, 11, 21, 10, 2, tzinfo=UTC)
DANA = Contact(ContactId("dana"), "Dana Reyes", phones=("+442079460877",), accounts=("40010018",))
ACCOUNT = GivenFact("account", Sealed("40010018"), "•••• 0018", InputResult.OK)
TWO_DAYS = timedelta(days=2)
LATE = NOW - TWO_DAYS
PROMISE = Promise(PromiseId("p"), DANA.id, "Call back", LATE, "Amir", LATE)
ARTICLE = ArticleId("late-fee")
RINGING, TALKING, HELD = AgentState.RINGING, AgentState.TALKING, AgentState.HELD


def known(event: CardChanged) -> bool:
    return event.card is not None and event.card.identity.contact == DANA


def rings(event: CardChanged) -> bool:
    return event.card is not None and event.card.call.state is RINGING


def is_like(event: CardChanged, state: AgentState) -> bool:
    """Somebody's card in that state; none when there is no call."""
    if event.card is None or state is AgentState.IDLE:
        return event.card is None and state is AgentState.IDLE
    return known(event) and event.card.call.state is state


class Told:
    """A `Speaker` that writes down what it is to say, and says it until the test ends that."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Manner]] = []
        self.trouble: SpeechTrouble | None = None
        self.started = self.closed = False
        self._over = asyncio.Event()

    async def start(self) -> None:
        self.started = True
        if self.trouble is not None:
            raise SpeechFailedError(self.trouble)

    async def say(self, text: str, manner: Manner) -> None:
        self._over.set()
        self._over = over = asyncio.Event()
        self.said.append((text, manner))
        if self.trouble is not None:
            raise SpeechFailedError(self.trouble)
        await over.wait()

    async def stop(self) -> None:
        self._over.set()

    @property
    def silent(self) -> bool:
        return self._over.is_set() or not self.said

    async def voices(self) -> tuple[Voice, ...]:
        return ()

    async def close(self) -> None:
        self._over.set()
        self.closed = True


class Room:
    """A scene with speech open; `voices` are all that were made."""

    def __init__(self, scene: Any, **chosen: Any) -> None:
        self.scene, self.desk = scene, scene.desk
        self.settings = SettingsStore(None, scene.clock, chosen.pop("policy", None))
        for key, value in chosen.items():
            self.settings.set(f"speech.{key}", value)
        self.voices: list[Told] = []
        self.speech = self.desk.speech
        self.speech.open(self.settings, self._voice)

    def _voice(self) -> Told:
        self.voices.append(Told())
        return self.voices[-1]

    @property
    def voice(self) -> Told:
        return self.voices[-1]

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)

    def due(self) -> list[WhisperDue]:
        return [event for event in self.scene.events if isinstance(event, WhisperDue)]

    def ring(self, call: str = "1.1", **changes: Any) -> None:
        usual = {"state": RINGING, "intent": "billing", "verified": True}
        self.scene.send(DANA.phones[0], ACCOUNT, call_id=CallId(call), **(usual | changes))

    async def shows(self, state: AgentState) -> None:
        """The call is like that now, and its card says so."""
        self.ring(state=state)
        await self.scene.last(CardChanged, lambda event: is_like(event, state))
        await self.settle()

    async def whispered(self) -> None:
        """The window's answer to the newest that is due."""
        await self.scene.last(WhisperDue, lambda event: True)
        await self.speech.whisper(self.due()[-1].call_id, "Dana is calling.", "en")
        await self.settle()


Plays = Callable[..., None]


@pytest.fixture
def spoken(played: Plays) -> Plays:
    def play(story: Callable[[Room], Any], **chosen: Any) -> None:
        async def run(scene: Any) -> None:
            room = Room(scene, **({} if "policy" in chosen else {"enabled": True}) | chosen)
            await room.settle()
            await story(room)
            await room.speech.close()

        played(run, [DANA], promises=[PROMISE])

    return play


def test_one_sentence_a_ring_with_what_the_card_says(spoken: Plays) -> None:
    async def story(room: Room) -> None:
        room.ring()
        due = await room.scene.last(WhisperDue, lambda event: True)
        assert due == WhisperDue(
            CallId("1.1"),
            Whisper(
                "Dana", reason="Call back", certainty=Certainty.PROBABLE, missed=1, late=TWO_DAYS
            ),
        )
        room.ring(queue="support")
        await room.whispered()
        assert len(room.due()) == 1
        assert [text for text, _ in room.voice.said] == ["Dana is calling."]
        assert room.speech.state.speaking is Speaking.WHISPER

    spoken(story)


def test_off_makes_no_voice_and_nothing_due(spoken: Plays) -> None:
    async def story(room: Room) -> None:
        room.ring()
        await room.scene.last(CardChanged, known)
        assert room.voices == []
        assert room.due() == []
        for ask in (
            room.speech.read(ARTICLE, ("One.",), "en"),
            room.speech.sample("Hello.", "en"),
            room.speech.toggle_mute(),
        ):
            with pytest.raises(AgentAssistError) as refused:
                await ask
            assert refused.value.code == "speech.off"

    spoken(story, enabled=False)


class Forbidden:
    """What the organisation says."""

    def read(self) -> PolicyReading:
        return PolicyReading({"speech.enabled": False})


def test_policy_forbids_it(spoken: Plays) -> None:
    async def story(room: Room) -> None:
        assert room.voices == []
        assert room.speech.state.locked
        with pytest.raises(AgentAssistError):
            room.settings.set("speech.enabled", True)

    spoken(story, policy=Forbidden())


@pytest.mark.parametrize("state", [TALKING, AgentState.IDLE])
def test_the_whisper_ends_with_the_ring(spoken: Plays, state: AgentState) -> None:
    async def story(room: Room) -> None:
        room.ring()
        await room.whispered()
        assert not room.voice.silent
        await room.shows(state)
        assert room.voice.silent
        assert room.speech.state.speaking is None

    spoken(story)


def test_a_sentence_that_comes_too_late_is_not_said(spoken: Plays) -> None:
    async def story(room: Room) -> None:
        room.ring()
        await room.scene.last(WhisperDue, lambda event: True)
        room.ring(state=TALKING)
        await room.whispered()
        assert room.voice.said == []

    spoken(story)


def test_a_second_ring_says_nothing_into_a_talk(spoken: Plays) -> None:
    async def story(room: Room) -> None:
        await room.shows(TALKING)
        room.ring("2.2")
        await room.scene.last(CardChanged, lambda event: known(event) and rings(event))
        await room.shows(HELD)
        room.ring("2.2")
        await room.scene.last(CardChanged, lambda event: known(event) and rings(event))
        assert room.due() == []

    spoken(story)


def test_the_ring_can_be_left_out_alone(spoken: Plays) -> None:
    async def story(room: Room) -> None:
        await room.shows(RINGING)
        await room.speech.sample("Hello.", "de")
        await room.settle()
        assert room.due() == []
        assert [text for text, _ in room.voice.said] == ["Hello."]

    spoken(story, at_ring=False)


def test_an_article_is_read_step_by_step(spoken: Plays) -> None:
    async def story(room: Room) -> None:
        speech = room.speech
        await speech.read(ARTICLE, ("One.", "Two."), "de")
        await room.settle()
        await speech.again()
        await room.settle()
        await speech.next_step()
        await room.settle()
        state = speech.state
        assert (state.article, state.step, state.steps) == (ARTICLE, 2, 2)
        await speech.next_step()
        await room.settle()
        assert [text for text, _ in room.voice.said] == ["One.", "One.", "Two."]
        assert not speech.state.reads
        assert room.voice.silent
        await speech.again()
        assert len(room.voice.said) == 3

    spoken(story)


def test_reading_is_silenced_by_the_answer_and_goes_on_when_asked(spoken: Plays) -> None:
    async def story(room: Room) -> None:
        await room.speech.read(ARTICLE, ("One.", "Two."), "en")
        await room.settle()
        await room.shows(TALKING)
        assert room.voice.silent
        await room.speech.next_step()
        await room.settle()
        assert room.voice.said[-1][0] == "Two.", "the agent asked for it"
        await room.shows(HELD)
        assert not room.voice.silent
        await room.shows(TALKING)
        assert room.voice.silent, "they talk again"
        await room.speech.stop()
        assert not room.speech.state.reads

    spoken(story)


def test_muted_is_silent_until_it_is_pressed_again(spoken: Plays) -> None:
    async def story(room: Room) -> None:
        await room.speech.read(ARTICLE, ("One.",), "en")
        await room.settle()
        await room.speech.toggle_mute()
        assert room.voice.silent
        with pytest.raises(AgentAssistError) as refused:
            await room.speech.again()
        assert refused.value.code == "speech.muted"
        await room.shows(RINGING)
        assert room.due() == []
        await room.speech.toggle_mute()
        await room.speech.again()
        await room.settle()
        assert not room.voice.silent

    spoken(story)


def test_how_it_is_said_follows_the_settings_at_once(spoken: Plays) -> None:
    async def story(room: Room) -> None:
        for key, value in {
            "rate": 250, "volume": 30, "voice": "Anna", "device": "headset", "language": "de",
        }.items():  # fmt: skip
            room.settings.set(f"speech.{key}", value)
        await room.speech.sample("Hello.", "en")
        await room.settle()
        assert room.voice.said[-1][1] == Manner(250, 30, "de", "Anna", "headset")

    spoken(story)


def test_switched_off_the_voice_is_gone_and_comes_anew(spoken: Plays) -> None:
    async def story(room: Room) -> None:
        assert room.voice.started
        await room.speech.read(ARTICLE, ("One.",), "en")
        await room.settle()
        room.settings.set("speech.enabled", False)
        await room.settle()
        assert room.voice.closed
        assert not room.speech.state.on
        assert not room.speech.state.reads
        room.settings.set("speech.enabled", True)
        await room.settle()
        assert len(room.voices) == 2
        assert room.speech.state.on

    spoken(story)


@pytest.mark.parametrize("trouble", SpeechTrouble)
def test_trouble_is_told_once_and_to_who_asks(spoken: Plays, trouble: SpeechTrouble) -> None:
    async def story(room: Room) -> None:
        def told() -> int:
            return sum(
                isinstance(event, Notified) and event.code == f"speech.{trouble}"
                for event in room.scene.events
            )

        room.voice.trouble = trouble
        room.ring()
        await room.whispered()
        room.ring("2.2")
        await room.whispered()
        assert told() == 1
        await room.speech.sample("Hello.", "en")
        await room.settle()
        assert told() == 2
        assert room.speech.state.trouble is trouble
        room.voice.trouble = None
        await room.speech.sample("Hello.", "en")
        await room.settle()
        await room.speech.stop()
        await room.settle()
        assert room.speech.state.speaking is None

    spoken(story)
