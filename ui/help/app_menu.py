"""The menu at the end of the header: keys, guides, theme, extension, about, quit."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.settings import Settings
from ui import icons, theme
from ui.crossing import Runs
from ui.help.pages import ABOUT, guides
from ui.i18n import tr
from ui.main_window import MainWindow
from ui.shortcuts import Action
from ui.theme import Choice
from ui.widgets import IconButton

THEME = "ui.theme"


class AppMenu(QObject):
    """Puts its button into the header and its keys (F10, Ctrl+Q) on the window.

    The menu is made each time it opens: it says what is true then, and costs a start nothing.
    """

    def __init__(self, window: MainWindow, settings: Settings, crossing: Runs) -> None:
        super().__init__(window)
        self._window, self._settings, self._crossing = window, settings, crossing
        self._reading: QWidget | None = None
        self.button = IconButton("ellipsis", tr("Menu"), key=window.keys.key_text(Action.MENU))
        self.button.clicked.connect(lambda: self.open())
        window.header.add_last(self.button)
        window.keys.bind(Action.MENU, self.open)
        window.keys.bind(Action.QUIT, self.quit)
        self.menu: QMenu | None = None
        self.open_connection: Callable[[], None] = lambda: None
        self.open_packs: Callable[[], object] = lambda: None

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
        window = self._window
        menu = QMenu(window)
        menu.setAccessibleName(tr("Menu"))
        self._add(menu, tr("All keys"), Action.CHEAT_SHEET).triggered.connect(window.show_keys)
        menu.addSeparator()
        titles = {
            "agents": tr("Guide for agents"),
            "leads": tr("Guide for team leads"),
            "it": tr("Guide for IT"),
        }
        for name, _title in guides():
            entry = self._add(menu, titles[name])
            entry.triggered.connect(lambda _checked, name=name: self.read(name))
        menu.addSeparator()
        menu.addMenu(self._make_themes(menu))
        entry = self._add(menu, tr("Phone connection …"), Action.CONNECTION)
        entry.triggered.connect(lambda: self.open_connection())
        self._add(menu, tr("Coaching packs …")).triggered.connect(lambda: self.open_packs())
        entry = self._add(menu, tr("Your extension …"))
        entry.triggered.connect(window.ask_extension)
        menu.addSeparator()
        entry = self._add(menu, tr("About agentassist"))
        entry.triggered.connect(lambda: self.read(ABOUT))
        self._add(menu, tr("Quit"), Action.QUIT).triggered.connect(self.quit)
        return menu

    def _add(self, menu: QMenu, text: str, action: Action | None = None) -> QAction:
        """The keycap is only shown here: the key itself belongs to the window."""
        keys = self._window.keys.keys(action) if action is not None else ()
        return menu.addAction(f"{text}\t{keys[0]}" if keys else text)

    def _make_themes(self, parent: QMenu) -> QMenu:
        menu = QMenu(tr("Theme"), parent)
        menu.setAccessibleName(tr("Theme"))
        locked = self._settings.get(THEME).locked
        group = QActionGroup(menu)
        for choice, text in (
            (Choice.SYSTEM, tr("As the system")),
            (Choice.LIGHT, tr("Light")),
            (Choice.DARK, tr("Dark")),
            (Choice.CONTRAST, tr("High contrast")),
        ):
            entry = menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(choice is theme.current().choice)
            entry.setEnabled(not locked)
            entry.triggered.connect(lambda _checked, choice=choice: self.choose(choice))
            group.addAction(entry)
        if locked:
            menu.addSeparator()
            told = menu.addAction(icons.icon("lock", "faint"), tr("Set by your organisation"))
            told.setEnabled(False)
        return menu

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
