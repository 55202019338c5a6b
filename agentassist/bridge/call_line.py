"""A call snapshot as one JSON line: what `agentassist watch` prints and desktops will read."""

import json

from agentassist.domain.call import CallSnapshot
from agentassist.domain.ivr import CARD, PIN, GivenFact


def call_line(snapshot: CallSnapshot, *, reveal: bool = False) -> str:
    """One line without its end. `reveal` shows values that have one; never a card or a PIN."""
    wait = snapshot.wait
    line = {
        "t": snapshot.at_ns,
        "agent": snapshot.agent,
        "state": snapshot.state,
        "direction": snapshot.direction,
        "call_id": snapshot.call_id,
        "leg": snapshot.leg,
        "caller": {
            "number": snapshot.caller.number,
            "name": snapshot.caller.name,
            "presentation": snapshot.caller.presentation,
            "internal_from": snapshot.internal_from,
            "transferred_from": snapshot.transferred_from,
        },
        "given": [_given(fact, reveal=reveal) for fact in snapshot.given],
        "intent": snapshot.intent,
        "verified": snapshot.verified,
        "queue": snapshot.queue,
        "wait_s": None if wait is None else round(wait.total_seconds(), 3),
        "stale": snapshot.stale,
        "outcome": snapshot.outcome,
    }
    return json.dumps(line, ensure_ascii=False, separators=(", ", ": "))


def _given(fact: GivenFact, *, reveal: bool) -> dict[str, object]:
    shown = None if fact.kind == PIN else fact.mask
    if reveal and fact.value is not None and fact.kind not in (PIN, CARD):
        shown = fact.value.reveal()
    return {"kind": fact.kind, "value": shown, "result": fact.result, "source": fact.source}
