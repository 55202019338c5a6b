"""The demo's control strip: which recorded call plays, and its next step under one key."""

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from agentassist.domain.errors import AgentAssistError
from ui import errors, theme
from ui.actions import keymap
from ui.actions.action import Action
from ui.actions.bindings import Bindings
from ui.crossing import Runs
from ui.i18n import tr
from ui.theme import Type, Weight
from ui.widgets import Chip, ElidedLabel, IconButton, Pill, PrimaryButton

_WIDEST_STEP = 168  # with this the buttons fit into a side panel of 360 px
_ONE_ROW = 820  # from this width on words and buttons stand side by side


class ShownCall(Protocol):
    @property
    def title(self) -> str: ...

    @property
    def shows(self) -> str: ...


@runtime_checkable
class Playing(Protocol):
    """What the player tells: `index` counts from 0, `next_step` None: nothing to wait for."""

    @property
    def call(self) -> ShownCall: ...

    @property
    def index(self) -> int: ...

    @property
    def count(self) -> int: ...

    @property
    def next_step(self) -> str | None: ...

    @property
    def auto(self) -> bool: ...

    @property
    def connected(self) -> bool: ...

    @property
    def finished(self) -> bool: ...


class Player(Protocol):
    """The demo's phone system, as far as the strip drives it."""

    @property
    def state(self) -> Playing: ...

    async def advance(self) -> None: ...

    async def set_auto(self, on: bool) -> None: ...

    async def next_call(self) -> None: ...

    async def restart(self) -> None: ...


def step_text(step: str) -> str:
    """What the next press does."""
    known = {
        "ring": tr("Ring"),
        "answer": tr("Answer"),
        "hold": tr("Hold"),
        "resume": tr("Resume"),
        "consult": tr("Ask a colleague"),
        "transfer": tr("Transfer"),
        "no_answer": tr("Let it ring out"),
        "hang_up": tr("Hang up"),
    }
    return known.get(step, tr("Next step"))


class DemoStrip(QWidget):
    """Steps through the recorded calls; one key is the next step from anywhere."""

    def __init__(self, player: Player, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player, self._crossing = player, crossing
        self._busy = False
        self.setAccessibleName(tr("Demo: recorded calls"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(theme.L, theme.S, theme.L, theme.S)
        self._row.setSpacing(theme.S)
        self._row.addLayout(self._make_words(), 1)
        self._row.addLayout(self._make_buttons())
        theme.current().changed.connect(self.update)
        self.show_state(player.state)

    def _make_words(self) -> QHBoxLayout:
        words = QHBoxLayout()
        words.setSpacing(theme.M)
        words.addWidget(Pill(tr("Demo"), "hold"), 0, Qt.AlignmentFlag.AlignVCenter)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self.title = ElidedLabel("", Type.BODY, "text", Weight.MEDIUM)
        self.shows = ElidedLabel("", Type.EVIDENCE, "soft")
        lines.addWidget(self.title)
        lines.addWidget(self.shows)
        words.addLayout(lines, 1)
        return words

    def _make_buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        self.step = PrimaryButton("", key=Action.DEMO_STEP)
        self.step.setFixedWidth(_widest_step())
        self.step.clicked.connect(self.advance)
        self.auto = Chip(tr("Play"), "accent", icon="play")
        self._auto_words = {False: tr("Play"), True: tr("Pause")}
        self.auto.setFixedWidth(max(_chip_width(word) for word in self._auto_words.values()))
        self.auto.setToolTip(tr("Play by itself, at the pace of the recording"))
        self.auto.clicked.connect(self._set_auto)
        self.next = IconButton("skip-forward", tr("Next call"))
        self.next.clicked.connect(lambda: self._do(self._player.next_call))
        self.again = IconButton("rotate-ccw", tr("Start again with the first call"))
        self.again.clicked.connect(lambda: self._do(self._player.restart))
        for button in (self.step, self.auto, self.next, self.again):
            buttons.addWidget(button)
        buttons.addStretch(1)
        return buttons

    def bind(self, keys: Bindings) -> None:
        """Its buttons as actions of the window that it stands in."""

        def waiting() -> str:
            return "" if self.step.isEnabled() else tr("The recorded calls are not there yet.")

        keys.bind(Action.DEMO_STEP, self.advance, waiting)
        keys.bind(Action.DEMO_PLAY, self.auto.click, waiting)
        keys.bind(Action.DEMO_NEXT, self.next.click, waiting)
        keys.bind(Action.DEMO_AGAIN, self.again.click, waiting)

    # what is going on ----------------------------------------------------------------------
    def handle(self, event: object) -> None:
        """Everything else that crosses is not for the strip."""
        if isinstance(event, Playing):
            self.show_state(event)

    def show_state(self, state: Playing) -> None:
        title = tr(
            "Call {at} of {count}: {title}",
            at=state.index + 1,
            count=state.count,
            title=state.call.title,
        )
        self.title.setText(title)
        first = state.index == 0 and state.next_step == "ring" and not state.auto
        self.shows.setText(_how_to_begin() if first and state.connected else state.call.shows)
        self.step.set_quiet(not first)  # the one thing to do on a screen that shows no call yet
        self.auto.setChecked(state.auto)
        self.auto.set_label(self._auto_words[state.auto])
        self.auto.set_glyph("pause" if state.auto else "play")
        self.step.set_label(self._step_words(state))
        for button in (self.step, self.auto, self.next, self.again):
            button.setEnabled(state.connected)

    def _step_words(self, state: Playing) -> str:
        if not state.connected:
            return tr("Connecting")
        if state.next_step is not None:
            return step_text(str(state.next_step))
        if not state.finished:
            return tr("Play to the end")
        return tr("First call") if state.index + 1 == state.count else tr("Next call")

    # what the buttons do -------------------------------------------------------------------
    def advance(self) -> None:
        """The next step; after the last one of a call the next call rings."""
        if self.step.isEnabled():
            self._do(self._player.advance)

    def _do(self, command: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """One command at a time: a key pressed twice in a moment is not two steps."""
        if not self._busy:
            self._busy = True
            self._crossing.run(command(), lambda _: self._done(), self._failed)

    def _set_auto(self, on: bool) -> None:
        self._crossing.run(self._player.set_auto(on), None, self._failed)

    def _done(self) -> None:
        self._busy = False

    def _failed(self, error: AgentAssistError) -> None:
        self._busy = False
        self.shows.setText(errors.error_texts(error.code, error.params).whole)

    # looks ---------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= _ONE_ROW
        direction = QBoxLayout.Direction
        wanted = direction.LeftToRight if wide else direction.TopToBottom
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), current.color("surface"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), current.color("line"))


def _how_to_begin() -> str:
    key = keymap.current().key_text(Action.DEMO_STEP)
    return tr("Press {key} for each step: first a call comes in.", key=key)


def _chip_width(word: str) -> int:
    return Chip(word, icon="play").sizeHint().width()


def _widest_step() -> int:
    """So that nothing beside the step button moves when its word changes."""
    steps = ("answer", "consult", "no_answer", "hang_up")
    words = [step_text(step) for step in steps] + [tr("Play to the end"), tr("Connecting")]
    key = Action.DEMO_STEP
    widest = max(PrimaryButton(word, key=key).sizeHint().width() for word in words)
    return min(widest, _WIDEST_STEP)
