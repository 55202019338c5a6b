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
    QTextLength,
    QTextTable,
)

from ui import theme
from ui.theme import Type, Weight

_HEADINGS = {1: Type.NAME, 2: Type.VALUE + 2}  # px; below that headings are as big as the text
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_FENCE = QTextFormat.Property.BlockCodeFence.value


def dress(document: QTextDocument) -> None:
    """Give the whole document the look of the theme in use."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for table in _tables(document.rootFrame()):
        _dress_table(table)
    block = document.begin()
    while block.isValid():
        _dress_block(QTextCursor(block), block)
        block = block.next()
    cursor.endEditBlock()


def _tables(frame: QTextFrame) -> list[QTextTable]:
    return [child for child in frame.childFrames() if isinstance(child, QTextTable)]


def _dress_table(table: QTextTable) -> None:
    look = table.format()
    look.setBorder(1)
    look.setBorderBrush(QBrush(theme.current().color("line")))
    look.setBorderCollapse(True)
    look.setCellPadding(6)
    look.setCellSpacing(0)
    look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    look.setTopMargin(theme.XS)
    look.setBottomMargin(theme.L)
    table.setFormat(look)


def _dress_block(cursor: QTextCursor, block: QTextBlock) -> None:
    level = block.blockFormat().headingLevel()
    fenced = block.blockFormat().nonBreakableLines() or block.blockFormat().hasProperty(_FENCE)
    table = cursor.currentTable()
    head = table is not None and table.cellAt(cursor).row() == 0
    cursor.setBlockFormat(_block_format(block, level, fenced=fenced, in_table=table is not None))
    base = _text_format(level, head=head, code=fenced)
    cursor.setBlockCharFormat(base)
    for start, length, old in _fragments(block):
        if old.isImageFormat():
            continue
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(_run_format(base, old, plain=level > 0 or fenced))


def _fragments(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """Taken down first: changing a format changes how a block falls into fragments."""
    found = []
    place = block.begin()
    while not place.atEnd():
        fragment = place.fragment()
        found.append((fragment.position(), fragment.length(), fragment.charFormat()))
        place += 1
    return found


def _block_format(
    block: QTextBlock, level: int, *, fenced: bool, in_table: bool
) -> QTextBlockFormat:
    look = QTextBlockFormat(block.blockFormat())
    above, below = 0, theme.M
    if level:
        above, below = (0, theme.S) if level == 1 else (theme.L, 6)
        look.setLineHeight(120, _PROPORTIONAL)
    elif fenced:
        first = not _is_fenced(block.previous())
        last = not _is_fenced(block.next())
        above, below = (theme.XS if first else 0), (theme.L if last else 0)
        look.setBackground(theme.current().color("raised"))
        look.setLineHeight(150, _PROPORTIONAL)
    else:
        look.setLineHeight(145, _PROPORTIONAL)
        if in_table:
            below = 0
        elif block.textList() is not None:
            below = 6 if block.next().textList() is not None else theme.L
    look.setTopMargin(above)
    look.setBottomMargin(below)
    return look


def _is_fenced(block: QTextBlock) -> bool:
    look = block.blockFormat()
    return block.isValid() and (look.nonBreakableLines() or look.hasProperty(_FENCE))


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
        look.setBackground(theme.current().color("raised"))
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
