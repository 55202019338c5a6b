"""The menu at the end of the header: keys, guides, theme, extension, about, quit."""

import asyncio
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.settings import Settings
from ui import icons, theme
from ui.actions.action import Action
from ui.actions.bindings import Bindings
from ui.actions.declared import menu_text
from ui.crossing import Runs
from ui.help.pages import ABOUT
from ui.i18n import tip, tr
from ui.main_window import MainWindow
from ui.theme import Choice
from ui.widgets import IconButton

THEME = "ui.theme"
_GROUPS: Final[tuple[tuple[Action, ...], ...]] = (
    (Action.PALETTE, Action.CHEAT_SHEET),
    (Action.FIRST_RUN, Action.GUIDE_AGENTS, Action.GUIDE_LEADS, Action.GUIDE_IT),
    (
        *(Action.SETTINGS, Action.THEME_SYSTEM, Action.ON_TOP, Action.KEYS, Action.CONNECTION),
        *(Action.PACKS, Action.ARTICLE_SOURCES, Action.EXTENSION),
    ),
    (Action.ABOUT, Action.QUIT),
)
_WINDOW: Final = (Action.DOCK_LEFT, Action.DOCK_RIGHT, Action.ON_TOP, Action.COMPACT, Action.HIDE)
_PAGES: Final = {
    Action.GUIDE_AGENTS: "agents",
    Action.GUIDE_LEADS: "leads",
    Action.GUIDE_IT: "it",
    Action.ABOUT: ABOUT,
}
_CHOICES: Final = {
    Choice.SYSTEM: Action.THEME_SYSTEM,
    Choice.LIGHT: Action.THEME_LIGHT,
    Choice.DARK: Action.THEME_DARK,
    Choice.CONTRAST: Action.THEME_CONTRAST,
}


class AppMenu(QObject):
    """Puts its button into the header and its keys (F10, Ctrl+Q) on the window.

    The menu is made each time it opens: it says what is true then, and costs a start nothing.
    """

    def __init__(self, window: MainWindow, settings: Settings, crossing: Runs) -> None:
        super().__init__(window)
        self._window, self._settings, self._crossing = window, settings, crossing
        self._reading: QWidget | None = None
        self.button = IconButton("ellipsis", tr("Menu"), key=Action.MENU)
        self.button.clicked.connect(lambda: self.open())
        window.header.add_last(self.button)
        self.menu: QMenu | None = None
        self._bind(window.keys)

    def _bind(self, keys: Bindings) -> None:
        keys.bind(Action.MENU, self.open)
        keys.bind(Action.QUIT, self.quit)
        keys.bind(Action.EXTENSION, self._window.ask_extension)
        for action, name in _PAGES.items():
            keys.bind(action, partial(self.read, name))
        for choice, action in _CHOICES.items():
            keys.bind(action, partial(self.choose, choice), self._theme_locked)

    def open(self) -> None:
        """Below its button; the first entry is ready for Enter."""
        if self.menu is not None:
            self.menu.close()
            self.menu.deleteLater()
        menu = self.menu = self._make()
        below = self.button.mapToGlobal(QPoint(self.button.width(), self.button.height() + 4))
        menu.popup(below - QPoint(menu.sizeHint().width(), 0))
        menu.setActiveAction(menu.actions()[0])

    # making it -----------------------------------------------------------------------------
    def _make(self) -> QMenu:
        menu = QMenu(self._window)
        menu.setAccessibleName(tr("Menu"))
        for group in _GROUPS:
            if menu.actions():
                menu.addSeparator()
            for entry in group:
                if entry is Action.THEME_SYSTEM:  # for all of them
                    menu.addMenu(self._make_themes(menu))
                elif entry not in self._window.keys.bound:
                    continue
                elif entry is Action.ON_TOP:  # for all of where it stands
                    menu.addMenu(self._make_window(menu))
                else:
                    self._add(menu, entry)
        return menu

    def _add(self, menu: QMenu, action: Action) -> QAction:
        """The keycap is only shown here: the key itself belongs to the window."""
        keys = self._window.keys.keys(action)
        text = menu_text(action).replace("&", "&&")
        entry = menu.addAction(f"{text}\t{keys[0]}" if keys else text)
        entry.triggered.connect(lambda: self._window.keys.run(action))
        return entry

    def _make_themes(self, parent: QMenu) -> QMenu:
        menu = QMenu(tr("Theme"), parent)
        menu.setAccessibleName(tr("Theme"))
        locked = self._theme_locked()
        group = QActionGroup(menu)
        for choice, action in _CHOICES.items():
            entry = self._add(menu, action)
            entry.setCheckable(True)
            entry.setChecked(choice is theme.current().choice)
            entry.setEnabled(not locked)
            group.addAction(entry)
        if locked:
            menu.addSeparator()
            told = menu.addAction(icons.icon("lock", "faint"), locked)
            told.setEnabled(False)
        return menu

    def _make_window(self, parent: QMenu) -> QMenu:
        menu, keys = QMenu(tr("Window"), parent), self._window.keys
        menu.setAccessibleName(tr("Window"))
        for action in _WINDOW:
            if action not in keys.bound:
                continue
            entry, on, why_not = self._add(menu, action), keys.is_on(action), keys.why_not(action)
            entry.setCheckable(on is not None)
            entry.setChecked(on is True)
            entry.setEnabled(not why_not)
            entry.setToolTip(tip(why_not))
        menu.setToolTipsVisible(True)
        return menu

    def _theme_locked(self) -> str:
        return tr("Managed by your organisation") if self._settings.get(THEME).locked else ""

    # what it does --------------------------------------------------------------------------
    def read(self, name: str) -> None:
        """Open a page in the window for guides; it is loaded with the first one."""
        from ui.help.guide_window import GuideWindow

        if not isinstance(self._reading, GuideWindow):
            self._reading = GuideWindow(self._window)
        self._reading.open_page(name)

    def quit(self) -> None:
        """Asks nothing: what was typed is kept as a draft."""
        self._window.close()

    def choose(self, choice: Choice) -> None:
        """At once on the screen, then kept."""
        theme.current().choose(choice)
        self._crossing.run(self._keep(choice), None, self._refused)

    async def _keep(self, choice: Choice) -> None:
        await asyncio.to_thread(self._settings.set, THEME, choice.value)

    def _refused(self, error: AgentAssistError) -> None:
        """The screen says again what is kept."""
        theme.current().choose(str(self._settings.get(THEME).value))
        self._window.notices.show_error(error)
