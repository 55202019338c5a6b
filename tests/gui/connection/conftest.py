"""A phone desk that writes down what it is asked, and the views it answers with."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ivr_reading import DEFAULT_VARIABLES
from agentassist.domain.secret import Secret
from agentassist.ports.connection_check import CheckReport, CheckResult, CheckStep
from agentassist.ports.names_seen import NameOrigin, NameSeen, NamesReport
from agentassist.ports.phone_setup import PhoneAccount, PhoneMember, PhoneSetupView, SecretSource
from agentassist.ports.telephony import ConnectionState, ConnectionStatus

NAMES = NamesReport(
    (
        NameSeen("IVR_ACCOUNT", NameOrigin.RIDES_ALONG, 11, "account"),
        NameSeen("IVR_METER", NameOrigin.RIDES_ALONG, 4, None),
        NameSeen("tariff", NameOrigin.STEP, 3, None),
    ),
    12,
)
ACCOUNT = PhoneAccount("pbx.example.net", 5038, "site", dict(DEFAULT_VARIABLES))
READY = ConnectionStatus(ConnectionState.READY, "Asterisk 22", 0, 1)
PASSED = CheckReport((CheckStep("reached", CheckResult.OK), CheckStep("login", CheckResult.OK)))
FAILED = CheckReport((CheckStep("reached", CheckResult.FAILED, "connection_refused"),))


class WrittenDown:
    """Implements what the panel asks of PhoneDesk."""

    def __init__(self) -> None:
        self.now = PhoneSetupView(
            members=(PhoneMember("ami", READY, NAMES), PhoneMember("link", None)),
            account=ACCOUNT,
            secret=SecretSource.STORE,
            variable="AMI_SECRET",
            kept=True,
            credentials_here=True,
            advice="[general]\nchannelvars = IVR_ACCOUNT\n",
            checkable=frozenset({"ami"}),
        )
        self.report = PASSED
        self.refusal: AgentAssistError | None = None
        self.asked: list[tuple[Any, ...]] = []

    def change(self, **changes: Any) -> None:
        self.now = replace(self.now, **changes)

    async def view(self) -> PhoneSetupView:
        if self.refusal is not None and self.refusal.code == "phone.no_setup":
            raise self.refusal
        return self.now

    async def check(self, account: PhoneAccount, secret: Secret | None) -> CheckReport:
        self.asked.append(("check", account, secret))
        self._refuse()
        return self.report

    async def check_member(self, name: str) -> CheckReport:
        self.asked.append(("check_member", name))
        self._refuse()
        return self.report

    async def cancel_check(self) -> None:
        self.asked.append(("cancel",))

    async def save(self, account: PhoneAccount, secret: Secret | None, *, tested: bool) -> None:
        self.asked.append(("save", account, secret, tested))
        self._refuse()
        self.change(account=account, undoable=True)

    async def undo(self) -> None:
        self.asked.append(("undo",))
        self.change(account=ACCOUNT, undoable=False)

    async def forget_secret(self) -> None:
        self.asked.append(("forget",))
        self.change(secret=SecretSource.MISSING, credentials_here=False)

    def _refuse(self) -> None:
        if self.refusal is not None:
            raise self.refusal


@pytest.fixture
def phone_desk() -> WrittenDown:
    return WrittenDown()


@pytest.fixture
def panel_of(qtbot: Any, crossing: Any, phone_desk: WrittenDown) -> Iterator[Callable[[], Any]]:
    """`panel_of()` opens the panel and waits until it has been answered."""

    def open_panel() -> Any:
        from ui.connection.window import ConnectionWindow

        window = ConnectionWindow(phone_desk, crossing)
        qtbot.addWidget(window)
        window.open()
        qtbot.waitUntil(lambda: window.account.isVisible() or window.empty.isVisible())
        window.refresh()
        for _ in range(8):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        return window

    yield open_panel
    crossing.hold = False
    crossing.settle()  # what the clock asked while the test held the answers
