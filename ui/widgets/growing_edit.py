"""A plain-text editor that is as high as its text, within limits."""

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from agentassist.domain.sealed import redact_cards
from ui import theme
from ui.theme import Type

_EDGE = 16  # padding and border of the style sheet, above and below


class GrowingEdit(QPlainTextEdit):
    """Plain text only, also from the clipboard. Tab leaves it; longer text than `most` scrolls."""

    def __init__(
        self,
        name: str,
        *,
        fewest: int = 3,
        most: int = 8,
        longest: int = 4_000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fewest, self._most, self._longest = fewest, most, longest
        self.setAccessibleName(name)
        self.setFont(theme.current().font(Type.BODY))
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste what fits: the rest of the program promises a longest text."""
        room = self._longest - len(self.toPlainText()) + len(self.textCursor().selectedText())
        if source.hasText() and room > 0:
            self.insertPlainText(source.text()[:room])

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copied, cut or dragged: a card number does not get onto the clipboard."""
        data = QMimeData()
        data.setText(redact_cards(self.textCursor().selection().toPlainText()))
        return data

    def replace_text(self, text: str) -> None:
        """As one step that Ctrl+Z takes back."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = round(self.document().size().height())  # a plain-text document counts lines
        shown = max(self._fewest, min(self._most, lines))
        height = shown * self.fontMetrics().lineSpacing() + _EDGE
        if height != self.height():
            self.setFixedHeight(height)
        policy = Qt.ScrollBarPolicy
        needed = lines > self._most
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if needed else policy.ScrollBarAlwaysOff
        )
