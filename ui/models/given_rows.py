"""The rows of 'already given': attempts at one thing joined, menu choices joined, index kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from agentassist.domain.ivr import MENU, PIN, FactSource, GivenFact, InputResult
from agentassist.domain.screen_pop import ScreenPop
from ui.i18n import plural, tr
from ui.times import time_text
from ui.words import fact_label, sentence_start, topic_text

ROWS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class GivenRow:
    """`usable` False: tried and wrong, so it stands apart. `index`: of the fact to reveal."""

    label: str
    value: str
    source: str
    usable: bool = True
    index: int | None = None


def given_rows(card: ScreenPop) -> tuple[GivenRow, ...]:
    """In the order given; what failed for good comes last."""
    rows: list[GivenRow] = []
    failed: list[GivenRow] = []
    seen: set[str] = set()
    for fact in card.given:
        if fact.kind in seen:
            continue
        seen.add(fact.kind)
        same = [(at, item) for at, item in enumerate(card.given) if item.kind == fact.kind]
        if fact.kind == MENU:
            rows.append(_menu_row(card, [item for _, item in same]))
            continue
        good = [(at, item) for at, item in same if item.usable]
        wrong = len(same) - len(good)
        if not good:
            failed.append(_failed_row(fact.kind, [item for _, item in same]))
        shown: set[str | None] = set()
        for at, item in good:
            if item.mask in shown:
                continue
            shown.add(item.mask)
            rows.append(_row(item, at, wrong))
    return (*rows, *failed)


def _row(fact: GivenFact, at: int, wrong: int) -> GivenRow:
    if fact.kind == PIN:
        value = tr("correct") if fact.result is InputResult.OK else tr("typed, not checked")
    else:
        value = fact.mask or tr("given")
    if wrong and fact.kind == PIN and fact.result is InputResult.OK:
        value = tr("correct at {nth} try", nth=_nth(wrong + 1))
    elif wrong:
        value = tr("{value}, at {nth} try", value=value, nth=_nth(wrong + 1))
    hidden = fact.value is not None and fact.mask != fact.value.reveal()
    return GivenRow(fact_label(fact.kind), value, source_text(fact), True, at if hidden else None)


def _failed_row(kind: str, facts: Sequence[GivenFact]) -> GivenRow:
    wrong = sum(fact.result is InputResult.WRONG for fact in facts)
    if not wrong:
        value = tr("asked, nothing typed")
    elif wrong == 1:
        value = tr("wrong")
    else:
        value = plural("wrong {n} time", "wrong {n} times", wrong)
    return GivenRow(fact_label(kind), value, source_text(facts[-1]), False)


def _menu_row(card: ScreenPop, facts: Sequence[GivenFact]) -> GivenRow:
    keys = ", ".join(fact.mask for fact in facts if fact.mask)
    intent = card.call.intent
    value = sentence_start(topic_text(intent)) if intent else tr("pressed {keys}", keys=keys)
    source = tr("IVR menu {keys}", keys=keys) if keys else tr("IVR menu")
    return GivenRow(fact_label(MENU), value, source)


def source_text(fact: GivenFact) -> str:
    """Where it came from and when: 'IVR 10:02'."""
    words = {
        FactSource.IVR: tr("IVR"),
        FactSource.EARLIER_LEG: tr("before transfer"),
        FactSource.HAND_OFF: tr("hand-off"),
        FactSource.AGENT: tr("you"),
        FactSource.CRM: tr("on file"),
        FactSource.LINK: tr("from a link, unverified"),
    }[fact.source]
    return f"{words} {time_text(fact.at)}" if fact.at is not None else words


def _nth(number: int) -> str:
    return {2: tr("2nd"), 3: tr("3rd")}.get(number) or tr("{n}th", n=number)
