"""The article in front: fetched, used, pinned, reported; whatever is asked of the desk about it."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from agentassist.domain.article_hint import TriedArticle
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.domain.search_gap import Reported, Verdict
from ui.crossing import Runs
from ui.i18n import tr
from ui.knowledge.article_facts import verdict_text
from ui.knowledge.article_view import ArticleView
from ui.knowledge.desk import SearchDesk
from ui.widgets.announcement import announce


class Reading(QObject):
    """`used`: it was read or copied in this call. `pinned`: an article is preferred, or no more."""

    used = Signal(object, str)  # ArticleId, "read" or "copied"
    pinned = Signal(object, bool)
    arrived = Signal()

    def __init__(self, view: ArticleView, desk: SearchDesk, crossing: Runs) -> None:
        super().__init__(view)
        self._view, self._desk, self._crossing = view, desk.articles, crossing
        self._recents = desk.recents
        self._wanted: ArticleId | None = None
        self._pins: dict[ArticleId, bool] = {}
        self._reports: dict[ArticleId, Reported | None] = {}
        self._tried: Mapping[ArticleId, TriedArticle] = {}
        self.query = ""  # what it was found by
        view.copied.connect(lambda _kind: self.use("copied"))
        view.pin_requested.connect(self.toggle_pin)
        view.reported.connect(self._report)
        view.report_undone.connect(self._take_back)

    @property
    def article(self) -> Article | None:
        """What is shown, or None."""
        return None if self._wanted is None or self._view.isHidden() else self._view.article

    # fetching ------------------------------------------------------------------------------
    def select(self, article_id: ArticleId, *, pinned: bool | None = None) -> None:
        self._wanted = article_id
        if pinned is not None:
            self._pins.setdefault(article_id, pinned)
        if self._view.article is not None and self._view.article.id == article_id:
            self._show(self._view.article)
            return
        self._crossing.run(self._desk.article(article_id), self._arrived)

    def drop(self) -> None:
        self._wanted = None
        self._view.hide()

    def _arrived(self, article: Article) -> None:
        if article.id == self._wanted:  # else the agent has moved on
            self._show(article)

    def _show(self, article: Article) -> None:
        self._view.show_article(article)
        self._view.show_pinned(self._pins.get(article.id, False))
        self._view.show_tried(self._tried.get(article.id))
        self._view.show_reported(self._reports.get(article.id))
        self._view.show()
        self.arrived.emit()

    def look_closer(self) -> None:
        """The agent stays with it: all of it is shown, and was it reported before?"""
        article = self.article
        if article is not None:
            self._view.show_rest()
        if article is not None and article.id not in self._reports:
            self._crossing.run(
                self._desk.reports_of(article.id),
                lambda found: self._know(article.id, found[0] if found else None),
                lambda _error: None,  # the log is off: there is nothing to show
            )

    def _know(self, article_id: ArticleId, reported: Reported | None) -> None:
        self._reports[article_id] = reported
        if self.article is not None and self.article.id == article_id:
            self._view.show_reported(reported)

    # about it ------------------------------------------------------------------------------
    def set_tried(self, tried: Mapping[ArticleId, TriedArticle]) -> None:
        self._tried = tried
        if self._view.article is not None:
            self._view.show_tried(tried.get(self._view.article.id))

    def open(self) -> None:
        """This is the article that helps: it is likelier next time, and the wrap-up names it."""
        if self.article is not None:
            self._crossing.run(self._desk.article_opened(self.article.id))
            self._crossing.run(self._recents.article_opened(self.article.id, self.query))
            self.use("read")
            self.look_closer()

    def use(self, how: str) -> None:
        if self.article is None:
            return
        used = self.article.id
        self._crossing.run(self._desk.article_used(used), lambda _: self.used.emit(used, how))

    def toggle_pin(self) -> None:
        """The same key takes it back."""
        if self.article is None:
            return
        at, pinned = self.article.id, not self._pins.get(self.article.id, False)
        self._crossing.run(self._desk.pin(at, pinned), lambda _: self._pinned(at, pinned))

    def _pinned(self, article_id: ArticleId, pinned: bool) -> None:
        self._pins[article_id] = pinned
        self.pinned.emit(article_id, pinned)
        if self.article is not None and self.article.id == article_id:
            self._view.show_pinned(pinned)
        announce(self._view, tr("Pinned") if pinned else tr("No longer pinned"))

    def _report(self, verdict: Verdict, why: str) -> None:
        if self.article is not None:
            at = self.article.id
            self._crossing.run(
                self._desk.report(at, verdict, why, self.query), lambda kept: self._kept(at, kept)
            )

    def _kept(self, article_id: ArticleId, kept: Reported) -> None:
        self._know(article_id, kept)
        announce(self._view, tr("Reported as {verdict}", verdict=verdict_text(kept.verdict)))

    def _take_back(self) -> None:
        article = self.article
        kept = self._reports.get(article.id) if article is not None else None
        if article is not None and kept is not None:
            self._crossing.run(
                self._desk.take_back_report(kept.id), lambda _: self._taken_back(article.id)
            )

    def _taken_back(self, article_id: ArticleId) -> None:
        self._know(article_id, None)
        announce(self._view, tr("The report was taken back"))
        self._view.left.emit()
