"""A ring while another program is in front: a mark in the taskbar, a message, or nothing."""

import sys
from enum import StrEnum

from PySide6.QtWidgets import QApplication, QWidget

from agentassist.app.events import AppEvent, CardChanged
from agentassist.domain.call import AgentState
from agentassist.domain.ids import CallId
from ui.presence.tray import Tray

SETTING = "ui.ring_notice"
# On Windows the mark blinks as long as it is told to: once. Elsewhere it stays until looked at.
_MARK_MS = 500 if sys.platform == "win32" else 0


class Notice(StrEnum):
    NONE = "none"
    TRAY = "tray"
    FLASH = "flash"


class RingNotice:
    """Once for each call. The window itself is neither shown, raised nor activated by it."""

    def __init__(self, window: QWidget, tray: Tray, notice: Notice) -> None:
        self._window, self._tray = window, tray
        self.notice = notice
        self._call: CallId | None = None

    def handle(self, event: AppEvent) -> None:
        if not isinstance(event, CardChanged) or event.card is None:
            return
        call = event.card.call
        if call.state is not AgentState.RINGING or call.call_id == self._call:
            return
        self._call = call.call_id
        if not self._window.isActiveWindow():
            self._tell()

    def _tell(self) -> None:
        if self.notice is Notice.FLASH and self._window.isVisible():
            QApplication.alert(self._window, _MARK_MS)
        elif self.notice is not Notice.NONE:  # in the tray it has no place in the taskbar
            self._tray.tell_ring()
