"""Speech in one window: it words what is due, reads the article in front, and shows how it is."""

from collections.abc import Coroutine, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject

from agentassist.app.events import AppEvent, SpeechChanged, WhisperDue
from agentassist.domain.ids import ArticleId, CallId
from agentassist.domain.speech import SpeechState
from ui import i18n
from ui.actions.action import Action
from ui.actions.bindings import Bindings
from ui.crossing import Runs
from ui.i18n import tr
from ui.knowledge.article_view import ArticleView
from ui.speech import words
from ui.speech.speaking_mark import SpeakingMark
from ui.speech.steps import steps


class SpeechDesk(Protocol):
    """`desk.speech`; "speech.off" and "speech.muted" may come of what is asked."""

    async def whisper(self, call_id: CallId, text: str, language: str) -> None: ...

    async def read(self, article: ArticleId, steps: Sequence[str], language: str) -> None: ...

    async def next_step(self) -> None: ...

    async def again(self) -> None: ...

    async def stop(self) -> None: ...

    async def sample(self, text: str, language: str) -> None: ...

    async def toggle_mute(self) -> None: ...


class Voice(QObject):
    """`mark` stands in the header; the buttons at the article are the view's own."""

    def __init__(self, desk: SpeechDesk, crossing: Runs, view: ArticleView) -> None:
        super().__init__(view)
        self._desk, self._crossing, self._view = desk, crossing, view
        self.state = SpeechState()
        self.mark = SpeakingMark()
        self.mark.stop_requested.connect(lambda: crossing.run(desk.stop()))
        self.mark.unmute_requested.connect(lambda: crossing.run(desk.toggle_mute()))
        view.read_requested.connect(self.read_on)
        view.aloud.next_requested.connect(self.read_on)
        view.aloud.again_requested.connect(self.again)
        view.aloud.stop_requested.connect(self.stop)

    def handle(self, event: AppEvent) -> None:
        match event:
            case WhisperDue(call_id=call_id, whisper=whisper):
                said = self._desk.whisper(call_id, words.sentence(whisper), i18n.language())
                self._crossing.run(said)
            case SpeechChanged(state=state):
                self.state = state
                self.mark.show_state(state)
                self._view.show_speech(state)

    # doing -----------------------------------------------------------------------------------
    def read_on(self) -> None:
        """The article in front from its first step; the next one where it is being read."""
        article = self._view.article if self._view.isVisible() else None
        if self.state.reads and (article is None or self.state.article == article.id):
            self._ask(self._desk.next_step())
        elif article is not None and (found := steps(article)):
            self._ask(self._desk.read(article.id, found, article.language))

    def again(self) -> None:
        self._ask(self._desk.again())

    def stop(self) -> None:
        self._ask(self._desk.stop())

    def try_out(self) -> None:
        self._ask(self._desk.sample(words.sample(), i18n.language()))

    def toggle_mute(self) -> None:
        self._ask(self._desk.toggle_mute())

    def _ask(self, work: Coroutine[Any, Any, None]) -> None:
        self._crossing.run(work)

    # keys ------------------------------------------------------------------------------------
    def bind(self, keys: Bindings) -> None:
        """A key that can't do anything now says why, as the palette does."""
        keys.bind(Action.READ_ALOUD, self.read_on, self._why_not_read)
        keys.bind(Action.READ_AGAIN, self.again, self._why_not_go_on)
        keys.bind(Action.READ_STOP, self.stop, self._why_not_go_on)
        keys.bind(
            Action.MUTE,
            self.toggle_mute,
            lambda: "" if self.state.on else words.why_silent(self.state),
            lambda: self.state.muted,
        )
        keys.bind(Action.VOICE, self.try_out, lambda: words.why_silent(self.state))

    def _why_not_read(self) -> str:
        if silent := words.why_silent(self.state):
            return silent
        article = self._view.article if self._view.isVisible() else None
        if article is None:
            return "" if self.state.reads else tr("No article is open.")
        return "" if steps(article) else tr("The article has nothing to read aloud.")

    def _why_not_go_on(self) -> str:
        return "" if self.state.reads else tr("Nothing is being read aloud.")
