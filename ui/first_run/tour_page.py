"""The short tour, in the place of the desk: a step at a time, left at any moment."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.practice import Practice
from ui import theme
from ui.first_run.ring_step import RingStep
from ui.first_run.step import PracticeStep, Step, Words
from ui.i18n import tr
from ui.theme import Type, Weight
from ui.widgets import FlowLayout, LinkButton, Pill, PrimaryButton, SecondaryButton, Text
from ui.widgets.announcement import announce
from ui.widgets.fitting_scroll import FittingScroll
from ui.widgets.tab_chain import stops as tab_stops

_WIDEST: Final = 620
_DOT, _DOT_GAP = 6, 6


class TourPage(QWidget):
    """`finished` after the last step, `skipped` when somebody has seen enough."""

    finished = Signal()
    skipped = Signal()

    def __init__(self, steps: Sequence[Step], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps = tuple(steps)
        self.at = 0
        self._stops: tuple[QWidget, ...] = ()
        self.setAccessibleName(tr("Short tour"))
        holders = QWidget(), QWidget(), QWidget()
        head, content, foot = (_column_of(holder) for holder in holders)
        head.setContentsMargins(theme.L, theme.L, theme.L, theme.S)
        content.setContentsMargins(theme.L - theme.XS, 0, theme.L - theme.XS, theme.S)
        foot.setContentsMargins(theme.L, theme.S, theme.L, theme.L)
        self._build_head(head)
        for step in self.steps:
            content.addWidget(step)
            step.hide()
            if isinstance(step, RingStep):
                step.told.connect(self._explain)
        self._build_foot(foot)
        self._parts = (head, content, foot)
        self.view = FittingScroll(holders[1])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (holders[0], self.view, holders[2]):
            part.setMaximumWidth(_WIDEST)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(part, 1000)
            row.addStretch(1)
            whole.addLayout(row)
        whole.addStretch(1)
        self._show(0)

    def _build_head(self, column: QVBoxLayout) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.S)
        self.dots = StepDots(len(self.steps))
        self.count = Text("", Type.EVIDENCE, "soft", max_lines=1)
        self.pill = Pill(tr("Simulated"), "hold")
        self.skip = LinkButton(tr("Skip the tour"))
        self.skip.clicked.connect(self.skipped)
        line.addWidget(self.dots)
        line.addWidget(self.count)
        line.addWidget(self.pill)
        line.addStretch(1)
        line.addWidget(self.skip)
        column.addLayout(line)
        self.title = Text("", Type.NAME, "text", Weight.SEMIBOLD)
        self.text = Text("", Type.VALUE, "soft")
        column.addWidget(self.title)
        column.addWidget(self.text)

    def _build_foot(self, column: QVBoxLayout) -> None:
        buttons = QWidget()
        flow = FlowLayout(buttons, theme.S)
        self.next = PrimaryButton(tr("Next"))
        self.next.clicked.connect(self.go_on)
        self.back = SecondaryButton(tr("Back"))
        self.back.clicked.connect(self.go_back)
        flow.addWidget(self.next)
        flow.addWidget(self.back)
        column.addWidget(buttons)

    # steps ---------------------------------------------------------------------------------
    @property
    def step(self) -> Step:
        return self.steps[self.at]

    def go_on(self) -> None:
        if self.step.advance():
            return
        if self.at + 1 == len(self.steps):
            self.step.end()
            self.finished.emit()
        else:
            self._show(self.at + 1)

    def go_back(self) -> None:
        if self.at:
            self._show(self.at - 1)

    def _show(self, at: int) -> None:
        if at != self.at:
            self.step.end()
            self.step.hide()
        self.at = at
        step = self.step
        self.say(step.words)
        count = tr("Step {at} of {count}", at=at + 1, count=len(self.steps))
        self.count.setText(count)
        self.dots.set_at(at)
        self.pill.setVisible(isinstance(step, PracticeStep))
        self._name_next()
        self.back.setVisible(at > 0)
        step.show()
        self.view.to_top()
        self._chain()
        if self.isVisible():
            self.begin()

    def begin(self) -> None:
        """The focus into the step, or on what leads on."""
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        self.step.begin()

    def say(self, words: Words) -> None:
        self.title.setText(words.title)
        self.text.setText(words.text)
        if self.isVisible():
            announce(self, f"{words.title}. {words.text}")

    def _explain(self, words: object, part: object) -> None:
        """The next part of the card; the head says what it is."""
        if isinstance(words, Words) and isinstance(part, QWidget):
            self.say(words)
            self._name_next()
            self._chain()
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, part, lambda: self._bring(part))

    def _bring(self, part: QWidget) -> None:
        """As little as possible moves; with the head of the card while the first part is told."""
        content, bar = self._parts[1].parentWidget(), self.view.verticalScrollBar()
        self._parts[1].activate()
        if content is None:
            return
        top = part.mapTo(content, QPoint(0, 0)).y()
        if bar.value() > top or bar.value() + bar.pageStep() < top + part.height():
            room = bar.pageStep() - part.height()
            bar.setValue(0 if top + part.height() < bar.pageStep() else top - max(0, room) // 2)

    def _name_next(self) -> None:
        step, last = self.step, self.at + 1 == len(self.steps)
        ring = step if isinstance(step, RingStep) else None
        more = ring is not None and 0 <= ring.part < ring.count - 1
        self.next.set_label(tr("Done: to the desk") if last and not more else tr("Next"))
        self.next.set_quiet(ring is not None and ring.panel is None)  # one thing to do

    def _chain(self) -> None:
        stops: tuple[QWidget, ...] = ()
        for part in self._parts:
            stops += tuple(tab_stops(part))
        if stops != self._stops:
            for one, after in pairwise(stops):
                QWidget.setTabOrder(one, after)
        self._stops = stops

    # the place to practise -----------------------------------------------------------------
    def equip(self, practice: Practice) -> None:
        for step in self.steps:
            if isinstance(step, PracticeStep):
                step.equip(practice)
        self._chain()

    def tell_missing(self, error: AgentAssistError) -> None:
        for step in self.steps:
            if isinstance(step, PracticeStep):
                step.tell_missing(error)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().color("bg"))


def _column_of(holder: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(holder)
    column.setSpacing(theme.S)
    return column


class StepDots(QWidget):
    """How far one is: filled up to here. The words beside it say the same."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count, self._at = count, 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.update)

    def set_at(self, at: int) -> None:
        self._at = at
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._count * (_DOT + _DOT_GAP), _DOT + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for at in range(self._count):
            painter.setBrush(current.color("accent" if at <= self._at else "line"))
            place = self._count - 1 - at if mirrored else at
            painter.drawEllipse(QRectF(place * (_DOT + _DOT_GAP), 1, _DOT, _DOT))
