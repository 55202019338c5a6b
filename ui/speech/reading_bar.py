"""Over an article that is read aloud: which step, and what can be done about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from agentassist.domain.speech import SpeechState
from ui import theme
from ui.actions.action import Action
from ui.i18n import tr
from ui.speech.words import step_words
from ui.theme import Type
from ui.widgets import ElidedLabel, FlowLayout
from ui.widgets.small_button import SmallButton


class ReadingBar(QWidget):
    """Hidden while nothing is read. It takes no keyboard: its keys work from anywhere."""

    next_requested = Signal()
    again_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self, gap=6)
        flow.setContentsMargins(0, 0, 0, theme.XS)
        self.step = ElidedLabel("", Type.EVIDENCE, "accent")
        flow.addWidget(self.step)
        self.next = SmallButton(tr("Next step"), tr("Read the next step"), key=Action.READ_ALOUD)
        self.again = SmallButton(tr("Again"), tr("Read the step again"), key=Action.READ_AGAIN)
        self.stop = SmallButton(tr("Stop"), tr("Read no further"), key=Action.READ_STOP)
        for button, asked in (
            (self.next, self.next_requested),
            (self.again, self.again_requested),
            (self.stop, self.stop_requested),
        ):
            flow.addWidget(button)
            button.clicked.connect(asked)
        self.step.setFixedHeight(self.next.sizeHint().height())
        self.hide()

    def show_state(self, state: SpeechState) -> None:
        if state.reads:
            self.step.setText(step_words(state))
            last = state.step == state.steps
            self.next.set_label(tr("Done") if last else tr("Next step"))
            self.next.setAccessibleName(tr("That was all") if last else tr("Read the next step"))
        self.setVisible(state.reads)
