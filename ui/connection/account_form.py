"""The fields of the phone login: host, port, login name, secret, IVR data."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from agentassist.domain.secret import Secret
from agentassist.ports.phone_setup import PhoneAccount, PhoneSetupView, SecretSource
from ui import theme
from ui.connection.variable_rows import VariableRows
from ui.connection.words import kind_text
from ui.i18n import tip, tr
from ui.theme import Type
from ui.widgets import Icon, IconLabel, LinkButton, SectionLabel, Text

_PORT_WIDTH = 92
_LONGEST = 300


class Field(QWidget):
    """A line to type in under its name; a locked one says who set it."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        head = QHBoxLayout()
        head.setSpacing(theme.XS)
        head.addWidget(Text(label, Type.EVIDENCE, "soft"))
        self.lock = Icon("lock", "faint", 12)
        self.lock.setToolTip(tip(tr("Set by your organisation")))
        self.lock.hide()
        head.addWidget(self.lock)
        head.addStretch(1)
        column.addLayout(head)
        self.edit = QLineEdit()
        self.edit.setMaxLength(_LONGEST)
        self.edit.setAccessibleName(label)
        column.addWidget(self.edit)

    def set_locked(self, locked: bool) -> None:
        """It can be read and copied, not changed."""
        self.lock.setVisible(locked)
        self.edit.setReadOnly(locked)
        told = tr("Set by your organisation") if locked else ""
        self.edit.setAccessibleDescription(told)
        self.edit.setToolTip(tip(told))


class AccountForm(QWidget):
    """`edited` when the person changed something. A typed secret stays in its field only."""

    edited = Signal()
    forget_requested = Signal()
    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locked: frozenset[str] = frozenset()
        self._shown: PhoneSetupView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        self.host, self.port = Field(tr("Computer of the phone system")), Field(tr("Port"))
        self.user, self.secret = Field(tr("Login name")), Field(tr("Secret"))
        self.port.setFixedWidth(_PORT_WIDTH)
        self.port.edit.setValidator(QIntValidator(1, 65_535, self.port.edit))
        self.secret.edit.setEchoMode(QLineEdit.EchoMode.Password)
        first = QHBoxLayout()
        first.setSpacing(theme.S)
        first.addWidget(self.host, 1)
        first.addWidget(self.port)
        column.addLayout(first)
        column.addWidget(self.user)
        column.addWidget(self.secret)
        self.about_secret = IconLabel("info", "", "soft", "faint", Type.EVIDENCE)
        self.forget = LinkButton(tr("Forget the secret"))
        self.forget.clicked.connect(self.forget_requested)
        column.addWidget(self.about_secret)
        column.addWidget(self.forget)
        self.locked_note = IconLabel(
            "lock",
            tr("What has a lock is set by your organisation. Ask IT if it must change."),
            "soft",
            "faint",
            Type.EVIDENCE,
        )
        column.addWidget(self.locked_note)
        column.addLayout(self._make_variables())
        for field in (self.host, self.port, self.user, self.secret):
            field.edit.textEdited.connect(self.edited)
            field.edit.returnPressed.connect(self.submitted)

    def _make_variables(self) -> QVBoxLayout:
        """In one line what is read; the rows when somebody wants to change it."""
        column = QVBoxLayout()
        column.setSpacing(theme.S)
        head = QHBoxLayout()
        head.addWidget(SectionLabel(tr("IVR data")), 1)
        self.change = LinkButton(tr("Change"))
        self.change.setAccessibleName(tr("Change which IVR data is read"))
        self.change.clicked.connect(self.open_variables)
        head.addWidget(self.change)
        column.addLayout(head)
        self.read = Text("", Type.BODY, "soft")
        self.about_variables = Text(
            tr("What agents see as already given, and the variable that carries it."),
            Type.EVIDENCE,
            "faint",
        )
        self.variables = VariableRows()
        for part in (self.read, self.about_variables, self.variables):
            column.addWidget(part)
        self.about_variables.hide()
        self.variables.hide()
        self.variables.edited.connect(self.edited)
        return column

    def open_variables(self) -> None:
        self.read.hide()
        self.change.hide()
        self.about_variables.show()
        self.variables.show()
        if self.variables.rows:
            self.variables.rows[0].name_edit.setFocus()

    # what is there -------------------------------------------------------------------------
    def fill(self, view: PhoneSetupView) -> None:
        """Everything as it is saved; a secret that was typed is gone."""
        account = view.account
        self.host.edit.setText(account.host)
        self.port.edit.setText(str(account.port) if account.port else "")
        self.user.edit.setText(account.user)
        for _, field in self._fields():
            field.edit.setCursorPosition(0)  # of a long name the beginning says most
        self.secret.edit.setText("")  # unlike clear() it can't be undone
        self.variables.set_variables(dict(account.variables))
        kinds = ", ".join(kind_text(kind) for kind in account.variables)
        self.read.setText(tr("Read: {kinds}", kinds=kinds))
        self.tell(view)

    def tell(self, view: PhoneSetupView) -> None:
        """What may be changed, and where the secret is."""
        if view == self._shown:
            return
        self._shown, self._locked = view, view.locked
        for name, field in self._fields():
            field.set_locked(name in view.locked)
        self.locked_note.setVisible(bool(view.locked))
        self._tell_secret(view)

    def _fields(self) -> tuple[tuple[str, Field], ...]:
        return (("host", self.host), ("port", self.port), ("user", self.user))

    def _tell_secret(self, view: PhoneSetupView) -> None:
        say: dict[SecretSource, Callable[[], tuple[str, str]]] = {
            SecretSource.ENVIRONMENT: lambda: (
                tr("taken from {variable}", variable=view.variable),
                tr(
                    "From the environment variable {variable}. It counts before anything typed "
                    "here.",
                    variable=view.variable,
                ),
            ),
            SecretSource.STORE: lambda: (
                tr("kept; type to replace it"),
                tr("Kept encrypted on this computer, for this login at this computer only."),
            ),
            SecretSource.MEMORY: lambda: (
                tr("known until the window closes"),
                tr("Nothing is kept on this computer: it is asked for again at the next start."),
            ),
            SecretSource.MISSING: lambda: (
                tr("needed"),
                tr("It will be kept encrypted on this computer, never in the settings file.")
                if view.kept
                else tr("Nothing is kept on this computer: it is asked for at each start."),
            ),
        }
        placeholder, about = say[view.secret]()
        self.secret.edit.setPlaceholderText(placeholder)
        self.secret.edit.setReadOnly(view.secret is SecretSource.ENVIRONMENT)
        self.secret.edit.setAccessibleDescription(about)
        self.about_secret.text.setText(about)
        typed = view.secret in (SecretSource.STORE, SecretSource.MEMORY)
        self.forget.setVisible(typed)

    def set_busy(self, busy: bool) -> None:
        """While something is tried nothing of it is changed."""
        for name, field in self._fields():
            field.edit.setReadOnly(busy or name in self._locked)
        known = self._shown is not None and self._shown.secret is SecretSource.ENVIRONMENT
        self.secret.edit.setReadOnly(busy or known)
        self.variables.set_read_only(busy)
        self.forget.setEnabled(not busy)

    # what was typed ------------------------------------------------------------------------
    def account(self) -> PhoneAccount:
        port = self.port.edit.text()
        return PhoneAccount(
            self.host.edit.text().strip(),
            int(port) if port.isdecimal() and len(port) < 6 else 0,
            self.user.edit.text().strip(),
            self.variables.variables,
        )

    def typed_secret(self) -> Secret | None:
        """None: the one there is."""
        typed = self.secret.edit.text()
        return Secret(typed) if typed else None

    def problem(self) -> str | None:
        """What is plainly missing, in words, before anybody is asked."""
        account = self.account()
        if not account.host:
            return tr("Type the name or address of the computer that Asterisk runs on.")
        if not account.port:
            return tr("The port is a number from 1 to 65535; Asterisk's is 5038.")
        if not account.user:
            return tr("Type the login name from manager.conf.")
        kinds = [row.kind for row in self.variables.rows if row.name]
        if "" in kinds:
            return tr("Give each kind of data a name of its own, such as meter.")
        twice = sorted({kind for kind in kinds if kinds.count(kind) > 1})
        if twice:
            return tr("“{kind}” stands there twice.", kind=twice[0])
        return None

    def focus_first(self) -> None:
        """Where there is something to type: the first empty field."""
        fields = [self.host, self.user, self.secret]
        empty = [one.edit for one in fields if not one.edit.text() and not one.edit.isReadOnly()]
        (empty[0] if empty else self.host.edit).setFocus()
