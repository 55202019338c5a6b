"""The whisper: what one spoken sentence says at a ring, by the rules of the card and its brief.

It is for the agent's ear, but it is heard: so the name only of who is verified, of records only
what may be said to the caller, and nothing at all of callers who want to be discreet.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agentassist.domain.basis import Certainty
from agentassist.domain.brief import BriefCode
from agentassist.domain.call import AgentState, CallOrigin, Direction
from agentassist.domain.contact import IdentityStatus
from agentassist.domain.discretion import Discretion
from agentassist.domain.party import Presentation
from agentassist.domain.screen_pop import GreetingKind, ScreenPop
from agentassist.domain.spoken_text import speakable

_NAMED = frozenset(
    {GreetingKind.NAMED, GreetingKind.NAMED_WITH_TOPIC, GreetingKind.NAMED_MISSED_PROMISE}
)


@dataclass(frozen=True, slots=True)
class Whisper:
    """Its parts; the window makes the sentence. Texts are fit to be said (`speakable`).

    `topic` is an intent's code, `reason` text of a record; one of them at most. `times`: this is
    the so-many-eth contact about the same within `span`. `missed` promises, the oldest by `late`.
    """

    name: str = ""
    topic: str = ""
    reason: str = ""
    certainty: Certainty = Certainty.POSSIBLE
    times: int = 0
    span: timedelta | None = None
    missed: int = 0
    late: timedelta | None = None


def whisper(card: ScreenPop, now: datetime) -> Whisper | None:
    """None: the call does not ring, or there is nothing that may be said of it."""
    if not _may_be_told(card):
        return None
    topic, reason, certainty = _why(card)
    repeated = card.brief.part(BriefCode.REPEATED) if card.brief is not None else None
    missed = [one for one in card.overdue if one.discretion is Discretion.SAY]
    told = Whisper(
        name=_name(card),
        topic=topic,
        reason=reason,
        certainty=certainty,
        times=repeated.count if repeated is not None else 0,
        span=repeated.span if repeated is not None else None,
        missed=len(missed),
        late=max((now - one.due for one in missed), default=None),
    )
    return told if told.name or topic or reason or told.times or told.missed else None


def settled(card: ScreenPop) -> bool:
    """Whether the store has answered: what is said now need not be said again."""
    if card.identity.status is IdentityStatus.LOOKING:
        return False
    return card.identity.contact is None or card.brief is not None


def _may_be_told(card: ScreenPop) -> bool:
    call, identity = card.call, card.identity
    if call.state is not AgentState.RINGING or call.direction is not Direction.INBOUND:
        return False
    if call.origin is not CallOrigin.PHONE_SYSTEM or call.internal_from is not None:
        return False  # a web page may open a link: it shall not make the program speak
    if identity.status in (IdentityStatus.INTERNAL, IdentityStatus.WITHHELD):
        return False
    if call.caller.presentation is Presentation.RESTRICTED:
        return False
    marks = identity.contact.discretion if identity.contact is not None else ()
    return all(mark is Discretion.SAY for _, mark in marks)


def _name(card: ScreenPop) -> str:
    """As the greeting has it: verified, and nobody else fits as well."""
    greeting = card.greeting
    if greeting is None or greeting.kind not in _NAMED:
        return ""
    return speakable(greeting.name or "")


def _why(card: ScreenPop) -> tuple[str, str, Certainty]:
    why = card.likely_why
    if why is None or why.discretion is not Discretion.SAY:
        return "", "", Certainty.POSSIBLE
    words = speakable(why.headline)
    return ("", words, why.certainty) if why.from_record else (words, "", why.certainty)
