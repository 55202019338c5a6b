"""What an agent notes of what the caller said: sealed, masked or dropped as the IVR's data is."""

import re
from dataclasses import replace
from datetime import datetime

from agentassist.domain.ids import AgentId, FactId
from agentassist.domain.ivr import CARD, FactSource, GivenFact, InputResult
from agentassist.domain.ivr_reading import given
from agentassist.domain.sealed import DOTS, redact_cards
from agentassist.domain.shown_text import MAX_LENGTH, one_line
from agentassist.domain.verification import FactKind

_LAST_OF_CARD = re.compile(rf"{DOTS} \d{{1,4}}")


def told_fact(
    kind: str,
    text: str,
    result: InputResult | None,
    rules: FactKind,
    *,
    fact_id: FactId,
    by: AgentId,
    at: datetime,
) -> GivenFact:
    """One fact from the agent's own words. A card number in them leaves its mask, nothing else.

    `result` TIMEOUT: asked, and the caller did not know.
    """
    whole = one_line(text, 4 * MAX_LENGTH) if rules.value else ""
    redacted, typed = redact_cards(whole), one_line(whole)
    if redacted != whole:  # also one that the limit would cut in two
        found = _LAST_OF_CARD.search(redacted)
        fact = GivenFact(CARD, None, found[0] if found else DOTS, None)
    else:
        fact = given(kind, typed, result)
        if fact.value is not None and not rules.masked:
            fact = replace(fact, mask=typed)
    return replace(fact, source=FactSource.AGENT, at=at, id=fact_id, by=by)
