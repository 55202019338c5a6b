"""Between field and article: the rows found, the way back to them, or why there are none."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from agentassist.domain.knowledge import SearchResult
from ui import theme
from ui.i18n import tr
from ui.knowledge.back_line import BackLine
from ui.knowledge.empty_search import EmptySearch
from ui.knowledge.results_card import ResultsCard
from ui.knowledge.start import Start
from ui.theme import Type, Weight
from ui.widgets import Run, Text

_LIST_SHARE = 0.42  # of the panel's height
_SIDE_PANEL = 500  # narrower than this the article wraps more often and needs more of it
_SIDE_SHARE = 0.36
_READ_AS = 22  # keeps its place over the hits: the list must not jump


class Found(QWidget):
    """One of these at a time: the rows, the words of an empty place, or the line that leads back.

    `start` is what can be chosen before anything is typed.
    """

    def __init__(self, key: str, start: Start, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.read_as = Text("", Type.EVIDENCE, "soft", max_lines=1)
        self.read_as.setContentsMargins(theme.S, 0, theme.S, 0)
        self.back = BackLine()
        self.results = ResultsCard()
        self.empty = EmptySearch(key)
        self.start = start
        self.empty.fit_wanted.connect(start.choose_first)
        for widget in (self.read_as, self.back, self.results, self.empty):
            column.addWidget(widget)
        start.lay_out(column)

    def show_read_as(self, read_as: str | None) -> None:
        if read_as:
            lead, _, rest = tr("Read as {words}").partition("{words}")
            self.read_as.set_runs(Run(lead), Run(read_as, None, Weight.SEMIBOLD), Run(rest))
        else:
            self.read_as.setText("")

    def show_hits(self, result: SearchResult, height: int) -> None:
        """The first row is chosen. `height` is the panel's."""
        self.fit(height, shrink=not self.results.isVisible())
        self.show_read_as(result.read_as)
        self._bring_list()
        self.empty.hide()
        self.start.put_away()
        self.results.choose_first()

    def fit(self, height: int, *, shrink: bool = True) -> None:
        """The list grows at once and shrinks in a pause: the article below must not dance."""
        share = _SIDE_SHARE if self.width() < _SIDE_PANEL else _LIST_SHARE
        self.results.fit(int(height * share), shrink=shrink)

    def _bring_list(self) -> None:
        self.read_as.setFixedHeight(_READ_AS)
        self.read_as.show()
        self.results.show()

    def show_state(self, title: str, hint: str, lead: str = "", *, idle: bool = False) -> None:
        """`idle`: nothing is typed."""
        self.empty.show_state(title, hint, lead=lead, idle=idle)
        self.read_as.setFixedHeight(_READ_AS if self.read_as.text() else theme.XS)
        self.read_as.show()
        self.results.hide()
        self.empty.show()
        self.start.stand(idle)

    # an opened article ---------------------------------------------------------------------
    @property
    def opened(self) -> bool:
        """An article has the whole room."""
        return self.back.opened

    @property
    def may_move(self) -> bool:
        """Whoever chooses or reads is not taken to another row."""
        return not self.results.by_hand and not self.opened

    def give_room(self) -> None:
        """To an article that is opened from what stands here."""
        self.results.hide()
        self.empty.hide()
        self.start.put_away()
        self.read_as.hide()
        self.back.open(len(self.results.model.hits))

    def take_back(self) -> bool:
        """The list it was opened from; False when it was none."""
        self.back.close()
        if self.results.model.hits:
            self._bring_list()
            return True
        return False
