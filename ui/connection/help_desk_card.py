"""One line to read out to the help desk, and how the window is to be reached."""

import time

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agentassist import __version__
from agentassist.ports.phone_setup import PhoneSetupView
from ui.connection.words import ages_text, member_text, state_words
from ui.i18n import plural, tr
from ui.theme import Type, Weight
from ui.widgets import Card, LinkButton, SectionLabel, Text


def help_desk_line(view: PhoneSetupView, now_ns: int) -> str:
    """Version, each phone system with its code, what is unmapped: no value and no secret."""
    parts = [f"agentassist {__version__}"]
    for member in view.members:
        said = state_words(member.status)
        status = member.status
        if status is not None:
            code = f" ({status.detail})" if status.detail else ""
            said = f"{said}{code}, {ages_text(status, now_ns).replace(' · ', ', ')}"
        parts.append(f"{member_text(member.name)}: {said}")
    if not view.members:
        parts.append(tr("No phone system set up"))
    unmapped = sum(not name.mapped for member in view.members for name in member.names.names)
    if unmapped:
        parts.append(plural("{n} name not mapped", "{n} names not mapped", unmapped))
    return " · ".join(parts)


class HelpDeskCard(Card):
    """It ages with the panel's clock."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        head = QHBoxLayout()
        head.addWidget(SectionLabel(tr("To read to the help desk")), 1)
        self.copy = LinkButton(tr("Copy the line"))
        self.copy.clicked.connect(self._copy)
        head.addWidget(self.copy)
        self.body.addLayout(head)
        self.line = Text("", Type.BODY, "text", Weight.MEDIUM)
        self.key = Text("", Type.EVIDENCE, "faint")
        self.body.addWidget(self.line)
        self.body.addWidget(self.key)

    def show_view(self, view: PhoneSetupView, about_key: str) -> None:
        self.line.setText(help_desk_line(view, time.monotonic_ns()))
        self.key.setText(about_key)
        self.key.setVisible(bool(about_key))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.line.text())
        self.copy.set_label(tr("Copied"))
