"""An article beside its place in the list: what to say, do and send, and what stays inside."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from agentassist.domain.article_hint import TriedArticle
from agentassist.domain.knowledge import Article, SectionKind
from agentassist.domain.search_gap import Reported
from agentassist.domain.speech import SpeechState
from ui import theme, times
from ui.actions.action import Action
from ui.i18n import count_text, tr
from ui.knowledge import copied_text
from ui.knowledge.article_find import ArticleFind
from ui.knowledge.article_head import ArticleHead
from ui.knowledge.link_bar import LinkBar
from ui.knowledge.report_bar import ReportBar
from ui.knowledge.section_row import SectionRow
from ui.knowledge.section_words import copied_words
from ui.knowledge.shown_part import CHARACTERS, ShownPart
from ui.knowledge.stretches import stretches
from ui.speech.reading_bar import ReadingBar
from ui.speech.steps import steps
from ui.theme import Type
from ui.widgets import Card, Text
from ui.widgets.announcement import announce
from ui.widgets.fitting_scroll import FittingScroll

_BEGINNING = 4_000  # characters that are laid out at once; all of 50 kB takes a fifth of a second
_KEYS = {
    SectionKind.SAY: Action.COPY_SAY,
    SectionKind.DO: Action.COPY_DO,
    SectionKind.SEND: Action.COPY_SEND,
    None: Action.COPY_ARTICLE,
}


class ArticleView(Card):
    """`show_article` replaces what is shown; `copied` tells which section went to the clipboard.

    `reported`: the agent's word on it. `left`: the keyboard is needed no more. `touched`: the agent
    scrolls in it, or does something with it.
    """

    copied = Signal(object)  # SectionKind | None
    pin_requested = Signal()
    reported = Signal(object, str)  # Verdict, why
    report_undone = Signal()
    read_requested = Signal()  # aloud
    left = Signal()
    touched = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.article: Article | None = None
        self._whole = True  # else only its beginning is laid out: the agent may type on
        self.rows: tuple[SectionRow, ...] = ()
        self.head = ArticleHead()
        self.title, self.standing = self.head.title, self.head.standing
        self._content = QWidget()
        self._rows = QVBoxLayout(self._content)
        self._rows.setContentsMargins(0, 2, 0, 2)
        self._rows.setSpacing(theme.M)
        self.left_out = Text("", Type.EVIDENCE, "soft")
        self.left_out.hide()
        self._rows.addWidget(self.left_out)
        self._rows.addStretch(1)  # before it has its height the rows keep theirs
        self.reader = FittingScroll(self._content)
        self.finding, self.link = ArticleFind(self.reader), LinkBar()
        self.report, self.aloud = ReportBar(), ReadingBar()
        self._speech = SpeechState()
        for part in (self.head, self.aloud, self.report, self.link, self.finding, self.reader):
            self.body.addWidget(part)
        self._link_at = -1
        self._connect()

    def _connect(self) -> None:
        head = self.head
        head.pin_requested.connect(self.pin_requested)
        head.copy_requested.connect(self.copy_all)
        head.report_requested.connect(self.open_report)
        head.undo_requested.connect(self.report_undone)
        head.read_requested.connect(self.read_requested)
        self.report.given.connect(self.reported)
        for done in (self.pin_requested, self.copied):
            done.connect(self.touched)
        self.reader.verticalScrollBar().valueChanged.connect(self._scrolled)
        for bar in (self.finding, self.link, self.report):
            bar.left.connect(self.left)

    # what is shown -------------------------------------------------------------------------
    def show_article(self, article: Article) -> None:
        if article == self.article:
            return
        same = self.article is not None and self.article.id == article.id
        self.article = article
        self.setAccessibleName(article.title)
        self.head.show_article(article, times.now().astimezone().date())
        self.show_speech(self._speech)
        self._fill(article, _BEGINNING)
        self._link_at = -1
        if not same:
            self.link.hide()
            self.report.hide()
            self.reader.to_top()
        self.reader.updateGeometry()

    def show_rest(self) -> None:
        """The agent stays with the article: all of it."""
        if self.article is not None and not self._whole:
            self._fill(self.article)

    def _fill(self, article: Article, characters: int = CHARACTERS) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        parts: list[tuple[SectionKind | None, str]] = [
            (section.kind, section.text) for section in article.sections
        ]
        if article.body:
            parts.append((None, article.body))
        part = ShownPart(characters)
        made = [
            SectionRow(kind, found, _KEYS.get(kind, ""))
            for kind, text in parts
            if (found := part.take(text)) or not text
        ]
        self._whole = characters == CHARACTERS or not part.left_out
        self._tell_left_out(part.left_out if self._whole else 0)
        for row in made:
            row.copy_requested.connect(self.copy)
            row.link_pressed.connect(self.link.ask)
            self._rows.insertWidget(self._rows.count() - 2, row)
        self.rows = tuple(made)
        self.finding.search_in([row.text for row in self.rows])

    def _tell_left_out(self, characters: int) -> None:
        self.left_out.setText(
            tr(
                "Too long to be shown whole: {count} characters more.",
                count=count_text(characters),
            )
        )
        self.left_out.setVisible(characters > 0)

    def show_pinned(self, pinned: bool) -> None:
        self.head.show_pinned(pinned)

    def show_tried(self, tried: TriedArticle | None) -> None:
        self.head.show_tried(tried)

    def show_reported(self, reported: Reported | None) -> None:
        self.head.show_reported(reported)

    def _scrolled(self, value: int) -> None:
        if value:  # the top is where an article begins
            self.show_rest()
            self.touched.emit()

    def show_speech(self, state: SpeechState) -> None:
        """Its button is there where it can be read; the bar while this article is read."""
        self._speech = state
        article = self.article
        here = state.article is not None and article is not None and state.article == article.id
        self.aloud.show_state(state if here else SpeechState())
        readable = state.on and article is not None and bool(steps(article))
        self.head.show_speech(state, readable=readable)

    # doing ---------------------------------------------------------------------------------
    def has_section(self, kind: SectionKind | None) -> bool:
        if self.article is None or not self.isVisible():
            return False
        if kind is None:
            return bool(self.article.body)
        return any(section.kind is kind for section in self.article.sections)

    def copy(self, kind: SectionKind | None) -> None:
        """The sections of one kind; internal ones have no way to the clipboard."""
        if self.article is None:
            return
        data = copied_text.of_section(self.article, kind)
        if data is None:
            return
        QApplication.clipboard().setMimeData(data)
        for row in self.rows:
            if row.kind is kind:
                row.show_copied()
        announce(self, copied_words(kind))
        self.copied.emit(kind)

    def copy_all(self) -> None:
        """All of it but what is internal."""
        if self.article is None:
            return
        QApplication.clipboard().setMimeData(copied_text.of_article(self.article))
        self.head.show_copied()
        announce(self, copied_words(None))
        self.copied.emit(None)

    def open_find(self) -> None:
        self.show_rest()
        self.touched.emit()
        self.finding.open()

    def open_report(self) -> None:
        """The word on it; once it was given, the way back."""
        self.touched.emit()
        if self.head.reported.isVisible():
            self.head.reported.undo.setFocus()
        else:
            self.report.open()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the links that are shown lead, in the order of the text, each once."""
        found = [
            stretch.address
            for row in self.rows
            for block in row.found
            for line in ([cell for cells in block.rows for cell in cells] or [block.text])
            for stretch in stretches(line)
            if stretch.address
        ]
        return tuple(dict.fromkeys(found))

    def next_link(self) -> None:
        """Asks whether to open the first one; again for the next."""
        if every := self.addresses:
            self._link_at = (self._link_at + 1) % len(every) if self.link.isVisible() else 0
            self.link.ask(every[self._link_at])

    def to_text(self) -> bool:
        """Whatever stands over the text is put away; False when nothing did."""
        shown = [bar for bar in (self.link, self.report, self.finding) if not bar.isHidden()]
        for bar in shown:
            bar.leave()
        return bool(shown)
