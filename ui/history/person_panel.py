"""The place of the person on the card: made on demand, told what the agent decides about links."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agentassist.app.desk import Desk
from agentassist.app.events import AppEvent, CardChanged, SourcesChanged
from agentassist.domain.contact import Candidate
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.source import SourceStatus
from ui import times
from ui.crossing import Runs
from ui.history.row_words import Reading
from ui.history.source_words import copies, source_title
from ui.widgets import Card

if TYPE_CHECKING:  # the words of linking are read when somebody asks for them
    from agentassist.domain.linking.record_link import RecordLink
    from agentassist.ports.linking import LikelySame
    from ui.history.person_page import PersonPage


class PersonPanel(QWidget):
    """Shows the person of the card in the place of `instead_of`; `left`: that one is back."""

    left = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk, crossing: Runs, *, instead_of: QWidget) -> None:
        super().__init__()
        self._desk, self._crossing, self._place = desk, crossing, instead_of
        self._card: ScreenPop | None = None
        self._statuses: tuple[SourceStatus, ...] = ()
        self._likely: tuple[LikelySame, ...] = ()
        self.page: PersonPage | None = None
        self.hide()

    def handle(self, event: AppEvent) -> None:
        if isinstance(event, SourcesChanged):
            self._statuses = event.statuses
            self._fill()
        elif isinstance(event, CardChanged):
            before, self._card = self._card, event.card
            if _who(before) != _who(event.card):
                self._likely = ()
                if self.page is not None:
                    self.page.start_over()
                if event.card is None or before is None or _call(before) != _call(event.card):
                    self._leave()
            self._fill()

    def toggle(self) -> None:
        """Ctrl+I: who this is and why; again: back."""
        if not self.isHidden():
            self._go_back()
        elif _who(self._card) is not None:
            if self.page is None:
                self.page = self._make()
            self._place.hide()
            self.show()
            self._fill()
            self._look_for_likely()
            self.page.back.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _look_for_likely(self) -> None:
        """Others who share something with them: asked for when somebody looks."""
        contact = _who(self._card)

        def show(found: "Sequence[LikelySame] | None") -> None:
            if contact == _who(self._card):
                self._likely = tuple(found or ())
                self._fill()

        if contact is not None:
            self._crossing.run(self._desk.people.likely(contact), show, self._failed)

    def _leave(self) -> None:
        self.hide()
        self._place.show()

    def _go_back(self) -> None:
        self._leave()
        self.left.emit()

    def _make(self) -> "PersonPage":
        from ui.history.person_page import PersonPage

        page = PersonPage()
        page.left.connect(self._go_back)
        page.undo_wanted.connect(self._undo)
        page.redo_wanted.connect(self._redo)
        page.link_wanted.connect(self._link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        card = Card()
        card.body.addWidget(page)
        column.addWidget(card)
        return page

    def _fill(self) -> None:
        card = self._card
        if self.page is None or self.isHidden() or card is None:
            return
        titles = {one.source: source_title(one) for one in self._statuses}
        reading = Reading(times.now(), titles, copies(self._statuses))
        known = card.identity.contact.id if card.identity.contact is not None else None
        others = [one for one in card.identity.candidates if one.contact.id != known]
        self.page.show_person(card.person, others, self._likely, reading)

    # what the agent decides ----------------------------------------------------------------
    def _undo(self, link: "RecordLink", why: str) -> None:
        page = self.page
        told = (lambda _: page.tell_taken_apart(link)) if page is not None else None
        self._crossing.run(self._desk.people.undo_link(link.id, why), told, self._failed)

    def _redo(self, link: "RecordLink", why: str = "") -> None:
        page = self.page
        told = (lambda _: page.tell_linked()) if page is not None else None
        linking = self._desk.people.link(link.one, link.other, why)
        self._crossing.run(linking, told, self._or_why(lambda said: self._redo(link, said)))

    def _link(self, other: "Candidate | LikelySame", why: str = "") -> None:
        contact = _who(self._card)

        def again(said: str) -> None:
            if contact == _who(self._card):  # else the reason was about somebody else
                self._link(other, said)

        if contact is not None:
            linking = self._desk.people.link_people(contact, other.contact.id, why)
            self._crossing.run(linking, lambda _: self._look_for_likely(), self._or_why(again))

    def _or_why(self, again: Callable[[str], None]) -> Callable[[AgentAssistError], None]:
        """What contradicts the link is asked about; anything else is told."""

        def failed(error: AgentAssistError) -> None:
            if error.code == "person.two_accounts" and self.page is not None:
                self.page.question.ask(again)
            else:
                self._failed(error)

        return failed

    def _failed(self, error: AgentAssistError) -> None:
        self.failed.emit(error)


def _who(card: ScreenPop | None) -> ContactId | None:
    contact = card.identity.contact if card is not None else None
    return contact.id if contact is not None else None


def _call(card: ScreenPop) -> object:
    return card.call.call_id
