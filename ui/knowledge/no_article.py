"""What can be done when nothing was found: look elsewhere, or say that an article is missing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agentassist.domain.search_gap import Reported
from ui import theme
from ui.actions.action import Action
from ui.i18n import tr
from ui.knowledge.article_facts import kept_words
from ui.knowledge.article_notice import ArticleNotice
from ui.knowledge.report_bar import ReportBar
from ui.widgets import FlowLayout
from ui.widgets.small_button import SmallButton


class NoArticle(QWidget):
    """Stands under the words that nothing was found."""

    elsewhere_wanted = Signal()  # in the earlier contacts
    reported = Signal(object, str)  # Verdict, why
    undo_requested = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.S, 0, 0)
        column.setSpacing(theme.S)
        self.kept = ArticleNotice("accent", "message-circle")
        self.kept.undo_requested.connect(self.undo_requested)
        self.report = ReportBar(missing=True)
        self.report.given.connect(self.reported)
        self.report.left.connect(self._closed)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=6)
        missing = tr("Report as missing")
        self.missing = SmallButton(missing, missing, icon="message-circle", key=Action.REPORT)
        self.missing.clicked.connect(self.open_report)
        elsewhere = tr("Look in earlier contacts")
        self.elsewhere = SmallButton(elsewhere, elsewhere, icon="history")
        self.elsewhere.clicked.connect(self.elsewhere_wanted)
        flow.addWidget(self.missing)
        flow.addWidget(self.elsewhere)
        for part in (buttons, self.report, self.kept):
            column.addWidget(part)
        self.hide()

    def start_over(self, *, contacts: bool) -> None:
        """For another question. `contacts`: somebody is on the card whose contacts can be read."""
        self.kept.hide()
        self.report.hide()
        self.missing.setVisible(True)
        self.elsewhere.setVisible(contacts)
        self.show()

    def open_report(self) -> None:
        """The word why; once it was given, the way back."""
        if self.kept.isVisible():
            self.kept.undo.setFocus()
        else:
            self.report.open()
            self.missing.hide()

    def _closed(self) -> None:
        self.missing.setVisible(self.kept.isHidden())
        self.left.emit()

    def show_kept(self, kept: Reported | None) -> None:
        self.missing.setVisible(kept is None)
        if kept is None:
            self.kept.hide()
            return
        rest = kept_words(kept) or tr("your team lead sees that it was searched in vain")
        self.kept.tell(tr("Reported as missing"), rest, undo=tr("Take the report back"))
