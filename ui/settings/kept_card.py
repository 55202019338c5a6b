"""What is kept on this computer and for how long, in plain words, as the settings are now."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.i18n import plural, tr
from ui.settings.own_settings import OwnSettings
from ui.theme import Type, Weight
from ui.widgets import Card, IconLabel, SectionLabel, Text


@dataclass(frozen=True, slots=True)
class Kept:
    """`how_long` is asked when it is shown."""

    what: str
    more: str
    how_long: Callable[[], str]


class KeptCard(Card):
    """Follows the settings. `set_kept(False)`: nothing outlives the window."""

    def __init__(self, own: OwnSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own = own
        self._lasting = True
        self.body.setSpacing(theme.M)
        self.body.addWidget(SectionLabel(tr("What is kept on this computer")))
        self.lead = IconLabel("lock", "", "text", "given")
        self.body.addWidget(self.lead)
        self.lines: list[tuple[Kept, Text]] = []
        for kept in _all_kept(own):
            self._add(kept)
        self.body.addWidget(SectionLabel(tr("Never kept")))
        never = tr(
            "Card numbers, PINs and what a caller says. Secrets of logins stand in no file that "
            "can be read. Nothing is sent but to the systems that your organisation set up."
        )
        self.body.addWidget(IconLabel("eye-off", never, "text", "soft"))
        own.changed.connect(lambda _key: self.refresh())
        self.refresh()

    def _add(self, kept: Kept) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Text(kept.what, Type.BODY, "text", Weight.MEDIUM))
        column.addWidget(Text(kept.more, Type.EVIDENCE, "soft"))
        how_long = Text("", Type.EVIDENCE, "text", Weight.MEDIUM)
        column.addWidget(how_long)
        self.lines.append((kept, how_long))
        self.body.addWidget(holder)

    def set_kept(self, lasting: bool) -> None:
        self._lasting = lasting
        self.refresh()

    def refresh(self) -> None:
        if self._lasting:
            self.lead.text.setText(
                tr(
                    "In one file that is encrypted as a whole. Its key is in the keystore of your "
                    "system, not in a file of ours."
                )
            )
        else:
            self.lead.text.setText(
                tr("Nothing just now: all of it is in memory only and gone with the window.")
            )
        for kept, shown in self.lines:
            shown.setText(kept.how_long() if self._lasting else tr("Until the window closes"))


def days_text(days: int) -> str:
    """How long; 0 days are for ever."""
    if days == 0:
        return tr("Always, until somebody deletes it")
    if days % 365 == 0:
        years = days // 365
        return plural("For {n} year", "For {n} years", years)
    return plural("For {n} day", "For {n} days", days)


def _all_kept(own: OwnSettings) -> tuple[Kept, ...]:
    def days(key: str) -> Callable[[], str]:
        return lambda: days_text(own.get(key).number)

    def gaps() -> str:
        if own.get("knowledge.gap_log").value is not True:
            return tr("Not kept: switched off")
        return days_text(own.get("knowledge.gap_days").number)

    return (
        Kept(
            tr("Contacts and their history"),
            tr("Names, numbers, accounts, earlier contacts and promises."),
            days("retention.interactions_days"),
        ),
        Kept(
            tr("Wrap-ups and their drafts"),
            tr("What you wrote at the end of calls."),
            days("retention.wrap_ups_days"),
        ),
        Kept(
            tr("Copies of other systems' records"),
            tr("So that the card is there without a network."),
            days("retention.cache_days"),
        ),
        Kept(
            tr("What takes an import back"),
            tr("The rows an import replaced."),
            days("retention.imports_days"),
        ),
        Kept(
            tr("Searches in vain"),
            tr("Counted without names, numbers, agent or time."),
            gaps,
        ),
        Kept(
            tr("The audit"),
            tr("Which masked value was shown or copied and by whom, never the value."),
            days("retention.audit_days"),
        ),
        Kept(
            tr("Cues, drafts of wording and chats you paste"),
            tr("For the coach; nobody else sees them, and nobody is scored."),
            lambda: tr("Until the call is over"),
        ),
    )
