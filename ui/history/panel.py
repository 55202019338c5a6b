"""Earlier contacts of the person on the card: the journey, filters, the list."""

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from agentassist.app.desk import Desk
from agentassist.app.events import AppEvent, CardChanged, TimelineChanged
from agentassist.domain.contact import IdentityStatus
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.screen_pop import ScreenPop
from agentassist.ports.history import TimelinePage
from ui import theme, times
from ui.crossing import Runs
from ui.history.journey import JourneyView
from ui.history.timeline_view import INSET, TimelineView
from ui.i18n import tr
from ui.models.timeline import Filter, TimelineModel, filter_text, rows_of
from ui.theme import Type
from ui.widgets import (
    Card,
    Chip,
    EmptyState,
    FlowLayout,
    SecondaryButton,
    SectionLabel,
    Skeleton,
    Text,
)

SKELETON_MS = 300
JOURNEY_FROM = 400  # px: below it the picture says less than the rows


class HistoryPanel(QWidget):
    """`row_moved`: a rectangle in this panel's coordinates that should be visible."""

    row_moved = Signal(QRect)
    failed = Signal(object)

    def __init__(self, desk: Desk, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._page: TimelinePage | None = None
        self._card: ScreenPop | None = None
        self._loading = False
        self._slow = QTimer(self)  # what comes quickly needs no skeleton before it
        self._slow.setSingleShot(True)
        self._slow.setInterval(SKELETON_MS)
        self._slow.timeout.connect(self._show_state)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.card = Card()
        outer.addWidget(self.card)
        self._build()
        self._refresh()

    def _build(self) -> None:
        self.title = SectionLabel(tr("Earlier contacts"))
        self.journey = JourneyView()
        self.journey.hide()
        self.journey.picked.connect(self._show_row)
        self._build_filters()
        self.model = TimelineModel(self)
        self.list = TimelineView(self.model)
        self.list.setAccessibleName(tr("Earlier contacts, newest first"))
        self.list.current_moved.connect(self._row_moved)
        self.missing = Text("", Type.EVIDENCE, "need")
        self.empty = EmptyState("", "", "history")
        self.skeleton = Skeleton(3)
        self.more = SecondaryButton(tr("Show earlier"))
        self.more.clicked.connect(self._more)
        self._lay_out()

    def _build_filters(self) -> None:
        self.filters = QWidget()
        row = FlowLayout(self.filters, 2)
        self._group = QButtonGroup(self)
        self.chips: dict[Filter, Chip] = {}
        for which in Filter:
            chip = Chip(filter_text(which), framed=False)
            chip.setChecked(which is Filter.ALL)
            chip.clicked.connect(lambda _checked=False, which=which: self.set_filter(which))
            self.chips[which] = chip
            self._group.addButton(chip)
            row.addWidget(chip)

    def _lay_out(self) -> None:
        body = self.card.body
        head = QVBoxLayout()
        head.setSpacing(theme.S)
        for part in (self.title, self.journey, self.filters, self.missing, self.skeleton):
            head.addWidget(part)
        head.addWidget(self.empty)
        # The list is wider than the rest, so that the current row's ground has room for its edge.
        edges = body.contentsMargins()
        body.setContentsMargins(
            edges.left() - INSET, edges.top(), edges.right() - INSET, edges.bottom()
        )
        head.setContentsMargins(INSET, 0, INSET, 0)
        body.addLayout(head)
        body.addWidget(self.list)
        foot = QHBoxLayout()
        foot.setContentsMargins(INSET, 0, INSET, 0)
        foot.addWidget(self.more)
        foot.addStretch(1)
        body.addLayout(foot)
        body.setSpacing(theme.S)

    # events --------------------------------------------------------------------------------
    def handle(self, event: AppEvent) -> None:
        if isinstance(event, TimelineChanged):
            before = self._page
            if event.loading and not self._loading:
                self._slow.start()
            self._loading = event.loading
            self._page = self._joined(event.page)
            if before is None or event.page is None or before.contact_id != event.page.contact_id:
                self.set_filter(Filter.ALL)
            self._refresh()
        elif isinstance(event, CardChanged):
            before_status = self._card.identity.status if self._card else None
            self._card = event.card
            if before_status is not (event.card.identity.status if event.card else None):
                self._refresh()

    def _joined(self, page: TimelinePage | None) -> TimelinePage | None:
        """Older rows that were fetched stay when the same contact's first page comes again."""
        old = self._page
        if page is None or old is None or old.contact_id != page.contact_id or not page.more:
            return page
        known = {item.id for item in page.interactions}
        oldest = page.interactions[-1].at if page.interactions else None
        kept = tuple(
            item
            for item in old.interactions
            if item.id not in known and (oldest is None or item.at <= oldest)
        )
        if not kept:
            return page
        return TimelinePage(
            page.contact_id, (*page.interactions, *kept), page.promises, old.more, page.missing
        )

    def set_filter(self, which: Filter) -> None:
        self.chips[which].setChecked(True)
        self.model.set_filter(which)
        self._show_state()

    def focus_list(self) -> None:
        """F3: into the list, or onto the filters while there is none."""
        if not self.list.isVisible():
            self.chips[self.model.filter].setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))

    def _refresh(self) -> None:
        page = self._page
        self.model.set_rows(rows_of(page, times.now()) if page is not None else ())
        if page is not None:
            self.journey.show_page(page)
        names = ", ".join(page.missing) if page is not None else ""
        self.missing.setText(
            tr("Incomplete: {names} did not answer. The rest is shown.", names=names)
        )
        self.missing.setVisible(bool(names))
        self._show_state()

    def _show_state(self) -> None:
        page, rows = self._page, self.model.rowCount()
        loading = self._loading and page is None
        self.skeleton.setVisible(loading and not self._slow.isActive())
        self.list.setVisible(rows > 0)
        self.filters.setVisible(self.model.total > 0)
        self.journey.setVisible(
            page is not None and self.width() >= JOURNEY_FROM and self.journey.has_points
        )
        self.more.setVisible(page is not None and page.more and rows > 0)
        self.empty.setVisible(not loading and rows == 0)
        if not loading and rows == 0:
            self.empty.set_texts(*self._empty_texts())

    def _empty_texts(self) -> tuple[str, str]:
        if self._page is not None and self.model.total:
            kind = filter_text(self.model.filter)
            if self._page.more:
                return tr("None under “{kind}” so far", kind=kind), tr("Older ones may exist.")
            return tr("None under “{kind}”", kind=kind), tr("“All” shows everything on file.")
        if self._page is not None:
            return tr("No earlier contact"), tr("This is the first time, as far as we know.")
        status = self._card.identity.status if self._card else None
        if status is IdentityStatus.CANDIDATES:
            return tr("Whose history?"), tr("It stands here when you have picked who is calling.")
        if status is IdentityStatus.INTERNAL:
            return tr("A colleague"), tr("Internal calls have no customer history.")
        if status in (IdentityStatus.UNKNOWN, IdentityStatus.WITHHELD):
            return tr("Nobody identified yet"), tr("Look the caller up to see earlier contacts.")
        return (
            tr("Earlier contacts stand here"),
            tr("Calls, chats, orders and mail of the caller, newest first."),
        )

    # acts ----------------------------------------------------------------------------------
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
        known = {item.id for item in page.interactions}
        new = tuple(item for item in older.interactions if item.id not in known)
        self._page = TimelinePage(
            page.contact_id,
            (*page.interactions, *new),
            page.promises,
            older.more and bool(new),
            page.missing,
        )
        self._refresh()

    def _failed(self, error: AgentAssistError) -> None:
        self.more.setEnabled(True)
        self.failed.emit(error)

    def _show_row(self, key: str) -> None:
        self.set_filter(Filter.ALL)
        row = self.model.row_of(key)
        if row is not None:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self.list.setCurrentIndex(self.model.index(row))

    def _row_moved(self, rect: QRect) -> None:
        corner = self.list.viewport().mapTo(self, rect.topLeft())
        self.row_moved.emit(QRect(corner, rect.size()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._show_state()
