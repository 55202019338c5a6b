"""A choice of one among few: chips, one stop for Tab, arrows and number keys inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.theme import Type
from ui.widgets.buttons import Chip
from ui.widgets.flow import FlowLayout
from ui.widgets.text import ElidedLabel

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
    back where `optional`. `numbered` comes after `chosen` where a number key chose.
    """

    chosen = Signal(object)
    numbered = Signal()

    def __init__(
        self,
        name: str,
        choices: Sequence[Choice[V]],
        *,
        optional: bool = False,
        lead: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._optional = optional
        self.setAccessibleName(name)
        row = FlowLayout(self, theme.S - 2)
        if lead:  # the question that the chips answer
            question = ElidedLabel(lead, Type.EVIDENCE, "soft")
            question.setFixedHeight(26)
            row.addWidget(question)
        self.chips: tuple[Chip, ...] = tuple(self._make(choice, name) for choice in self._choices)
        for chip in self.chips:
            row.addWidget(chip)
        self._refresh()

    def _make(self, choice: Choice[V], name: str) -> Chip:
        chip = Chip(choice.text, choice.tone, parent=self)
        chip.setAccessibleDescription(name)
        chip.installEventFilter(self)
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
        for choice, chip in zip(self._choices, self.chips, strict=True):
            chip.setChecked(choice.value == value)
        self._refresh()

    def _clicked(self, value: object, checked: bool) -> None:
        self._choose(value if checked or not self._optional else None)

    def _choose(self, value: object) -> None:
        self.set_value(value)
        self.chosen.emit(value)

    def _refresh(self) -> None:
        at_tab = next((at for at, chip in enumerate(self.chips) if chip.isChecked()), 0)
        for at, (choice, chip) in enumerate(zip(self._choices, self.chips, strict=True)):
            chip.set_glyph(choice.icon if chip.isChecked() else None)
            chip.updateGeometry()
            policy = Qt.FocusPolicy.StrongFocus if at == at_tab else Qt.FocusPolicy.ClickFocus
            chip.setFocusPolicy(policy)
        if self.chips:
            self.setFocusProxy(self.chips[at_tab])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the group; left to themselves, buttons take arrows as 'next in tab order'."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            at = self._target(Qt.Key(event.key())) if plain else None
            if at is not None:
                self._choose(self._choices[at].value)
                self.chips[at].setFocus(Qt.FocusReason.TabFocusReason)
                if Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9:
                    self.numbered.emit()
                return True
            if self._optional and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
                self._choose(None)
                return True
        return super().eventFilter(watched, event)

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
