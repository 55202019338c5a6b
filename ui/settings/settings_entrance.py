"""The ways to the settings: a key, the menu, and each of them by name in the palette."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from agentassist.app.events import SpeechChanged, StoreChanged, StoreState
from agentassist.ports.setting_spec import SettingGroup, SettingSpec
from agentassist.ports.settings import SettingsFile
from ui.actions.action import Action
from ui.crossing import Crossing
from ui.i18n import tr
from ui.main_window import MainWindow
from ui.settings.own_keys import OwnKeys

if TYPE_CHECKING:
    from ui.palette.entries import PaletteEntry
    from ui.settings.settings_window import SettingsWindow


class SettingsEntrance(QObject):
    """Makes the window when it is first asked for. Keys not understood are told once."""

    def __init__(
        self, window: MainWindow, settings: SettingsFile, keys: OwnKeys, crossing: Crossing
    ) -> None:
        super().__init__(window)
        self._main, self._settings, self._keys, self._crossing = window, settings, keys, crossing
        self._kept = True
        self.window: SettingsWindow | None = None
        window.keys.bind(Action.SETTINGS, self.open)
        window.keys.bind(Action.KEYS, lambda: self.open_page(SettingGroup.KEYS))
        crossing.event_received.connect(self._take)
        for problem in keys.problems:
            window.notices.show_error(problem)

    def _take(self, event: object) -> None:
        if isinstance(event, StoreChanged):
            self._kept = event.state is StoreState.KEPT
            if self.window is not None:
                self.window.set_kept(self._kept)
        elif isinstance(event, SpeechChanged) and self.window is not None:
            self.window.place.show_speech(event.state)

    def _made(self) -> "SettingsWindow":
        if self.window is None:
            from ui.settings.own_settings import OwnSettings
            from ui.settings.settings_window import SettingsWindow

            own = OwnSettings(self._settings, self._crossing, self)
            self._crossing.event_received.connect(own.handle)
            keys = self._main.keys
            self.window = SettingsWindow(
                own, self._keys, keys.run, lambda action: action in keys.bound, self._main
            )
            self.window.set_kept(self._kept)
            self.window.place.show_speech(self._main.voice.state)
        return self.window

    def open(self) -> None:
        self._made().open()

    def open_page(self, group: SettingGroup) -> None:
        window = self._made()
        window.open()
        window.show_page(group)
        window.into_page()

    def open_setting(self, key: str) -> None:
        window = self._made()
        window.open()
        window.show_setting(key)

    def palette_entries(self) -> "list[PaletteEntry]":
        """Each setting by its name, once something is typed."""
        return [self._entry(spec) for spec in self._settings.declared()]

    def _entry(self, spec: SettingSpec) -> "PaletteEntry":
        from ui.palette.entries import PaletteEntry
        from ui.settings.setting_words import found_words, title_of

        return PaletteEntry(
            f"setting.{spec.key}",
            tr("Setting: {title}", title=title_of(spec)),
            lambda: self.open_setting(spec.key),
            group=tr("Settings"),
            words=found_words(spec),
            sought=True,
        )
