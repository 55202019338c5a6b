"""What sources need of the agent: a secret to be typed, and notes that could not be sent yet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from agentassist.app.desk import Desk
from agentassist.app.events import AppEvent, OutboxChanged, SecretsMissing
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.ports.source_setup import MissingSecret
from ui import theme
from ui.crossing import Runs
from ui.errors import error_texts
from ui.i18n import plural, tr
from ui.source_errors import reason_text
from ui.widgets import Banner, LinkButton
from ui.widgets.small_button import SmallButton


class SourceNotices(QWidget):
    """Two quiet lines below the desk: nothing that is read moves, nor goes the keyboard there.

    A line that was put away stays away until something else is missing or fails.
    """

    def __init__(self, desk: Desk, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._missing: tuple[MissingSecret, ...] = ()
        self._put_away: set[tuple[str, str]] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.needed, self.outbox = Banner(), Banner()
        self.needed.dismiss_requested.connect(self._later)
        self.outbox.dismiss_requested.connect(self.outbox.hide)
        self.send = LinkButton(tr("Try now"))
        self.send.clicked.connect(self._send)
        layout = self.outbox.layout()
        if isinstance(layout, QHBoxLayout):
            layout.insertWidget(layout.count() - 1, self.send, 0, Qt.AlignmentFlag.AlignTop)
        self.entry = QWidget()
        row = QHBoxLayout(self.entry)
        row.setContentsMargins(theme.L, 2, theme.L, theme.S)
        row.setSpacing(theme.S)
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setMaximumWidth(320)
        self.edit.returnPressed.connect(self._give)
        self.save = SmallButton(tr("Use it"), tr("Use the secret that was typed"), key="↵")
        self.save.clicked.connect(self._give)
        row.addWidget(self.edit, 1)
        row.addWidget(self.save)
        row.addStretch(1)
        for part in (self.needed, self.entry, self.outbox):
            part.hide()
            column.addWidget(part)

    def handle(self, event: AppEvent) -> None:
        if isinstance(event, SecretsMissing):
            self._missing = event.missing
            self._ask()
        elif isinstance(event, OutboxChanged):
            self._tell_outbox(event)

    # secrets -------------------------------------------------------------------------------
    @property
    def _asked(self) -> MissingSecret | None:
        open_ones = (one for one in self._missing if (one.source, one.part) not in self._put_away)
        return next(open_ones, None)

    def _ask(self) -> None:
        asked = self._asked
        self.needed.setVisible(asked is not None)
        self.entry.setVisible(asked is not None)
        self.edit.setText("")  # unlike clear() it can't be undone
        if asked is None:
            return
        source = asked.title or feed_text(asked.source)
        name = tr("{source} needs its {secret}.", source=source, secret=part_text(asked.part))
        kept = tr("It is sealed in the encrypted store.")
        if not asked.kept:
            kept = tr("It is kept until the program ends, and asked for again then.")
        place = tr("It is sent to {place} only. {kept}", place=asked.place, kept=kept)
        self.needed.set_notice("need", "lock", name, place)
        self.edit.setPlaceholderText(part_text(asked.part))
        self.edit.setAccessibleName(name)

    def _give(self) -> None:
        asked, typed = self._asked, self.edit.text()
        if asked is None or not typed:
            return
        self.edit.setText("")
        giving = self._desk.sources.give_secret(asked.source, asked.part, Secret(typed))
        self._crossing.run(giving, None, self._failed)

    def _later(self) -> None:
        if (asked := self._asked) is not None:
            self._put_away.add((asked.source, asked.part))
        self._ask()

    # notes on their way --------------------------------------------------------------------
    def _tell_outbox(self, event: OutboxChanged) -> None:
        """Notes on their way are not worth a line; those that could not be sent are."""
        self.outbox.setVisible(event.failed > 0)
        if event.failed:
            lead = plural("{n} note waits to be sent.", "{n} notes wait to be sent.", event.waiting)
            why = f"{event.source or '?'} {reason_text(event.error)}."
            rest = tr("{why} Nothing is lost: it is tried again by itself.", why=why)
            self.outbox.set_notice("need", "hourglass", lead, rest)

    def _send(self) -> None:
        self._crossing.run(self._desk.sources.send_notes(), None, self._failed)

    def _failed(self, error: AgentAssistError) -> None:
        words = error_texts(error.code, error.params)
        self.needed.set_notice("late", "circle-alert", words.lead, words.rest)
        self.needed.show()


def feed_text(name: str) -> str:
    """What the organisation keeps for all desktops."""
    known = {"feed": tr("The place of your articles"), "packs": tr("The place of coaching packs")}
    return known.get(name, name)


def part_text(part: str) -> str:
    return {
        "secret": tr("secret"),
        "client_secret": tr("client secret"),
        "refresh_token": tr("refresh token"),
        "proxy": tr("proxy password"),
    }.get(part, part)
