"""The connection panel's commands: look, try for real, save, undo. On the core thread."""

import asyncio
from collections.abc import Callable

from agentassist.app.bus import Bus
from agentassist.app.desk_command import command
from agentassist.app.events import CheckProgressed
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.ports.connection_check import CheckReport, ConnectionCheck
from agentassist.ports.phone_setup import PhoneAccount, PhoneSetup, PhoneSetupView


class PhoneDesk:
    """One test at a time: a new one, and `cancel_check`, end the one before."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._setup: PhoneSetup | None = None
        self.opened = asyncio.Event()
        self._checking: asyncio.Task[object] | None = None

    def open(self, setup: PhoneSetup | None) -> Callable[[], bool]:
        """The phone systems are there; None: nothing can be set up here (the demo).

        Returns what tells whether their login is on this computer.
        """
        self._setup = setup
        self.opened.set()
        return lambda: setup is not None and setup.credentials_here

    @command
    async def view(self) -> PhoneSetupView:
        return self._phones().view()

    @command
    async def check(self, account: PhoneAccount, secret: Secret | None) -> CheckReport:
        """Try settings that are not saved. Each step comes as CheckProgressed."""
        return await self._run(await self._phones().check(account, secret))

    @command
    async def check_member(self, name: str) -> CheckReport:
        """Try a phone system as it is set up."""
        return await self._run(await self._phones().check_member(name))

    async def cancel_check(self) -> None:
        """The one that runs ends at once; who asked for it hears nothing more."""
        if self._checking is not None:
            self._checking.cancel()

    @command
    async def save(self, account: PhoneAccount, secret: Secret | None, *, tested: bool) -> None:
        await self._phones().save(account, secret, tested=tested)

    @command
    async def undo(self) -> None:
        await self._phones().undo()

    @command
    async def forget_secret(self) -> None:
        await self._phones().forget_secret()

    def _phones(self) -> PhoneSetup:
        if self._setup is None:
            raise AgentAssistError("phone.no_setup")
        return self._setup

    async def _run(self, check: ConnectionCheck) -> CheckReport:
        await self.cancel_check()
        self._checking = asyncio.current_task()
        try:
            return await check.run(lambda step: self._bus.publish(CheckProgressed(step)))
        finally:
            if self._checking is asyncio.current_task():
                self._checking = None
