"""One coaching pack in the list: whose it is, what it looks at, how its cues were taken."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.cue_tally import CueTally
from agentassist.domain.ids import RuleId
from agentassist.ports.packs import PackCard, PackSeal
from ui import theme
from ui.i18n import tr
from ui.packs.words import (
    about_text,
    python_words,
    seal_words,
    tally_text,
    title_of,
    wants_text,
    whole_tally,
)
from ui.theme import Type, Weight
from ui.widgets import Card, ElidedLabel, FlowLayout, IconLabel, LinkButton, Text
from ui.widgets.switch import Switch


class PackRow(Card):
    """`show_card` as often as it changes; the rules are made when somebody asks for them."""

    switched = Signal(str, bool)
    remove_requested = Signal(str)
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: PackCard | None = None
        self._tallies: Mapping[RuleId, CueTally] = {}
        self.body.setSpacing(theme.XS)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        self.title = ElidedLabel("", Type.VALUE, "text", Weight.SEMIBOLD)
        self.switch = Switch("")
        self.switch.clicked.connect(self._switched)
        head.addWidget(self.title, 1)
        head.addWidget(self.switch)
        self.body.addLayout(head)
        self.about = Text("", Type.EVIDENCE, "soft")
        self.seal = IconLabel("info", "", "text", size=Type.EVIDENCE)
        self.wants = Text("", Type.EVIDENCE, "soft")
        self.python = IconLabel("info", "", "soft", size=Type.EVIDENCE)
        self.taken = Text("", Type.EVIDENCE, "soft")
        for part in (self.about, self.seal, self.wants, self.python, self.taken):
            self.body.addWidget(part)
        links = QWidget()
        flow = FlowLayout(links, theme.L)
        self.more = LinkButton(tr("Show rules"))
        self.more.clicked.connect(self._toggle)
        self.away = LinkButton(tr("Remove"))
        self.away.clicked.connect(self._remove)
        flow.addWidget(self.more)
        flow.addWidget(self.away)
        self.body.addWidget(links)
        self.rules = QWidget()
        self._rows = QVBoxLayout(self.rules)
        self._rows.setContentsMargins(0, theme.XS, 0, 0)
        self._rows.setSpacing(theme.S)
        self.body.addWidget(self.rules)
        self.rules.hide()

    def show_card(self, card: PackCard, tallies: tuple[CueTally, ...], *, switchable: bool) -> None:
        """`tallies` are those of every pack."""
        self._card = card
        self._tallies = {one.rule: one for one in tallies if one.pack == card.id}
        name = title_of(card)
        refused = card.seal is PackSeal.REFUSED
        self.title.setText(name)
        self.title.set_tone("text" if card.on and not refused else "soft")
        self.about.setText(about_text(card))
        self._say(self.seal, seal_words(card))
        self.wants.setText("" if refused else wants_text(card))
        self.wants.setVisible(not refused)
        self._say(self.python, python_words(card))
        whole = whole_tally(card, tallies)
        self.taken.setText(tr("Its cues: {taken}.", taken=tally_text(whole)))
        self.taken.setVisible(whole is not None)
        self.switch.setChecked(card.on)
        self.switch.setEnabled(switchable)
        self.switch.setAccessibleName(tr("{pack}: on", pack=name))
        self.switch.setToolTip("" if switchable else tr("Set by your organisation"))
        self.more.setVisible(bool(card.rules))
        self._name_links(shown=self.rules.isVisible())
        self.away.setVisible(not card.bundled)
        self.setAccessibleName(f"{name}: {self.seal.text.text()}")
        if self.rules.isVisible():
            self._show_rules()

    @staticmethod
    def _say(label: IconLabel, words: tuple[str, str, str] | None) -> None:
        label.setVisible(words is not None)
        if words is not None:
            icon, tone, text = words
            label.icon.set_icon(icon, tone)
            label.text.setText(text)

    def _switched(self, on: bool) -> None:
        if self._card is not None:
            self.switched.emit(self._card.id, on)

    def _remove(self) -> None:
        if self._card is not None:
            self.remove_requested.emit(self._card.id)

    def _name_links(self, *, shown: bool) -> None:
        name = title_of(self._card) if self._card is not None else ""
        self.more.set_label(tr("Hide rules") if shown else tr("Show rules"))
        self.more.setAccessibleName(
            tr("Hide rules of {pack}", pack=name)
            if shown
            else tr("Show rules of {pack}", pack=name)
        )
        self.away.setAccessibleName(tr("Remove {pack}", pack=name))

    def _toggle(self) -> None:
        shown = not self.rules.isVisible()
        if shown:
            self._show_rules()
        self.rules.setVisible(shown)
        self._name_links(shown=shown)
        self.opened.emit()

    def _show_rules(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        for rule in self._card.rules if self._card is not None else ():
            tally = self._tallies.get(rule.id)
            row = QWidget()
            lines = QVBoxLayout(row)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(0)
            lines.addWidget(Text(rule.line, Type.BODY))
            taken = Text(f"{rule.id} · {tally_text(tally)}", Type.EVIDENCE, "soft")
            lines.addWidget(taken)
            self._rows.addWidget(row)
