"""Who is connected to whom: from one leg through bridges, dials and local channels to another."""

from agentassist.domain.call_legs import Leg, LegTable
from agentassist.domain.ids import LegId

_LONGEST = 64  # legs between two phones


def far_ends(leg: Leg, table: LegTable) -> list[Leg]:
    """Real devices (or unresolved local halves) that this leg is connected to or calls."""
    return _far_ends(leg, table, {leg.id})


def _far_ends(leg: Leg, table: LegTable, seen: set[LegId]) -> list[Leg]:
    near: list[LegId] = []
    if leg.bridge:
        near = list(table.bridges.get(leg.bridge, ()))
    if not any(leg_id not in seen for leg_id in near):
        near = [leg.dialled_by] if leg.dialled_by and not leg.up else []
    if not any(leg_id not in seen for leg_id in near):
        near = leg.dialling
    found: list[Leg] = []
    for leg_id in near:
        other = table.legs.get(leg_id)
        if other is None or leg_id in seen:
            continue
        seen.add(leg_id)
        found += [other] if other.facts.half == 0 else _through(other, table, seen)
    return found


def _through(half: Leg, table: LegTable, seen: set[LegId]) -> list[Leg]:
    """What lies behind a local channel; its dialled end itself where nothing does yet."""
    other = table.other_half(half)
    unresolved = [half] if half.facts.half == 1 else []
    if other is None or other.id in seen or len(seen) > _LONGEST:
        return unresolved
    seen.add(other.id)
    return _far_ends(other, table, seen) or unresolved
