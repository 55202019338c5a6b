"""One section of an article as a document, made piece by piece: nothing is read as HTML."""

import re
from unicodedata import bidirectional

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextListFormat,
    QTextOption,
    QTextTableFormat,
)

from ui import theme
from ui.knowledge.section_text import Block, Form
from ui.knowledge.stretches import Stretch, stretches
from ui.theme import Type, Weight

LINE = 18  # px, of text at its size
_INDENT = 20
# A word without an end takes Qt time by the square of its length: a place to break, unseen.
_ENDLESS = re.compile(r"\S{500}(?=\S{500})")
_CODE_FAMILIES = ("DejaVu Sans Mono", "Menlo", "Consolas", "monospace")


def document(lead: str, found: tuple[Block, ...], tone: str) -> QTextDocument:
    """`lead`, the section's word, begins the first paragraph, or stands over a list alone."""
    return _Writer(tone).write(lead, found)


class _Writer:
    def __init__(self, tone: str) -> None:
        self._tone = tone
        self._doc = QTextDocument()
        self._doc.setUndoRedoEnabled(False)
        self._doc.setDocumentMargin(0)
        self._doc.setIndentWidth(_INDENT)
        self._doc.setDefaultFont(theme.current().font(Type.BODY))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self._doc.setDefaultTextOption(option)
        self._at = QTextCursor(self._doc)
        self._begun = False
        self._list: tuple[str, int, int] | None = None  # style, depth, last number

    def write(self, lead: str, found: tuple[Block, ...]) -> QTextDocument:
        self._at.beginEditBlock()
        alone = not found or found[0].form is not Form.PARAGRAPH or _mirrored(found[0].text)
        if lead and alone:
            self._block(0)
            self._put(lead, self._chars(Weight.SEMIBOLD))
            lead = ""
        for block in found:
            self._write(block, lead)
            lead = ""
        self._at.endEditBlock()
        return self._doc

    def _write(self, block: Block, lead: str) -> None:
        if block.form is not Form.ITEM:
            self._list = None
        if block.form is Form.TABLE:
            self._table(block)
        elif block.form is Form.CODE:
            self._code(block.text)
        else:
            self._block(theme.S if block.form is Form.HEADING else theme.XS, block)
            if block.form is Form.ITEM:
                self._item(block)
            if lead:
                self._put(f"{lead}  ", self._chars(Weight.SEMIBOLD))
            heavy = Weight.SEMIBOLD if block.form is Form.HEADING else None
            self._line(block.stretches, heavy, block.form is Form.QUOTE)

    def _block(self, above: int, block: Block | None = None) -> None:
        form = QTextBlockFormat()
        form.setLineHeight(LINE, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        form.setTopMargin(above if self._begun else 0)
        if block is not None and block.form is Form.QUOTE:
            form.setLeftMargin(theme.M)
        if self._begun:
            self._at.insertBlock(form, QTextCharFormat())
        else:
            self._at.setBlockFormat(form)
        self._begun = True

    def _item(self, block: Block) -> None:
        """Numbers as they stand in the source: a list that was cut goes on counting."""
        numbered = block.marker != "•"
        number = int(block.marker.rstrip(".")) if numbered else 0
        style = "number" if numbered else "bullet"
        goes_on = self._list is not None and self._list[:2] == (style, block.level)
        if goes_on and self._list is not None and (not numbered or number == self._list[2] + 1):
            before = self._at.block().previous().textList()
            if before is not None:
                before.add(self._at.block())
        else:
            form = QTextListFormat()
            decimal = QTextListFormat.Style.ListDecimal
            form.setStyle(decimal if numbered else QTextListFormat.Style.ListDisc)
            form.setIndent(block.level + 1)
            if numbered:
                form.setStart(number)
            self._at.createList(form)
        self._list = (style, block.level, number)

    def _line(self, parts: tuple[Stretch, ...], heavy: Weight | None, quiet: bool) -> None:
        for part in parts:
            weight = Weight.SEMIBOLD if part.bold else heavy
            self._put(part.text, self._chars(weight, part, quiet=quiet))

    def _chars(
        self, weight: Weight | None = None, part: Stretch | None = None, *, quiet: bool = False
    ) -> QTextCharFormat:
        current = theme.current()
        form = QTextCharFormat()
        form.setForeground(current.color("soft" if quiet else self._tone))
        if weight is not None:
            form.setFontWeight(int(weight))
        if part is not None and part.italic:
            form.setFontItalic(True)
        if part is not None and part.code:
            form.setFontFamilies(list(_CODE_FAMILIES))
            form.setFontFixedPitch(True)
            form.setBackground(current.color("bg"))
        if part is not None and part.address:
            form.setForeground(current.color("accent"))
            form.setFontUnderline(True)
            form.setAnchor(True)
            form.setAnchorHref(part.address)
        return form

    def _put(self, text: str, form: QTextCharFormat) -> None:
        text = text.replace("\r", " ").replace("\x0b", " ")
        self._at.insertText(_ENDLESS.sub("\\g<0>\u200b", text), form)

    def _code(self, text: str) -> None:
        ground = theme.current().color("bg")
        for number, line in enumerate(text.split("\n")):
            self._block(theme.XS if number == 0 else 0)
            form = self._at.blockFormat()
            form.setBackground(ground)
            form.setLeftMargin(theme.XS)
            self._at.setBlockFormat(form)
            self._put(line or " ", self._chars(None, Stretch(line, code=True)))

    def _table(self, block: Block) -> None:
        self._block(theme.XS)
        form = QTextTableFormat()
        form.setBorder(1)
        form.setBorderCollapse(True)
        form.setBorderBrush(theme.current().color("line"))
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setCellPadding(5)
        form.setCellSpacing(0)
        table = self._at.insertTable(len(block.rows), len(block.rows[0]), form)
        for row, cells in enumerate(block.rows):
            head = Weight.SEMIBOLD if block.headed and row == 0 else None
            for column, text in enumerate(cells):
                self._at = table.cellAt(row, column).firstCursorPosition()
                self._line(stretches(text), head, quiet=False)
        self._at = QTextCursor(self._doc)
        self._at.movePosition(QTextCursor.MoveOperation.End)
        _flatten(self._at)
        _flatten(QTextCursor(self._doc.findBlock(table.firstPosition() - 2)))


def _mirrored(text: str) -> bool:
    """Its first letter belongs to a script that is written from right to left."""
    strong = (kind for kind in map(bidirectional, text) if kind in ("L", "R", "AL"))
    return next(strong, "L") != "L"


def _flatten(at: QTextCursor) -> None:
    """A document has an empty paragraph on either side of a table: no line of air."""
    if not at.block().text():
        form = QTextBlockFormat()
        form.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        at.setBlockFormat(form)
        small = QTextCharFormat()
        small.setFont(QFont(theme.FAMILY, 1))
        at.setBlockCharFormat(small)
