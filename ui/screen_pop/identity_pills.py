"""The pills under the name: how sure it is, who else fits, what the customer does not want."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from agentassist.domain.consent import Consent, Purpose
from agentassist.domain.ivr import PIN, InputResult
from agentassist.domain.screen_pop import ScreenPop
from ui import theme
from ui.i18n import plural, tip, tr
from ui.screen_pop.pill_button import PillButton
from ui.screen_pop.wording import name_is_sure
from ui.times import exact_text
from ui.widgets import FlowLayout, Pill


class IdentityPills(QWidget):
    """Beside each other, so that one that comes late moves nothing. `why_wanted`: who this is."""

    why_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, theme.S, theme.XS)
        self._flow.setContentsMargins(0, theme.XS, 0, theme.XS)
        self.verified = Pill("", "given", "check")
        self.valued = Pill("", "hold", "heart")
        self.also_fits = PillButton()
        self.unconfirmed = PillButton()
        self.records = PillButton()
        for pill in (self.verified, self.valued, self.records):
            self._flow.addWidget(pill)
        self._late = (self.unconfirmed, self.also_fits)  # behind the others: nothing moves
        for pill in self._late:
            self._flow.addWidget(pill)
        for button in (self.also_fits, self.unconfirmed, self.records):
            button.clicked.connect(lambda: self.why_wanted.emit())
        self.refused: list[Pill] = []
        self._said: tuple[Consent, ...] = ()

    def show_card(self, card: ScreenPop) -> None:
        contact = card.identity.contact
        in_call, sure = card.call.call_id is not None, name_is_sure(card)
        pin = any(fact.kind == PIN and fact.result is InputResult.OK for fact in card.given)
        if card.call.verified:
            self.verified.set_pill(tr("PIN verified") if pin else tr("Verified"), "given", "check")
        elif contact is not None and in_call:
            text = tr("Not verified yet") if sure else tr("Not verified")
            self.verified.set_pill(text, "need", "circle")
        self.verified.setVisible(card.call.verified or (contact is not None and in_call))
        vip = contact is not None and contact.vip and sure
        if vip:
            self.valued.set_pill(tr("Valued customer"), "hold", "heart")
        self.valued.setVisible(vip)
        self._show_doubts(card)
        self._show_records(card)
        self._show_refused(card.refused if contact is not None else ())
        every = (self.verified, self.valued, self.also_fits, self.unconfirmed, self.records)
        self.setVisible(any(pill.isVisibleTo(self) for pill in (*every, *self.refused)))

    def _show_doubts(self, card: ScreenPop) -> None:
        identity = card.identity
        known = identity.contact.id if identity.contact is not None else None
        others = sum(one.contact.id != known for one in identity.candidates)
        fits = identity.also_fits and others > 0
        if fits:
            self.also_fits.show_pill(
                plural("{n} other fits", "{n} others fit", others),
                "need",
                "circle-alert",
                tr("A source that answered later knows somebody else with the same number."),
            )
        self.also_fits.setVisible(fits)
        if identity.unconfirmed:
            self.unconfirmed.show_pill(
                tr("Unconfirmed"),
                "need",
                "hourglass",
                tr("A source did not answer: it may know somebody else with the same number."),
            )
        self.unconfirmed.setVisible(identity.unconfirmed)

    def _show_records(self, card: ScreenPop) -> None:
        person = card.person
        count = len(person.records) if person is not None and card.identity.contact else 0
        differs = len(person.conflicts()) if person is not None and count > 1 else 0
        if count > 1:
            text = plural("{n} record", "{n} records", count)
            why = tr("Linked records. Shows where each value is from.")
            if differs:
                text = tr("{records}, {n} differ", records=text, n=differs)
                why = tr("The records differ. Shows where each value is from.")
            self.records.show_pill(text, "soft", "database", why)
        self.records.setVisible(count > 1)

    def _show_refused(self, refused: tuple[Consent, ...]) -> None:
        if refused == self._said:
            return
        self._said = refused
        for pill in self.refused:
            pill.hide()
            pill.deleteLater()
        self.refused = []
        for one in refused:
            pill = RefusedPill(one, self)
            self._flow.addWidget(pill)
            pill.show()
            self.refused.append(pill)
        for late in self._late:  # behind these, too
            self._flow.removeWidget(late)
            self._flow.addWidget(late)


class RefusedPill(Pill):
    """Something the customer does not want: never mind who would like to."""

    def __init__(self, consent: Consent, parent: QWidget | None = None) -> None:
        super().__init__(refused_text(consent.purpose), "soft", "x", parent)
        said = tr("They refused this.")
        if consent.at is not None:
            said = tr("They refused this on {time}.", time=exact_text(consent.at))
        if consent.source != "local":
            said = f"{said} {tr('On record in {source}.', source=consent.source)}"
        self._why = f"{self.text()}\n{said}"
        self.setAccessibleName(f"{self.text()}. {said}")
        super().setToolTip(tip(self._why))

    def setToolTip(self, text: str) -> None:
        """The whole reason, also when the words fit."""
        super().setToolTip(tip(self._why))


def refused_text(purpose: Purpose) -> str:
    return {
        Purpose.RECORDING: tr("No recording"),
        Purpose.MARKETING: tr("No offers"),
        Purpose.PHONE: tr("No calls"),
        Purpose.MAIL: tr("No mail"),
        Purpose.MESSAGE: tr("No messages"),
        Purpose.LETTER: tr("No letters"),
        Purpose.PROFILING: tr("No profiling"),
    }[purpose]
