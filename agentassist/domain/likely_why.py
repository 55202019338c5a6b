"""Why a caller probably calls: from promises, open cases and the IVR path, never from thin air."""

from collections.abc import Sequence

from agentassist.domain.call import CallSnapshot
from agentassist.domain.interaction import CONVERSED, Channel, Interaction, InteractionStatus
from agentassist.domain.ivr import MENU
from agentassist.domain.promise import Promise
from agentassist.domain.screen_pop import LikelyWhy

_OPEN = (InteractionStatus.OPEN, InteractionStatus.WAITING)


def likely_why(
    call: CallSnapshot, interactions: Sequence[Interaction], overdue: Sequence[Promise]
) -> LikelyWhy | None:
    """The best supported reason, with its evidence as (code, detail) pairs.

    Order of weight: an open case that fits the IVR choice, an overdue promise, any open case, the
    IVR choice alone. `interactions` are newest first. None when nothing points anywhere.
    """
    path = tuple(("ivr_path", fact.mask or "") for fact in call.given if fact.kind == MENU)
    cases = [item for item in interactions if item.status in _OPEN]
    fitting = [item for item in cases if call.intent is not None and item.topic == call.intent]
    case = fitting[0] if fitting else None
    if case is None and not overdue and cases:
        case = cases[0]
    if case is not None:
        evidence = (_case_evidence(case), *path, *_last_contact(interactions, case))
        return LikelyWhy(case.title, from_record=True, evidence=evidence)
    if overdue:
        promise = overdue[0]
        return LikelyWhy(promise.what, True, (("promise", promise.owner), *path))
    if call.intent is not None:
        return LikelyWhy(call.intent, False, path or (("ivr_intent", call.intent),))
    return None


def _case_evidence(item: Interaction) -> tuple[str, str]:
    code = {Channel.TICKET: "open_ticket", Channel.ORDER: "open_order"}.get(item.channel)
    return (code or f"open_{item.channel.value}", item.reference or "")


def _last_contact(
    interactions: Sequence[Interaction], case: Interaction
) -> tuple[tuple[str, str], ...]:
    for item in interactions:
        if item.id != case.id and item.channel in CONVERSED and item.topic == case.topic:
            return ((f"last_{item.channel.value}", item.at.isoformat()),)
    return ()
