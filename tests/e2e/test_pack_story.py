"""A lead's pack, from signing to an agent's call: dropped on the window, trusted, on, off, kept."""

import json
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from agentassist.app.events import KnowledgeReady
from agentassist.bootstrap import Options
from agentassist.cli import main
from agentassist.settings.paths import user_paths
from agentassist.telephony.webhook.signature import sign
from ui.application import Application

SECRET = "of-the-test-of-packs-in-the-window"
LINE = "Name the day the parcel comes"
PACK = f"""
[pack]
id = "late-parcel"
version = "1.0.0"
sdk = ">=1.0,<2"
language = "en"
title = "Late parcels"
publisher = "Team North"
wants = ["draft"]

[[rule]]
id = "name-the-day"
watches = "call"
line = "{LINE}"
priority = 100
once_per_call = false
[rule.when]
state = ["talking"]
[rule.examples]
fires = [{{ state = "talking" }}]
silent = [{{ state = "ringing" }}]
"""


class Desktop:
    """One life of the program over a settings file, with a phone system that reports calls."""

    def __init__(self, qtbot: Any, port: int, config: Path, screen_of: Any) -> None:
        self.qtbot, self.port = qtbot, port
        self.closed = False
        self.application = Application(Options(config=config))
        self.window = self.application.window
        self.screen = screen_of(self.window)
        opened: list[object] = []
        self.application.crossing.event_received.connect(
            lambda event: opened.append(event) if isinstance(event, KnowledgeReady) else None
        )
        self.window.resize(1440, 900)
        self.application.show()
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        self.until(lambda: opened)
        self.sees("Agent 101", "Ready for the next call")

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=15_000)

    def sees(self, *parts: str) -> None:
        try:
            self.until(lambda: all(part in self.screen for part in parts))
        except Exception as error:  # pytest-qt's own; say what was there instead
            raise AssertionError(f"not seen: {parts}\n{self.screen.texts()}") from error

    def sees_no(self, part: str) -> None:
        self.until(lambda: part not in self.screen)

    @property
    def packs(self) -> Any:
        return self.application.packs.window

    def drop(self, file: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        copy, left, none = (
            Qt.DropAction.CopyAction,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier(0),
        )
        over = QDragEnterEvent(QPoint(99, 99), copy, data, left, none)
        over.ignore()
        QApplication.sendEvent(self.window, over)
        assert over.isAccepted()
        QApplication.sendEvent(self.window, QDropEvent(QPointF(99, 99), copy, data, left, none))

    def list_packs(self) -> None:
        self.application.packs.open()
        self.until(lambda: "late-parcel" in self.packs.rows)

    def report(self, event: str, call: str) -> None:
        """In a thread: the window goes on meanwhile."""
        now = datetime.now(UTC)
        told = {"id": call, "event": event, "agent": "101", "from": "+493023125042"}
        told |= {"to": "+4989123456", "at": now.isoformat()}
        body = json.dumps({**told, "inputs": []}).encode()
        signature = sign(SECRET, body, int(now.timestamp()))
        headers = {"X-AgentAssist-Signature": signature, "Content-Type": "application/json"}
        url = f"http://127.0.0.1:{self.port}/v1/calls"
        request = urllib.request.Request(url, body, headers)
        statuses: list[int] = []

        def send() -> None:
            with urllib.request.urlopen(request, timeout=15) as answer:
                statuses.append(answer.status)

        sender = threading.Thread(target=send)
        sender.start()
        self.qtbot.waitUntil(lambda: not sender.is_alive(), timeout=20_000)
        assert statuses == [202]

    def talk(self, call: str) -> None:
        self.report("ring", call)
        self.sees("Ringing")
        self.report("answer", call)
        self.sees("Talking")

    def close(self) -> None:
        """Once: what the core still has to say is heard before the window goes."""
        if self.closed:
            return
        self.closed = True
        self.application.close()
        self.until(lambda: not self.application.crossing._frame.isActive())
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def start(
    qapp: QApplication,
    qtbot: Any,
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Any,
    screen_of: Any,
) -> Iterator[Callable[[], Desktop]]:
    """`start()` is one more life of the program on the same settings and shelf."""
    expect_log("nothing is kept after exit")  # no keyring here
    config = tmp_path / "agentassist.toml"
    lives: list[Desktop] = []

    def live() -> Desktop:
        monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        if not config.exists():
            text = '[agent]\nextension = "101"\n[phone.webhook]\nenabled = true\nport = 0\n'
            config.write_text(text, "utf-8")
        lines = [
            f"port = {port}" if line.startswith("port") else line
            for line in config.read_text("utf-8").splitlines()
        ]
        config.write_text("\n".join(lines) + "\n", "utf-8")
        lives.append(Desktop(qtbot, port, config, screen_of))
        return lives[-1]

    yield live
    for desktop in lives:
        desktop.close()


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> tuple[Path, str]:
    """The signed pack, and the fingerprint that its lead reads out by telephone."""
    monkeypatch.setenv("LEAD", "three words and one more")
    folder = tmp_path / "late-parcel"
    folder.mkdir()
    (folder / "pack.toml").write_text(PACK, "utf-8")
    key, out = tmp_path / "north", tmp_path / "late-parcel.aapack"
    secret = ("--passphrase-env", "LEAD")
    assert main(["packs", "keygen", str(key), *secret]) == 0
    keys = ("--key", str(key.with_suffix(".key")), "--out", str(out))
    assert main(["packs", "sign", str(folder), *keys, *secret]) == 0
    said = capsys.readouterr().out
    return out, said.rpartition("fingerprint ")[2].strip()


def visible(widget: QWidget) -> bool:
    return bool(widget.isVisible())


def test_from_a_leads_key_to_a_cue_and_kept_after_a_restart(
    start: Callable[[], Desktop], archive: tuple[Path, str]
) -> None:
    file, fingerprint = archive
    desk = start()
    desk.drop(file)
    desk.until(lambda: desk.packs is not None and visible(desk.packs.look))
    look = desk.packs.look
    assert look.fingerprint.text() == fingerprint
    assert not look.install.isEnabled()
    desk.qtbot.keyClick(look.compared, Qt.Key.Key_Space)
    assert look.install.isEnabled()
    desk.qtbot.keyClick(look.install, Qt.Key.Key_Space)
    desk.until(lambda: "late-parcel" in desk.packs.rows)
    assert "Signed by Team North" in desk.packs.rows["late-parcel"].seal.text.text()

    desk.talk("call-1")
    desk.sees(LINE)  # without a restart, in a real call
    row = desk.packs.rows["late-parcel"]
    row.switch.click()
    desk.sees_no(LINE)  # in the same call
    row.switch.click()
    desk.sees(LINE)
    row.switch.click()
    desk.sees_no(LINE)
    desk.report("hangup", "call-1")
    desk.close()

    again = start()
    again.list_packs()
    assert not again.packs.rows["late-parcel"].switch.isChecked()
    again.talk("call-2")
    again.sees("Talking")
    assert LINE not in again.screen
    again.packs.rows["late-parcel"].switch.click()
    again.sees(LINE)
    again.packs.rows["late-parcel"].away.click()
    again.sees_no(LINE)
    again.until(lambda: "late-parcel" not in again.packs.rows)
    assert not (user_paths().packs / "late-parcel.aapack").exists()
    again.packs.notice.undo.click()
    again.until(lambda: "late-parcel" in again.packs.rows)
    assert (user_paths().packs / "late-parcel.aapack").exists()


def test_a_pack_changed_on_its_way_is_refused_in_plain_words(
    start: Callable[[], Desktop], archive: tuple[Path, str]
) -> None:
    from agentassist.coaching.pack_source import read_files, write_archive

    file, _ = archive
    files = dict(read_files(file).files)
    files["pack.toml"] = files["pack.toml"].replace(b"the day", b"any day")
    write_archive(files, file)
    desk = start()
    desk.drop(file)
    desk.until(lambda: desk.packs is not None and visible(desk.packs.look))
    assert desk.packs.look.seal.text.text() == "This pack was changed after it was signed."
    assert not visible(desk.packs.look.install)
    assert not user_paths().packs.exists()
