"""The mark of a call that only a link announced, and what its phone can't tell: taken, over."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agentassist.domain.call import AgentState, CallOrigin
from agentassist.domain.screen_pop import ScreenPop
from agentassist.ports.told_calls import CallStep
from ui import theme
from ui.i18n import tip, tr
from ui.screen_pop.sections import on_first_line
from ui.theme import Type, Weight
from ui.widgets import Band, FlowLayout, Icon, Run, Text
from ui.widgets.small_button import SmallButton


class LinkBand(Band):
    """`step_requested` carries the CallStep. `key` does what stands first: taken, then over."""

    step_requested = Signal(object)

    def __init__(self, key: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__("need_bg", parent)
        self._state: AgentState | None = None
        self.row.setContentsMargins(theme.L, 8, theme.L, 8)
        icon = on_first_line(Icon("info", "need", 16), Type.EVIDENCE)
        self.row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(6)
        self.text = Text("", Type.EVIDENCE, "need")
        self.text.set_runs(
            Run(tr("From a link, unverified."), "need", Weight.SEMIBOLD),
            Run(" " + tr("Ask who it is before anything personal."), "text"),
        )
        column.addWidget(self.text)
        self.taken = SmallButton(tr("I took the call"), tr("I took the call"), key=key)
        self.missed = SmallButton(tr("Not taken"), tr("I did not take the call"))
        self.over = SmallButton(tr("Call over"), tr("The call is over"), key=key)
        self.over.setToolTip(tip(tr("For phones that do not say when a call ends")))
        self.taken.setToolTip(tip(tr("For phones that only say that it rings")))
        self.buttons = QWidget()
        flow = FlowLayout(self.buttons, theme.S)
        flow.setContentsMargins(0, 0, 0, 0)
        for button, step in (
            (self.taken, CallStep.ANSWERED),
            (self.missed, CallStep.MISSED),
            (self.over, CallStep.OVER),
        ):
            flow.addWidget(button)
            button.clicked.connect(lambda _=False, step=step: self.step_requested.emit(step))
        column.addWidget(self.buttons)
        self.row.addLayout(column, 1)

    def show_card(self, card: ScreenPop) -> None:
        linked = card.call.origin is CallOrigin.LINK and card.call.call_id is not None
        self.setVisible(linked)
        self._state = card.call.state if linked else None
        rings = self._state is AgentState.RINGING or self._state is AgentState.DIALLING
        self.taken.setVisible(rings)
        self.missed.setVisible(rings)
        self.over.setVisible(not rings)
        self.buttons.setVisible(card.call.state.in_call)

    @property
    def next_step(self) -> CallStep | None:
        """What the key does now."""
        if self._state is None or not self._state.in_call:
            return None
        return CallStep.ANSWERED if self.taken.isVisibleTo(self) else CallStep.OVER
