"""PySide6 6.12.0 drops a reference to True at each emit: on Python 3.11 the process aborts."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

EMITS = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Source(QObject):
    sent = Signal(object)

app = QCoreApplication([])
source = Source()
received = []
source.sent.connect(received.append)
before = sys.getrefcount(True)
for number in range(5000):
    source.sent.emit(number)
after = sys.getrefcount(True)
assert received == list(range(5000))
print(after - before)
"""


def test_emitting_does_not_use_up_true() -> None:
    done = subprocess.run([sys.executable, "-c", EMITS], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    if sys.version_info < (3, 12):  # from then on True is immortal and its count means nothing
        assert abs(int(done.stdout)) < 50, "references to True were lost or piled up"


def test_the_pin_keeps_the_broken_release_out(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    assert "pyside6-essentials>=6.10,<6.12" in project["dependencies"]
    pinned = (root / "packaging/requirements.txt").read_text("utf-8")
    version = re.search(r"^pyside6-essentials==6\.(\d+)\.", pinned, re.MULTILINE)
    assert version is not None
    assert 10 <= int(version[1]) < 12
