"""The window comes first: what a start may load before the first paint."""

import os
import subprocess
import sys

import pytest

FIRST_PAINT = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from agentassist.bootstrap import Options
from ui.application import Application


class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not loaded:
            loaded.extend(sys.modules)
            QTimer.singleShot(0, application.qt.quit)
        return False


loaded = []
application = Application(Options(demo=sys.argv[1] == "demo"))
watcher = FirstPaint()
application.qt.installEventFilter(watcher)
status = application.exec()
print(*sorted(loaded))
sys.exit(status)
"""

# each costs 15 to 150 ms, and none of them shows anything
LATER = {
    "httpx",
    "keyring",
    "phonenumbers",
    "pyttsx3",
    "rapidfuzz",
    "re2",
    "sqlcipher3",
    "truststore",
}


@pytest.mark.parametrize("way", ["agent", "demo"])
def test_nothing_heavy_is_loaded_before_the_first_paint(way: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, way],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "ui.main_window" in loaded
    assert loaded & LATER == set()
