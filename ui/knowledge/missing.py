"""Says to the desk that an article is missing, and takes it back."""

from PySide6.QtCore import QObject, Signal

from agentassist.domain.search_gap import Reported, Verdict
from ui.crossing import Runs
from ui.i18n import tr
from ui.knowledge.desk import ArticleDesk
from ui.knowledge.no_article import NoArticle
from ui.widgets.announcement import announce


class Missing(QObject):
    """`has_contacts`: somebody is on the card, whose earlier contacts can be looked through."""

    elsewhere_wanted = Signal(str)

    def __init__(self, view: NoArticle, desk: ArticleDesk, crossing: Runs) -> None:
        super().__init__(view)
        self._view, self._desk, self._crossing = view, desk, crossing
        self._query = ""
        self._kept: dict[str, Reported] = {}  # by question, as long as the window is open
        self.has_contacts = False
        view.reported.connect(self._report)
        view.elsewhere_wanted.connect(lambda: self.elsewhere_wanted.emit(self._query))
        view.undo_requested.connect(self._take_back)

    def start_over(self, query: str) -> None:
        self._query = query.strip()
        self._view.start_over(contacts=self.has_contacts)
        if kept := self._kept.get(self._query):
            self._view.show_kept(kept)

    def _report(self, verdict: Verdict, why: str) -> None:
        query = self._query
        self._crossing.run(
            self._desk.report(None, verdict, why, query), lambda kept: self._know(query, kept)
        )

    def _know(self, query: str, kept: Reported) -> None:
        self._kept[query] = kept
        if query == self._query:
            self._view.show_kept(kept)
        announce(self._view, tr("Reported as missing"))

    def _take_back(self) -> None:
        query, kept = self._query, self._kept.pop(self._query, None)
        if kept is not None:
            self._crossing.run(
                self._desk.take_back_report(kept.id), lambda _: self._taken_back(query)
            )

    def _taken_back(self, query: str) -> None:
        if query == self._query:
            self._view.show_kept(None)
            self._view.left.emit()
        announce(self._view, tr("The report was taken back"))
