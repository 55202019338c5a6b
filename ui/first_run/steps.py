"""The steps of the short tour: how it looks, your extension, searching, a call that rings."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from agentassist.app.events import KnowledgeReady
from agentassist.ports.practice import Practice
from ui.actions import keymap
from ui.actions.action import Action
from ui.crossing import Runs
from ui.first_run.practice_desk import PracticeDesk
from ui.first_run.ring_step import RingStep
from ui.first_run.step import PracticeStep, Step, Words
from ui.i18n import tr
from ui.knowledge.panel import KnowledgePanel
from ui.settings.own_settings import OwnSettings
from ui.settings.setting_row import SettingRow
from ui.widgets import Card, LinkButton

LOOKS: Final = ("ui.language", "ui.theme", "ui.density")
EXTENSION: Final = ("agent.extension",)
QUERY: Final = "two bils after mooving"


class SettingsStep(Step):
    """Settings as they stand in their window, so that nothing is learnt twice."""

    def __init__(
        self, words: Words, own: OwnSettings, keys: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(words, parent)
        card = Card()
        card.body.setSpacing(0)
        self.rows = [
            SettingRow(spec, own, lambda _place: None)
            for key in keys
            for spec in own.specs
            if spec.key == key
        ]
        for at, row in enumerate(self.rows):
            row.set_ruled(at > 0)
            card.body.addWidget(row)
        self.column.addWidget(card)
        self.column.addStretch(1)

    def begin(self) -> None:
        for row in self.rows:
            if row.control.field.isEnabled():
                row.control.field.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def end(self) -> None:
        for row in self.rows:
            row.control.commit()


class SearchStep(PracticeStep):
    """The real search over the demo's articles."""

    def __init__(self, crossing: Runs, parent: QWidget | None = None) -> None:
        words = Words(
            tr("Type while you listen"),
            tr(
                "From anywhere, {key} leads to the search. Half words and typing errors are "
                "fine: try “{query}”. These articles are made up.",
                key=keymap.current().key_text(Action.SEARCH),
                query=QUERY,
            ),
        )
        super().__init__(words, crossing, parent)
        self.try_it = LinkButton(tr("Type it for me"))
        self.try_it.clicked.connect(self._try)
        self.try_it.hide()
        self.add_aligned(self.try_it)
        self.panel: KnowledgePanel | None = None

    def equip(self, practice: Practice) -> None:
        desk = PracticeDesk(practice, practice.ringing())
        self.panel = KnowledgePanel(desk, self._crossing)
        self.panel.handle(KnowledgeReady(practice.articles))
        self.column.addWidget(self.panel, 1)
        self.try_it.show()
        if self.isVisible():
            self.begin()

    def _try(self) -> None:
        if self.panel is not None:
            self.panel.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.panel.search_for(QUERY)

    def begin(self) -> None:
        if self.panel is not None:
            self.panel.field.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)


def make_steps(own: OwnSettings, crossing: Runs) -> tuple[Step, ...]:
    """In their order. What policy or somebody else set already is still shown: with its lock."""
    looks = Words(
        tr("How should it look?"),
        tr(
            "It changes at once. All of it can be changed later, in the settings ({key}).",
            key=keymap.current().key_text(Action.SETTINGS),
        ),
    )
    extension = Words(
        tr("Which phone is yours?"),
        tr("Calls that ring there pop up here. You can do this later, at the top of the window."),
    )
    return (
        SettingsStep(looks, own, LOOKS),
        SettingsStep(extension, own, EXTENSION),
        SearchStep(crossing),
        RingStep(crossing),
    )
