"""Customers who had to come back: contacts about one reason, linked in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from agentassist.domain.call import Direction
from agentassist.domain.ids import InteractionId
from agentassist.domain.interaction import CONVERSED, Interaction
from agentassist.domain.timeline.entry import Repeat

# From one contact to the next: after a longer rest it is taken for a new matter.
RETURNS_WITHIN: Final = timedelta(days=14)


@dataclass(slots=True)
class _Chain:
    first_at: datetime
    last_at: datetime
    last: InteractionId
    count: int = 1


def repeats(
    fronts: Sequence[Interaction],
    parts: Mapping[InteractionId, tuple[tuple[Interaction, ...], tuple[Interaction, ...]]],
) -> dict[InteractionId, Repeat]:
    """For each row that is a return, by its id. `fronts` are newest first.

    A conversation counts once. What we began, cases, notes and surveys are no contacts of theirs.
    """
    chains: dict[str, _Chain] = {}
    found: dict[InteractionId, Repeat] = {}
    for front in reversed(fronts):
        if front.channel not in CONVERSED or front.direction is Direction.OUTBOUND:
            continue
        reason = front.topic or front.parent or _reason_of(parts.get(front.id))
        if reason is None:
            continue
        chain = chains.get(reason)
        if chain is None or front.at - chain.last_at > RETURNS_WITHIN:
            chains[reason] = _Chain(front.at, front.at, front.id)
            continue
        chain.count += 1
        found[front.id] = Repeat(chain.last, chain.count, front.at - chain.first_at, reason)
        chain.last_at, chain.last = front.at, front.id
    return found


def _reason_of(
    parts: tuple[tuple[Interaction, ...], tuple[Interaction, ...]] | None,
) -> str | None:
    items = (item for part in parts or () for item in part)
    return next((item.topic or item.parent for item in items if item.topic or item.parent), None)
