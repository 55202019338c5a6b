"""Earlier contacts of the person on the card: what matters, filters, the list, the sources."""

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.app.desk import Desk
from agentassist.app.events import AppEvent, CardChanged, SourcesChanged, TimelineChanged
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.timeline.entry import Entry, Timeline
from agentassist.domain.timeline.filter import Filter
from agentassist.ports.history import TimelinePage
from ui import theme, times
from ui.crossing import Runs
from ui.history.empty_words import empty_texts
from ui.history.filter_bar import offers
from ui.history.head import HistoryHead
from ui.history.pages import arranged, joined, with_older
from ui.history.person_panel import PersonPanel
from ui.history.row_delegate import INSET
from ui.history.row_words import Reading
from ui.history.source_words import copies, source_title
from ui.history.steady import Steady
from ui.history.timeline_view import TimelineView
from ui.i18n import tr
from ui.models.timeline import TimelineModel
from ui.widgets import Card, SecondaryButton

SKELETON_MS = 300
JOURNEY_FROM = 400  # px: below it the picture says less than the rows
LEAST_ROOM, ROOM = 200, 520  # px for the list; the window says how much there is


class HistoryPanel(QWidget):
    """`row_moved`: a rectangle in this panel's coordinates that should be visible."""

    row_moved = Signal(QRect)
    failed = Signal(object)

    def __init__(self, desk: Desk, crossing: Runs) -> None:
        super().__init__()
        self._desk, self._crossing = desk, crossing
        self._page: TimelinePage | None = None
        self._card: ScreenPop | None = None
        self._loading = False
        self._room = ROOM
        self._timeline: Timeline | None = None  # as the core arranged it
        self._slow = QTimer(self)  # what comes quickly needs no skeleton before it
        self._slow.setSingleShot(True)
        self._slow.setInterval(SKELETON_MS)
        self._slow.timeout.connect(self._show_state)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.card = Card()
        outer.addWidget(self.card)
        self.person = PersonPanel(desk, crossing, instead_of=self.card)
        self.person.left.connect(self.focus_list)
        self.person.failed.connect(self.failed)
        outer.addWidget(self.person)
        self._build()
        self.refresh()

    # building ------------------------------------------------------------------------------
    def _build(self) -> None:
        self.model = TimelineModel(self)
        self.head = HistoryHead(self.model.evidence)
        self.sources, self.journey = self.head.sources, self.head.journey
        self.filters, self.finding = self.head.filters, self.head.finding
        self.empty, self.skeleton, self.news = self.head.empty, self.head.skeleton, self.head.news
        self.list = TimelineView(self.model)
        self.list.setAccessibleName(tr("Earlier contacts, newest first"))
        self.steady = Steady(self.list, self.head, self._fit)
        self.more = SecondaryButton(tr("Show earlier"))
        body, edges = self.card.body, self.card.body.contentsMargins()
        # The list is wider than the rest, so that the current row's ground has room for its edge.
        body.setContentsMargins(
            edges.left() - INSET, edges.top(), edges.right() - INSET, edges.bottom()
        )
        body.setSpacing(theme.XS)
        body.addWidget(self.head)
        body.addWidget(self.list)
        foot = QHBoxLayout()
        foot.setContentsMargins(INSET, 0, INSET, 0)
        foot.addWidget(self.more)
        foot.addStretch(1)
        body.addLayout(foot)
        self._connect()

    def _connect(self) -> None:
        self.head.find_button.clicked.connect(lambda: self.open_find())
        self.head.person_button.clicked.connect(self.person.toggle)
        self.news.clicked.connect(self._to_news)
        self.journey.picked.connect(self.show_row)
        self.head.brief.chosen.connect(self.show_row)
        self.filters.changed.connect(lambda _wanted: self._sift())
        self.finding.changed.connect(lambda _text: self._sift())
        self.finding.left.connect(self.focus_list)
        self.sources.asked_again.connect(self.ask_again)
        self.list.current_moved.connect(self._row_moved)
        self.list.typed.connect(self.open_find)
        self.list.jumped.connect(self.show_row)
        self.list.opened_or_closed.connect(self._fit)
        self.sources.line.toggled.connect(lambda _open: self._fit())
        self.more.clicked.connect(self._more)

    # events --------------------------------------------------------------------------------
    def handle(self, event: AppEvent) -> None:
        self.person.handle(event)
        if isinstance(event, TimelineChanged):
            self._page_came(event)
        elif isinstance(event, SourcesChanged):
            self.sources.show_statuses(event.statuses)
            self.refresh()
        elif isinstance(event, CardChanged):
            before, self._card = self._card, event.card
            if _shown_of(before) != _shown_of(event.card):
                self.refresh()

    def _page_came(self, event: TimelineChanged) -> None:
        before = self._page
        if event.loading and not self._loading:
            self._slow.start()
        self._loading = event.loading
        self._page = joined(before, event.page)
        self._timeline = event.timeline if self._page is event.page else None
        if before is None or event.page is None or before.contact_id != event.page.contact_id:
            self._start_over()
        self.refresh()

    def _start_over(self) -> None:
        """Somebody else: nothing of the one before is kept."""
        self.steady.start_over()
        self.finding.close_find()
        self.filters.clear()
        self.model.set_timeline(Timeline(), self._reading())

    def _reading(self) -> Reading:
        statuses = self.sources.statuses
        titles = {one.source: source_title(one) for one in statuses}
        return Reading(times.now(), titles, copies(statuses))

    def refresh(self) -> None:
        """Everything anew from the page; what is being read stays where it is."""
        page, reading = self._page, self._reading()
        timeline = self._timeline or arranged(page, reading.now)
        self.steady.before_change()
        changed = self.model.set_timeline(timeline, reading)
        self.head.show_brief(self._card if page else None, reading.now)
        self.filters.offer(offers(timeline, reading), len(timeline.rows))
        if page is not None:
            shown = [row.interaction for row in self.model.every if isinstance(row, Entry)]
            self.journey.show_contacts(shown, page.promises)
        self.head.show_missing(page.missing if page is not None else ())
        self._show_state()
        if changed:
            self.steady.after_change(self._most())

    def _to_news(self) -> None:
        self.list.verticalScrollBar().setValue(0)
        self.focus_list()
        self.list.setCurrentIndex(self.model.index(0))

    # what is shown -------------------------------------------------------------------------
    def set_beside(self, beside: bool) -> None:
        """The card stands beside this panel: no sentence of it is said twice."""
        self.head.set_beside(beside)
        self._fit()

    def set_room(self, height: int) -> None:
        """How much of the window the whole panel may take before its list scrolls by itself."""
        if height != self._room:
            self._room = height
            self._fit()

    def _most(self) -> int:
        edges = self.card.body.contentsMargins()
        inner = self.card.width() - edges.left() - edges.right()
        head = max(self.head.minimumHeight(), self.head.needed_height(inner))
        others = head + edges.top() + edges.bottom() + 3 * theme.XS
        others += self.more.sizeHint().height() if self.more.isVisibleTo(self.card) else 0
        return max(LEAST_ROOM, self._room - others)

    def _fit(self) -> None:
        self.list.fit(self._most())

    def _sift(self) -> None:
        """Another filter or another letter typed: the first row found is on top."""
        wanted = self.filters.filter
        shown = Filter(wanted.channels, wanted.sources, wanted.only_open, self.finding.text)
        current = self.list.current_key()
        self.steady.release()
        self.model.set_filter(shown)
        self.list.scrollToTop()
        if current is None or not self.list.make_current(current):
            self.list.setCurrentIndex(self.model.index(0))
        self.finding.show_count(len(self.model.rows), len(self.model.every))
        self._show_state()

    def open_find(self, typed: str = "") -> None:
        """Ctrl+F, or a letter typed in the list."""
        if self.model.every:
            self.finding.open(typed)
            self.finding.show_count(len(self.model.rows), len(self.model.every))

    def focus_list(self) -> None:
        """F3: into the list, or onto the filters while there is none."""
        if not self.list.isVisible():
            if self.filters.isVisible():
                self.filters.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))

    def show_row(self, key: str, *, focus: bool = True) -> None:
        """Select a row and scroll to it, whatever filter hides it now."""
        if self.model.row_of(key) is None:
            self.finding.close_find()
            self.filters.clear()
            self._sift()
        row = self.model.row_of(key)
        if row is None:
            return
        if self.model.rows[row].key != key:  # it stands within a thread
            self.list.toggle(row, opened=True)
        self.list.pointed_at = True
        if focus:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.list.setCurrentIndex(self.model.index(row))

    def _show_state(self) -> None:
        page, rows = self._page, len(self.model.rows)
        loading = self._loading and page is None
        self.skeleton.setVisible(loading and not self._slow.isActive())
        self._fit()  # before it is shown: it is laid out once
        self.list.setVisible(rows > 0)
        self.head.find_button.setVisible(bool(self.model.every))
        self.head.person_button.setVisible(page is not None)
        self.journey.setVisible(
            page is not None and self.width() >= JOURNEY_FROM and self.journey.has_points
        )
        self.more.setVisible(page is not None and page.more and rows > 0)
        self.empty.setVisible(not loading and rows == 0)
        if not loading and rows == 0:
            filtered = bool(self.model.every)
            self.empty.set_texts(*empty_texts(page, self._card, filtered, self.finding.text))
        self._fit()

    # acts ----------------------------------------------------------------------------------
    def ask_again(self) -> None:
        self._crossing.run(self._desk.people.ask_again(), None, self._failed)

    def _more(self) -> None:
        page = self._page
        if page is None or not page.interactions:
            return
        self.more.setEnabled(False)
        self._crossing.run(
            self._desk.more_history(page.contact_id, page.interactions[-1].at),
            self._add,
            self._failed,
        )

    def _add(self, older: TimelinePage) -> None:
        self.more.setEnabled(True)
        page = self._page
        if page is None or older.contact_id != page.contact_id:
            return  # another caller by now
        self._page, self._timeline = with_older(page, older), None
        self.refresh()

    def _failed(self, error: AgentAssistError) -> None:
        self.more.setEnabled(True)
        self.failed.emit(error)

    def _row_moved(self, rect: QRect) -> None:
        corner = self.list.viewport().mapTo(self, rect.topLeft())
        self.row_moved.emit(QRect(corner, rect.size()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.finding.isVisible():
            self.finding.close_find()
            self.focus_list()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._show_state()


def _shown_of(card: ScreenPop | None) -> object:
    """What of a card is shown here."""
    return (card.identity.status, card.brief) if card is not None else None
