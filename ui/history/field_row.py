"""One field of a person: each value with who says it, and a mark where they differ."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.history.person_words import FieldWords, ValueWords
from ui.i18n import tip, tr
from ui.screen_pop.sections import on_first_line
from ui.theme import Type, Weight
from ui.widgets import Icon, Text

_LABEL = 92


class FieldRow(QWidget):
    """Label at the left, values below each other at the right, sources under each."""

    def __init__(self, words: FieldWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        label = Text(words.label, Type.BODY, "soft")
        label.setFixedWidth(_LABEL)
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        for value in words.values:
            column.addWidget(_value(value, differs=words.differs))
        row.addLayout(column, 1)
        said = "; ".join(f"{one.value}, {one.said_by}" for one in words.values)
        lead = tr("{label}, the records differ", label=words.label)
        self.setAccessibleName(f"{lead if words.differs else words.label}: {said}")


def _value(words: ValueWords, *, differs: bool) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    if differs:
        mark = on_first_line(Icon("circle-alert", "need", 14), Type.BODY)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(Text(words.value, Type.BODY, "text", Weight.MEDIUM))
    said = words.said_by
    if words.quiet:
        said = tr("{source} · for you only, don't mention", source=said)
    column.addWidget(Text(said, Type.EVIDENCE, "faint"))
    row.addLayout(column, 1)
    holder.setToolTip(tip(words.exact))
    return holder
