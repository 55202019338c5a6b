"""What stands below the search field while there is no article to read."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.screen_pop import ScreenPop
from ui import theme
from ui.i18n import tr
from ui.knowledge.no_article import NoArticle
from ui.knowledge.suggested_search import SuggestedSearch
from ui.theme import Type
from ui.widgets import Card, EmptyState, LinkButton, Text

_LINE = 28


class EmptySearch(QWidget):
    """A card, or one line of it when `set_quiet`: then others need the room below.

    The line is always as high, whatever it says: what is below never moves for a suggestion.
    """

    wanted = Signal(str)  # the suggested search was chosen
    fit_wanted = Signal()  # the first article that fits the call

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = self._idle = False
        self._title = self._hint = ""
        self.state = EmptyState("", "", "search")
        self.suggested = SuggestedSearch(key)
        self.suggested.wanted.connect(self.wanted)
        self.no_article = NoArticle()
        self.state.body.addWidget(self.suggested)
        self.state.body.addWidget(self.no_article)
        self.card = Card()
        self.card.body.addWidget(self.state)
        self.text = Text("", Type.EVIDENCE, "faint", max_lines=1)
        self.line = QWidget()
        self.line.setFixedHeight(_LINE)
        self._row = QHBoxLayout(self.line)
        self._row.setContentsMargins(theme.S, 0, theme.S, 0)
        self._row.setSpacing(theme.M)
        self._row.addWidget(self.text, 1)
        self.fits = LinkButton("")
        self.fits.clicked.connect(self.fit_wanted)
        self.fits.hide()
        self._row.insertWidget(0, self.fits, 1, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        column.addWidget(self.line)
        self._show()

    def set_quiet(self, quiet: bool) -> None:
        if quiet == self._quiet:
            return
        self._quiet = quiet
        hidden = self.suggested.isHidden()
        if quiet:
            self._row.addWidget(self.suggested)
        else:
            self.state.body.insertWidget(self.state.body.count() - 1, self.suggested)
        self.suggested.setHidden(hidden)
        self._show()

    def show_state(self, title: str, hint: str, *, lead: str = "", idle: bool = False) -> None:
        """`idle`: nothing is typed; an answer that found nothing is never a mere line.

        `lead`: the first sentence of the hint, for which one line has no room.
        """
        self._title, self._hint, self._idle = title, hint, idle
        self.no_article.hide()
        self.state.set_texts(title, f"{lead} {hint}" if lead else hint)
        self._show()

    def show_card(self, card: ScreenPop | None) -> None:
        """Who calls: what is on record of it can be searched."""
        self.suggested.show_card(card)
        self._show_line()

    def set_typed(self, typed: bool) -> None:
        self.suggested.set_typed(typed)
        self._show_line()

    def show_fits(self, titles: Sequence[str]) -> None:
        """Articles that fit the call: the first of them, and how many more there are."""
        more = len(titles) - 1
        if titles:
            count = tr("{title} +{more}", title=titles[0], more=more) if more else titles[0]
            self.fits.set_label(tr("Fits this call: {title}", title=count))
        self.fits.setVisible(bool(titles))
        self._show_line()

    def _show(self) -> None:
        line = self._quiet and self._idle
        self._show_line()
        self.card.setVisible(not line)
        self.line.setVisible(line)

    def _show_line(self) -> None:
        """Beside a suggestion only what can be searched, whole: the suggestion gives way."""
        alone = self.suggested.isHidden()
        self.text.setVisible(self.fits.isHidden())
        self.text.setText(f"{self._title}. {self._hint}" if alone and self._hint else self._title)
        self.text.setMinimumWidth(0 if alone else self.text.sizeHint().width())
