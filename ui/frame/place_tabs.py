"""Where to look: the tabs over the places that do not fit beside each other."""

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui.actions import keymap
from ui.i18n import tr
from ui.widgets import Chip, FlowLayout


class Place(StrEnum):
    HISTORY = "history"
    SEARCH = "search"
    COACH = "coach"
    WRAP_UP = "wrap_up"


class PlaceTabs(QWidget):
    """Where to look, when not everything fits beside each other. Arrow keys walk."""

    chosen = Signal(object)  # Place

    def __init__(self, keys: dict[Place, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Views"))
        row = FlowLayout(self, 2)
        row.setContentsMargins(4, 2, 4, 2)
        self._keys = keys
        self._group = QButtonGroup(self)
        texts = {
            Place.WRAP_UP: tr("Wrap-up"),
            Place.HISTORY: tr("History"),
            Place.SEARCH: tr("Search"),
            Place.COACH: tr("Coach"),
        }
        self.chips: dict[Place, Chip] = {}
        for place, text in texts.items():
            chip = Chip(text, key=keys.get(place) or None, framed=False)
            chip.clicked.connect(lambda _checked=False, place=place: self.chosen.emit(place))
            self._group.addButton(chip)
            self.chips[place] = chip
            row.addWidget(chip)
        keymap.current().changed.connect(self._fit)

    def offer(self, places: tuple[Place, ...], current: Place) -> None:
        for place, chip in self.chips.items():
            chip.setVisible(place in places)
        self.chips[current].setChecked(True)
        self._fit()

    def mark(self, place: Place, on: bool) -> None:
        """Something waits there: a small sign on the tab."""
        sign = "pencil" if place is Place.WRAP_UP else "lightbulb"
        self.chips[place].set_glyph(sign if on else None)
        self.chips[place].updateGeometry()

    def _fit(self) -> None:
        """The keycaps go first when there is no room for all tabs on one line."""
        shown = [place for place, chip in self.chips.items() if not chip.isHidden()]
        for place in shown:
            self.chips[place].set_key(self._keys.get(place) or None)
        needed = sum(self.chips[place].sizeHint().width() + 2 for place in shown) + 8
        if needed > self.width():
            for place in shown:
                self.chips[place].set_key(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
