"""The demo's calls, as a control strip sees and steps them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from agentassist.domain.ids import AgentId


class DemoStep(StrEnum):
    RING = "ring"
    ANSWER = "answer"
    HOLD = "hold"
    RESUME = "resume"
    CONSULT = "consult"  # the agent calls a colleague, the caller on hold
    TRANSFER = "transfer"
    NO_ANSWER = "no_answer"
    HANG_UP = "hang_up"


@dataclass(frozen=True, slots=True)
class DemoCall:
    """`shows` is one short English line; `caller` is None when the number is withheld."""

    key: str
    title: str
    shows: str
    caller: str | None
    agent: AgentId


@dataclass(frozen=True, slots=True)
class DemoState:
    """What the control strip shows. `next_step` None: this call holds nothing more to wait for.

    `done` are the steps of the followed agent so far; `finished` means every event was sent.
    """

    call: DemoCall
    index: int
    count: int
    next_step: DemoStep | None = None
    done: tuple[DemoStep, ...] = ()
    auto: bool = False
    connected: bool = False
    finished: bool = False


@runtime_checkable
class DemoPlayback(Protocol):
    """Every method belongs to the loop that plays, and returns when it has been done."""

    @property
    def state(self) -> DemoState: ...

    @property
    def calls(self) -> tuple[DemoCall, ...]: ...

    async def advance(self) -> None:
        """Play up to and with the next step of the followed agent; after the end, the next call."""

    async def next_call(self) -> None:
        """The next call, after the last one the first again. A call still up is hung up."""

    async def restart(self) -> None:
        """The first call again. A call still up is hung up."""

    async def set_auto(self, on: bool) -> None: ...
