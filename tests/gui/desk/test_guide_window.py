"""Guides inside the app: readable, linked, found in, following the theme, loading nothing."""

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QTextCursor, QTextDocument, QTextTable
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from agentassist.assets import resources
from ui import theme
from ui.help import page_view, pages
from ui.help.guide_window import GuideWindow
from ui.help.page_view import MEASURE, PageView, slug
from ui.help.pages import Page, guides, page

TEXT = """# One

Words and `code` and **bold** and [onwards](leads.md#more) and [outside](https://example.org/a).
![pixel](https://example.org/pixel.png) ![secret](file:///etc/passwd) <b onclick="x">raw</b>

| a | b |
|---|---|
| 1 | 2 |

```sh
run this
and this
```

## More words

More.
"""


@pytest.fixture
def guide(qtbot: QtBot, look: theme.Theme) -> GuideWindow:
    guide = GuideWindow()
    qtbot.addWidget(guide)
    guide.open_page("agents")
    qtbot.waitUntil(guide.isActiveWindow)
    return guide


@pytest.fixture
def view(qtbot: QtBot, look: theme.Theme) -> PageView:
    view = PageView()
    qtbot.addWidget(view)
    view.resize(1000, 600)
    view.show()
    view.show_page(Page("Test", lambda: TEXT))
    return view


def at(view: PageView, text: str) -> QTextCursor:
    return view.document().find(text)


def test_every_guide_opens_and_its_links_lead_somewhere(look: theme.Theme) -> None:
    assert [name for name, _ in guides()] == ["agents", "leads", "it"]
    files = sorted((resources() / "help").glob("*.md"))
    names = [file.stem for file in files]
    for file in files:
        shown = page(file.stem)
        assert shown is not None
        document = QTextDocument()
        document.setMarkdown(shown.load())
        headings = {
            name: {
                slug(line.lstrip("# "))
                for line in (resources() / "help" / f"{name}.md").read_text("utf-8").splitlines()
                if line.startswith("#")
            }
            for name in names
        }
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", shown.load(), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)]+)\)", prose):
            if not target.startswith(("http://", "https://")):
                name, _, heading = target.partition("#")
                name = name.removesuffix(".md") or file.stem
                assert page(name) is not None, f"{file.name}: {target}"
                assert not heading or heading in headings[name], f"{file.name}: {target}"


def test_names_never_lead_out_of_the_folder() -> None:
    for name in ("../../README", "/etc/passwd", "", ".", "nothing", "agents/../it"):
        assert page(name) is None


def test_a_text_is_read_only_when_it_is_opened(
    qtbot: QtBot, look: theme.Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    whole = Path.read_text
    monkeypatch.setattr(
        Path,
        "read_text",
        lambda self, *a, **k: (read.append(self.name), whole(self, *a, **k))[1],
    )
    guide = GuideWindow()
    qtbot.addWidget(guide)
    assert read == []
    guide.open_page("it")
    assert read == ["it.md"]


def test_a_text_that_is_gone_is_named(
    guide: GuideWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "help").mkdir()
    (tmp_path / "help" / "leads.md").write_bytes(b"\xff\xfe")
    monkeypatch.setattr(pages, "resources", lambda: tmp_path)
    guide.open_page("leads")
    assert "leads.md" in guide.view.toPlainText()
    assert "can't be read" in guide.view.toPlainText()


def test_lines_are_no_longer_than_can_be_read(guide: GuideWindow, qtbot: QtBot) -> None:
    for width in (1600, 800, 360):
        guide.resize(width, 600)
        qtbot.waitUntil(lambda width=width: guide.view.width() == width)
        room = guide.view.viewport().width()
        assert room <= MEASURE
        assert room >= min(MEASURE, width - 48) - 12
        assert guide.view.document().idealWidth() <= room
        assert not guide.view.horizontalScrollBar().isVisible()


def test_the_page_has_the_type_and_colours_of_the_theme(view: PageView, look: theme.Theme) -> None:
    for name in ("light", "dark", "contrast"):
        look.choose(name)
        heading, body, code, link = (at(view, t) for t in ("One", "Words", "code", "onw"))
        assert heading.charFormat().font().pixelSize() == theme.Type.NAME
        assert body.charFormat().font().family() == theme.FAMILY
        assert body.charFormat().foreground().color() == look.color("text")
        assert code.charFormat().background().color() == look.color("bg")
        assert link.charFormat().foreground().color() == look.color("accent")
        assert at(view, "bold").charFormat().fontWeight() == theme.Weight.SEMIBOLD
        assert at(view, "and this").block().blockFormat().background().color() == look.color("bg")
        [table] = view.document().rootFrame().childFrames()
        assert isinstance(table, QTextTable)
        cell = table.cellAt(1, 1).format().toTableCellFormat()
        assert cell.bottomBorderBrush().color() == look.color("line")


def test_a_theme_change_keeps_the_place(guide: GuideWindow, look: theme.Theme) -> None:
    guide.view.verticalScrollBar().setValue(300)
    before = guide.view.toPlainText()
    look.choose("dark")
    assert guide.view.verticalScrollBar().value() == 300
    assert guide.view.toPlainText() == before


def test_nothing_is_loaded_from_anywhere(view: PageView, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    for address in ("https://example.org/pixel.png", "file:///etc/passwd", "leads.md"):
        image = QTextDocument.ResourceType.ImageResource.value
        assert not bytes(view.document().resource(image, QUrl(address)) or b"")
    assert "raw" in view.toPlainText(), "markup is text"
    assert opened == []


def test_links_go_to_pages_here_and_to_the_web_outside(
    view: PageView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        page_view.QDesktopServices, "openUrl", lambda url: opened.append(url.toString())
    )
    followed: list[tuple[str, str]] = []
    view.link_followed.connect(lambda name, heading: followed.append((name, heading)))
    for text in ("onw", "outs"):
        cursor = at(view, text)
        place = view.cursorRect(cursor).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert followed == [("leads", "more")]
    assert opened == ["https://example.org/a"]
    for address in ("file:///etc/passwd", "javascript:alert(1)", "//host/share", "smb://x/y"):
        view.anchorClicked.emit(QUrl(address))
    assert len(opened) == 1
    assert len(followed) == 1


def test_a_link_opens_the_other_guide_and_back_returns(guide: GuideWindow, qtbot: QtBot) -> None:
    assert not guide.back.isVisible()
    guide.view.verticalScrollBar().setValue(250)
    guide.view.link_followed.emit("it", "")
    assert guide.windowTitle() == "For IT · agentassist"
    assert guide.chips["it"].isChecked()
    assert not guide.chips["agents"].isChecked()
    qtbot.keyClick(guide, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert guide.windowTitle() == "For agents · agentassist"
    assert guide.view.verticalScrollBar().value() == 250
    assert not guide.back.isVisible()
    guide.view.link_followed.emit("nowhere", "")
    assert guide.windowTitle() == "For agents · agentassist"


def test_a_heading_is_gone_to(guide: GuideWindow) -> None:
    guide.view.link_followed.emit("", "coaching")
    assert guide.view.textCursor().block().text() == "Coaching"
    assert guide.view.verticalScrollBar().value() > 0


def test_find_marks_goes_on_and_leaves_in_steps(guide: GuideWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(guide, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    edit = guide.find_bar.edit
    assert edit.hasFocus()
    qtbot.keyClicks(edit, "wrap")
    count = len(guide.view.extraSelections())
    assert count > 2
    assert guide.find_bar.count.text() == f"{count} places"
    first = guide.view.textCursor().selectionStart()
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    second = guide.view.textCursor().selectionStart()
    assert second > first
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert guide.view.textCursor().selectionStart() == first
    for _ in range(count):
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert guide.view.textCursor().selectionStart() == first, "round and round"
    theme.current().choose("dark")
    marked: Any = guide.view.extraSelections()[0]
    assert marked.format.background().color() == QColor(theme.current().color("need_bg"))
    qtbot.keyClicks(edit, "zzz")
    assert guide.find_bar.count.text() == "not in this page"
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert not guide.find_bar.isVisible()
    assert guide.view.extraSelections() == []
    assert guide.isVisible()
    qtbot.keyClick(guide.view, Qt.Key.Key_Escape)
    assert not guide.isVisible()


def test_about_says_version_and_licences(guide: GuideWindow) -> None:
    guide.open_page("about")
    text = guide.view.toPlainText()
    assert all(part in text for part in ("Version 0.", "Apache License 2.0", "Inter", "Lucide"))
    guide.view.link_followed.emit("licence-inter", "")
    assert "SIL OPEN FONT LICENSE" in guide.view.toPlainText()
    assert at(guide.view, "PREAMBLE").charFormat().fontWeight() == theme.Weight.REGULAR
    guide.view.link_followed.emit("licence-lucide", "")
    assert "ISC License" in guide.view.toPlainText()


def test_everything_that_takes_the_focus_has_a_name(guide: GuideWindow) -> None:
    guide.find_bar.open()
    unnamed = [
        type(widget).__name__
        for widget in guide.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
    ]
    assert unnamed == []
