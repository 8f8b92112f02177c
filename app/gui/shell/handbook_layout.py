"""How a Markdown document looks in the window: sizes, spaces, tables and code, in the colors of the theme."""

from collections.abc import Iterator

from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCell,
)

from widgets.palette import blend

LINE_HEIGHT, TABLE_WIDTH = 135.0, 99.0
"""Percent; with all of the width, a table's last line would ask for a bar to scroll by a pixel."""

HEADING_SIZES = {1: 1.7, 2: 1.3}
"""Sizes of headings by level, against that of the text; deeper ones are as large as the text."""

CODE_SIZE = 0.92
SPACE = 8.0
RAISED, LINES = 0.07, 0.2
"""How much of the text's color is in the color behind code and heads of tables, and in lines."""

Role = QPalette.ColorRole


def lay_out(document: QTextDocument, palette: QPalette, font: QFont) -> None:
    """Give a document that was read from Markdown its look."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _table(frame, palette)
    for block in blocks(document):
        if block.blockFormat().headingLevel():
            _heading(block, font)
        elif _is_code(block):
            _code(block, palette, font)
        else:
            _text(block)
    cursor.endEditBlock()


def set_edges(document: QTextDocument, edge: float) -> None:
    """Leave so many pixels free at both sides."""
    shape = document.rootFrame().frameFormat()
    shape.setLeftMargin(edge)
    shape.setRightMargin(edge)
    shape.setTopMargin(SPACE)
    shape.setBottomMargin(2 * SPACE)
    document.rootFrame().setFrameFormat(shape)


def blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    """Give the paragraphs of a document, with those in tables."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _heading(block: QTextBlock, font: QFont) -> None:
    level = block.blockFormat().headingLevel()
    shape = QTextBlockFormat()
    shape.setTopMargin(0.0 if level == 1 else 3 * SPACE)
    shape.setBottomMargin(SPACE)
    letters = QTextCharFormat()
    letters.setFontWeight(QFont.Weight.DemiBold)
    letters.setFontPointSize(_points(font) * HEADING_SIZES.get(level, 1.0))
    # Set and not merged: what Markdown says of the size of a heading would go before it.
    cursor = _merge(block, shape)
    cursor.setCharFormat(letters)


def _code(block: QTextBlock, palette: QPalette, font: QFont) -> None:
    shape = QTextBlockFormat()
    shape.setBackground(raised(palette))
    shape.setNonBreakableLines(False)
    shape.setLeftMargin(0.0)
    shape.setTopMargin(0.0 if _is_code(block.previous()) else SPACE)
    shape.setBottomMargin(0.0 if _is_code(block.next()) else 2 * SPACE)
    letters = QTextCharFormat()
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    letters.setFontFamilies([fixed.family()])
    letters.setFontPointSize(_points(font) * CODE_SIZE)
    _merge(block, shape).mergeCharFormat(letters)


def _text(block: QTextBlock) -> None:
    shape = QTextBlockFormat()
    shape.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    shape.setBottomMargin(0.0 if QTextCursor(block).currentTable() else SPACE)
    _merge(block, shape)


def _table(table: QTextTable, palette: QPalette) -> None:
    """Draw a line below each row, and the head in another color."""
    shape = table.format()
    shape.setBorder(0)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
    shape.setCellSpacing(0)
    shape.setCellPadding(SPACE * 0.75)
    shape.setTopMargin(SPACE)
    shape.setBottomMargin(2 * SPACE)
    shape.setBorderCollapse(True)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, TABLE_WIDTH))
    table.setFormat(shape)
    _mend_first_cell(table)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            look = cell.format().toTableCellFormat()
            look.setBottomBorder(1)
            look.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            look.setBottomBorderBrush(blend(palette.color(Role.Text), palette.color(Role.Base), LINES))
            if row == 0:
                look.setBackground(raised(palette))
                _embolden(cell)
            cell.setFormat(look)


def _mend_first_cell(table: QTextTable) -> None:
    """Take out the empty paragraph that Qt's reader of Markdown begins a table with behind code."""
    first = table.cellAt(0, 0).firstCursorPosition()
    if not first.block().text() and first != table.cellAt(0, 0).lastCursorPosition():
        first.deleteChar()


def _embolden(cell: QTextTableCell) -> None:
    cursor = cell.firstCursorPosition()
    cursor.setPosition(cell.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
    letters = QTextCharFormat()
    letters.setFontWeight(QFont.Weight.DemiBold)
    cursor.mergeCharFormat(letters)


def raised(palette: QPalette) -> QColor:
    """Give the color behind code and the heads of tables."""
    return blend(palette.color(Role.Text), palette.color(Role.Base), RAISED)


def _merge(block: QTextBlock, shape: QTextBlockFormat) -> QTextCursor:
    """Give a paragraph its shape, and a cursor over its text."""
    cursor = QTextCursor(block)
    cursor.mergeBlockFormat(shape)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _is_code(block: QTextBlock) -> bool:
    return block.isValid() and block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)


def _points(font: QFont) -> float:
    return font.pointSizeF() if font.pointSizeF() > 0 else font.pixelSize() * 0.75
