"""What stands above the list: title, sources, the drawn line, filters, finding, empty states."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.screen_pop import ScreenPop
from ui import theme, times
from ui.actions.action import Action
from ui.history.brief_view import BriefView
from ui.history.brief_words import said_by
from ui.history.filter_bar import FilterBar
from ui.history.find_field import FindField
from ui.history.journey import JourneyView
from ui.history.row_delegate import INSET
from ui.history.sources_line import SourcesLine
from ui.i18n import plural, tr
from ui.theme import Type
from ui.widgets import EmptyState, IconButton, LinkButton, SectionLabel, Skeleton, Text


class HistoryHead(QWidget):
    """`keep_height` while a row is read: what stands here may grow, never shrink under the eye."""

    def __init__(self, evidence: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.brief = BriefView(evidence)
        self._beside = False
        self._card: ScreenPop | None = None
        self._now = times.now()
        self.title = SectionLabel(tr("Earlier contacts"))
        self.news = LinkButton("")
        self.news.hide()
        find, who = tr("Find in earlier contacts"), tr("Who this is, and why")
        self.find_button = IconButton("search", find, key=Action.FIND)
        self.person_button = IconButton("user", who, key=Action.PERSON)
        self.sources = SourcesLine(Action.ASK_AGAIN)
        self.journey = JourneyView()
        self.journey.hide()
        self.filters = FilterBar()
        self.finding = FindField()
        self.missing = Text("", Type.EVIDENCE, "need")
        self.empty = EmptyState("", "", "history")
        self.skeleton = Skeleton(3)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(theme.S)
        column.setContentsMargins(INSET, 0, INSET, 0)
        line = QHBoxLayout()
        line.setSpacing(theme.S)
        line.addWidget(self.title)
        line.addStretch(1)
        line.addWidget(self.news)
        line.addWidget(self.find_button)
        line.addWidget(self.person_button)
        column.addLayout(line)
        parts: tuple[QWidget, ...] = (
            self.brief,
            self.sources,
            self.journey,
            self.filters,
            self.finding,
        )
        for part in (*parts, self.missing, self.skeleton, self.empty):
            column.addWidget(part)

    def show_brief(self, card: ScreenPop | None, now: datetime) -> None:
        """None: there is nobody to tell anything of."""
        self._card, self._now = card, now
        brief = card.brief if card is not None else None
        said = said_by(card) if card is not None and self._beside else frozenset[str]()
        self.brief.show_brief(brief, now, said)

    def set_beside(self, beside: bool) -> None:
        """Beside the card the brief points to what it says instead of saying it again."""
        if beside != self._beside:
            self._beside = beside
            self.show_brief(self._card, self._now)

    def needed_height(self, width: int) -> int:
        """What stands here now takes so much."""
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            return layout.totalHeightForWidth(width)
        return self.sizeHint().height()

    def keep_height(self, kept: bool) -> None:
        self.setMinimumHeight(self.height() if kept else 0)

    def tell_news(self, new: int) -> None:
        """So many rows came in above the one that is being read."""
        self.news.set_label(plural("↑ {n} new", "↑ {n} new", new))
        self.news.setAccessibleName(plural("{n} new contact above", "{n} new contacts above", new))
        self.news.setVisible(new > 0)

    def show_missing(self, names: tuple[str, ...]) -> None:
        """Sources that the page lacks, where nothing tells more of them."""
        text = tr("Incomplete: {names} did not answer. The rest is shown.", names=", ".join(names))
        self.missing.setText(text)
        self.missing.setVisible(bool(names) and self.sources.isHidden())
