"""Which settings are meant by what is typed, and the field it is typed into."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from agentassist.domain.knowledge import Span
from agentassist.ports.setting_spec import SettingSpec
from ui.palette.entries import PaletteEntry
from ui.palette.ranking import rank
from ui.settings.setting_words import found_words, group_text, title_of

_LONGEST = 80


class FindField(QLineEdit):
    """`down_pressed`: to what was found."""

    down_pressed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setMaxLength(_LONGEST)
        self.setClearButtonEnabled(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)


def found_in(typed: str, specs: Iterable[SettingSpec]) -> dict[str, tuple[Span, ...]]:
    """The keys that are meant, and what of each title was typed."""
    entries = [
        PaletteEntry(
            spec.key,
            title_of(spec),
            lambda: None,
            group=group_text(spec.page),
            words=found_words(spec),
        )
        for spec in specs
    ]
    return {ranked.entry.id: ranked.marks for ranked in rank(typed, entries, ())}
