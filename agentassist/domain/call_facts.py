"""What a call learns from IVR variables and from the IVR's own reports."""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from agentassist.domain.call_events import IvrFacts
from agentassist.domain.call_legs import Leg, TrackedCall
from agentassist.domain.given_order import same_input
from agentassist.domain.ivr import GivenFact

_T = TypeVar("_T")


def learn_variables(leg: Leg, call: TrackedCall, new: IvrFacts, wall: datetime | None) -> None:
    """The caller's own leg has the last word; other legs only fill what it never said."""
    old = call.ivr
    own = leg.is_first
    merged = IvrFacts(
        account=_dated(_pick(old.account, new.account, own=own), old.account, wall),
        intent=_pick(old.intent, new.intent, own=own),
        verified=_pick(old.verified, new.verified, own=own),
        customer=_pick(old.customer, new.customer, own=own),
        dialled=_pick(old.dialled, new.dialled, own=own),
        trail=_dated_trail(_pick(old.trail, new.trail, own=own), old.trail, wall),
        extra=_extra(old.extra, new.extra, wall, own=own),
        unmapped=old.unmapped or new.unmapped,
        unknown_steps=old.unknown_steps or new.unknown_steps,
    )
    if merged != old:
        call.ivr = merged
        call.given = None


def learn_input(call: TrackedCall, fact: GivenFact, wall: datetime | None) -> None:
    call.report(replace(fact, at=wall))


def _pick(old: _T | None, new: _T | None, *, own: bool) -> _T | None:
    return new if new is not None and (own or old is None) else old


def _dated(
    fact: GivenFact | None, old: GivenFact | None, wall: datetime | None
) -> GivenFact | None:
    """With the time it was first seen."""
    if fact is None or fact is old:
        return fact
    if old is not None and same_input(old, fact):
        return old
    return replace(fact, at=wall)


def _dated_trail(
    trail: tuple[GivenFact, ...] | None, old: tuple[GivenFact, ...] | None, wall: datetime | None
) -> tuple[GivenFact, ...] | None:
    if trail is None or trail is old:
        return trail
    before = old or ()
    return tuple(
        before[at]
        if at < len(before) and before[at].result is fact.result and same_input(before[at], fact)
        else replace(fact, at=fact.at or wall)
        for at, fact in enumerate(trail)
    )


def _extra(
    old: tuple[GivenFact, ...], new: tuple[GivenFact, ...], wall: datetime | None, *, own: bool
) -> tuple[GivenFact, ...]:
    if not new:
        return old
    facts = {fact.kind: fact for fact in old}
    for fact in new:
        known = facts.get(fact.kind)
        if known is None or (own and not same_input(known, fact)):
            facts[fact.kind] = replace(fact, at=wall)
    return tuple(facts.values())
