"""The card of the call in front, or the calm place where the next one will be."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agentassist.app.desk import Desk
from agentassist.app.events import (
    AgentChanged,
    AppEvent,
    CardChanged,
    LookUpFilledIn,
    PhoneStatusChanged,
)
from agentassist.domain.contact import Candidate
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import FactId
from agentassist.domain.ivr import InputResult
from agentassist.domain.screen_pop import ScreenPop
from agentassist.ports.told_calls import CallStep
from ui import theme
from ui.actions.action import Action
from ui.crossing import Runs
from ui.i18n import tr
from ui.screen_pop.facts import FactsBlock
from ui.screen_pop.identity import IdentityBlock
from ui.screen_pop.link_band import LinkBand
from ui.screen_pop.ready import ReadyCard
from ui.screen_pop.sections import GreetingBand, PromiseBand, StaleBand, ThanksBlock, WhyBlock
from ui.screen_pop.strip import StateStrip
from ui.screen_pop.wording import headline
from ui.widgets import Card, Divider, SecondaryButton
from ui.words import state_text


class ScreenPopPanel(QWidget):
    """Driven by CardChanged alone. `failed` carries an AgentAssistError for the notice line."""

    failed = Signal(object)
    part_wanted = Signal(object)  # a widget of the card, to be scrolled to
    why_wanted = Signal()  # who this is
    card_shown = Signal(object)  # ScreenPop or None, after the sections were filled

    def __init__(
        self,
        desk: Desk,
        crossing: Runs,
        parent: QWidget | None = None,
        *,
        step_key: str = Action.CALL_STEP,
    ) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self.shown: ScreenPop | None = None
        self._step_key = step_key
        self._looking_up = False
        self._typed: str | None = None  # into the look-up, when a ring took its place
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.ready = ReadyCard(desk, crossing)
        self.card = Card(padded=False)
        self.card.hide()
        column.addWidget(self.ready)
        column.addWidget(self.card)
        self._build()
        self.ready.looked_up.connect(self._open)

    def _build(self) -> None:
        desk, crossing = self._desk, self._crossing
        self.strip = StateStrip()
        self.stale = StaleBand()
        self.link = LinkBand(self._step_key)
        self.identity = IdentityBlock(desk, crossing)
        self.promise = PromiseBand()
        self.facts = FactsBlock(tab_after=self.identity.look_up.field)
        self.why = WhyBlock()
        self.thanks = ThanksBlock()
        self.greeting = GreetingBand()
        self.close_card = SecondaryButton(tr("Close"), icon="x")
        self.close_card.setAccessibleName(tr("Close this card"))
        self.close_card.clicked.connect(self._close)
        body = self.card.body
        self._rules: list[tuple[Divider, QWidget]] = []
        for top in (self.strip, self.stale, self.link, self.identity, self.promise):
            body.addWidget(top)
        for section in (self.facts, self.why, self.thanks):
            rule = Divider()
            self._rules.append((rule, section))
            body.addWidget(rule)
            body.addWidget(section)
        body.addWidget(self.greeting)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(theme.L, 0, theme.L, theme.L)
        foot.addWidget(self.close_card)
        body.addWidget(self._foot)
        self.link.step_requested.connect(self._tell)
        self.identity.picked.connect(self._pick)
        self.identity.looked_up.connect(self._open)
        self.identity.why_wanted.connect(self.why_wanted)
        self.identity.unpick_requested.connect(self.unpick)
        self.facts.reveal_requested.connect(self._reveal)
        self.facts.copied.connect(self._copied)
        self.facts.undo_requested.connect(self._undo)
        self.facts.answered.connect(self._answered)
        self.facts.entry.opened.connect(lambda: self.part_wanted.emit(self.facts.entry))

    # events --------------------------------------------------------------------------------
    def handle(self, event: AppEvent) -> None:
        if isinstance(event, CardChanged):
            self._show(event.card)
        elif isinstance(event, LookUpFilledIn):
            for look_up in (self.identity.look_up, self.ready.look_up):
                look_up.fill_in(event.text, event.candidates, event.statuses)
        elif isinstance(event, AgentChanged):
            self.ready.set_extension_known(event.extension is not None)
        elif isinstance(event, PhoneStatusChanged):
            self.ready.set_phone(event.status)

    def _show(self, card: ScreenPop | None) -> None:
        before, self.shown = self.shown, card
        self._carry_typing(card)
        if card is None:
            if before is not None:
                self.ready.remember(before)
            self.strip.stop()
            self.identity.candidates.show_candidates(())
            self.facts.entry.close_entry()
            self.card.hide()
            self.ready.show()
            if self._looking_up:
                self.look_up()
            self._looking_up = False
        else:
            self._fill(card)
            self.ready.hide()
            self.card.show()
            self._go_on_typing()
        self.card_shown.emit(card)

    def _carry_typing(self, card: ScreenPop | None) -> None:
        """A ring takes no keystroke to a place it was not meant for, not even in this window."""
        goes = self.identity.look_up if card is None else self.ready.look_up
        typed = goes.let_go()
        if typed is not None:
            self._typed = typed if card is not None else None
            self.ready.look_up.clear()

    def _go_on_typing(self) -> None:
        """Into the card's own field, where it has one, while nothing else took the keyboard."""
        look_up = self.identity.look_up
        if self._typed is not None and look_up.isVisible():
            if self.window().focusWidget() is None:
                look_up.go_on(self._typed)
            self._typed = None

    def _fill(self, card: ScreenPop) -> None:
        manual = card.call.call_id is None
        for section in (
            self.strip,
            self.stale,
            self.link,
            self.identity,
            self.promise,
            self.facts,
            self.why,
            self.thanks,
            self.greeting,
        ):
            section.show_card(card)
        self.strip.setVisible(not manual)
        self._foot.setVisible(manual)
        for rule, below in self._rules:
            rule.setVisible(below.isVisibleTo(self.card))
        self.card.setAccessibleName(f"{state_text(card.call.state)}: {headline(card)}")

    def set_strip_elsewhere(self, elsewhere: bool) -> None:
        """The open wrap-up carries name and clock of the call: once is enough."""
        self.strip.set_quiet(elsewhere)

    # looking somebody up -------------------------------------------------------------------
    @property
    def by_hand(self) -> bool:
        """The card is of somebody who was looked up, not of a call."""
        return self.shown is not None and self.shown.call.call_id is None

    def can_look_up(self) -> bool:
        return self.shown is None or self.by_hand or not self.identity.look_up.isHidden()

    def look_up(self) -> None:
        """To where a number, name, account or order is typed. One card by hand at a time."""
        if self.by_hand:
            self._looking_up = True
            self._close()
        elif self.can_look_up():
            place = self.ready if self.shown is None else self.identity
            place.look_up.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.part_wanted.emit(place.look_up)

    # the agent's acts ----------------------------------------------------------------------
    def reveal(self) -> None:
        """Ctrl+R: show the first masked value, or hide it again."""
        row = self.facts.first_hidden()
        if row is None or row.index is None:
            return
        if row.revealed:
            row.hide_value()
        else:
            self._reveal(row.index)

    def _reveal(self, index: int) -> None:
        card, asked = self.shown, self.facts.row_at(index)
        masked = asked.row if asked is not None else None

        def show(value: str) -> None:
            row, now = self.facts.row_at(index), self.shown
            if row is None or row.row != masked or now is None or card is None:
                return
            if now.call.call_id == card.call.call_id:  # not another caller's row by now
                row.show_value(value)

        self._crossing.run(self._desk.reveal(index), show, self._failed)

    def step_call(self) -> None:
        """The key: a link's call is taken, then over."""
        step = self.link.next_step
        if step is not None:
            self._tell(step)

    def _tell(self, step: CallStep) -> None:
        self._crossing.run(self._desk.tell_call(step), None, self._failed)

    def note_answer(self) -> None:
        """They told me: the entry of what is needed first, and then of the next."""
        self.facts.note_next()

    def _copied(self, index: int) -> None:
        self._crossing.run(self._desk.copied(index), None, self._failed)

    def _undo(self, fact_id: FactId) -> None:
        self._crossing.run(self._desk.undo_fact(fact_id), None, self._failed)

    def _answered(self, kind: str, text: str, result: InputResult | None) -> None:
        call = self.shown.call.call_id if self.shown is not None else None
        noting = self._desk.give_fact(kind, text, result, call=call)
        self._crossing.run(noting, None, self._failed)

    def _pick(self, candidate: Candidate) -> None:
        self._crossing.run(self._desk.pick_candidate(candidate.contact.id), None, self._failed)

    def _open(self, candidate: Candidate) -> None:
        self._crossing.run(self._desk.open_contact(candidate.contact.id), None, self._failed)

    def unpick(self) -> None:
        self._crossing.run(self._desk.unpick(), None, self._failed)

    def close_by_hand(self) -> None:
        """Only the card of somebody who was looked up: a call's goes with the call."""
        if self.by_hand:
            self._close()

    def _close(self) -> None:
        self._crossing.run(self._desk.close_card(), None, self._failed)

    def _failed(self, error: AgentAssistError) -> None:
        self.failed.emit(error)
