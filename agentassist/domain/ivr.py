"""IvrInput: what a caller typed before an agent answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agentassist.domain.ids import AgentId, FactId
from agentassist.domain.sealed import DOTS, Sealed

ACCOUNT, MENU, PIN, CARD = "account", "menu", "pin", "card"


class InputResult(StrEnum):
    OK = "ok"
    WRONG = "wrong"
    TIMEOUT = "timeout"


class FactSource(StrEnum):
    """Where a given fact came from."""

    IVR = "ivr"
    EARLIER_LEG = "earlier_leg"
    HAND_OFF = "hand_off"
    AGENT = "agent"
    CRM = "crm"
    LINK = "link"  # named by a link: nobody vouches for it


@dataclass(frozen=True, slots=True)
class GivenFact:
    """One thing the caller gave, in the order given.

    `kind`: account, menu, pin, card, or what the configuration maps. `value` is None for a PIN, a
    card and a time-out. `mask` is what may be shown. `result` None means nobody checked it.
    A fact that an agent added has an `id`, by which it is taken back, and says `by` whom.
    """

    kind: str
    value: Sealed | None
    mask: str | None
    result: InputResult | None
    source: FactSource = FactSource.IVR
    at: datetime | None = None
    id: FactId | None = None
    by: AgentId | None = None

    @property
    def usable(self) -> bool:
        """Given, and not known to be wrong: what must not be asked again."""
        return self.result not in (InputResult.WRONG, InputResult.TIMEOUT)


PIN_MASK = DOTS
