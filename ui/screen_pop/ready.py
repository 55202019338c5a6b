"""Between calls: calm, ready, and a way to get the card without a phone event."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.app.desk import Desk
from agentassist.domain.screen_pop import ScreenPop
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from ui import theme, times
from ui.crossing import Runs
from ui.i18n import tr
from ui.screen_pop.candidates import LookUp
from ui.screen_pop.wording import headline
from ui.theme import Type, Weight
from ui.widgets import Card, Divider, Icon, LinkButton, SectionLabel, Text


class ReadyCard(Card):
    looked_up = Signal(object)
    setup_requested = Signal()

    def __init__(self, desk: Desk, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent, padded=False)
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        row.setSpacing(theme.M)
        row.addWidget(Icon("headset", "faint", 20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title = Text("", Type.VALUE, "text", Weight.SEMIBOLD)
        self.hint = Text("", Type.BODY, "soft")
        words.addWidget(self.title)
        words.addWidget(self.hint)
        self.set_up = LinkButton(tr("Set up the phone connection"))
        self.set_up.clicked.connect(self.setup_requested)
        self.set_up.hide()
        words.addSpacing(theme.XS)
        words.addWidget(self.set_up, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(words, 1)
        self.body.addWidget(top)
        self.body.addWidget(Divider())
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(theme.L, 12, theme.L, theme.L)
        column.setSpacing(6)
        column.addWidget(SectionLabel(tr("Look somebody up")))
        self.look_up = LookUp(desk, crossing)
        self.look_up.picked.connect(self.looked_up)
        column.addWidget(self.look_up)
        self.last = Text("", Type.EVIDENCE, "faint", max_lines=2)
        self.last.hide()
        column.addWidget(self.last)
        self.body.addWidget(below)
        self._extension_known = True
        self._missing: str | None = None  # of the phone system, in words
        self.set_extension_known(True)

    def set_phone(self, status: ConnectionStatus) -> None:
        """Without a phone system there is a way to one, and work goes on meanwhile."""
        self._missing = None
        if status.state is ConnectionState.NOT_SET_UP:
            self._missing = (
                tr("The secret of the phone login is missing")
                if status.detail == "no_secret"
                else tr("No phone system is set up")
            )
        self.set_up.setVisible(self._missing is not None)
        self._show_texts()

    def set_extension_known(self, known: bool) -> None:
        """Another extension may mean another agent: whose last caller it was is not theirs."""
        self.last.hide()
        self._extension_known = known
        self._show_texts()

    def _show_texts(self) -> None:
        if self._missing is not None:
            self.title.setText(self._missing)
            self.hint.setText(
                tr("No card pops by itself yet. Links and looking people up by hand work.")
            )
        elif self._extension_known:
            self.title.setText(tr("Ready for the next call"))
            self.hint.setText(
                tr("Who it is and what they already gave stands here when the phone rings.")
            )
        else:
            self.title.setText(tr("Your extension is not set"))
            self.hint.setText(
                tr("No card will pop until this window knows your phone. Set it at the top right.")
            )

    def remember(self, card: ScreenPop) -> None:
        """Name the last caller, so that the agent finds them again."""
        when = card.ended_at or card.answered_at or card.rang_at
        if card.call.call_id is None or when is None:
            return
        self.last.setText(
            tr("Last call: {who}, {time}", who=headline(card), time=times.time_text(when))
        )
        self.last.show()
