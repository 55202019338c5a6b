"""The rows of 'already given': attempts at one thing joined, menu choices joined, index kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agentassist.domain.ids import AgentId, FactId
from agentassist.domain.ivr import MENU, PIN, FactSource, GivenFact, InputResult
from agentassist.domain.ledger import TOLD_TO_AGENTS, Entry, Ledger
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.verification import VERIFICATION
from ui.i18n import plural, tr
from ui.times import time_text
from ui.words import fact_label, sentence_start, topic_text

ROWS_SHOWN = 5


class RowState(StrEnum):
    """Was it compared with anything, and by whom?"""

    RIGHT = "right"
    GIVEN = "given"
    FAILED = "failed"
    ON_FILE = "on_file"


def state_text(state: RowState) -> str:
    """For tooltips and readers."""
    return {
        RowState.RIGHT: tr("Checked: right"),
        RowState.GIVEN: tr("Given, not checked"),
        RowState.FAILED: tr("Nothing was right"),
        RowState.ON_FILE: tr("From the record, not from the caller"),
    }[state]


@dataclass(frozen=True, slots=True)
class GivenRow:
    """`usable` False: tried and wrong, so it stands apart. `index`: of the fact to reveal.

    `tries` says how it came about, `attempts` each wrong one. `undo`: this agent noted it.
    """

    label: str
    value: str
    source: str
    usable: bool = True
    index: int | None = None
    tries: str = ""
    attempts: str = ""
    state: RowState = RowState.GIVEN
    undo: FactId | None = None
    short: str = ""  # for a narrow card


def given_rows(card: ScreenPop) -> tuple[GivenRow, ...]:
    """In the order given; what failed for good comes after it, what is only on file last."""
    rows: list[GivenRow] = []
    failed: list[GivenRow] = []
    on_file: list[GivenRow] = []
    agent, labels = card.call.agent, dict(card.labels)
    for entry in Ledger(card.given).entries():
        if entry.kind == MENU:
            rows.append(_menu_row(card, [fact for _, fact in (*entry.right, *entry.wrong)]))
        elif not entry.right:
            failed.append(_failed_row(entry, agent, labels))
        else:
            for at, fact in _distinct(entry.right):
                row = _row(fact, at, entry, agent, labels)
                (on_file if fact.source is FactSource.CRM else rows).append(row)
    return (*rows, *failed, *on_file)


def _distinct(facts: Sequence[tuple[int, GivenFact]]) -> list[tuple[int, GivenFact]]:
    """The same thing told twice is one row."""
    seen: dict[str | None, tuple[int, GivenFact]] = {}
    for at, fact in facts:
        seen.setdefault(fact.mask, (at, fact))
    return list(seen.values())


def _row(
    fact: GivenFact, at: int, entry: Entry, agent: AgentId, labels: Mapping[str, str]
) -> GivenRow:
    wrong = len(entry.wrong)
    at_pin = fact.kind == PIN and fact.result is InputResult.OK
    value = tr("correct at {nth} try", nth=_nth(wrong + 1)) if at_pin and wrong else _value(fact)
    hidden = fact.value is not None and fact.mask != fact.value.reveal()
    return GivenRow(
        _label(fact.kind, labels),
        value,
        source_text(fact),
        True,
        at if hidden else None,
        tries="" if at_pin or not wrong else _tries(entry),
        attempts=_attempts(entry),
        state=_state(fact),
        undo=_own(fact, agent),
        short=time_text(fact.at) if _own(fact, agent) and fact.at is not None else "",
    )


def _value(fact: GivenFact) -> str:
    right = fact.result is InputResult.OK
    told = fact.source in TOLD_TO_AGENTS
    if fact.kind == PIN:
        return tr("correct") if right else tr("typed, not checked")
    if fact.kind == VERIFICATION:
        return tr("done") if right else tr("no longer counts")
    if fact.value is None and fact.mask is None:
        return tr("right") if right else tr("told you") if told else tr("given")
    return fact.mask or tr("given")


def _state(fact: GivenFact) -> RowState:
    if fact.source is FactSource.CRM:
        return RowState.ON_FILE
    return RowState.RIGHT if fact.result is InputResult.OK else RowState.GIVEN


def _tries(entry: Entry) -> str:
    wrong = sum(fact.result is InputResult.WRONG for _, fact in entry.wrong)
    if not wrong:
        return tr("nothing typed at first")
    return plural("after one wrong try", "after {n} wrong tries", wrong)


def _attempts(entry: Entry) -> str:
    """Each failed attempt on a line: its mask, where and when."""
    return "\n".join(
        tr("{what} · {source}", what=_failed_value(fact), source=source_text(fact))
        for _, fact in entry.wrong
    )


def _failed_value(fact: GivenFact) -> str:
    if fact.result is InputResult.TIMEOUT:
        return _no_answer(fact)
    return tr("wrong: {value}", value=fact.mask) if fact.value is not None else tr("wrong")


def _no_answer(fact: GivenFact) -> str:
    told = fact.source in TOLD_TO_AGENTS
    return tr("did not know") if told else tr("asked, nothing typed")


def _failed_row(entry: Entry, agent: AgentId, labels: Mapping[str, str]) -> GivenRow:
    facts = [fact for _, fact in entry.wrong]
    wrong = sum(fact.result is InputResult.WRONG for fact in facts)
    if not wrong:
        value = _no_answer(facts[-1])
    elif wrong == 1:
        value = tr("wrong")
    else:
        value = plural("wrong {n} time", "wrong {n} times", wrong)
    own = [fact for fact in facts if _own(fact, agent)]
    return GivenRow(
        _label(entry.kind, labels),
        value,
        source_text(facts[-1]),
        False,
        attempts=_attempts(entry),
        state=RowState.FAILED,
        undo=own[-1].id if own else None,
    )


def _menu_row(card: ScreenPop, facts: Sequence[GivenFact]) -> GivenRow:
    keys = ", ".join(fact.mask for fact in facts if fact.mask)
    intent = card.call.intent
    value = sentence_start(topic_text(intent)) if intent else tr("pressed {keys}", keys=keys)
    source = tr("IVR menu {keys}", keys=keys) if keys else tr("IVR menu")
    if facts[-1].source is FactSource.LINK:
        source = source_text(facts[-1])
    return GivenRow(fact_label(MENU), value, source)


def _label(kind: str, labels: Mapping[str, str]) -> str:
    return labels.get(kind) or fact_label(kind)


def _own(fact: GivenFact, agent: AgentId) -> FactId | None:
    return fact.id if fact.by == agent else None


def source_text(fact: GivenFact) -> str:
    """Where it came from and when: 'IVR 10:02'."""
    words = {
        FactSource.IVR: tr("IVR"),
        FactSource.EARLIER_LEG: tr("told {agent}", agent=fact.by)
        if fact.by
        else tr("before transfer"),
        FactSource.HAND_OFF: tr("hand-off"),
        FactSource.AGENT: tr("you"),
        FactSource.CRM: tr("on file"),
        FactSource.LINK: tr("link, unverified"),
    }[fact.source]
    return f"{words} {time_text(fact.at)}" if fact.at is not None else words


def _nth(number: int) -> str:
    return {2: tr("2nd"), 3: tr("3rd")}.get(number) or tr("{n}th", n=number)
