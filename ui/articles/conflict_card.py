"""An article that differs here and at its source: both beside each other, and a choice."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.article_sync import Keep, NamedConflict
from ui import theme
from ui.articles.words import OMITTED, Marked, clash_text, compared, name_of
from ui.i18n import tr
from ui.theme import Type, Weight
from ui.widgets import Card, FlowLayout, LinkButton, SecondaryButton, SectionLabel, Text

_NARROW = 460  # under each other


class ConflictCard(Card):
    """`decided` carries the conflict and what is kept; `later` when it is put off."""

    decided = Signal(object, object)  # NamedConflict, Keep
    later = Signal(object)

    def __init__(self, conflict: NamedConflict, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.conflict = conflict
        name = name_of(conflict)
        self.body.setSpacing(theme.S)
        self.title = Text(name, Type.VALUE, "text", Weight.SEMIBOLD)
        self.why = Text(clash_text(conflict), Type.EVIDENCE, "soft")
        self.body.addWidget(self.title)
        self.body.addWidget(self.why)
        mine, theirs = compared(conflict.mine, conflict.theirs)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(theme.L)
        gone_here = tr("It is not here any more.")
        gone_there = tr("It has been taken away there.")
        self._sides.addWidget(_Side(tr("Here"), mine, gone_here), 1)
        self._sides.addWidget(_Side(conflict.source, theirs, gone_there), 1)
        self.body.addLayout(self._sides)
        choices = QWidget()
        flow = FlowLayout(choices, theme.S)
        flow.setContentsMargins(0, 0, 0, 0)
        self.mine = SecondaryButton(tr("Keep mine"))
        self.theirs = SecondaryButton(
            tr("Take theirs") if conflict.theirs is not None else tr("Remove it here, too")
        )
        self.put_off = LinkButton(tr("Later"))
        self.put_off.setFixedHeight(self.mine.sizeHint().height())
        named = (
            (self.mine, tr("Keep mine: {article}", article=name)),
            (self.theirs, f"{self.theirs.text()}: {name}"),
            (self.put_off, tr("Later: {article}", article=name)),
        )
        for button, told in named:
            button.setAccessibleName(told)
            flow.addWidget(button)
        self.mine.clicked.connect(lambda: self.decided.emit(conflict, Keep.MINE))
        self.theirs.clicked.connect(lambda: self.decided.emit(conflict, Keep.THEIRS))
        self.put_off.clicked.connect(lambda: self.later.emit(conflict))
        self.body.addWidget(choices)
        self.setAccessibleName(f"{name}: {self.why.text()}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        narrow = event.size().width() < _NARROW
        wanted = direction.TopToBottom if narrow else direction.LeftToRight
        if self._sides.direction() != wanted:
            self._sides.setDirection(wanted)


class _Side(QWidget):
    """One of the two; what differs stands out by weight, not by colour alone."""

    def __init__(self, whose: str, lines: Marked, gone: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        label = SectionLabel(whose.upper())
        label.setAccessibleName(whose)
        column.addWidget(label)
        for line, differs in lines:
            tone = "text" if differs else "soft"
            weight = Weight.MEDIUM if differs else Weight.REGULAR
            text = Text(line, Type.BODY, tone, weight)
            if line == OMITTED:
                text.setAccessibleName(tr("left out here"))
            column.addWidget(text, 0, Qt.AlignmentFlag.AlignTop)
        if not lines:
            column.addWidget(Text(gone, Type.BODY, "soft"))
        column.addStretch(1)
