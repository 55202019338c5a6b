"""Search in the middle: results at every keystroke, the article below without leaving the list."""

from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from agentassist.app.events import AppEvent, CardChanged, KnowledgeReady
from agentassist.domain.ids import ArticleId, CallId
from agentassist.domain.knowledge import Article, SearchHit, SearchResult, SectionKind
from ui import theme
from ui.actions.action import Action
from ui.crossing import Runs
from ui.i18n import count_text, plural, tr
from ui.knowledge.article_view import ArticleView
from ui.knowledge.empty_search import EmptySearch
from ui.knowledge.results_card import ResultsCard
from ui.knowledge.search_field import SearchField
from ui.theme import Type, Weight
from ui.widgets import Run, Text
from ui.widgets.announcement import announce

_LIST_SHARE = 0.42  # of the panel's height
_SIDE_PANEL = 500  # narrower than this the article wraps more often and needs more of it
_SIDE_SHARE = 0.36
_READ_AS = 22  # keeps its place over the hits: the list must not jump
_PAUSE_MS = 600  # typing has paused: the list may shrink, a screen reader hears the result


class SearchDesk(Protocol):
    """What this panel asks of the desk."""

    async def search(self, text: str) -> SearchResult: ...

    async def article(self, article_id: ArticleId) -> Article: ...

    async def article_used(self, article_id: ArticleId) -> None: ...


class KnowledgePanel(QWidget):
    """`focus_search` from anywhere; Esc clears, then gives the focus back to where it was.

    `in_use` when the first answer is shown and when the field is empty again: in between this
    panel wants the whole height, else `set_quiet` leaves it to others.
    """

    in_use = Signal(bool)

    def __init__(self, desk: SearchDesk, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._asked = self._answered = 0
        self.result: SearchResult | None = None  # the last one shown
        self._wanted: ArticleId | None = None
        self._call: CallId | None = None
        self._articles: int | None = None
        self._came_from: QWidget | None = None
        self._build()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._paused)
        self._show_empty()

    # building ------------------------------------------------------------------------------
    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.field = SearchField()
        self.read_as = Text("", Type.EVIDENCE, "soft", max_lines=1)
        self.read_as.setContentsMargins(theme.S, 0, theme.S, 0)
        self.results = ResultsCard()
        self.model, self.list = self.results.model, self.results.list
        self.empty = EmptySearch(Action.SEARCH)
        self.empty.wanted.connect(self._search_for)
        self.nothing, self.suggested = self.empty.state, self.empty.suggested
        self.preview = ArticleView()
        for widget in (self.field, self.read_as, self.results, self.empty):
            column.addWidget(widget)
        column.addSpacing(theme.S)
        column.addWidget(self.preview)
        column.addStretch(1)
        self.setTabOrder(self.field.edit, self.preview)
        self.field.text_changed.connect(self._typed)
        self.field.moved.connect(self._move)
        self.field.paged.connect(self.preview.reader.page)
        self.field.opened.connect(self.open_selected)
        self.results.opened.connect(self.open_selected)
        self.results.selected.connect(self._select)
        self.field.left.connect(self._leave)
        self.preview.copied.connect(self._copied)
        self._set_placeholder()

    # from outside --------------------------------------------------------------------------
    def handle(self, event: AppEvent) -> None:
        if isinstance(event, KnowledgeReady):
            self._articles = event.articles
            self._set_placeholder()
            if self.field.edit.text():
                self._typed(self.field.edit.text())
            else:
                self._show_empty()
        elif isinstance(event, CardChanged):
            self.empty.show_card(event.card)
            call = event.card.call.call_id if event.card is not None else self._call
            if call != self._call:
                self._call = call
                self.model.forget_used()
                if not self.field.edit.hasFocus():
                    self.field.edit.clear()

    @property
    def answered(self) -> bool:
        """What is shown is the answer to what is typed."""
        return self._answered == self._asked

    def set_quiet(self, quiet: bool) -> None:
        """While nothing is searched one line is enough: others stand below."""
        self.empty.set_quiet(quiet)

    def _search_for(self, words: str) -> None:
        self.focus_search()
        self.field.edit.setText(words)

    def focus_search(self) -> None:
        """F2: into the field, remembering where the focus was."""
        before = QApplication.focusWidget()
        if before is not None and before is not self.field.edit:
            self._came_from = before
        self.field.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.edit.selectAll()

    def _leave(self) -> None:
        back, self._came_from = self._came_from, None
        if back is not None and back.isVisible() and back.isEnabled():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.field.edit.clearFocus()

    # searching -----------------------------------------------------------------------------
    def _typed(self, text: str) -> None:
        self._asked += 1
        asked = self._asked
        self.empty.set_typed(bool(text.strip()))
        if not text.strip():
            self._answered = asked  # whatever is still on its way is stale now
            self._show_empty()
            return
        self._crossing.run(
            self._desk.search(text),
            lambda result: self._found(asked, result),
            lambda error: self._failed(asked),
        )

    def _fresh(self, asked: int) -> bool:
        """Answers come in any order; one that is older than what is shown is dropped."""
        if asked <= self._answered:
            return False
        self._answered = asked
        return True

    def _found(self, asked: int, result: SearchResult) -> None:
        if not self._fresh(asked):
            return
        self.result = result
        self.model.set_hits(result.hits)
        count = count_text(len(result.hits))
        total = count_text(result.searched)
        spent = _milliseconds(result.elapsed_ms)
        self.field.set_count(tr("{count} of {total}", count=count, total=total), spent)
        self._show_read_as(result.read_as)
        if result.hits:
            self._show_hits()
        else:
            self._show_state(
                tr("Nothing found for “{text}”", text=result.query.strip()),
                tr(
                    "Try fewer words, another word for it, or the product’s name. "
                    "Still nothing? Note the question: your team lead can add the article."
                ),
            )
        self._pause.start()
        self.in_use.emit(True)

    def _failed(self, asked: int) -> None:
        if not self._fresh(asked):
            return
        self.field.set_count("")
        self._show_read_as(None)
        self._show_state(
            tr("The search does not answer right now"),
            tr("Card, history and wrap-up go on working. Type again to try once more."),
        )
        self.in_use.emit(True)

    def _show_read_as(self, read_as: str | None) -> None:
        if read_as:
            lead, _, rest = tr("Read as {words}").partition("{words}")
            self.read_as.set_runs(Run(lead), Run(read_as, None, Weight.SEMIBOLD), Run(rest))
        else:
            self.read_as.setText("")

    def _show_hits(self) -> None:
        self._fit_list(shrink=not self.results.isVisible())
        self.read_as.setFixedHeight(_READ_AS)
        self.empty.hide()
        self.results.show()
        self.results.choose_first()

    def _show_state(self, title: str, hint: str, lead: str = "", *, idle: bool = False) -> None:
        self._wanted = None
        self.empty.show_state(title, hint, lead=lead, idle=idle)
        self.read_as.setFixedHeight(_READ_AS if self.read_as.text() else theme.XS)
        self.results.hide()
        self.preview.hide()
        self.empty.show()

    def _show_empty(self) -> None:
        self.model.set_hits(())
        self.field.set_count("")
        self._show_read_as(None)
        self._show_state(*_nothing_typed(self._articles), idle=True)
        self.in_use.emit(False)

    def _set_placeholder(self) -> None:
        self.field.edit.setPlaceholderText(tr("Search: what is it about?"))

    # choosing ------------------------------------------------------------------------------
    def _move(self, rows: int) -> None:
        if self.results.move_selection(rows):
            self._pause.start()

    def _select(self, hit: SearchHit) -> None:
        wanted = self._wanted = hit.article_id
        if self.preview.article is not None and self.preview.article.id == wanted:
            self.preview.show()
            return
        self._crossing.run(self._desk.article(wanted), self._arrived)

    def _arrived(self, article: Article) -> None:
        if article.id == self._wanted:
            self.preview.show_article(article)
            self.preview.show()

    def open_selected(self) -> None:
        """Enter: this is the article that helped; the wrap-up will name it."""
        if self.suggested.choose():
            return
        hit = self.results.current()
        if hit is not None:
            self._use(hit.article_id, "read")

    def _copied(self, kind: SectionKind) -> None:
        if self.preview.article is not None:
            self._use(self.preview.article.id, "copied")

    def _use(self, article_id: ArticleId, how: str) -> None:
        self._crossing.run(
            self._desk.article_used(article_id),
            lambda _: self.model.mark_used(article_id, how),
        )

    # looks ---------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_list(shrink=True)

    def _fit_list(self, *, shrink: bool) -> None:
        """The list grows at once and shrinks in a pause: the article below must not dance."""
        share = _SIDE_SHARE if self.width() < _SIDE_PANEL else _LIST_SHARE
        self.results.fit(int(self.height() * share), shrink=shrink)

    def _paused(self) -> None:
        self._fit_list(shrink=True)
        announce(self.field.edit, self.results.spoken() or self.nothing.title.text())


def _nothing_typed(articles: int | None) -> tuple[str, str, str]:
    """What can be searched, and how, in the end and first of all. None: not known yet."""
    if articles == 0:
        without = tr("Your team lead or IT can add them. Card, history and coaching work without.")
        return tr("No articles here yet"), without, ""
    title = tr("Articles will be found here")
    if articles is not None:
        n = count_text(articles)
        title = plural("{count} article to search", "{count} articles to search", articles, count=n)
    fine = tr("Typing errors and unfinished words are fine.")
    return title, fine, tr("Type what the caller says.")


def _milliseconds(spent: float) -> str:
    if spent < 1:
        return tr("under 1 ms")
    return tr("{n} ms", n=count_text(round(spent)))
