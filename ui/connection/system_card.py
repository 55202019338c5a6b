"""One phone system: how it is doing, since when, and what to do about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agentassist.ports.connection_check import CheckReport, CheckStep
from agentassist.ports.phone_setup import PhoneMember
from agentassist.ports.telephony import ConnectionState
from ui import theme
from ui.connection.check_list import CheckList
from ui.connection.words import ages_text, member_text, state_words, what_to_do
from ui.frame.header import ConnectionDot
from ui.i18n import tr
from ui.theme import Type, Weight
from ui.widgets import Card, ElidedLabel, IconLabel, LinkButton, Run, Text

_TROUBLE = (ConnectionState.AUTH_FAILED, ConnectionState.UNREACHABLE, ConnectionState.LOST)


class SystemCard(Card):
    """`show_member` as often as the clock ticks; only what changed is painted anew."""

    check_requested = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        self.dot = ConnectionDot()
        self.title = ElidedLabel("", Type.VALUE, "text", Weight.SEMIBOLD)
        self.check = LinkButton(tr("Test it"))
        self.check.clicked.connect(lambda: self.check_requested.emit(name))
        head.addWidget(self.dot)
        head.addWidget(self.title, 1)
        head.addWidget(self.check)
        self.body.addLayout(head)
        self.state = Text("", Type.BODY, "text")
        self.advice = IconLabel("info", "", "text", "late")
        self.pilot = IconLabel(
            "info",
            tr(
                "Pilot: phone-system credentials on this PC. Fine for a few desktops; a site "
                "needs one login on a machine of its own."
            ),
            "soft",
            "faint",
            Type.EVIDENCE,
        )
        self.steps = CheckList()
        for part in (self.state, self.advice, self.pilot, self.steps):
            self.body.addWidget(part)

    def show_member(
        self, member: PhoneMember, now_ns: int, *, checkable: bool, pilot: bool
    ) -> None:
        status = member.status
        kind = member_text(member.name)
        system = status.system if status is not None else ""
        named = system if not system or kind in system else f"{kind} · {system}"
        self.title.setText(named or kind)
        self.dot.set_state(status.state if status is not None else ConnectionState.READY)
        said = (
            tr("waits for what this computer is told")
            if status is None
            else ages_text(status, now_ns)
        )
        self.state.set_runs(Run(state_words(status)), Run(f" · {said}", "faint"))
        trouble = status is not None and status.state in _TROUBLE
        advice = what_to_do(status.detail) if status is not None and trouble else ""
        self.advice.text.setText(advice)
        self.advice.setVisible(bool(advice))
        self.pilot.setVisible(pilot)
        self.check.setVisible(checkable)
        self.check.setAccessibleName(tr("Test {system} as it is set up", system=named or kind))
        self.setAccessibleName(f"{named or kind}: {self.state.text()} {advice}")

    def begin_check(self) -> None:
        self.steps.begin()
        self.check.set_label(tr("Testing …"))
        self.check.setEnabled(False)

    def add_step(self, step: CheckStep) -> None:
        self.steps.add(step)

    def end_check(self, report: CheckReport | None) -> None:
        """None: it was given up, or could not begin."""
        self.steps.finish()
        if report is None:
            self.steps.clear()
        self.check.set_label(tr("Test again") if report is not None else tr("Test it"))
        self.check.setEnabled(True)
