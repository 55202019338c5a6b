"""How a page reads: headings, code and tables in the theme's type and colours.

Qt takes no style sheet for Markdown, so the finished document is walked through once.
"""

from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontDatabase,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
)

from ui import theme
from ui.theme import Type, Weight

_HEADINGS = {1: Type.NAME, 2: Type.VALUE + 2}  # px; below that headings are as big as the text
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_CODE = QTextFormat.Property.BlockCodeLanguage.value
_INDENT = 24  # px, of a list


def dress(document: QTextDocument) -> None:
    """Give the whole document the look of the theme in use."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    document.setIndentWidth(_INDENT)
    page = document.rootFrame().frameFormat()
    page.setTopMargin(theme.XL)
    page.setBottomMargin(theme.XL)
    document.rootFrame().setFrameFormat(page)
    block = document.begin()
    while block.isValid():
        _dress_block(QTextCursor(block), block)
        block = block.next()
    for table in _tables(document.rootFrame()):
        _dress_table(table)  # last: the format of a cell is that of its first block
    cursor.endEditBlock()


def _tables(frame: QTextFrame) -> list[QTextTable]:
    return [child for child in frame.childFrames() if isinstance(child, QTextTable)]


def _dress_table(table: QTextTable) -> None:
    """A line under each row and nothing else."""
    look = table.format()
    look.setBorder(0)
    look.setBorderCollapse(False)
    look.setCellPadding(0)
    look.setCellSpacing(0)
    look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    look.setTopMargin(theme.XS)
    look.setBottomMargin(theme.L)
    table.setFormat(look)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            line = QTextTableCellFormat()
            line.setBottomBorder(1)
            line.setBottomBorderBrush(QBrush(theme.current().color("line")))
            line.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            line.setLeftPadding(0)
            line.setRightPadding(theme.M)
            line.setTopPadding(6)
            line.setBottomPadding(6)
            cell.setFormat(line)


def _dress_block(cursor: QTextCursor, block: QTextBlock) -> None:
    level = block.blockFormat().headingLevel()
    code = _is_code(block)
    table = cursor.currentTable()
    head = table is not None and table.cellAt(cursor).row() == 0
    cursor.setBlockFormat(_block_format(block, level, code=code, in_table=table is not None))
    base = _text_format(level, head=head, code=code)
    cursor.setBlockCharFormat(base)
    for start, length, old in _fragments(block):
        if old.isImageFormat():
            continue
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(_run_format(base, old, plain=level > 0 or code))


def _fragments(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """Taken down first: changing a format changes how a block falls into fragments."""
    found = []
    place = block.begin()
    while not place.atEnd():
        fragment = place.fragment()
        found.append((fragment.position(), fragment.length(), fragment.charFormat()))
        place += 1
    return found


def _block_format(block: QTextBlock, level: int, *, code: bool, in_table: bool) -> QTextBlockFormat:
    look = QTextBlockFormat(block.blockFormat())
    above, below = 0, theme.M
    if level:
        above, below = (0, theme.S) if level == 1 else (theme.L, 6)
        look.setLineHeight(120, _PROPORTIONAL)
    elif code:
        first = not _is_code(block.previous())
        last = not _is_code(block.next())
        above, below = (theme.XS if first else 0), (theme.L if last else 0)
        look.setBackground(theme.current().color("bg"))
        look.setTextIndent(theme.M)
        look.setNonBreakableLines(False)  # a long line wraps: nothing is out of sight
        look.setLineHeight(100, _PROPORTIONAL)  # one ground without gaps
    else:
        look.setLineHeight(145, _PROPORTIONAL)
        if in_table:
            below = 0
        elif block.textList() is not None:
            below = 6 if block.next().textList() is not None else theme.L
    look.setTopMargin(above)
    look.setBottomMargin(below)
    return look


def _is_code(block: QTextBlock) -> bool:
    return block.isValid() and block.blockFormat().hasProperty(_CODE)


def _text_format(level: int, *, head: bool, code: bool) -> QTextCharFormat:
    """The block's own type; bold, links and code come on top of it."""
    font = QFont(theme.current().font(Type.VALUE))
    if level:
        font.setPixelSize(int(_HEADINGS.get(level, Type.VALUE)))
        font.setWeight(QFont.Weight(Weight.SEMIBOLD))
    elif head:
        font.setPixelSize(int(Type.EVIDENCE))
        font.setWeight(QFont.Weight(Weight.SEMIBOLD))
    elif code:
        font = _fixed(Type.BODY)
    look = QTextCharFormat()
    look.setFont(font)
    look.setForeground(theme.current().color("soft" if head else "text"))
    return look


def _run_format(base: QTextCharFormat, old: QTextCharFormat, *, plain: bool) -> QTextCharFormat:
    """`plain`: a heading or a code block, which keep one look throughout."""
    look = QTextCharFormat(base)
    if old.fontFixedPitch() and not plain:
        look.setFont(_fixed(Type.BODY))
        look.setBackground(theme.current().color("bg"))
    elif old.fontWeight() >= Weight.SEMIBOLD and not plain:
        look.setFontWeight(Weight.SEMIBOLD)
    if old.fontItalic():
        look.setFontItalic(True)
    if old.isAnchor():
        look.setAnchor(True)
        look.setAnchorHref(old.anchorHref())
        look.setForeground(theme.current().color("accent"))
        look.setFontUnderline(True)
    return look


def _fixed(size: int) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(int(size))
    return font
