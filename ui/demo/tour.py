"""The demo without a person: plays one call, tells its story and saves a picture of each scene."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from agentassist.app.events import (
    CardChanged,
    CueChanged,
    KnowledgeReady,
    TimelineChanged,
    WrapUpChanged,
    WrapUpSaved,
)
from agentassist.domain.call import AgentState
from agentassist.domain.contact import IdentityStatus
from agentassist.domain.screen_pop import ScreenPop
from agentassist.ports.demo import DemoState
from ui.models.given_rows import given_rows
from ui.screen_pop import why_words, wording
from ui.screen_pop.greeting_words import greeting_text
from ui.times import now
from ui.words import fact_label, state_text

if TYPE_CHECKING:
    from ui.application import Application
    from ui.demo.command import Demo

LOOK_MS = 15
PATIENCE_S = 30.0
SETTLE_S = 0.25  # the fade of new content is over by then
QUERY = "two bils after mooving"
NOTE = "two bills after the move, wants the second one gone before Friday"
DRAFT = "I'm sorry if this caused any inconvenience. Could I have your account number, please?"
SUMMARY = "Second bill cancelled, corrected one sent by mail. Apologised once for the missed call."

Beat = Callable[[], object]


class Tour:
    """`exec` returns the exit status: 0 when every scene came, 1 when one did not."""

    def __init__(self, application: "Application", demo: "Demo", shots: Path) -> None:
        self._app = application
        self._demo = demo
        self._shots = shots
        self._last: dict[type, object] = {}
        self._status = 0
        self._story = self._tell()
        self._beat: Beat = lambda: True
        self._since = 0.0
        self._watch = QTimer()
        self._watch.setInterval(LOOK_MS)
        self._watch.timeout.connect(self._look)
        application.crossing.event_received.connect(self._take)

    def exec(self) -> int:
        self._shots.mkdir(parents=True, exist_ok=True)
        self._since = time.monotonic()
        self._watch.start()
        self._app.exec()
        return self._status

    # the director -----------------------------------------------------------------------------
    def _take(self, event: object) -> None:
        self._last[type(event)] = event

    def _look(self) -> None:
        """Goes on as soon as what the story waits for has happened."""
        if not self._beat():
            if time.monotonic() - self._since > PATIENCE_S:
                print("demo: the next scene did not come; see the messages above", file=sys.stderr)
                self._finish(1)
            return
        self._since = time.monotonic()
        try:
            self._beat = next(self._story)
        except StopIteration:
            self._finish(0)

    def _finish(self, status: int) -> None:
        self._status = status
        self._watch.stop()
        self._app.qt.quit()

    def _settled(self) -> Beat:
        until = time.monotonic() + SETTLE_S
        return lambda: time.monotonic() >= until

    def _shot(self, name: str) -> None:
        path = self._shots / f"{name}.png"
        if not self._app.window.grab().save(str(path)):
            print(f"demo: {path} could not be written", file=sys.stderr)
            self._finish(1)
            return
        say("", f"picture: {path}")

    @property
    def _state(self) -> DemoState | None:
        state = self._last.get(DemoState)
        return state if isinstance(state, DemoState) else None

    def _advance(self) -> Beat:
        """Play the next step; true once the phone system has done it."""
        player, before = self._demo.player, self._state
        if player is None or before is None:
            raise RuntimeError("the demo's phone system has not come yet")
        self._app.crossing.run(player.advance())
        return lambda: self._state is not None and len(self._state.done) > len(before.done)

    def _card(self) -> ScreenPop | None:
        event = self._last.get(CardChanged)
        return event.card if isinstance(event, CardChanged) else None

    def _in(self, state: AgentState) -> Beat:
        def arrived() -> bool:
            card = self._card()
            if card is None or card.call.state is not state:
                return False
            return card.identity.status is not IdentityStatus.LOOKING

        return arrived

    # the story --------------------------------------------------------------------------------
    def _tell(self) -> Iterator[Beat]:
        yield lambda: self._demo.player is not None and KnowledgeReady in self._last
        yield lambda: self._state is not None and self._state.connected
        if self._state is not None:
            say("demo", f"{self._state.call.title}: {self._state.call.shows}")
        yield from self._ring()
        yield from self._talk()
        yield from self._search()
        yield from self._coach()
        yield from self._wrap_up()
        say("done", f"the pictures are in {self._shots}")

    def _ring(self) -> Iterator[Beat]:
        yield self._advance()
        yield self._in(AgentState.RINGING)
        card = self._card()
        if card is not None:
            tell_card(card)
        yield self._settled()
        self._shot("1-ringing")

    def _talk(self) -> Iterator[Beat]:
        yield self._advance()
        yield self._in(AgentState.TALKING)
        card = self._card()
        if card is not None and card.greeting is not None:
            say("talking", greeting_text(card.greeting, now()))
        yield self._settled()
        self._shot("2-talking")

    def _search(self) -> Iterator[Beat]:
        window = self._app.window
        window.show_search()
        panel = window.knowledge
        for letter in QUERY:
            panel.field.edit.insert(letter)
            yield lambda: panel.answered
        result = panel.result
        if result is not None and result.hits:
            best = result.hits[0]
            read_as = f", read as '{result.read_as}'" if result.read_as else ""
            say("search", f"'{QUERY}'{read_as}: '{best.title}' ({result.elapsed_ms:.0f} ms)")
        yield self._settled()
        self._shot("3-searching")

    def _coach(self) -> Iterator[Beat]:
        window = self._app.window
        cue = self._last.get(CueChanged)
        if isinstance(cue, CueChanged) and cue.cue is not None:
            say("coach", f"{cue.cue.line} ({cue.used} of {cue.budget} cues)")
        window.show_notes()
        window.coaching.notes.edit.setPlainText(NOTE)
        window.show_wording()
        window.coaching.wording.edit.setPlainText(DRAFT)
        yield lambda: window.coaching.wording.report is not None
        report = window.coaching.wording.report
        if report is not None:
            say("draft", f"'{DRAFT}'")
            for finding in report.findings:
                say("", f"{finding.line}")
        yield self._settled()
        self._shot("4-coaching")

    def _wrap_up(self) -> Iterator[Beat]:
        window = self._app.window
        while self._state is not None and self._state.next_step is not None:
            step = self._state.next_step
            before = self._card()
            yield self._advance()
            yield self._changed_since(before)
            card = self._card()
            if card is not None:
                say(step.value.replace("_", " "), state_text(card.call.state))
        yield self._wrap_up_is_there
        window.show_wrap_up()
        yield lambda: window.wrap_up.active
        window.wrap_up.form.summary.setPlainText(SUMMARY)
        yield self._settled()
        self._shot("5-wrap-up")
        window.wrap_up.save()
        yield lambda: WrapUpSaved in self._last
        say("saved", SUMMARY)
        yield from self._next_call()

    def _next_call(self) -> Iterator[Beat]:
        """The same caller again: what was just saved stands on top of the history."""
        if self._demo.player is not None:
            self._app.crossing.run(self._demo.player.restart())
        yield lambda: self._state is not None and not self._state.done
        yield self._advance()
        yield self._in(AgentState.RINGING)
        yield self._timeline_is_there
        event = self._last[TimelineChanged]
        if isinstance(event, TimelineChanged) and event.page is not None:
            newest = event.page.interactions[0]
            say("next", f"the next call's history begins with: {newest.title}")
        yield self._settled()
        self._shot("6-next-call")

    def _changed_since(self, before: ScreenPop | None) -> Beat:
        def changed() -> bool:
            card = self._card()
            return card is None or before is None or card.call.at_ns != before.call.at_ns

        return changed

    def _wrap_up_is_there(self) -> bool:
        event = self._last.get(WrapUpChanged)
        return isinstance(event, WrapUpChanged) and event.wrap_up is not None

    def _timeline_is_there(self) -> bool:
        event = self._last.get(TimelineChanged)
        return isinstance(event, TimelineChanged) and event.page is not None


def say(what: str, text: str) -> None:
    """One line of the story."""
    print(f"{what:>9}  {text}", flush=True)


def tell_card(card: ScreenPop) -> None:
    say(state_text(card.call.state).lower(), wording.headline(card))
    for line in (wording.identity_line(card), wording.evidence_line(card)):
        if line:
            say("", line)
    for promise in card.overdue:
        say("promise", f"{wording.promise_lead(promise, now())} {promise.what}")
    given = [f"{row.label} {row.value}" for row in given_rows(card)]
    say("given", ", ".join(given) or "nothing")
    needed = [fact_label(fact.kind) for fact in card.needed]
    say("needed", ", ".join(needed) or "nothing")
    if card.likely_why is not None:
        say("why", why_words.why_headline(card.likely_why))
