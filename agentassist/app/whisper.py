"""What is spoken to the agent: one sentence at a ring, and an article step by step when asked.

Never into a talk: when a call is answered, or taken from hold, there is silence at once, and then
only what the agent asks for. The window makes the sentences; this decides when one is due.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecords
from agentassist.app.desk_command import command
from agentassist.app.events import (
    AppEvent,
    CardChanged,
    Notified,
    Severity,
    SpeechChanged,
    WhisperDue,
)
from agentassist.app.runtime import StartTask
from agentassist.domain.call import AgentState
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId, CallId
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.speech import CODES, Speaking, SpeechState, SpeechTrouble
from agentassist.domain.whisper import settled, whisper
from agentassist.ports.clock import Clock
from agentassist.ports.settings import Setting, Settings
from agentassist.ports.speech import Manner, Speaker, SpeechFailedError

ON, AT_RING = "speech.enabled", "speech.at_ring"
AS_THE_TEXT: Final = "text"
REMEMBERED: Final = 50  # calls: each is told of once


class WhisperDesk:
    """On the core thread. `speaker` is made once speech is switched on, and gone when it is off."""

    def __init__(self, bus: Bus, clock: Clock, records: CallRecords, start_task: StartTask) -> None:
        self._bus, self._clock, self._records = bus, clock, records
        self._start_task = start_task
        self.opened = asyncio.Event()
        self.state = SpeechState()
        self._make: Callable[[], Speaker] | None = None
        self._speaker: Speaker | None = None
        self._steps: tuple[str, ...] = ()
        self._language = ""
        self._turn = 0  # of what is said; what ends later than the next began is no news
        self._told: deque[CallId] = deque(maxlen=REMEMBERED)
        self._whispered: CallId | None = None
        self._call_state: AgentState | None = None
        self._end_listening: Callable[[], None] = lambda: None

    def open(self, settings: Settings, speaker: Callable[[], Speaker]) -> None:
        """From now on, as the settings say; they may change at any time, from any thread."""
        self._settings, self._make = settings, speaker
        loop = asyncio.get_running_loop()

        def changed(setting: Setting) -> None:
            if setting.key in (ON, AT_RING):
                loop.call_soon_threadsafe(self._switch)

        self._end_listening = settings.on_change(changed)
        self._bus.subscribe(self._heard)
        self._switch()
        self.opened.set()

    async def close(self) -> None:
        self._end_listening()
        speaker, self._speaker = self._speaker, None
        if speaker is not None:
            await speaker.close()

    # at a ring -------------------------------------------------------------------------------
    def _heard(self, event: AppEvent) -> None:
        if isinstance(event, CardChanged) and self._speaker is not None:
            self._card_changed(event.card)

    def _card_changed(self, card: ScreenPop | None) -> None:
        before = self._call_state
        self._call_state = card.call.state if card is not None else None
        answered = self._call_state is AgentState.TALKING and before is not AgentState.TALKING
        over = self.state.speaking is Speaking.WHISPER and not self._rings(self._whispered)
        if answered or over:
            self._hush()
        call = card.call.call_id if card is not None else None
        if card is None or call is None or call in self._told or not self._may_whisper():
            return
        told = whisper(card, self._clock.now()) if settled(card) else None
        if told is not None:
            self._told.append(call)
            self._bus.publish(WhisperDue(call, told))

    @command
    async def whisper(self, call_id: CallId, text: str, language: str) -> None:
        """The sentence of a `WhisperDue`, if it is still wanted."""
        if self._may_whisper() and self._rings(call_id):
            self._whispered = call_id
            self._say(Speaking.WHISPER, text, language)

    def _rings(self, call_id: CallId | None) -> bool:
        front = self._records.front
        if front is None or front.call_id != call_id:
            return False
        return front.snapshot.state is AgentState.RINGING

    def _may_whisper(self) -> bool:
        wanted = self.state.on and not self.state.muted
        return wanted and bool(self._settings.get(AT_RING).value) and not self._talks

    @property
    def _talks(self) -> bool:
        """Somebody is on the line, be it on hold."""
        return any(
            one.answered_at is not None and one.snapshot.state.in_call
            for one in self._records.all()
        )

    # asked for -------------------------------------------------------------------------------
    @command
    async def read(self, article: ArticleId, steps: Sequence[str], language: str) -> None:
        """The first of the steps. AgentAssistError("speech.off" | "speech.muted")."""
        self._must_speak()
        self._steps, self._language = tuple(steps), language
        self.state = replace(self.state, article=article, step=0, steps=len(self._steps))
        self._step_to(1)

    @command
    async def next_step(self) -> None:
        """After the last one reading is over."""
        if self.state.reads:
            self._must_speak()
            self._step_to(self.state.step + 1)

    @command
    async def again(self) -> None:
        """The step that was read last, from its beginning."""
        if self.state.reads:
            self._must_speak()
            self._step_to(self.state.step)

    @command
    async def sample(self, text: str, language: str) -> None:
        """So that the agent hears how it sounds. Errors as of `read`."""
        self._must_speak()
        self._say(Speaking.SAMPLE, text, language)

    @command
    async def stop(self) -> None:
        """Silence, and nothing is read on."""
        self._close_article()
        await self._silence()

    @command
    async def toggle_mute(self) -> None:
        """Silence until it is pressed again. AgentAssistError("speech.off")."""
        if not self.state.on:
            raise AgentAssistError("speech.off")
        self.state = replace(self.state, muted=not self.state.muted)
        if self.state.muted:
            await self._silence()
        else:
            self._publish()

    def _must_speak(self) -> None:
        if not self.state.on:
            raise AgentAssistError("speech.off")
        if self.state.muted:
            raise AgentAssistError("speech.muted")

    def _step_to(self, step: int) -> None:
        if 1 <= step <= len(self._steps):
            self.state = replace(self.state, step=step)
            self._say(Speaking.STEP, self._steps[step - 1], self._language)
        else:
            self._close_article()
            self._hush()

    def _close_article(self) -> None:
        self._steps = ()
        self.state = replace(self.state, article=None, step=0, steps=0)

    # the voice -------------------------------------------------------------------------------
    def _say(self, what: Speaking, text: str, language: str) -> None:
        if self._speaker is None:
            return
        self._turn += 1
        self.state = replace(self.state, speaking=what)
        self._publish()
        asked = what is not Speaking.WHISPER
        said = self._spoken(self._speaker, text, self._manner(language), self._turn, asked=asked)
        self._start_task(said, "speech")

    async def _spoken(
        self, speaker: Speaker, text: str, manner: Manner, turn: int, *, asked: bool
    ) -> None:
        trouble = None
        try:
            await speaker.say(text, manner)
        except SpeechFailedError as error:
            trouble = error.trouble
        if speaker is self._speaker and (turn == self._turn or trouble is not None):
            if turn == self._turn:
                self.state = replace(self.state, speaking=None)
            self._suffer(trouble, told_again=asked)

    def _suffer(self, trouble: SpeechTrouble | None, *, told_again: bool = False) -> None:
        """Told when it begins; and each time to who asked for something."""
        if trouble is not None and (told_again or trouble is not self.state.trouble):
            self._bus.publish(Notified(Severity.WARNING, CODES[trouble]))
        self.state = replace(self.state, trouble=trouble)
        self._publish()

    def _hush(self) -> None:
        self._say_no_more()
        if self._speaker is not None:
            self._start_task(self._speaker.stop(), "silence")

    async def _silence(self) -> None:
        self._say_no_more()
        if self._speaker is not None:
            await self._speaker.stop()

    def _say_no_more(self) -> None:
        self._turn += 1
        self.state = replace(self.state, speaking=None)
        self._publish()

    def _manner(self, language: str) -> Manner:
        get = self._settings.get
        fixed = str(get("speech.language").value)
        return Manner(
            rate=get("speech.rate").number,
            volume=get("speech.volume").number,
            language=language if fixed == AS_THE_TEXT else fixed,
            voice=str(get("speech.voice").value),
            device=str(get("speech.device").value),
        )

    def _switch(self) -> None:
        """On or off, as the settings say now. What failed before gets a new chance."""
        setting = self._settings.get(ON)
        on = bool(setting.value) and self._make is not None
        if on and self._speaker is None and self._make is not None:
            self._speaker = self._make()
            self._start_task(self._warm(self._speaker), "speech")
        elif not on and self._speaker is not None:
            speaker, self._speaker = self._speaker, None
            self._turn += 1
            self._steps = ()
            self._start_task(speaker.close(), "silence")
        if on == self.state.on:
            self.state = replace(self.state, locked=setting.locked)
        else:
            self.state = SpeechState(on=on, locked=setting.locked)
        self._publish()

    async def _warm(self, speaker: Speaker) -> None:
        """The first word comes sooner. Also tells at once when there is nothing to speak with."""
        try:
            await speaker.start()
        except SpeechFailedError as error:
            if speaker is self._speaker:
                self._suffer(error.trouble)

    def _publish(self) -> None:
        self._bus.publish(SpeechChanged(self.state))
