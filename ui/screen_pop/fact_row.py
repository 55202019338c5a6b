"""One line of 'already given' or 'still needed', and showing a masked value for a moment."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.i18n import tr
from ui.models.given_rows import GivenRow
from ui.screen_pop.short_copy import ShortCopy
from ui.screen_pop.wording import NeededWords
from ui.theme import Type, Weight
from ui.widgets import ElidedLabel, Icon, IconButton

REVEAL_MS = 10_000
CLIPBOARD_MS = 30_000


class FactRow(QWidget):
    """Icon, label, heavier value, source at the right; an eye where the value is masked.

    Rows are made once and filled again for each card: making them anew costs the ring its speed.
    """

    reveal_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index: int | None = None
        self._masked = ""
        self._open = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        self.icon = Icon("check", "given", 14)
        self.label = ElidedLabel("", Type.BODY, "soft")
        self.value = ElidedLabel("", Type.VALUE, "text", Weight.SEMIBOLD)
        self.eye = IconButton("eye", tr("Show"), key="Ctrl+R")
        self.copy = IconButton("copy", tr("Copy"))
        self.source = ElidedLabel("", Type.EVIDENCE, "faint", align=Qt.AlignmentFlag.AlignRight)
        for part in (self.icon, self.label, self.value, self.eye, self.copy):
            row.addWidget(part)
        row.addWidget(self.source, 1)
        self.eye.clicked.connect(self._eye_clicked)
        self.copy.clicked.connect(self._copy)
        self.setFixedHeight(26)
        self.setMinimumWidth(120)  # or a long value would widen the whole card
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REVEAL_MS)
        self._timer.timeout.connect(self.hide_value)

    def show_given(self, row: GivenRow) -> None:
        if row.usable:
            self.icon.set_icon("check", "given")
        else:
            self.icon.set_icon("x", "late")
        self.label.set_tone("soft" if row.usable else "faint")
        self.value.set_tone("text" if row.usable else "faint")
        self.value.set_weight(Weight.SEMIBOLD if row.usable else Weight.REGULAR)
        self._fill(row.label, row.value, row.source, row.index)

    def show_needed(self, words: NeededWords) -> None:
        self.icon.set_icon("circle", "need")
        self.label.set_tone("soft")
        self.value.set_tone("soft")
        self.value.set_weight(Weight.MEDIUM)
        self._fill(words.label, words.hint, words.why, None)

    def _fill(self, label: str, value: str, source: str, index: int | None) -> None:
        self.index, self._masked = index, value
        self.label.setText(label)
        self.source.setText(source)
        self.setAccessibleName(f"{label}: {value}. {source}")
        self.hide_value()
        self.copy.set_label(tr("Copy {label}", label=label))
        self.eye.setVisible(index is not None)

    def share(self, label: int) -> None:
        """One width for all labels; the value is kept readable before its source is."""
        self.label.setFixedWidth(label)
        room = self.width() - label - 14 - 24 * (self.index is not None) - 5 * theme.S
        self.value.setMinimumWidth(max(24, min(self.value.natural_width() + 2, room - 44)))

    def _eye_clicked(self) -> None:
        if self._open:
            self.hide_value()
        elif self.index is not None:
            self.reveal_requested.emit(self.index)

    def show_value(self, value: str) -> None:
        self._open = True
        self.value.setText(value)
        self.eye.set_glyph("eye-off")
        self.eye.set_label(tr("Hide {label}", label=self.label.text()))
        self.copy.show()
        self._timer.start()

    def hide_value(self) -> None:
        self._timer.stop()
        self._open = False
        self.value.setText(self._masked)
        self.eye.set_glyph("eye")
        self.eye.set_label(tr("Show {label} for 10 seconds", label=self.label.text()))
        self.copy.hide()

    @property
    def revealed(self) -> bool:
        return self._open

    def _copy(self) -> None:
        if not self._open:
            return
        ShortCopy(self.value.text(), CLIPBOARD_MS)
        self.copy.set_label(tr("Copied, the clipboard is cleared in 30 seconds"))
