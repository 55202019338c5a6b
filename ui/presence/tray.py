"""The sign in the system's tray: how it goes, the way to the window, and quitting."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from ui.actions.action import Action
from ui.actions.bindings import Bindings
from ui.actions.declared import menu_text
from ui.i18n import tr
from ui.presence.state_icon import Look, look_text, state_icon

_MESSAGE_MS = 4000
_WITHOUT = ("offscreen", "minimal")  # no desktop: Qt would complain that it has no tray


class Tray(QObject):
    """Says no name and no number: it is seen by whoever sees the screen.

    Without a tray nothing of it is seen, and nothing is missing; it appears when a tray does.
    """

    wanted = Signal()  # the person wants the window
    quit_wanted = Signal()

    def __init__(self, window: QWidget, keys: Bindings) -> None:
        super().__init__(window)
        self._keys = keys
        self.look = Look.READY
        self.icon = QSystemTrayIcon(state_icon(self.look), self)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.wanted)
        # Its own: the menu, made anew, deletes what belongs to it, and this is told of every call.
        self.state = QAction(self)
        self.state.setEnabled(False)
        self.menu = QMenu(window)
        self.menu.setAccessibleName(tr("Tray"))
        self.menu.aboutToShow.connect(self._fill)
        self._fill()
        self.icon.setContextMenu(self.menu)
        self.show_look(self.look)
        if QGuiApplication.platformName() not in _WITHOUT:
            self.icon.show()

    @property
    def there(self) -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show_look(self, look: Look) -> None:
        self.look = look
        self.icon.setIcon(state_icon(look))
        self.icon.setToolTip(f"agentassist · {look_text(look)}")
        self.state.setText(look_text(look))
        self.state.setIcon(state_icon(look))

    def tell_ring(self) -> None:
        """A message of the system's own: it takes no key either."""
        if QSystemTrayIcon.supportsMessages():
            words = tr("The card of the call is open in agentassist.")
            self.icon.showMessage(tr("Ringing"), words, state_icon(Look.RINGING), _MESSAGE_MS)

    def put_away(self) -> None:
        self.icon.hide()

    # its menu ------------------------------------------------------------------------------
    def _fill(self) -> None:
        """Made anew when it opens: what is ticked is what is true then."""
        menu = self.menu
        menu.clear()
        menu.addAction(self.state)
        menu.addSeparator()
        menu.addAction(tr("Open agentassist")).triggered.connect(lambda: self.wanted.emit())
        for action in (Action.LISTENING, Action.ON_TOP):
            if action in self._keys.bound:
                self._add(action)
        menu.addSeparator()
        menu.addAction(tr("Quit")).triggered.connect(lambda: self.quit_wanted.emit())

    def _add(self, action: Action) -> QAction:
        entry = self.menu.addAction(menu_text(action))
        on = self._keys.is_on(action)
        entry.setCheckable(on is not None)
        entry.setChecked(on is True)
        entry.setEnabled(not self._keys.why_not(action))
        entry.triggered.connect(lambda: self._keys.run(action))
        return entry

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        kinds = QSystemTrayIcon.ActivationReason
        if reason in (kinds.Trigger, kinds.DoubleClick, kinds.MiddleClick):
            self.wanted.emit()
