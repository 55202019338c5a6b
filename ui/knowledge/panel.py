"""Search in the middle: results at every keystroke, the article below without leaving the list."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agentassist.app.events import (
    AppEvent,
    ArticlesSuggested,
    CardChanged,
    KnowledgeReady,
    ResultsDeepened,
    TriedArticles,
)
from agentassist.domain.ids import CallId
from agentassist.domain.knowledge import SearchHit, SearchResult
from ui import theme
from ui.actions.action import Action
from ui.crossing import Runs
from ui.i18n import tr
from ui.knowledge import search_words
from ui.knowledge.article_facts import by_article
from ui.knowledge.article_view import ArticleView
from ui.knowledge.desk import SearchDesk
from ui.knowledge.found import Found
from ui.knowledge.missing import Missing
from ui.knowledge.reading import Reading
from ui.knowledge.search_field import SearchField
from ui.knowledge.searching import Searching
from ui.knowledge.start import Start
from ui.knowledge.way_back import WayBack
from ui.models.start_rows import StartRow
from ui.widgets.announcement import announce

_PAUSE_MS = 600  # typing has paused: the list may shrink, a screen reader hears the result


class KnowledgePanel(QWidget):
    """`focus_search` from anywhere; Esc goes back step by step, then to where the focus was.

    `in_use` when the first answer is shown and when the field is empty again: in between this
    panel wants the whole height, else `set_quiet` leaves it to others.
    """

    in_use = Signal(bool)
    contacts_wanted = Signal(str)  # nothing found: perhaps in the earlier contacts

    def __init__(
        self,
        desk: SearchDesk,
        crossing: Runs,
        parent: QWidget | None = None,
        *,
        key: str = Action.SEARCH,
    ) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self.result: SearchResult | None = None  # the last one shown
        self._call: CallId | None = None
        self._articles: int | None = None
        self._way_back = WayBack(self)
        self._build(key)
        self._connect()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._paused)
        self._show_empty()

    # building ------------------------------------------------------------------------------
    def _build(self, key: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.field = SearchField(key)
        self.field.edit.setPlaceholderText(tr("Search: what is it about?"))
        self.start = Start(self.field, self._desk.recents, self._crossing)
        found = self.found = Found(key, self.start)
        self.results, self.empty, self.read_as = found.results, found.empty, found.read_as
        self.model, self.list = self.results.model, self.results.list
        self.nothing, self.suggested = self.empty.state, self.empty.suggested
        self.preview = ArticleView()
        column.addWidget(self.field)
        column.addWidget(found)
        column.addSpacing(theme.S)
        column.addWidget(self.preview)
        column.addStretch(1)
        self.setTabOrder(self.field.edit, self.preview)
        self.reading = Reading(self.preview, self._desk, self._crossing)
        self.searching = Searching(self._desk.articles, self._crossing, self)
        self.missing = Missing(self.empty.no_article, self._desk.articles, self._crossing)

    def _connect(self) -> None:
        field = self.field
        field.text_changed.connect(self._typed)
        self.searching.found.connect(self._found)
        self.searching.failed.connect(self._failed)
        field.moved.connect(self._move)
        field.paged.connect(lambda _: self.preview.show_rest())
        field.paged.connect(self.preview.reader.page)
        field.opened.connect(self.open_selected)
        field.left.connect(self._step_back)
        field.entered.connect(self._entered)
        self.empty.wanted.connect(self.search_for)
        self.results.opened.connect(self.open_selected)
        self.results.selected.connect(self._select)
        self.found.back.pressed.connect(self._close_article)
        self.start.chosen.connect(self._start_with)
        self.preview.left.connect(self.field.take_keyboard)
        self.empty.no_article.left.connect(self.field.take_keyboard)
        self.missing.elsewhere_wanted.connect(self.contacts_wanted)
        self.preview.touched.connect(self.results.hold)
        self.reading.used.connect(self.model.mark_used)
        self.reading.pinned.connect(self.model.mark_pinned)
        self.reading.arrived.connect(self._article_arrived)

    # from outside --------------------------------------------------------------------------
    def handle(self, event: AppEvent) -> None:
        match event:
            case KnowledgeReady():
                self._ready(event.articles)
            case ResultsDeepened():
                self._deepened(event)
            case ArticlesSuggested():
                self.start.suggest(event.suggestions)
                self.empty.show_fits([one.title for one in event.suggestions])
            case TriedArticles():
                self.reading.set_tried(by_article(event))
                self.model.set_tried(by_article(event))
            case CardChanged():
                self._card_changed(event)

    def _ready(self, articles: int) -> None:
        self._articles = articles
        self.start.look_again()
        if not self.field.edit.text() and not self.found.opened:
            self._show_empty()
        elif self.found.may_move:
            self.searching.ask(self.field.edit.text())

    def _card_changed(self, event: CardChanged) -> None:
        self.empty.show_card(event.card)
        self.missing.has_contacts = event.card is not None
        call = event.card.call.call_id if event.card is not None else self._call
        if call != self._call:
            self._call = call
            self.model.forget_used()
            self.start.float_away()  # what comes in with the call is not hidden
            if not self.field.edit.hasFocus():
                self.field.edit.clear()
                self._close_article()

    @property
    def answered(self) -> bool:
        """What is shown is the answer to what is typed."""
        return self.searching.answered

    def set_quiet(self, quiet: bool) -> None:
        """While nothing is searched one line is enough: others stand below."""
        self.empty.set_quiet(quiet)
        self.start.set_floating(quiet)

    def search_for(self, words: str) -> None:
        self.focus_search()
        self.field.edit.setText(words)

    def focus_search(self) -> None:
        """F2: into the field, remembering where the focus was."""
        self._way_back.remember()
        self.field.take_keyboard()
        self.field.edit.selectAll()
        self._entered()

    def _entered(self) -> None:
        if not self.field.edit.text() and not self.found.opened:
            self.start.float_in()

    def _step_back(self) -> None:
        """Esc: out of what stands over the article, the article, the words, the search."""
        if self.preview.to_text() or self.start.float_away():
            return
        if self.found.opened:
            self._close_article()
        elif self.field.edit.text():
            self.field.edit.clear()
        else:
            self._leave()

    def _leave(self) -> None:
        self.searching.left()
        if not self._way_back.go():
            self.field.edit.clearFocus()

    # searching -----------------------------------------------------------------------------
    def _typed(self, text: str) -> None:
        typed, self.results.by_hand = bool(text.strip()), False
        self.empty.set_typed(typed)
        self.start.float_away()
        self.found.back.close()
        if typed:
            self.searching.ask(text)
        else:
            self.searching.forget()
            self._show_empty()

    def _found(self, result: SearchResult) -> None:
        self.result = result
        self.reading.query = result.query
        self.model.set_hits(result.hits)
        self.field.set_count(*search_words.counts(result))
        if result.hits:
            self.found.show_hits(result, self.height())
        else:
            self.found.show_read_as(result.read_as)
            self._show_state(*search_words.nothing_found(result))
            self.missing.start_over(result.query)
        self._pause.start()
        self.in_use.emit(True)

    def _deepened(self, event: ResultsDeepened) -> None:
        """The same question by its meaning: for whoever has not begun to choose."""
        shown = self.result is not None and self.result.query == event.query
        if shown and self.answered and self.found.may_move:
            self._found(event.result)

    def _failed(self) -> None:
        self.field.set_count("")
        self.found.show_read_as(None)
        self._show_state(*search_words.failed())
        self.in_use.emit(True)

    def _show_state(self, title: str, hint: str, lead: str = "", *, idle: bool = False) -> None:
        self.reading.drop()
        self.found.show_state(title, hint, lead, idle=idle)

    def _show_empty(self) -> None:
        self.model.set_hits(())
        self.result = None
        self.field.set_count("")
        self.found.show_read_as(None)
        self._show_state(*search_words.nothing_typed(self._articles), idle=True)
        self.in_use.emit(False)

    # choosing ------------------------------------------------------------------------------
    def _move(self, rows: int) -> None:
        if self.found.opened:
            self.preview.reader.step(rows)
        elif self.results.isVisible():
            self.results.move_selection(rows)
            self._pause.start()
        elif not self.field.edit.text():
            self.start.move(rows)
            self._pause.start()

    def _select(self, hit: SearchHit) -> None:
        self.reading.select(hit.article_id, pinned=hit.pinned)

    def open_selected(self) -> None:
        """Enter: the whole room for this article; the wrap-up will name it."""
        if not self.field.edit.text() and (self.start.choose() or self.suggested.choose()):
            return
        if self.results.current() is not None and not self.found.opened:
            self.found.give_room()
            self.reading.open()

    def _start_with(self, row: StartRow) -> None:
        """A search is typed once more; an article is opened at once."""
        if row.article_id is None:
            self.search_for(row.title)
            return
        self.found.give_room()
        self.reading.query = ""
        known = {one.article_id: one.pinned for one in self.start.recent.articles}
        self.reading.select(row.article_id, pinned=known.get(row.article_id))
        self.in_use.emit(True)

    def _article_arrived(self) -> None:
        if self.found.opened and not self.model.hits:
            self.reading.open()

    def _close_article(self) -> None:
        """Back to the list it was opened from, the same row chosen."""
        if not self.found.opened:
            return
        self.preview.to_text()
        if not self.found.take_back():
            self._show_empty()

    # looks ---------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.found.fit(self.height())
        self.start.float_away()

    def _paused(self) -> None:
        self.found.fit(self.height())
        self.reading.look_closer()
        spoken = self.results.spoken() if self.results.isVisible() else self.start.spoken()
        announce(self.field.edit, spoken or self.nothing.title.text())
