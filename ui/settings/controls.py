"""What a setting is changed with: a switch, chips, the way to another window."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agentassist.ports.setting_spec import SettingSpec, SettingValue
from ui import theme
from ui.i18n import tr
from ui.settings.setting_words import label_of, title_of, value_text
from ui.theme import Type
from ui.widgets import SecondaryButton, Text
from ui.widgets.chip_group import ChipGroup, Choice
from ui.widgets.switch import Switch


class Control(QWidget):
    """`given` carries a value that is good; `told` what is wrong with an input, '' when nothing."""

    given = Signal(object)  # SettingValue
    told = Signal(str)
    beside = False  # small enough to stand at the end of the title's line

    def __init__(self, spec: SettingSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(theme.S)

    def show_value(self, value: SettingValue) -> None:
        raise NotImplementedError

    def set_locked(self, locked: bool) -> None:
        self.field.setEnabled(not locked)

    def describe(self, text: str) -> None:
        """For a screen reader: help and what was said of it."""
        self.field.setAccessibleDescription(text)

    def commit(self) -> None:
        """What is typed counts now."""

    @property
    def unkept(self) -> bool:
        """An input stands there that can't be used, or was not taken yet."""
        return False

    @property
    def field(self) -> QWidget:
        """What gets the focus."""
        raise NotImplementedError


class SwitchControl(Control):
    beside = True

    def __init__(self, spec: SettingSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.switch = Switch(title_of(spec))
        self.switch.clicked.connect(lambda: self.given.emit(self.switch.isChecked()))
        self.line.addWidget(self.switch)

    @property
    def field(self) -> QWidget:
        return self.switch

    def show_value(self, value: SettingValue) -> None:
        self.switch.setChecked(value is True)


class ChoiceControl(Control):
    def __init__(self, spec: SettingSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        choices = [Choice(choice, label_of(spec, choice)) for choice in spec.choices]
        self.chips = ChipGroup(title_of(spec), choices)
        self.chips.chosen.connect(self.given)
        self.line.addWidget(self.chips, 1)

    @property
    def field(self) -> QWidget:
        return self.chips

    def show_value(self, value: SettingValue) -> None:
        self.chips.set_value(value)

    def describe(self, text: str) -> None:
        for chip in self.chips.chips:
            chip.setAccessibleDescription(f"{title_of(self.spec)}. {text}")

    def set_locked(self, locked: bool) -> None:
        for chip in self.chips.chips:
            chip.setEnabled(not locked)


class PlaceControl(Control):
    """A value that another window changes: shown, with the way there."""

    def __init__(
        self, spec: SettingSpec, go: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(spec, parent)
        self.value = Text("", Type.BODY, "text", max_lines=2)
        self.open = SecondaryButton(tr("Change …"))
        self.open.setAccessibleName(tr("Change: {title}", title=title_of(spec)))
        self.open.clicked.connect(lambda: go(spec.place))
        self.line.addWidget(self.value, 1)
        self.line.addWidget(self.open, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def field(self) -> QWidget:
        return self.open

    def show_value(self, value: SettingValue) -> None:
        self.value.setText(value_text(self.spec, value))

    def set_locked(self, locked: bool) -> None:
        """It says there that it is managed."""
