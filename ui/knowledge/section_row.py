"""One section of an article: a coloured bar, its word and text, and Copy where copying is meant."""

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.knowledge import SectionKind
from ui import theme
from ui.i18n import tr
from ui.knowledge.article_document import LINE, document
from ui.knowledge.document_text import DocumentText
from ui.knowledge.section_text import Block, plain_of
from ui.knowledge.section_words import copy_name, section_word
from ui.theme import Type, Weight
from ui.widgets import Icon, Text
from ui.widgets.small_button import SmallButton

_BARS = {
    SectionKind.SAY: "accent",
    SectionKind.DO: "given",
    SectionKind.SEND: "hold",
    SectionKind.INTERNAL: "need",
}
_COPIED_MS = 1_600
_NARROW = 400


class SectionRow(QWidget):
    """`copy_requested`: its button was pressed. Internal text has neither button nor selection.

    `kind` None: the text of an article without sections. `found` is what of its text is shown.
    `key` stands on the button.
    """

    copy_requested = Signal(object)  # SectionKind | None
    link_pressed = Signal(str)

    def __init__(
        self,
        kind: SectionKind | None,
        found: tuple[Block, ...],
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind, self.found, self._key = kind, found, key
        internal = kind is SectionKind.INTERNAL
        said = plain_of(found)
        word = section_word(kind) if kind is not None else ""
        tone = "soft" if internal else "text"
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(14, 1, 0, 1)
        row.setSpacing(theme.S)
        lines = QVBoxLayout()
        lines.setSpacing(theme.XS)
        row.addLayout(lines, 1)
        if internal:
            lines.addWidget(_internal_head(word))
        lead = "" if internal else word
        self.text = DocumentText(
            lambda: document(lead, found, tone),
            f"{word}: {said}" if word else said,
        )
        self.text.link_pressed.connect(self.link_pressed)
        lines.addWidget(self.text)
        self.copy_button: SmallButton | None = None
        if not internal:
            self.copy_button = self._make_copy_button()
            place = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
            row.addWidget(self.copy_button, 0, place)
        theme.current().changed.connect(self.update)

    def _make_copy_button(self) -> SmallButton:
        button = SmallButton(tr("Copy"), copy_name(self.kind), key=self._key or None, icon="copy")
        button.clicked.connect(lambda: self.copy_requested.emit(self.kind))
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(_COPIED_MS)
        self._back.timeout.connect(lambda: self._mark("copy", copy_name(self.kind)))
        return button

    def show_copied(self) -> None:
        """For a moment: the word stays, since a wider one would move the text."""
        if self.copy_button is not None:
            self._mark("check", tr("Copied"))
            self._back.start()

    def _mark(self, icon: str, name: str) -> None:
        if self.copy_button is not None:
            self.copy_button.set_glyph(icon)
            self.copy_button.setAccessibleName(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a side panel the button stands under the text, which keeps its width."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        narrow = event.size().width() < _NARROW
        wanted = direction.TopToBottom if narrow else direction.LeftToRight
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
            self.updateGeometry()  # a layout does not tell those around it that it turned

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        bar = _BARS[self.kind] if self.kind is not None else "line"
        left = self.width() - 3 if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else 0
        if self.kind is SectionKind.INTERNAL:  # not told by the colour of a bar alone
            painter.fillRect(self.rect(), theme.current().color("bg"))
        painter.fillRect(QRectF(left, 0, 3, self.height()), theme.current().color(bar))


def _internal_head(word: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 3, 0, 0)
    row.setSpacing(6)
    row.addWidget(Icon("lock", "need", 14))
    row.addWidget(Text(word, Type.BODY, "need", Weight.SEMIBOLD, max_lines=1))
    hint = tr("for you only: never said, never sent")
    row.addWidget(Text(hint, Type.EVIDENCE, "soft", max_lines=1), 1)
    holder.setFixedHeight(LINE + 4)
    return holder
