"""An article in the window: nothing of it is loaded or run, and internal text is never copied."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from ui.knowledge.article_view import ArticleView

LIMIT = "Retention budget 4711"


@pytest.fixture
def canary() -> Iterator[tuple[str, list[object]]]:
    """An address on this computer, and who came."""
    came: list[object] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def wait() -> None:
        while True:
            try:
                connection, whom = listening.accept()
            except OSError:
                return
            came.append(whom)
            connection.close()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", came
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(5)


def copied() -> str:
    data: QMimeData = QApplication.clipboard().mimeData()
    told = [data.text(), data.html()]
    told += [bytes(data.data(form).data()).decode("utf-8", "replace") for form in data.formats()]
    return "\n".join(told)


def test_nothing_of_an_article_is_loaded(qtbot: Any, canary: tuple[str, list[object]]) -> None:
    address, came = canary
    hostile = "\n\n".join(
        (
            f'<img src="{address}/a.png">',
            f"![chart]({address}/b.png)",
            f'<link rel="stylesheet" href="{address}/c.css">',
            f'<p style="background:url({address}/d)">words</p>',
            "**bold**",
        )
    )
    sections = tuple(Section(kind, hostile) for kind in SectionKind)
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(700, 900)
    view.show_article(Article(ArticleId("x"), f'<img src="{address}/t.png">', sections, hostile))
    view.show()
    qtbot.waitExposed(view)
    view.grab()
    # One of our own comes after whatever was under way, and must be the only one.
    host, port = address.removeprefix("http://").split(":")
    socket.create_connection((host, int(port))).close()
    qtbot.waitUntil(lambda: bool(came))
    assert len(came) == 1


def test_internal_text_has_no_way_to_the_clipboard(qtbot: Any) -> None:
    sections = (
        Section(SectionKind.SAY, "I will see to it."),
        Section(SectionKind.SEND, "Template *Refund*"),
        Section(SectionKind.INTERNAL, f"{LIMIT}\n\n- {LIMIT}"),
    )
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(700, 900)
    view.show_article(Article(ArticleId("x"), "Refund", sections, "Read this first."))
    view.show()
    QApplication.clipboard().setText("nothing yet")
    buttons = [one for one in view.findChildren(QAbstractButton) if one.isEnabled()]
    for button in buttons:
        if button.isVisible():
            button.click()
            assert LIMIT not in copied(), button.accessibleName()
    assert any("copy" in one.accessibleName().lower() for one in buttons)
    for widget in [view, *view.findChildren(QWidget)]:
        _try_to_copy(qtbot, widget)
        assert LIMIT not in copied(), type(widget).__name__


def _try_to_copy(qtbot: Any, widget: QWidget) -> None:
    """As hands would: all of it marked, then copied."""
    if isinstance(widget, QLabel):
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse
        selectable |= Qt.TextInteractionFlag.TextSelectableByKeyboard
        assert LIMIT not in widget.text() or not widget.textInteractionFlags() & selectable
    if isinstance(widget, QTextEdit | QPlainTextEdit | QLineEdit):
        widget.selectAll()
        widget.copy()
    if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible():
        control = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(widget, Qt.Key.Key_A, control)
        qtbot.keyClick(widget, Qt.Key.Key_C, control)
