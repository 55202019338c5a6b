"""One page of the settings: its rows, those for IT below, and the ways to windows of their own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.knowledge import Span
from agentassist.ports.setting_spec import SettingGroup, SettingSpec
from ui import theme
from ui.actions.action import Action
from ui.actions.declared import menu_text, title_text
from ui.i18n import tr
from ui.settings.own_settings import OwnSettings
from ui.settings.setting_row import SettingRow
from ui.settings.setting_words import group_text
from ui.theme import Type, Weight
from ui.widgets import Card, SecondaryButton, SectionLabel, Text

LINKS: Final[Mapping[SettingGroup, tuple[Action, ...]]] = {
    SettingGroup.GENERAL: (Action.FIRST_RUN,),
    SettingGroup.PHONE: (Action.CONNECTION,),
    SettingGroup.KNOWLEDGE: (Action.ARTICLE_SOURCES,),
    SettingGroup.COACHING: (Action.PACKS,),
    SettingGroup.SPEECH: (Action.VOICE,),
    SettingGroup.SOURCES: (Action.GUIDE_IT,),
}


class SettingsPage(QWidget):
    """`rows` by key. `show_found` leaves only what was looked for; `show_all` brings all back."""

    changed_here = Signal(object)  # SettingRow
    action_requested = Signal(object)  # Action

    def __init__(
        self,
        group: SettingGroup,
        own: OwnSettings,
        go: Callable[[str], None],
        able: Callable[[Action], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.group = group
        self.rows_only_found = False  # what they say, something else on the page shows
        self.rows: dict[str, SettingRow] = {}
        self.links: list[SecondaryButton] = []
        self.setAccessibleName(group_text(group))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.M)
        self.heading = Text(group_text(group), Type.NAME, "text", Weight.SEMIBOLD)
        self.heading.setContentsMargins(theme.XS, 0, theme.XS, 0)
        self.column.addWidget(self.heading)
        mine = [spec for spec in own.specs if spec.page is group]
        self._cards: list[tuple[Card, list[SettingRow]]] = []
        self._extra: list[QWidget] = []
        self._add_card("", [spec for spec in mine if not spec.for_it], own, go)
        self._add_links([action for action in LINKS.get(group, ()) if able(action)])
        self._add_card(tr("Seldom needed, mostly set by IT"), _for_it(mine), own, go)

    def _add_card(
        self,
        title: str,
        specs: Sequence[SettingSpec],
        own: OwnSettings,
        go: Callable[[str], None],
    ) -> None:
        if not specs:
            return
        card = Card()
        card.body.setSpacing(0)
        margins = card.body.contentsMargins()
        card.body.setContentsMargins(margins.left(), 4, margins.right() - theme.XS, 8)
        if title:
            label = SectionLabel(title)
            label.setContentsMargins(0, theme.M, 0, 0)
            card.body.addWidget(label)
        rows = []
        for spec in specs:
            row = self.rows[spec.key] = SettingRow(spec, own, go)
            row.changed_here.connect(self.changed_here)
            card.body.addWidget(row)
            rows.append(row)
        self._cards.append((card, rows))
        self._rule(rows)
        self.column.addWidget(card)

    def _add_links(self, actions: Sequence[Action]) -> None:
        for action in actions:
            card = Card()
            line = QHBoxLayout()
            line.setSpacing(theme.S)
            line.addWidget(Text(title_text(action), Type.BODY, "text"), 1)
            button = SecondaryButton(_word_on(action))
            button.setAccessibleName(title_text(action))
            button.clicked.connect(lambda _=False, wanted=action: self._ask(wanted))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            card.body.addLayout(line)
            self.links.append(button)
            self.add_extra(card)

    def _ask(self, action: Action) -> None:
        self.action_requested.emit(action)

    def add_extra(self, widget: QWidget, *, first: bool = False) -> None:
        """Beside the settings; not there while something is looked for."""
        self._extra.append(widget)
        self.column.insertWidget(1 if first else self.column.count(), widget)

    # finding -------------------------------------------------------------------------------
    def show_found(self, found: Mapping[str, tuple[Span, ...]]) -> int:
        """Only these rows, with their marks; how many there are."""
        for key, row in self.rows.items():
            row.setVisible(key in found)
            row.set_marks(found.get(key, ()))
        for extra in self._extra:
            extra.hide()
        return self._show_cards()

    def show_all(self) -> None:
        for row in self.rows.values():
            row.setVisible(not self.rows_only_found)
            row.set_marks(())
        for extra in self._extra:
            extra.show()
        self._show_cards()

    def _show_cards(self) -> int:
        count = 0
        for card, rows in self._cards:
            here = [row for row in rows if not row.isHidden()]
            card.setVisible(bool(here))
            self._rule(here)
            count += len(here)
        return count

    @staticmethod
    def _rule(rows: Sequence[SettingRow]) -> None:
        for at, row in enumerate(rows):
            row.set_ruled(at > 0)

    def commit(self) -> None:
        """Nothing that is typed and good is lost when the window goes."""
        for row in self.rows.values():
            row.control.commit()


def _for_it(specs: Sequence[SettingSpec]) -> list[SettingSpec]:
    return [spec for spec in specs if spec.for_it]


def _word_on(action: Action) -> str:
    """On the button to a window, or of what is done at once."""
    if action is Action.VOICE:
        return tr("Try it")
    return menu_text(action) if _short(action) else tr("Open")


def _short(action: Action) -> bool:
    """The menu's words say more than 'Open' and are no longer."""
    return action is Action.FIRST_RUN
