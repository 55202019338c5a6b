"""What can be done with the article in front, from anywhere in the window."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from agentassist.domain.knowledge import SectionKind
from ui.actions.action import Action
from ui.actions.bindings import Bindings
from ui.i18n import tr

if TYPE_CHECKING:
    from ui.knowledge.panel import KnowledgePanel

_COPIES = {
    Action.COPY_SAY: SectionKind.SAY,
    Action.COPY_DO: SectionKind.DO,
    Action.COPY_SEND: SectionKind.SEND,
}


def bind_article(panel: "KnowledgePanel", keys: Bindings) -> None:
    """A key without an article does nothing; the palette says why."""
    view, no_article = panel.preview, tr("No article is open.")

    def bind(
        action: Action, work: Callable[[], object], can: Callable[[], object], why: str
    ) -> None:
        keys.bind(action, lambda: work() if can() else None, lambda: "" if can() else why)

    def shown() -> bool:
        return panel.reading.article is not None

    for action, kind in _COPIES.items():
        without = tr("No article with such a part is open.")
        bind(action, partial(view.copy, kind), partial(view.has_section, kind), without)
    bind(Action.COPY_ARTICLE, view.copy_all, shown, no_article)
    bind(Action.PIN, panel.reading.toggle_pin, shown, no_article)
    bind(Action.REPORT, lambda: _report(panel), lambda: _can_report(panel), no_article)
    bind(
        Action.LINKS,
        view.next_link,
        lambda: shown() and view.addresses,
        tr("The article has no links."),
    )


def _report(panel: "KnowledgePanel") -> None:
    """The article in front, or that there is none."""
    if panel.reading.article is not None:
        panel.preview.open_report()
    else:
        panel.empty.no_article.open_report()


def _can_report(panel: "KnowledgePanel") -> bool:
    return panel.reading.article is not None or panel.empty.no_article.isVisible()


def find_in_article(panel: "KnowledgePanel") -> bool:
    """False when the keyboard is elsewhere, or no article is shown."""
    focus = QApplication.focusWidget()
    here = focus is not None and panel.isAncestorOf(focus) and panel.reading.article is not None
    if here:
        panel.preview.open_find()
    return here
