"""Over an article: its title, what is known of it, and what has to be seen before it is said."""

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from agentassist.domain.article_hint import TriedArticle
from agentassist.domain.knowledge import Article
from agentassist.domain.search_gap import Reported
from agentassist.domain.speech import SpeechState
from ui import theme
from ui.actions.action import Action
from ui.i18n import tr
from ui.knowledge.article_facts import expired, facts, kept_words, tried_notice, verdict_text
from ui.knowledge.article_notice import ArticleNotice
from ui.speech.words import why_silent
from ui.theme import Type, Weight
from ui.widgets import IconButton, Text

_COPIED_MS = 1_600


class ArticleHead(QWidget):
    """Its buttons have keys that work from anywhere; the notices stand only where they are true."""

    pin_requested = Signal()
    report_requested = Signal()
    copy_requested = Signal()
    read_requested = Signal()  # aloud
    undo_requested = Signal()  # of the report

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Text("", Type.VALUE, "text", Weight.SEMIBOLD, max_lines=3)
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.standing = Text("", Type.EVIDENCE, "soft", max_lines=2)
        self.pin = IconButton("pin", tr("Pin this article"), key=Action.PIN)
        self.copy = IconButton("copy", tr("Copy the article"), key=Action.COPY_ARTICLE)
        self.report = IconButton(
            "message-circle", tr("Say that it is wrong or outdated"), key=Action.REPORT
        )
        self.aloud = IconButton("volume-2", tr("Read the steps aloud"), key=Action.READ_ALOUD)
        self.aloud.hide()
        self.expired = ArticleNotice("late", "triangle-alert")
        self.tried = ArticleNotice("need", "history")
        self.reported = ArticleNotice("accent", "message-circle")
        self._lay_out()
        for button, asked in (
            (self.pin, self.pin_requested),
            (self.copy, self.copy_requested),
            (self.report, self.report_requested),
            (self.aloud, self.read_requested),
        ):
            button.clicked.connect(asked)
        self.reported.undo_requested.connect(self.undo_requested)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(_COPIED_MS)
        self._back.timeout.connect(lambda: self.copy.set_glyph("copy"))

    def show_copied(self) -> None:
        """For a moment."""
        self.copy.set_glyph("check")
        self._back.start()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        first = QHBoxLayout()
        first.setSpacing(2)
        first.addWidget(self.title, 1)
        first.addSpacing(theme.S)
        for button in (self.aloud, self.pin, self.copy, self.report):
            first.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        column.addWidget(self.standing)
        self._notices = QVBoxLayout()
        self._notices.setContentsMargins(0, theme.XS, 0, 0)
        self._notices.setSpacing(6)
        for notice in (self.expired, self.tried, self.reported):
            self._notices.addWidget(notice)
        column.addLayout(self._notices)

    def show_article(self, article: Article, today: date) -> None:
        self.title.setText(article.title)
        self.standing.setText(" · ".join(facts(article, today)))
        if late := expired(article, today):
            self.expired.tell(late, tr("check before you say it"))
        else:
            self.expired.hide()

    def show_pinned(self, pinned: bool) -> None:
        self.pin.set_label(tr("Pinned: take the pin away") if pinned else tr("Pin this article"))
        self.pin.set_on(pinned)

    def show_speech(self, state: SpeechState, *, readable: bool) -> None:
        """Where nothing can be heard just now, the button says why."""
        self.aloud.set_label(why_silent(state) or tr("Read the steps aloud"))
        self.aloud.setVisible(readable)

    def show_tried(self, tried: TriedArticle | None) -> None:
        if tried is None:
            self.tried.hide()
        else:
            self.tried.tell(*tried_notice(tried))

    def show_reported(self, reported: Reported | None) -> None:
        """What was reported of it here, and the way back."""
        if reported is None:
            self.reported.hide()
            return
        lead = tr("Reported as {verdict}", verdict=verdict_text(reported.verdict))
        self.reported.tell(lead, kept_words(reported), undo=tr("Take the report back"))
