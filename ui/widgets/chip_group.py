"""A choice of one among few: chips, one stop for Tab, arrows and number keys inside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui import theme
from ui.widgets.buttons import Chip
from ui.widgets.flow import FlowLayout

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Choice(Generic[V]):
    """`tone` and `icon` are what the chip shows when it is chosen."""

    value: V
    text: str
    tone: str = "accent"
    icon: str | None = None


class ChipGroup(QWidget):
    """`value()` is that of the chosen chip, or None. Only the agent's choices emit `chosen`.

    Keys inside: arrows and Home/End move and choose, 1 to 9 choose, Backspace takes the choice
    back where `optional`.
    """

    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        choices: Sequence[Choice[V]],
        *,
        optional: bool = False,
        label: Callable[[Choice[V], bool], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._optional = optional
        self._label = label or (lambda choice, chosen: choice.text)
        self.setAccessibleName(name)
        row = FlowLayout(self, theme.S - 2)
        self._group = QButtonGroup(self)
        self.chips: tuple[Chip, ...] = tuple(self._make(choice, name) for choice in self._choices)
        for position, chip in enumerate(self.chips):
            row.addWidget(chip)
            self._group.addButton(chip, position)
        self._group.setExclusive(not optional)
        self._refresh()

    def _make(self, choice: Choice[V], name: str) -> Chip:
        chip = Chip(choice.text, choice.tone, parent=self)
        chip.setAccessibleDescription(name)
        chip.clicked.connect(lambda checked, value=choice.value: self._clicked(value, checked))
        return chip

    def value(self) -> object:
        return next(
            (
                choice.value
                for choice, chip in zip(self._choices, self.chips, strict=True)
                if chip.isChecked()
            ),
            None,
        )

    def set_value(self, value: object) -> None:
        """Show a choice without emitting `chosen`."""
        # An exclusive group refuses to have nothing checked.
        self._group.setExclusive(False)
        for choice, chip in zip(self._choices, self.chips, strict=True):
            chip.setChecked(choice.value == value)
        self._group.setExclusive(not self._optional)
        self._refresh()

    def _clicked(self, value: object, checked: bool) -> None:
        self._choose(value if checked else None)

    def _choose(self, value: object) -> None:
        self.set_value(value)
        self.chosen.emit(value)

    def _refresh(self) -> None:
        at_tab = next((at for at, chip in enumerate(self.chips) if chip.isChecked()), 0)
        for at, (choice, chip) in enumerate(zip(self._choices, self.chips, strict=True)):
            chip.set_label(self._label(choice, chip.isChecked()))
            chip.set_glyph(choice.icon if chip.isChecked() else None)
            chip.updateGeometry()
            policy = Qt.FocusPolicy.StrongFocus if at == at_tab else Qt.FocusPolicy.ClickFocus
            chip.setFocusPolicy(policy)
        if self.chips:
            self.setFocusProxy(self.chips[at_tab])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the chips did not want come here."""
        at = self._target(Qt.Key(event.key()))
        if at is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._choose(self._choices[at].value)
            self.chips[at].setFocus(Qt.FocusReason.TabFocusReason)
        elif self._optional and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def _target(self, key: Qt.Key) -> int | None:
        count = len(self.chips)
        here = next((at for at, chip in enumerate(self.chips) if chip.hasFocus()), 0)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            ahead = key is Qt.Key.Key_Down or (key is Qt.Key.Key_Right) is not mirrored
            if key is Qt.Key.Key_Up:
                ahead = False
            return (here + (1 if ahead else -1)) % count
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return 0 if key is Qt.Key.Key_Home else count - 1
        number = int(key) - int(Qt.Key.Key_1)
        return number if 0 <= number < min(count, 9) else None
