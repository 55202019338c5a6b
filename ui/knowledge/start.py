"""What stands below an empty field, or floats below it where others need the room."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout

from agentassist.domain.article_hint import SuggestedArticle
from agentassist.domain.recent_use import RecentUse
from ui.crossing import Runs
from ui.knowledge.desk import RecentsDesk
from ui.knowledge.search_field import SearchField
from ui.knowledge.start_list import StartList
from ui.models.start_rows import start_rows


class Start(QObject):
    """`chosen` carries a StartRow. Floating, it is there only while the field has the keyboard."""

    chosen = Signal(object)

    def __init__(self, field: SearchField, desk: RecentsDesk, crossing: Runs) -> None:
        super().__init__(field)
        self._field, self._desk, self._crossing = field, desk, crossing
        self._column: QVBoxLayout | None = None
        self._suggested: Sequence[SuggestedArticle] = ()
        self.recent = RecentUse()
        self._floating = self._stands = self._ready = False
        self.card = StartList()
        self.card.chosen.connect(self.chosen)
        self.card.forget_requested.connect(self._forget)
        field.focus_lost.connect(self.float_away)

    def lay_out(self, column: QVBoxLayout) -> None:
        """Its place at the end of the column, when it does not float."""
        self._column = column
        column.addWidget(self.card)

    # what is in it -------------------------------------------------------------------------
    def look_again(self) -> None:
        """Something was opened or searched; or, for the first time, can be."""
        self._ready = True
        self._crossing.run(self._desk.recent(), self._know)

    def _know(self, recent: RecentUse) -> None:
        self.recent = recent
        self._fill()

    def suggest(self, suggested: Sequence[SuggestedArticle]) -> None:
        self._suggested = suggested
        self._fill()

    def _forget(self) -> None:
        self._crossing.run(self._desk.forget(), lambda _: self.look_again())

    def _fill(self) -> None:
        self.card.set_rows(start_rows(self._suggested, self.recent))
        if not self._floating:
            self._show()
        elif not self.card.has_rows:
            self.float_away()
        elif self.card.isVisible():
            self.card.float_below(self._field)  # as high as its rows are now

    # where it stands -----------------------------------------------------------------------
    def stand(self, idle: bool) -> None:
        """`idle`: nothing is typed."""
        if idle and not self._stands:
            self.card.clear_choice()
            if self._ready:
                self.look_again()
        self._stands = idle
        if not self._floating:
            self._show()

    def put_away(self) -> None:
        self._stands = False
        self.card.hide()

    def _show(self) -> None:
        self.card.setVisible(self._stands and self.card.has_rows)

    def set_floating(self, floating: bool) -> None:
        if floating == self._floating:
            return
        self._floating = floating
        self.card.hide()
        if not floating and self._column is not None:
            self._column.addWidget(self.card)
            self._show()

    def float_in(self) -> None:
        if self._floating and self._stands and self.card.has_rows:
            self.card.clear_choice()
            self.card.float_below(self._field)

    def float_away(self) -> bool:
        """False when it did not float there."""
        shown = self._floating and not self.card.isHidden()
        if shown:
            self.card.hide()
        return shown

    # choosing ------------------------------------------------------------------------------
    def move(self, rows: int) -> None:
        """Down brings it, where it floats; up from its first row leads back to the field."""
        if self._floating and self.card.isHidden():
            if rows > 0:
                self.float_in()
                self.card.move_selection(1)
            return
        self.card.move_selection(rows)

    def choose(self) -> bool:
        return self.card.isVisible() and self.card.choose_current()

    def choose_first(self) -> None:
        if self.card.has_rows:
            self.chosen.emit(self.card.model.rows[0])

    def spoken(self) -> str:
        return self.card.spoken() if self.card.isVisible() else ""
