"""The search that the record itself suggests: one press finds what they probably call about."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from agentassist.domain.screen_pop import ScreenPop
from ui.actions import keymap
from ui.i18n import tr
from ui.widgets import LinkButton


class SuggestedSearch(LinkButton):
    """`words` is '' while nothing is on record. `wanted` carries them when they are chosen."""

    wanted = Signal(str)

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._way_in = key
        self._rekey()
        self.words = ""
        self._typed = False
        self.clicked.connect(self.choose)
        self.hide()

    def _rekey(self) -> None:
        key = keymap.current().key_text(self._way_in)
        self.set_key(f"{key} ↵" if key else None)

    def show_card(self, card: ScreenPop | None) -> None:
        words = words_on_record(card) if card is not None else ""
        if words != self.words:
            self.words = words
            self.set_label(tr("Search “{words}”", words=words))
            self._show()

    def set_typed(self, typed: bool) -> None:
        """What the agent types comes first."""
        self._typed = typed
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self.words) and not self._typed)

    def choose(self) -> bool:
        """False when there is nothing to choose."""
        chosen = bool(self.words) and not self._typed
        if chosen:
            self.wanted.emit(self.words)
        return chosen


def words_on_record(card: ScreenPop) -> str:
    """What a ticket, mail or promise says they call about; a mere menu choice says too little."""
    why = card.likely_why
    if why is None or not why.from_record or not card.call.state.in_call:
        return ""
    return why.headline.rpartition(" · ")[2].strip(" “”\"'.")
