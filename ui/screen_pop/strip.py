"""The state strip on top of the card: shape, word, running clock; queue and wait at the right."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from agentassist.domain.call import AgentState
from agentassist.domain.screen_pop import ScreenPop
from ui import theme, times
from ui.i18n import tr
from ui.screen_pop.wording import clock_start, strip_detail
from ui.theme import Type, Weight
from ui.widgets import Band, ElidedLabel, Icon
from ui.words import STATE_LOOKS, state_text


class StateStrip(Band):
    """The clock ticks once a second, and only while there is something to count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("accent_bg", parent, top=True)
        self._card: ScreenPop | None = None
        self._quiet = False
        self.icon = Icon("phone-incoming", "accent", 16)
        self.state = ElidedLabel("", Type.BODY, "accent", Weight.SEMIBOLD)
        self.detail = ElidedLabel(
            "", Type.EVIDENCE, "accent", Weight.MEDIUM, align=Qt.AlignmentFlag.AlignRight
        )
        lead = QHBoxLayout()
        lead.setSpacing(theme.S)
        lead.addWidget(self.icon)
        lead.addWidget(self.state, 1)
        self.row.addLayout(lead)
        self.row.addWidget(self.detail, 1)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._show_clock)

    def show_card(self, card: ScreenPop) -> None:
        self._card = card
        tone, icon = STATE_LOOKS[card.call.state]
        self.set_tone("raised" if tone == "soft" else f"{tone}_bg")
        self.icon.set_icon(icon, tone)
        self.state.set_tone(tone)
        self.detail.set_tone(tone)
        self.detail.setText("" if self._over else strip_detail(card))
        self.detail.setVisible(bool(self.detail.text()))
        self._show_clock()
        idle = card.call.state is AgentState.IDLE
        running = clock_start(card) is not None and not idle and not self._over
        if running and not self._tick.isActive():
            self._tick.start()
        elif not running:
            self._tick.stop()
        self._fit()

    def set_quiet(self, quiet: bool) -> None:
        """The open wrap-up has name and clock: a call that is over says only that it is."""
        if quiet is not self._quiet:
            self._quiet = quiet
            if self._card is not None:
                self.show_card(self._card)

    @property
    def _over(self) -> bool:
        card = self._card
        return self._quiet and card is not None and card.call.state is AgentState.WRAPPING

    def stop(self) -> None:
        self._tick.stop()
        self._card = None

    def _show_clock(self) -> None:
        if self._card is None:
            return
        word = tr("Call ended") if self._over else state_text(self._card.call.state)
        start = clock_start(self._card)
        if start is not None and not self._over:
            word = f"{word} · {times.clock_text(times.now() - start)}"
        self.state.setText(word)

    def _fit(self) -> None:
        """Two lines when both sides do not fit beside each other."""
        room = self.width() - 2 * theme.L - 2 * theme.S - 16 + 4  # hints are generous
        fits = self.state.sizeHint().width() + self.detail.sizeHint().width() <= room
        wanted = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if self.row.direction() is not wanted:
            self.row.setDirection(wanted)
            self.row.setSpacing(theme.S if fits else 0)
            self.detail.set_align(
                Qt.AlignmentFlag.AlignRight if fits else Qt.AlignmentFlag.AlignLeft
            )
            self.detail.setContentsMargins(0 if fits else 16 + theme.S, 0, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
