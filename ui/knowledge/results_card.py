"""The list of found articles: its height, its selection, its words for a screen reader."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListView, QSizePolicy, QWidget

from agentassist.domain.knowledge import SearchHit
from ui.i18n import tr
from ui.knowledge.hit_delegate import HitDelegate, row_height
from ui.models.hits import HitsModel
from ui.widgets import Card

FEWEST_ROWS, MOST_ROWS = 2, 6


class ResultsCard(Card):
    """Never has the focus: the search field moves the selection."""

    selected = Signal(object)  # SearchHit
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = HitsModel(self)
        self.by_hand = False  # a row was chosen by hand: no row moves any more
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(HitDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Articles found"))
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._select(now.row()))
        self.list.pressed.connect(lambda _: self.hold())
        self.list.doubleClicked.connect(lambda _: self.opened.emit())
        edges = self.body.contentsMargins()
        self.body.setContentsMargins(edges.left() - 8, 8, edges.right() - 8, 12)
        self.body.addWidget(self.list)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def current(self) -> SearchHit | None:
        return self.model.hit(self.list.currentIndex().row())

    def choose_first(self) -> None:
        self.list.scrollToTop()
        self.list.setCurrentIndex(self.model.index(0))

    def hold(self) -> None:
        """The agent has begun to choose, or to read what is chosen."""
        self.by_hand = True

    def move_selection(self, rows: int) -> bool:
        """Select another row; False when there is none at all."""
        self.hold()
        last = self.model.rowCount() - 1
        if last < 0:
            return False
        row = min(max(self.list.currentIndex().row() + rows, 0), last)
        self.list.setCurrentIndex(self.model.index(row))
        return True

    def _select(self, row: int) -> None:
        hit = self.model.hit(row)
        if hit is not None:
            self.selected.emit(hit)

    def fit(self, room: int, *, shrink: bool) -> None:
        """As high as its rows, `room` pixels at most; without `shrink` it only grows."""
        fitting = max(FEWEST_ROWS, min(MOST_ROWS, room // row_height(), self.model.rowCount()))
        height = row_height() * fitting + 2
        if shrink or height > self.list.height():
            self.list.setFixedHeight(height)

    def spoken(self) -> str:
        """The selected row for a screen reader, or ''."""
        index = self.list.currentIndex()
        if not index.isValid():
            return ""
        place = tr("{at} of {all}", at=index.row() + 1, all=self.model.rowCount())
        return f"{index.data(Qt.ItemDataRole.AccessibleTextRole)}. {place}"
