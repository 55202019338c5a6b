"""The servers that the fixtures of tests/conftest.py start are real ones and do their work."""

import subprocess
import sys

import pytest

STORE = """
import keyring, sys
from keyring.backends.SecretService import Keyring
keyring.set_keyring(Keyring())
if sys.argv[1] == "set":
    keyring.set_password("agentassist-test", "key", "a secret of " + "64" * 32)
else:
    print(keyring.get_password("agentassist-test", "key"))
"""

WINDOW = """
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel("hello")
label.setWindowTitle("agentassist test window")
label.resize(300, 200)
seen = []
app.focusWindowChanged.connect(lambda window: window and (seen.append(window.title()), app.quit()))
label.show()
app.exec()
print(app.platformName(), seen)
"""


@pytest.mark.keystore
def test_a_secret_outlives_the_process_that_stored_it(keyring_session: dict[str, str]) -> None:
    def run(action: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", STORE, action],
            env=keyring_session,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert run("get") == "None"
    run("set")
    assert run("get").startswith("a secret of 6464")


@pytest.mark.display
def test_a_window_gets_the_focus_from_the_window_manager(xvfb_display: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WINDOW],
        env=xvfb_display,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "xcb ['agentassist test window']"
