"""One life of the installed app: `connection_story.py set_up|come_back|forget CONFIG PORT`.

set_up: without a phone system; the panel is opened from the window, filled and saved by keys. The
secret comes on standard input. come_back: only the window. forget: the secret is forgotten in the
panel. Prints what was seen as JSON. Run by test_connection_panel.py.
"""

import json
import sys
from pathlib import Path

from life import Life, Story
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from agentassist.app.events import KnowledgeReady, PhoneStatusChanged
from agentassist.bootstrap import Options
from agentassist.ports.telephony import ConnectionState
from ui.connection.account_card import Stage
from ui.connection.window import ConnectionWindow


class Connecting(Life):
    def __init__(self, config: Path, port: str, secret: str) -> None:
        super().__init__(Options(config=config))
        self.port, self.secret = port, secret

    def status_is(self, state: ConnectionState) -> bool:
        event = self.last.get(PhoneStatusChanged)
        return isinstance(event, PhoneStatusChanged) and event.status.state is state

    def panel_is_there(self) -> bool:
        panel = self.application.connection.window
        return panel is not None and panel.account.isVisible()

    @property
    def panel(self) -> ConnectionWindow:
        assert self.application.connection.window is not None
        return self.application.connection.window

    def set_up(self) -> Story:
        window = self.application.window
        yield lambda: KnowledgeReady in self.last and self.status_is(ConnectionState.NOT_SET_UP)
        self.shown["empty"] = texts(window.pop.ready)
        window.pop.ready.set_up.click()
        yield self.panel_is_there
        form = self.panel.account.form
        yield lambda: QApplication.focusWidget() is form.user.edit  # as soon as it is active
        form.port.edit.selectAll()
        for field, text in ((form.port, self.port), (form.user, "site")):
            type_into(field.edit, text)
        type_into(form.secret.edit, "wrong")
        QTest.keyClick(form.secret.edit, Qt.Key.Key_Return)
        yield lambda: self.panel.account.stage is Stage.FAILED
        self.shown["refused"] = texts(self.panel.account)
        self.shown["not_yet"] = self.status_is(ConnectionState.NOT_SET_UP)
        form.secret.edit.selectAll()
        type_into(form.secret.edit, self.secret)
        QTest.keyClick(form.secret.edit, Qt.Key.Key_Return)
        yield lambda: self.panel.account.stage is Stage.PASSED
        self.shown["tried"] = texts(self.panel.account)
        QTest.keyClick(self.panel.account.go, Qt.Key.Key_Space)
        yield lambda: self.status_is(ConnectionState.READY)
        yield lambda: self.panel.account.stage is Stage.EDIT
        yield lambda: "ami" in self.panel.systems
        self.tell()

    def come_back(self) -> Story:
        yield lambda: KnowledgeReady in self.last
        yield (
            lambda: (
                self.status_is(ConnectionState.READY) or self.status_is(ConnectionState.NOT_SET_UP)
            )
        )
        QTest.keyClick(self.application.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        yield self.panel_is_there
        self.tell()

    def forget(self) -> Story:
        yield from self.come_back()
        self.panel.account.form.forget.click()
        yield lambda: self.status_is(ConnectionState.NOT_SET_UP)
        yield lambda: self.panel.account.stage is Stage.EDIT
        self.tell()

    def tell(self) -> None:
        event = self.last[PhoneStatusChanged]
        assert isinstance(event, PhoneStatusChanged)
        self.shown |= {
            "state": event.status.state.value,
            "pilot": event.credentials_here,
            "header": self.application.window.header.connection.label,
            "panel": texts(self.panel),
        }


def type_into(edit: QWidget, text: str) -> None:
    edit.setFocus()
    QTest.keyClicks(edit, text)


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


if __name__ == "__main__":
    life = Connecting(Path(sys.argv[2]), sys.argv[3], sys.stdin.readline().strip())
    told = {"set_up": life.set_up, "come_back": life.come_back, "forget": life.forget}
    life.live(sys.argv[1], told)
    print(json.dumps(life.shown))
