"""A pack before it is installed: who signed it, what it wants, and whether it does what it says."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.packs import PackLook, PackSeal
from ui import theme
from ui.errors import error_texts
from ui.i18n import plural, tr
from ui.packs.words import about_text, python_words, seal_words, title_of, wants_text
from ui.theme import Type, Weight
from ui.widgets import Card, Chip, FlowLayout, IconLabel, PrimaryButton, SecondaryButton, Text


class LookCard(Card):
    """Hidden until `show_look` or `show_refusal`. What was not compared can't be installed."""

    install_requested = Signal(object, bool)
    put_away = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look: PackLook | None = None
        self.title = Text("", Type.VALUE, "text", Weight.SEMIBOLD)
        self.about = Text("", Type.EVIDENCE, "soft")
        self.seal = IconLabel("info", "", "text")
        self.fingerprint = Text("", Type.VALUE, "text", Weight.MEDIUM)
        self.advice = Text("", Type.EVIDENCE, "soft")
        self.compared = Chip(tr("I compared it with the publisher"), "given")
        self.compared.toggled.connect(lambda _on: self._show_ready())
        self.wants = Text("", Type.BODY, "text")
        self.python = IconLabel("info", "", "soft")
        self.tried = IconLabel("check", "", "text", "given")
        self.replaces = Text("", Type.EVIDENCE, "soft")
        for part in (self.title, self.about, self.seal, self.fingerprint, self.advice):
            self.body.addWidget(part)
        self.body.addWidget(self.compared)
        for part in (self.wants, self.python, self.tried, self.replaces):
            self.body.addWidget(part)
        buttons = QWidget()
        flow = FlowLayout(buttons, theme.S)
        self.install = PrimaryButton(tr("Install"))
        self.install.clicked.connect(self._install)
        self.cancel = SecondaryButton(tr("Cancel"))
        self.cancel.clicked.connect(self.put_away)
        flow.addWidget(self.install)
        flow.addWidget(self.cancel)
        self.body.addWidget(buttons)
        self.hide()

    def show_look(self, look: PackLook) -> None:
        self.look = look
        card = look.card
        self.title.setText(tr("Install “{pack}”?", pack=title_of(card)))
        self.about.setText(about_text(card))
        icon, tone, words = seal_words(card)
        self.seal.icon.set_icon(icon, tone)
        self.seal.text.setText(words)
        unknown = card.seal is PackSeal.UNKNOWN
        self.fingerprint.setText(card.fingerprint)
        self.advice.setText(self._advice(look))
        self.compared.setChecked(False)
        python = python_words(card)
        if python is not None:
            self.python.icon.set_icon(python[0], python[1])
            self.python.text.setText(python[2])
        self.wants.setText(wants_text(card))
        rules = plural("{n} rule", "{n} rules", len(card.rules))
        self.tried.text.setText(
            tr("Tried out: {rules}, all {count} examples hold.", rules=rules, count=look.examples)
            if card.rules
            else tr("Tried out: it can be read.")
        )
        self.replaces.setText(tr("Takes the place of version {v}.", v=look.replaces or ""))
        self._show(
            fingerprint=bool(card.fingerprint),
            advice=bool(self.advice.text()),
            compared=unknown and look.may_trust,
            python=python is not None,
            replaces=look.replaces is not None,
        )
        self._show_ready()

    def show_refusal(self, error: AgentAssistError) -> None:
        """It can't be installed, and why."""
        self.look = None
        words = error_texts(error.code, error.params)
        self.title.setText(tr("This can’t be installed"))
        self.seal.icon.set_icon("circle-alert", "late")
        self.seal.text.setText(words.lead)
        self.wants.setText(words.rest)
        self._show(refused=True)
        self._show_ready()

    def ready(self) -> bool:
        """Whether it may be installed as it stands."""
        if self.look is None:
            return False
        unknown = self.look.card.seal is PackSeal.UNKNOWN
        return not unknown or (self.look.may_trust and self.compared.isChecked())

    @staticmethod
    def _advice(look: PackLook) -> str:
        if look.card.seal is not PackSeal.UNKNOWN:
            return ""
        if not look.may_trust:
            return tr("Your organisation decides whom to trust: send the pack to IT.")
        return tr(
            "This is the publisher’s fingerprint. Call them, and let them read theirs to you: only "
            "if all of it is the same, the pack is theirs. Their packs are taken from then on."
        )

    def _show(
        self,
        *,
        fingerprint: bool = False,
        advice: bool = False,
        compared: bool = False,
        python: bool = False,
        replaces: bool = False,
        refused: bool = False,
    ) -> None:
        self.fingerprint.setVisible(fingerprint)
        self.advice.setVisible(advice)
        self.compared.setVisible(compared)
        self.python.setVisible(python)
        self.replaces.setVisible(replaces)
        self.about.setVisible(not refused)
        self.tried.setVisible(not refused)
        self.install.setVisible(not refused)
        self.cancel.set_label(tr("Close") if refused else tr("Cancel"))
        self.show()

    def _show_ready(self) -> None:
        self.install.setEnabled(self.ready())
        self.compared.set_glyph("check" if self.compared.isChecked() else None)
        self.compared.updateGeometry()

    def _install(self) -> None:
        if self.look is not None and self.ready():
            unknown = self.look.card.seal is PackSeal.UNKNOWN
            self.install_requested.emit(self.look, unknown and self.compared.isChecked())
