"""The header: how the phone system is doing, whose phone this is, listening mode."""

import time
from datetime import timedelta

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agentassist.app.events import (
    AgentChanged,
    AppEvent,
    CardChanged,
    CueChanged,
    PhoneStatusChanged,
)
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from ui import theme
from ui.actions.action import Action
from ui.actions.declared import title_text
from ui.i18n import tip, tr
from ui.theme import Type
from ui.times import length_text
from ui.widgets import Chip, ElidedLabel, LinkButton, Pill
from ui.widgets.key_hint import KeyHint

_IN_CALL_MS, _IDLE_MS = 1000, 10_000
_ROOMY = 760  # px: from here on the pills have room


class ConnectionDot(QWidget):
    """Filled: connected. Ring: trying. Cross: refused. Shape first, colour second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: ConnectionState | None = None
        self.setFixedSize(12, 12)
        theme.current().changed.connect(self.update)

    def set_state(self, state: ConnectionState | None) -> None:
        self._state = state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._state is ConnectionState.READY:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current.color("given"))
            painter.drawEllipse(QRectF(1.5, 1.5, 9, 9))
        elif self._state is ConnectionState.AUTH_FAILED:
            painter.setPen(QPen(current.color("late"), 2))
            painter.drawLine(QPointF(2.5, 2.5), QPointF(9.5, 9.5))
            painter.drawLine(QPointF(9.5, 2.5), QPointF(2.5, 9.5))
        else:
            trouble = self._state in (ConnectionState.LOST, ConnectionState.UNREACHABLE)
            painter.setPen(QPen(current.color("late" if trouble else "need"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(2, 2, 8, 8))


def connection_words(status: ConnectionStatus | None, now_ns: int) -> str:
    """One short line; what to do about trouble stands in the notice below the header."""
    if status is None:
        return tr("Starting")
    system = status.system
    if status.state is ConnectionState.READY:
        if status.last_event_ns is None:
            return tr("{system} · connected", system=system)
        age = timedelta(microseconds=max(0, now_ns - status.last_event_ns) / 1000)
        return tr("{system} · {age} ago", system=system, age=length_text(age))
    if status.state is ConnectionState.NOT_SET_UP:
        return tr("No phone system set up")
    if status.state is ConnectionState.CONNECTING:
        return tr("Connecting to {system}", system=system)
    if status.state is ConnectionState.AUTH_FAILED:
        return tr("{system} refused the login", system=system)
    left = None
    if status.retry_in is not None:
        passed = timedelta(microseconds=max(0, now_ns - status.since_ns) / 1000)
        left = status.retry_in - passed
    what = (
        tr("Connection to {system} lost", system=system)
        if status.state is ConnectionState.LOST
        else tr("{system} not reachable", system=system)
    )
    if status.last_event_ns is not None:
        age = timedelta(microseconds=max(0, now_ns - status.last_event_ns) / 1000)
        what = tr("{what} · last event {age} ago", what=what, age=length_text(age))
    if left is not None and left > timedelta(seconds=1):
        return tr("{what} · next try in {time}", what=what, time=length_text(left))
    return tr("{what} · trying again", what=what)


class HeaderBar(QWidget):
    connection_requested = Signal()
    extension_requested = Signal()
    listening_requested = Signal()
    palette_requested = Signal()

    def __init__(self, listening_key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status: ConnectionStatus | None = None
        self._agent: AgentChanged | None = None
        self._pilot = False
        self._talking = False
        self.setFixedHeight(44)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, 0, theme.M, 0)
        row.setSpacing(theme.S)
        self.dot = ConnectionDot()
        self.connection = LinkButton("")
        self.connection.set_tone("soft")
        self.connection.clicked.connect(self.connection_requested)
        self.pilot = Pill(tr("Pilot"), "soft")
        self.pilot.setToolTip(
            tip(tr("The login of the phone system is on this computer: fine for a pilot."))
        )
        self.listening = Chip(tr("Listening mode off"), key=listening_key or None)
        self.listening.clicked.connect(self.listening_requested)
        self.agent = LinkButton("")
        self.agent.clicked.connect(self.extension_requested)
        self.locked = ElidedLabel("", Type.EVIDENCE, "soft")
        row.addWidget(self.dot)
        row.addWidget(self.connection, 1, Qt.AlignmentFlag.AlignLeft)
        self.anything = KeyHint(Action.PALETTE, "", name=tr("Do anything"))
        self.anything.setToolTip(tip(title_text(Action.PALETTE)))
        self.anything.clicked.connect(self.palette_requested)
        for part in (self.pilot, self.listening, self.agent, self.locked, self.anything):
            row.addWidget(part)
        self._tick = QTimer(self)
        self._tick.timeout.connect(self.show_ages)
        theme.current().changed.connect(self.update)
        self._show_connection()
        self._show_agent()

    def add_mark(self, mark: QWidget) -> None:
        """Beside the phone connection, whose room it takes: nothing else moves when it comes."""
        self._row.insertWidget(2, mark)
        QWidget.setTabOrder(self.connection, mark)

    def add_last(self, part: QWidget) -> None:
        """At the far end, and the last to reach by Tab: the menu."""
        self._row.addWidget(part)
        QWidget.setTabOrder(self.anything, part)

    def handle(self, event: AppEvent) -> None:
        match event:
            case PhoneStatusChanged():
                self._status, self._pilot = event.status, event.credentials_here
                self._retime()
                self._show_connection()
                self._fit()
            case AgentChanged():
                self._agent = event
                self._show_agent()
            case CueChanged():
                self._show_listening(event.listening)
            case CardChanged():
                talking = event.card is not None and event.card.call.state.in_call
                if talking != self._talking:
                    self._talking = talking
                    self._retime()

    def _retime(self) -> None:
        """Ages tick each second in a call or while a retry counts down, else slowly."""
        waiting = self._status is not None and self._status.retry_in is not None
        self._tick.start(_IN_CALL_MS if self._talking or waiting else _IDLE_MS)

    def show_ages(self) -> None:
        """What tells how long ago something was, as of now."""
        self._show_connection()

    def _show_connection(self) -> None:
        self.dot.set_state(self._status.state if self._status else None)
        words = connection_words(self._status, time.monotonic_ns())
        if words != self.connection.label:
            self.connection.set_label(words)
            self.connection.setAccessibleName(tr("{text}. Phone connection", text=words))

    def _show_listening(self, on: bool) -> None:
        self.listening.setChecked(on)
        self.listening.set_label(tr("Listening mode on") if on else tr("Listening mode off"))
        self.listening.set_glyph("ear" if on else None)

    def _show_agent(self) -> None:
        agent = self._agent
        extension = agent.extension if agent else None
        locked = agent is not None and agent.locked
        if agent is None:
            text = ""
        elif extension is not None:
            text = tr("Agent {extension}", extension=extension)
        elif self.width() < _ROOMY:
            text = tr("Set your extension")
        else:
            text = tr("No extension set: no card will pop")
        self.agent.set_label(text)
        self.agent.set_tone("accent" if extension is None else "soft")
        self.agent.setAccessibleName(
            tr("{text}. Change the extension", text=text) if extension else text
        )
        quiet = locked and extension is not None
        self.locked.setText(text)
        self.locked.setToolTip(tip(tr("Managed by your organisation")) if locked else "")
        self.agent.setVisible(bool(text) and not quiet)
        self.locked.setVisible(bool(text) and quiet)

    def _fit(self) -> None:
        roomy = self.width() >= _ROOMY
        self.pilot.setVisible(roomy and self._pilot)
        self.listening.setVisible(roomy)
        self.anything.setVisible(roomy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._show_agent()

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), current.color("surface"))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), current.color("line"))
