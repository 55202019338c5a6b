"""One line of 'still needed': what to ask, why, and a way to note the answer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.i18n import tr
from ui.screen_pop.fact_row import GAP
from ui.screen_pop.wording import NeededWords
from ui.theme import Type, Weight
from ui.widgets import ElidedLabel, Icon, IconButton


class NeededRow(QWidget):
    """A click anywhere on it opens the entry, as the button and the key do."""

    note_requested = Signal(object)  # NeededWords

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = NeededWords("", "", "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self.icon = Icon("circle", "need", 14)
        self.label = ElidedLabel("", Type.BODY, "soft")
        self.value = ElidedLabel("", Type.VALUE, "soft", Weight.MEDIUM)
        self.source = ElidedLabel("", Type.EVIDENCE, "faint", align=Qt.AlignmentFlag.AlignRight)
        self.note = IconButton("pencil", tr("They told me"), key=key or None)
        for part in (self.icon, self.label, self.value):
            row.addWidget(part)
        row.addWidget(self.source, 1)
        row.addWidget(self.note)
        self.note.clicked.connect(self._asked)
        self.setFixedHeight(26)
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_needed(self, words: NeededWords) -> None:
        self.words = words
        self.label.setText(words.label)
        self.value.setText(words.hint)
        self.source.setText(words.why)
        self.setAccessibleName(f"{words.label}: {words.hint}. {words.why}".rstrip(". "))
        noting = words.kind is not None
        self.note.setVisible(noting)
        self.note.set_label(tr("{label}: note what they say", label=words.label))
        pointing = Qt.CursorShape.PointingHandCursor
        self.setCursor(pointing if noting else Qt.CursorShape.ArrowCursor)

    def share(self, label: int) -> None:
        """One width for all labels; the value is kept readable before its source is."""
        self.label.setFixedWidth(label)
        room = self.width() - label - 14 - 24 * (self.words.kind is not None) - 5 * GAP
        value, source = self.value.natural_width() + 2, self.source.natural_width() + 2
        # That it is to be asked goes without saying; why, does not.
        said = value + source <= room or not self.words.plain
        self.value.setVisible(said)
        if not said:
            self.label.setFixedWidth(
                max(label, min(self.label.natural_width() + 4, label + room - source))
            )
        self.value.setMinimumWidth(max(24, min(value, room - 44)))

    def _asked(self) -> None:
        if self.words.kind is not None:
            self.note_requested.emit(self.words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and inside:
            self._asked()
        super().mouseReleaseEvent(event)
