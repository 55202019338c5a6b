"""What stands where there is no earlier contact to show: why, and what to do."""

from agentassist.domain.contact import IdentityStatus
from agentassist.domain.screen_pop import ScreenPop
from agentassist.ports.history import TimelinePage
from ui.i18n import tr


def empty_texts(
    page: TimelinePage | None, card: ScreenPop | None, filtered: bool, typed: str
) -> tuple[str, str]:
    """A line and a hint. `filtered`: there are rows, none of which is let through."""
    if page is not None and filtered:
        older = tr("Older ones may exist: show them first.") if page.more else ""
        if typed:
            found = tr("Nothing found for “{text}”", text=typed)
            return found, older or tr("Esc shows everything again.")
        return tr("None of this kind so far"), older or tr("“All” shows everything on file.")
    if page is not None:
        return tr("No earlier contact"), tr("This is the first time, as far as we know.")
    status = card.identity.status if card is not None else None
    if status is IdentityStatus.CANDIDATES:
        return tr("Whose history?"), tr("It stands here when you have picked who is calling.")
    if status is IdentityStatus.INTERNAL:
        return tr("A colleague"), tr("Internal calls have no customer history.")
    if status in (IdentityStatus.UNKNOWN, IdentityStatus.WITHHELD):
        return tr("Nobody identified yet"), tr("Look the caller up to see earlier contacts.")
    return (
        tr("Earlier contacts stand here"),
        tr("Calls, chats, orders and mail of the caller, newest first."),
    )
