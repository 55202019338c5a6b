"""The notice lines under the header: what is not as usual, said once, without a dialog."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agentassist.app.events import (
    AppEvent,
    CardChanged,
    Notified,
    PhoneStatusChanged,
    Severity,
    StoreChanged,
    StoreState,
)
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import CallId
from agentassist.ports.telephony import ConnectionState
from ui.errors import ErrorTexts, error_texts
from ui.i18n import tr
from ui.widgets import Banner

INFO_MS = 8_000
_LOOKS = {
    Severity.INFO: ("accent", "info"),
    Severity.WARNING: ("need", "triangle-alert"),
    Severity.ERROR: ("late", "circle-alert"),
}


class Notices(QWidget):
    """Three places: the store, the phone system, and one thing at a time that happened.

    The last, `passing`, is put below the desk by the window: what is read does not move for it.
    What went wrong stays until it is put away, then the next one shows; news passes by itself.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.store, self.phone, self.passing = Banner(), Banner(), Banner()
        for banner in (self.phone, self.store, self.passing):
            banner.hide()
        for banner in (self.phone, self.store):
            banner.dismiss_requested.connect(banner.hide)
            column.addWidget(banner)
        self.passing.dismiss_requested.connect(self._next)
        self._trouble: list[tuple[Severity, ErrorTexts]] = []  # the first one is shown
        self._no_phone: set[ErrorTexts] = set()  # of them, what a login takes back
        self._phone_state: ConnectionState | None = None
        self._call: CallId | None = None
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(INFO_MS)
        self._away.timeout.connect(self.passing.hide)

    def handle(self, event: AppEvent) -> None:
        match event:
            case StoreChanged():
                self._store(event)
            case PhoneStatusChanged():
                self._phone(event)
            case CardChanged(card=card) if card is not None:
                self._new_call(card.call.call_id)
            case Notified():
                self.tell(event.severity, event.code, dict(event.params))

    def show_error(self, error: AgentAssistError) -> None:
        self.tell(Severity.ERROR, error.code, error.params)

    def tell(self, severity: Severity, code: str, params: Mapping[str, object]) -> None:
        words = error_texts(code, params)
        if severity is not Severity.INFO:
            if code == "phone.no_secret":
                self._no_phone.add(words)
            if (severity, words) not in self._trouble:
                self._trouble.append((severity, words))
            self._show(*self._trouble[0])
        elif not self._trouble:
            self._show(severity, words)
            self._away.start()

    def _show(self, severity: Severity, words: ErrorTexts) -> None:
        self._away.stop()
        tone, icon = _LOOKS[severity]
        more = len(self._trouble) - 1
        rest = tr("{rest} (+{count} more)", rest=words.rest, count=more) if more > 0 else words.rest
        self.passing.set_notice(tone, icon, words.lead, rest)
        self.passing.show()

    def _next(self) -> None:
        del self._trouble[:1]
        if self._trouble:
            self._show(*self._trouble[0])
        else:
            self.passing.hide()

    def _new_call(self, call: CallId | None) -> None:
        """News of the call before is not read as news of this one."""
        if call is not None and call != self._call:
            self._call = call
            if self._away.isActive():
                self._away.stop()
                self.passing.hide()

    def _store(self, event: StoreChanged) -> None:
        if event.state is not StoreState.MEMORY_ONLY:
            self.store.hide()
            return
        words = error_texts(event.reason or "keystore.unavailable")
        demo = event.reason == "demo"
        self.store.set_notice(
            "accent" if demo else "need", "info" if demo else "database", words.lead, words.rest
        )
        self.store.show()

    def _phone(self, event: PhoneStatusChanged) -> None:
        before, self._phone_state = self._phone_state, event.status.state
        if before is event.status.state or event.status.state is ConnectionState.CONNECTING:
            self._phone_state = before  # a further try of the same: what was put away stays away
            return
        if event.status.state is ConnectionState.AUTH_FAILED:
            words = error_texts("phone.auth_failed")
            self.phone.set_notice("late", "lock", words.lead, words.rest)
            self.phone.show()
        elif event.status.state in (ConnectionState.UNREACHABLE, ConnectionState.LOST):
            words = error_texts("phone.unreachable")
            self.phone.set_notice("need", "wifi-off", words.lead, words.rest)
            self.phone.show()
        elif event.status.state is ConnectionState.READY:
            self.phone.hide()
            self._logged_in()

    def _logged_in(self) -> None:
        """A secret that was missing was typed meanwhile."""
        kept = [one for one in self._trouble if one[1] not in self._no_phone]
        if len(kept) != len(self._trouble):
            self._trouble = kept
            if kept:
                self._show(*kept[0])
            else:
                self.passing.hide()
