"""One line of 'already given', and showing a masked value for a moment."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.actions.action import Action
from ui.i18n import tip, tr
from ui.models.given_rows import GivenRow, RowState, state_text
from ui.screen_pop.short_copy import ShortCopy
from ui.theme import Type, Weight
from ui.widgets import ElidedLabel, Icon, IconButton

REVEAL_MS = 10_000
CLIPBOARD_MS = 30_000
_LINE, _TRIES = 26, 18
GAP = 6  # the icon buttons have air of their own
# Shape first, colour second: checked, given, failed, only on file.
_LOOKS = {
    RowState.RIGHT: ("circle-check", "given"),
    RowState.GIVEN: ("check", "given"),
    RowState.FAILED: ("x", "late"),
    RowState.ON_FILE: ("database", "faint"),
}


class FactRow(QWidget):
    """Icon, label, heavier value, source at the right; an eye where the value is masked.

    Rows are made once and filled again for each card: making them anew costs the ring its speed.
    Wrong attempts are one quiet line under the value; each of them is in its tooltip.
    """

    reveal_requested = Signal(int)
    copied = Signal(int)
    undo_requested = Signal(object)  # FactId

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index: int | None = None
        self.row = GivenRow("", "", "")
        self._masked = ""
        self._open = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QWidget()
        line.setFixedHeight(_LINE)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self.icon = Icon("check", "given", 14)
        self.label = ElidedLabel("", Type.BODY, "soft")
        self.value = ElidedLabel("", Type.VALUE, "text", Weight.SEMIBOLD)
        self.eye = IconButton("eye", tr("Show"), key=Action.REVEAL)
        self.copy = IconButton("copy", tr("Copy"))
        self.source = ElidedLabel("", Type.EVIDENCE, "faint", align=Qt.AlignmentFlag.AlignRight)
        self.undo = IconButton("rotate-ccw", tr("Take back"))
        for part in (self.icon, self.label, self.value, self.eye, self.copy):
            row.addWidget(part)
        row.addWidget(self.source, 1)
        row.addWidget(self.undo)
        self.tries = ElidedLabel("", Type.EVIDENCE, "faint")
        column.addWidget(line)
        column.addWidget(self.tries)
        self.eye.clicked.connect(self._eye_clicked)
        self.copy.clicked.connect(self._copy)
        self.undo.clicked.connect(self._undo)
        self.setMinimumWidth(120)  # or a long value would widen the whole card
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REVEAL_MS)
        self._timer.timeout.connect(self.hide_value)

    def show_given(self, row: GivenRow) -> None:
        self.icon.set_icon(*_LOOKS[row.state])
        self.label.set_tone("soft" if row.usable else "faint")
        self.value.set_tone("text" if row.usable else "faint")
        self.value.set_weight(Weight.SEMIBOLD if row.usable else Weight.REGULAR)
        same = row.value == self.row.value and row.label == self.row.label
        self.row, self.index, self._masked = row, row.index, row.value
        self.label.setText(row.label)
        self.source.setText(row.source)
        self.tries.setText(row.tries)
        self.tries.setVisible(bool(row.tries))
        self.setFixedHeight(_LINE + (_TRIES if row.tries else 0))
        self.tries.setToolTip(tip(row.attempts))
        state = state_text(row.state)
        self.setToolTip(tip("\n".join(part for part in (state, row.attempts) if part)))
        spoken = [f"{row.label}: {row.value}", row.tries, row.source]
        self.setAccessibleName(". ".join(part for part in spoken if part))
        self.setAccessibleDescription(state)
        if not (same and self._open and row.index is not None):
            self.hide_value()
        self.copy.set_label(tr("Copy {label}", label=row.label))
        self.eye.setVisible(row.index is not None)
        self.undo.setVisible(row.undo is not None)
        self.undo.set_label(tr("Take back: {label}", label=row.label))

    def share(self, label: int) -> None:
        """One width for all labels; the value is kept readable before its source is."""
        self.label.setFixedWidth(label)
        self.tries.setContentsMargins(14 + label + 2 * GAP, 0, 0, 3)
        buttons = 24 * (self.index is not None) + 24 * (self.row.undo is not None)
        room = self.width() - label - 14 - buttons - 5 * GAP
        value = self.value.natural_width() + 2
        self.value.setMinimumWidth(max(24, min(value, room - 44)))
        if self.row.short:  # that it was you, the way to take it back says as well
            self.source.setText(self.row.source)
            if self.source.natural_width() > room - value:
                self.source.setText(self.row.short)

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
        if self.index is not None:
            self.copied.emit(self.index)
        self.copy.set_label(tr("Copied, the clipboard is cleared in 30 seconds"))

    def _undo(self) -> None:
        if self.row.undo is not None:
            self.undo_requested.emit(self.row.undo)

    def hideEvent(self, event: QHideEvent) -> None:
        """Minimised, behind a tab, the card put away: nobody looks at it on purpose any more."""
        self.hide_value()
        super().hideEvent(event)
