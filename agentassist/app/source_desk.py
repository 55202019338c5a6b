"""Sources of record as a window sees them: secrets they need, look-ups, notes on their way."""

import asyncio
from collections.abc import Sequence

from agentassist.app.bus import Bus
from agentassist.app.desk_command import command
from agentassist.app.desk_ports import Ports
from agentassist.app.events import SecretsMissing
from agentassist.app.look_ups import LookUps
from agentassist.app.outbox import WriteBack
from agentassist.app.runtime import StartTask
from agentassist.app.screen_pop import ScreenPops
from agentassist.domain.contact import Candidate
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.ports.clock import Clock
from agentassist.ports.history import History
from agentassist.ports.source_setup import SourceSetup


class SourceDesk:
    """`desk.sources`."""

    _pops: ScreenPops
    _look_ups: LookUps

    def __init__(self, *, bus: Bus, clock: Clock, start_task: StartTask) -> None:
        self._bus = bus
        self._clock = clock
        self._start_task = start_task
        self._setup: SourceSetup | None = None
        self.write_back: WriteBack | None = None
        self.opened = asyncio.Event()

    def open(self, ports: Ports, history: History, pops: ScreenPops) -> None:
        self._pops, self._setup = pops, ports.source_setup
        self._look_ups = LookUps(
            bus=self._bus,
            history=history,
            keys=ports.keys,
            refresh=ports.refresh,
            start_task=self._start_task,
        )
        if ports.outbox is not None and ports.note_sender is not None:
            self.write_back = WriteBack(
                bus=self._bus,
                clock=self._clock,
                outbox=ports.outbox,
                sender=ports.note_sender,
                history=history,
            )
            self._start_task(self.write_back.run(), "notes")
        self.opened.set()

    async def connected(self) -> None:
        """The sources are there: who is in front is asked about, and notes go out."""
        await self.opened.wait()
        self._pops.ask_about_front()
        await self._go_on()

    @command
    async def look_up(self, text: str) -> Sequence[Candidate]:
        """By hand; what sources have besides comes as LookUpFilledIn."""
        return await self._look_ups.look_up(text)

    @command
    async def give_secret(self, source: str, part: str, secret: Secret) -> None:
        """As it was typed: sealed in the store, or kept until the program ends."""
        if self._setup is None:
            raise AgentAssistError("source.unknown", source=source)
        await self._setup.give(source, part, secret)
        self._pops.ask_about_front(again=True)
        await self._go_on()

    @command
    async def send_notes(self) -> None:
        """Whatever waits is tried now."""
        if self.write_back is not None:
            await self.write_back.try_now()

    async def _go_on(self) -> None:
        if self._setup is not None:
            self._bus.publish(SecretsMissing(tuple(await self._setup.missing())))
        if self.write_back is not None:
            self.write_back.wake()
