"""The text of a page: selectable, findable, with links; it loads nothing from anywhere."""

import re
from typing import Final

from PySide6.QtCore import QByteArray, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from ui import theme
from ui.help.page_style import dress
from ui.help.pages import Page
from ui.i18n import tr

MEASURE = 720  # px: a longer line is hard to come back from
_DIALECT: Final = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)


class PageView(QTextBrowser):
    """`link_followed` carries the page a link leads to and the heading in it ('' for none)."""

    link_followed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: Page | None = None
        self._text = ""
        self.setProperty("bare", "true")
        self.setOpenLinks(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Guide"))
        self.anchorClicked.connect(self._clicked)
        theme.current().changed.connect(self._redraw)

    def show_page(self, page: Page, heading: str = "") -> None:
        self._page, self._text = page, page.load()
        self.setAccessibleName(page.title)
        self._fill()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        if heading:
            self.go_to(heading)

    def go_to(self, heading: str) -> None:
        """Scroll to a heading by the name that Markdown gives it ('the-first-minute')."""
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and slug(block.text()) == heading:
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(int(top))
                self.setTextCursor(QTextCursor(block))
                return
            block = block.next()

    def mark(self, text: str) -> int:
        """Mark every place that says `text`; how many there are."""
        marks: list[QTextEdit.ExtraSelection] = []
        found = self.document().find(text) if text else QTextCursor()
        while not found.isNull():
            mark = QTextEdit.ExtraSelection()
            mark.cursor = found
            mark.format.setBackground(theme.current().color("need_bg"))
            mark.format.setForeground(theme.current().color("need"))
            marks.append(mark)
            found = self.document().find(text, found)
        self.setExtraSelections(marks)
        return len(marks)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Guides are words: no picture, no style, from no file and no network."""
        return QByteArray()  # something, if empty: with None Qt would look for a file itself

    def _fill(self) -> None:
        if self._page is not None and self._page.markdown:
            self.document().setMarkdown(self._text, _DIALECT)
        else:
            self.setCurrentCharFormat(QTextCharFormat())  # not that of the page before
            self.setPlainText(self._text)
        dress(self.document())

    def _redraw(self) -> None:
        """Other colours: the same page at the same place."""
        if self._page is None:
            return
        bar, cursor = self.verticalScrollBar(), self.textCursor()
        at, anchor, position = bar.value(), cursor.anchor(), cursor.position()
        self._fill()
        cursor = self.textCursor()
        cursor.setPosition(anchor)
        cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        bar.setValue(at)

    def _clicked(self, url: QUrl) -> None:
        """Between pages here; anything of the web in the browser, and only after a click."""
        if url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)
        elif not url.scheme() and not url.host():
            self.link_followed.emit(url.path().removesuffix(".md"), url.fragment())

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = max(theme.L, (self.width() - MEASURE) // 2)
        self.setViewportMargins(side, 0, side, 0)
        super().resizeEvent(event)


def slug(heading: str) -> str:
    """A heading as links name it: lower case, words joined by hyphens."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.strip().lower()))
