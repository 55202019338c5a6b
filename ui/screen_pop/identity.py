"""Who calls: name or number, one quiet line, pills, the evidence; candidates or a look-up."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agentassist.app.desk import Desk
from agentassist.domain.contact import EvidenceKind, IdentityStatus
from agentassist.domain.screen_pop import ScreenPop
from ui import theme
from ui.crossing import Runs
from ui.i18n import tr
from ui.screen_pop.candidates import CandidateList, LookUp
from ui.screen_pop.identity_pills import IdentityPills
from ui.screen_pop.wording import evidence_line, headline, identity_line
from ui.theme import Type, Weight
from ui.widgets import LinkButton, Text

_ASK = (IdentityStatus.UNKNOWN, IdentityStatus.WITHHELD, IdentityStatus.CANDIDATES)


class IdentityBlock(QWidget):
    """`picked` carries the Candidate the agent chose; `unpick_requested` takes it back."""

    picked = Signal(object)
    looked_up = Signal(object)
    unpick_requested = Signal()
    why_wanted = Signal()  # who this is, and why

    def __init__(self, desk: Desk, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._call: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, 12, theme.L, 12)
        column.setSpacing(2)
        self.name = Text("", Type.NAME, "text", Weight.SEMIBOLD, max_lines=2, line_height=1.25)
        self.name.set_letter_spacing(-0.3)
        self.line = Text("", Type.BODY, "soft", max_lines=2)
        self.pills = IdentityPills()
        self.pills.why_wanted.connect(self.why_wanted)
        self.verified, self.valued = self.pills.verified, self.pills.valued
        self.evidence = Text("", Type.EVIDENCE, "faint", max_lines=2)
        self.warning = Text("", Type.EVIDENCE, "need", Weight.MEDIUM)
        self.unpick = LinkButton(tr("Not this person? Choose again"))
        self.unpick.clicked.connect(self.unpick_requested)
        self.candidates = CandidateList(self.unpick)
        self.candidates.picked.connect(self.picked)
        self.look_up = LookUp(desk, crossing)
        self.look_up.picked.connect(self.looked_up)
        for part in (self.name, self.line, self.pills, self.evidence, self.warning, self.unpick):
            column.addWidget(part)
        self._gap = QWidget()
        self._gap.setFixedHeight(6)
        column.addWidget(self._gap)
        column.addWidget(self.candidates)
        column.addSpacing(theme.XS)
        column.addWidget(self.look_up)

    def show_card(self, card: ScreenPop) -> None:
        identity = card.identity
        self.name.setText(headline(card))
        self.line.setText(identity_line(card))
        self.pills.show_card(card)
        evidence = evidence_line(card)
        self.evidence.setText(evidence)
        self.evidence.setVisible(bool(evidence))
        self.warning.setVisible(identity.contradiction)
        self.warning.setText(tr("The account and the number point to different people."))
        picked = any(item.kind is EvidenceKind.PICKED_BY_AGENT for item in identity.evidence)
        in_call = card.call.call_id is not None
        self.unpick.setVisible(picked and in_call)
        choose = identity.status is IdentityStatus.CANDIDATES
        self.candidates.show_candidates(identity.candidates if choose else ())
        ask = identity.status in _ASK and card.call.state.in_call
        if card.call.call_id != self._call or not ask:
            self._call = card.call.call_id
            self.look_up.clear()
        self.look_up.setVisible(ask)
        self._gap.setVisible(ask or choose)
