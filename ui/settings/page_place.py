"""The place beside the list: one page, or of all pages what was looked for."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agentassist.domain.speech import SpeechState
from agentassist.ports.setting_spec import SettingGroup
from ui import theme
from ui.actions.action import Action
from ui.i18n import tr
from ui.settings.finding import found_in
from ui.settings.kept_card import KeptCard
from ui.settings.keys_page import KeysPage
from ui.settings.own_keys import OwnKeys
from ui.settings.own_settings import OwnSettings
from ui.settings.setting_row import SettingRow
from ui.settings.settings_page import SettingsPage
from ui.speech.voice_card import VoiceCard
from ui.theme import Type
from ui.widgets import Text
from ui.widgets.fitting_scroll import FittingScroll
from ui.widgets.tab_chain import chain_tabs

_WIDEST: Final = 640


class PagePlace(QWidget):
    """Pages are made when they are first wanted. `go` leads to what another window changes."""

    changed_here = Signal(object)  # SettingRow
    action_requested = Signal(object)  # Action

    def __init__(
        self,
        groups: Sequence[SettingGroup],
        own: OwnSettings,
        keys: OwnKeys,
        go: Callable[[str], None],
        able: Callable[[Action], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._groups, self._own, self._keys = tuple(groups), own, keys
        self._go, self._able = go, able
        self._stops: tuple[QWidget, ...] = ()
        self._lasting = True
        self.pages: dict[SettingGroup, SettingsPage] = {}
        self.keys_page = KeysPage(keys, self)  # goes with it, also when nobody opens its page
        self.keys_page.hide()
        self.kept: KeptCard | None = None
        self.voice: VoiceCard | None = None
        self._speech = SpeechState()
        content = QWidget()
        content.setMaximumWidth(_WIDEST)
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(theme.XS, theme.S, theme.M, theme.L)
        self.column.setSpacing(theme.L)
        self.nothing = Text("", Type.BODY, "soft")
        self.nothing.setContentsMargins(theme.XS, theme.S, theme.XS, 0)
        self.column.addWidget(self.nothing)
        self.column.addStretch(1)
        self.view = FittingScroll(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.view)
        whole.addStretch(1)

    # pages ---------------------------------------------------------------------------------
    def show_page(self, group: SettingGroup) -> None:
        """That page alone, from its top."""
        self._made(group).show_all()
        for other, page in self.pages.items():
            page.setVisible(other is group)
        self.nothing.hide()
        self.view.to_top()
        self._chain()

    def _made(self, group: SettingGroup) -> SettingsPage:
        if group in self.pages:
            return self.pages[group]
        page = self.pages[group] = SettingsPage(group, self._own, self._go, self._able)
        page.changed_here.connect(self.changed_here)
        page.action_requested.connect(self.action_requested)
        if group is SettingGroup.PRIVACY:
            self.kept = KeptCard(self._own)
            self.kept.set_kept(self._lasting)
            page.add_extra(self.kept, first=True)
        elif group is SettingGroup.SPEECH:
            self.voice = VoiceCard()
            self.voice.show_state(self._speech)
            page.add_extra(self.voice, first=True)
        elif group is SettingGroup.KEYS:
            page.rows_only_found = True
            page.add_extra(self.keys_page)
        order = [one for one in self._groups if one in self.pages]
        self.column.insertWidget(order.index(group), page)
        page.hide()
        return page

    def set_kept(self, lasting: bool) -> None:
        """Whether there is a store that outlives the window."""
        self._lasting = lasting
        if self.kept is not None:
            self.kept.set_kept(lasting)

    def show_speech(self, state: SpeechState) -> None:
        """Whether anything can be heard."""
        self._speech = state
        if self.voice is not None:
            self.voice.show_state(state)

    def row(self, key: str) -> SettingRow | None:
        """Of a page that is there."""
        return next((page.rows[key] for page in self.pages.values() if key in page.rows), None)

    def go_to(self, key: str) -> None:
        """Scroll to a setting of the page and make it ready to be changed."""
        row = self.row(key)
        if row is None or row.isHidden():
            self.enter()
            return
        row.control.field.setFocus(Qt.FocusReason.TabFocusReason)
        QTimer.singleShot(0, row, lambda: self.view.ensureWidgetVisible(row, 0, theme.XL))

    def enter(self) -> None:
        """To the first thing that can be done here."""
        for stop in self._stops:
            if stop.isEnabled() and stop.isVisible():
                stop.setFocus(Qt.FocusReason.TabFocusReason)
                return

    # finding -------------------------------------------------------------------------------
    def show_found(self, typed: str) -> int:
        """Only what is meant, of every page; how many settings that are."""
        found = found_in(typed, self._own.specs)
        count = 0
        for group in self._groups:
            mine = {key: found[key] for key in self._keys_of(group) if key in found}
            if mine or group in self.pages:
                page = self._made(group)
                here = page.show_found(mine)
                page.setVisible(here > 0)
                count += here
        self.nothing.setVisible(count == 0)
        self.nothing.setText(tr("No setting is called “{text}”.", text=typed))
        self.view.to_top()
        self._chain()
        return count

    def _keys_of(self, group: SettingGroup) -> list[str]:
        return [spec.key for spec in self._own.specs if spec.page is group]

    def _chain(self) -> None:
        self._stops = chain_tabs(self.column, self._stops)

    def commit(self) -> None:
        """Nothing that is typed and good is lost when the window goes."""
        for page in self.pages.values():
            page.commit()
