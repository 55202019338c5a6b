"""Plays the demo's calls step by step to one real client over loopback."""

import asyncio
from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Final

from agentassist.domain.ids import AgentId
from agentassist.ports.demo import DemoState, DemoStep
from agentassist.telephony.replay.demo import RecordedCall
from agentassist.telephony.replay.line import DemoLine
from agentassist.telephony.replay.session import Credentials, SentEvent
from agentassist.telephony.replay.steps import Segment, cut

# Nobody wants to watch digits being typed; the order stays, the waiting goes.
_IVR_PAUSE: Final = 0.15


class _Command(Enum):
    ADVANCE = auto()
    NEXT = auto()
    RESTART = auto()
    LOOK_AGAIN = auto()  # a setting changed


class DemoPlayer:
    """Implements `ports.demo.DemoPlayback`: one port, one login, call after call.

    `await start()`, then keep `run()` as a task of the runtime; it plays until cancelled and
    closes the port. Everything before the ring plays by itself. Each step of the agent that
    is followed waits for `advance()`, or comes after the recorded pause (divided by `speed`;
    0: at once) while `auto` is on; what only colleagues do always plays by itself.
    All methods belong to the loop that `run()` is on. `on_change` is called there, too.
    """

    def __init__(
        self,
        calls: Sequence[RecordedCall],
        *,
        user: str = "demo",
        secret: str,
        follow: AgentId,
        port: int = 0,
        speed: float = 1.0,
        between_calls: float = 4.0,
        on_change: Callable[[DemoState], None] | None = None,
        on_sent: Callable[[SentEvent], None] | None = None,
    ) -> None:
        if not calls:
            raise ValueError("a demo needs at least one call")
        self._calls = tuple(calls)
        self._segments = [cut(call.recording) for call in self._calls]
        self._line = DemoLine(Credentials(user, secret), port, self._tell, on_sent)
        self._follow = follow
        self._speed = speed
        self._between_calls = between_calls
        self._on_change = on_change
        self._auto = False
        self._index = 0
        self._position = 0  # of the next segment
        self._done: list[DemoStep] = []
        self._commands: asyncio.Queue[tuple[_Command, asyncio.Future[None]]] = asyncio.Queue()
        self._finished = asyncio.Event()
        self._told: DemoState | None = None

    # -- what is going on ---------------------------------------------------------------------

    @property
    def port(self) -> int:
        return self._line.port

    @property
    def calls(self) -> tuple[RecordedCall, ...]:
        return self._calls

    @property
    def state(self) -> DemoState:
        return DemoState(
            call=self._calls[self._index],
            index=self._index,
            count=len(self._calls),
            next_step=self.next_step,
            done=tuple(self._done),
            auto=self._auto,
            connected=self._line.connected.is_set(),
            finished=self._over,
        )

    @property
    def next_step(self) -> DemoStep | None:
        """What `advance` would do now; None when this call holds nothing more for the agent."""
        rest = self._segments[self._index][self._position :]
        return next((part.steps[self._follow] for part in rest if self._follow in part.steps), None)

    @property
    def _over(self) -> bool:
        return self._position >= len(self._segments[self._index])

    # -- what a person may do ------------------------------------------------------------------

    async def advance(self) -> None:
        """Play up to and with the next step of the followed agent; returns when it was sent."""
        await self._command(_Command.ADVANCE)

    async def next_call(self) -> None:
        """The next call, after the last one the first again. A call still up is hung up."""
        await self._command(_Command.NEXT)

    async def restart(self) -> None:
        """The first call again. A call still up is hung up."""
        await self._command(_Command.RESTART)

    async def set_auto(self, on: bool) -> None:
        self._auto = on
        await self._command(_Command.LOOK_AGAIN)

    async def play_call(self) -> None:
        """The rest of this call at its own pace; returns when its last event was sent."""
        before = self._auto
        self._auto = True
        await self._command(_Command.LOOK_AGAIN)
        await self._finished.wait()
        self._auto = before
        await self._command(_Command.LOOK_AGAIN)

    async def _command(self, command: _Command) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._commands.put_nowait((command, done))
        await done

    # -- life ----------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen on loopback. `port` is known afterwards."""
        await self._line.start()

    async def run(self) -> None:
        """Play until cancelled."""
        try:
            while True:
                await self._line.connected.wait()
                await self._turn()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Close the port and every connection. May be called twice."""
        await self._line.stop()

    async def _turn(self) -> None:
        """Wait for a command or for the time of the next events, and do it."""
        try:
            command, done = await self._next_command(self._pause())
        except TimeoutError:
            await (self._begin(self._index + 1) if self._over else self._play_segment())
            return
        try:
            match command:
                case _Command.ADVANCE:
                    await self._advance()
                case _Command.NEXT:
                    await self._clear_the_line()
                    await self._begin(self._index + 1)
                case _Command.RESTART:
                    await self._clear_the_line()
                    await self._begin(len(self._calls))
        finally:
            if not done.done():
                done.set_result(None)
            self._tell()

    async def _next_command(self, pause: float | None) -> tuple[_Command, asyncio.Future[None]]:
        """Raises TimeoutError. A command that is there already goes before everything else."""
        if not self._commands.empty():
            return self._commands.get_nowait()
        return await asyncio.wait_for(self._commands.get(), pause)

    def _pause(self) -> float | None:
        """Seconds until something happens by itself, None when a person has to act."""
        if self._over:
            more = self._index < len(self._calls) - 1
            return self._scaled(self._between_calls) if self._auto and more else None
        segment = self._segments[self._index][self._position]
        if self._follow in segment.steps and not self._auto:
            return None
        if not segment.steps and not self._done:
            return self._scaled(min(segment.pause, _IVR_PAUSE))
        return self._scaled(segment.pause)

    def _scaled(self, seconds: float) -> float:
        return seconds / self._speed if self._speed > 0 else 0.0

    async def _advance(self) -> None:
        if self._over:
            await self._begin(self._index + 1)
        while not self._over:
            if await self._play_segment() is not None:
                return

    async def _begin(self, index: int) -> None:
        if index >= len(self._calls):
            index = 0
            self._line.life += 1
        self._index, self._position, self._done = index, 0, []
        self._finished.clear()
        self._tell()

    async def _play_segment(self) -> DemoStep | None:
        """Send the next segment. Returns the step it was for the followed agent."""
        segment: Segment = self._segments[self._index][self._position]
        for event in segment.events:
            await self._line.send(event)
        self._position += 1
        step = segment.steps.get(self._follow)
        if step is not None:
            self._done.append(step)
        if self._over:
            self._finished.set()
        self._tell()
        return step

    async def _clear_the_line(self) -> None:
        rest = self._segments[self._index][self._position :]
        await self._line.hang_up(event for segment in rest for event in segment.events)
        self._position = len(self._segments[self._index])

    def _tell(self) -> None:
        state = self.state
        if state != self._told and self._on_change is not None:
            self._told = state
            self._on_change(state)
