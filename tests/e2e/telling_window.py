"""The real program in a process of its own; each line of its output says how its window is.

`telling_window.py CONFIG`: {"at": [x, y, width, height] with its frame, "active", "side", "seen",
"minimized", "state" of the call, "above" others, whether "links" are taken, how its place is "kept"
for these screens, the "key", what is "told" in the notice line}.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

from agentassist.bootstrap import Options
from agentassist.settings.paths import user_paths
from ui.application import Application
from ui.presence.on_top import is_on_top
from ui.presence.placement import screens_key

CHANGES = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.WindowActivate,
    QEvent.Type.WindowDeactivate,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.WindowStateChange,
    QEvent.Type.WindowTitleChange,
    QEvent.Type.UpdateRequest,
}


class Teller(QObject):
    def __init__(self, application: Application) -> None:
        super().__init__()
        self.application, self.last = application, ""
        self.timer = QTimer(self, interval=100)
        self.timer.timeout.connect(self.tell)
        self.timer.start()
        application.window.installEventFilter(self)
        application.window.notices.passing.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in CHANGES:
            self.tell()
        return False

    def tell(self) -> None:
        window, presence = self.application.window, self.application.presence
        frame = window.frameGeometry()
        passing = window.notices.passing
        kept = self.application.core.ui_state.get(f"window.at.{screens_key()}") or ""
        line = json.dumps(
            {
                "at": [frame.x(), frame.y(), frame.width(), frame.height()],
                "active": window.isActiveWindow(),
                "side": presence.memory.docking.side,
                "seen": window.isVisible(),
                "minimized": window.isMinimized(),
                "state": window.windowTitle(),
                "links": user_paths().hand_over.exists(),
                "above": is_on_top(window),
                "kept": kept.rpartition(",")[2],
                "key": presence.hotkey.state,
                "told": passing.accessibleName() if passing.isVisible() else "",
            }
        )
        if line != self.last:
            self.last = line
            print(line, flush=True)


application = Application(Options(config=Path(sys.argv[1])))
teller = Teller(application)
sys.exit(application.exec())
