"""The party at the other end of an agent's leg, and who brought them there."""

from dataclasses import dataclass

from agentassist.domain.call_events import DialResult
from agentassist.domain.ids import CallId, LegId
from agentassist.domain.party import Presentation


@dataclass(slots=True)
class Far:
    """The party at the other end of an agent's leg; kept when that leg is gone.

    `presentation` None: nobody said yet whether the number may be shown. `placed_call`: they
    called; `called`: somebody here called them, `result` is how that ended. `up`: they answered,
    or called.
    """

    leg: LegId | None
    call: CallId
    internal: bool
    number: str | None
    name: str | None
    presentation: Presentation | None
    placed_call: bool
    called: bool = False
    up: bool = True
    result: DialResult | None = None


@dataclass(slots=True)
class Brought:
    """A colleague brought this phone and their customer together, and may still be in the call.

    `before` is the call's (transferred from, transfers) before it was counted as a transfer.
    """

    by: Far
    before: tuple[str | None, int] | None = None
