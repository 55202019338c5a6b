"""IvrInput: what a caller typed before an agent answered."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from agentassist.domain.ids import AgentId, FactId
from agentassist.domain.sealed import DOTS, Sealed

ACCOUNT, MENU, PIN, CARD = "account", "menu", "pin", "card"
ARTICLE = "article"  # an article that a portal, a bot or the menu read to them: id, title or link
# What proves who somebody is by being known to them alone, as centers call it.
_SECRET_WORD = re.compile(
    r"(?:.*pin|[a-z]?tan|.*[ems]tan|phototan|chiptan|pushtan|cv[vc]|.*passwor[dt]|pass(?:code|phrase)"
    r"|.*(?:kennwort|losungswort|geheim\w*|secret)|[th]?otp|contrasena|clave|motdepasse)(?:code|number"
    r"|nummer|no|nr)?"
)
_SECRET_NAME = re.compile(r"(?:security|verification|access|one_time|sicherheits)_?code")


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


@lru_cache(maxsize=256)
def is_secret(kind: str) -> bool:
    """A PIN or a password by whatever name (`kundenpin`, `pin_2`, `tan`): no value is kept."""
    words = re.sub(r"\d+", "", kind.lower())
    if _SECRET_NAME.search(words):
        return True
    return any(_SECRET_WORD.fullmatch(word) for word in re.split(r"[_.\s-]+", words))
