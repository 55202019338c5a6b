"""Why a caller probably calls: from what they chose, and from what is on file of them.

Each matter on file is ranked by named terms, the same way each time. What the caller chose in the
menu is the only thing that is certain: a matter about something else never speaks over it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from agentassist.domain.basis import (
    Basis,
    Certainty,
    fact_basis,
    interaction_basis,
    promise_basis,
)
from agentassist.domain.call import CallSnapshot
from agentassist.domain.interaction import CASES, CONVERSED, Channel, Interaction
from agentassist.domain.ivr import MENU
from agentassist.domain.promise import Promise
from agentassist.domain.screen_pop import LikelyWhy
from agentassist.domain.timeline.entry import Entry, Timeline
from agentassist.domain.timeline.repeats import RETURNS_WITHIN

JUST_NOW: Final = timedelta(days=3)
FURTHER: Final = 2  # reasons beside the first


class Term(StrEnum):
    """What speaks for a reason."""

    FITS_CHOICE = "fits_choice"  # it is about what they chose
    PROMISE_OVERDUE = "promise_overdue"
    CHOICE = "choice"  # they chose it; nothing on file fits
    UNANSWERED = "unanswered"
    LATE = "late"  # past the day its source named
    OPEN_TICKET = "open_ticket"
    OPEN_ORDER = "open_order"
    OPEN_CONTACT = "open_contact"
    JUST_DONE = "just_done"  # delivered or closed a moment ago
    REPEATED = "repeated"
    RECENT = "recent"
    OTHER_TOPIC = "other_topic"  # they chose something else: nothing on file speaks over that


WEIGHTS: Final = {
    Term.FITS_CHOICE: 8,
    Term.PROMISE_OVERDUE: 6,
    Term.CHOICE: 5,
    Term.UNANSWERED: 4,
    Term.LATE: 4,
    Term.OPEN_TICKET: 3,
    Term.OPEN_ORDER: 2,
    Term.OPEN_CONTACT: 2,
    Term.JUST_DONE: 2,
    Term.REPEATED: 2,
    Term.RECENT: 1,
    Term.OTHER_TOPIC: -20,
}
_PROBABLE: Final = frozenset({Term.FITS_CHOICE, Term.UNANSWERED, Term.LATE})
_OPEN: Final = {Channel.TICKET: Term.OPEN_TICKET, Channel.ORDER: Term.OPEN_ORDER}


Talks: TypeAlias = Mapping[str | None, Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class _Reason:
    why: LikelyWhy
    at: datetime

    @property
    def rank(self) -> tuple[int, float, str]:
        points = sum(WEIGHTS[Term(term)] for term in self.why.terms)
        return -points, -self.at.timestamp(), self.why.basis[0].key


def likely_why(
    call: CallSnapshot, timeline: Timeline, overdue: Sequence[Promise], now: datetime
) -> LikelyWhy | None:
    """The best supported reason with its evidence, and further ones. None: nothing points anywhere.

    `overdue` are promises past their day, the oldest first.
    """
    entries = tuple(timeline.entries)
    talks = _talks(entries)
    reasons = [
        *(_matter(entry, call, talks, now) for entry in entries if _speaks(entry, now)),
        *(_missed(promise, call) for promise in overdue),
        *_choice(call, talks, now),
    ]
    if not reasons:
        return None
    first, *others = (one.why for one in sorted(reasons, key=lambda one: one.rank))
    fitting = Term.FITS_CHOICE in first.terms
    also = [one for one in others if not (fitting and one.terms[0] == Term.CHOICE)]
    return replace(first, also=tuple(also[:FURTHER]))


def _speaks(entry: Entry, now: datetime) -> bool:
    """It is a matter that somebody may call about."""
    return entry.open or entry.unanswered_since is not None or _just_done(entry, now)


def _just_done(entry: Entry, now: datetime) -> bool:
    done = entry.interaction.done_at
    return (
        entry.interaction.channel in CASES
        and not entry.open
        and done is not None
        and now - JUST_NOW <= done <= now
    )


def _matter(entry: Entry, call: CallSnapshot, of_topic: Talks, now: datetime) -> _Reason:
    item = entry.matter
    said = [*_state(entry, item, now)]
    talks = [one for one in of_topic.get(item.topic, ()) if one.key != entry.key]
    returns = [one for one in (entry, *talks[:1]) if one.repeat and now - one.at <= RETURNS_WITHIN]
    evidence = [*(fact for _, fact in said), *_path(call), *(_last(one) for one in talks[:1])]
    terms = [term for term, _ in said]
    if returns and returns[0].repeat is not None:
        terms.append(Term.REPEATED)
        evidence.append(("repeated", str(returns[0].repeat.count)))
    if now - entry.at <= JUST_NOW:
        terms.append(Term.RECENT)
    if call.intent is not None and item.topic is not None:
        terms.insert(0, Term.FITS_CHOICE if item.topic == call.intent else Term.OTHER_TOPIC)
    probable = Term.OTHER_TOPIC not in terms and not _PROBABLE.isdisjoint(terms)
    talked = tuple(interaction_basis(one.interaction.id) for one in talks[:1])
    why = LikelyWhy(
        item.title,
        from_record=True,
        evidence=tuple(evidence),
        certainty=Certainty.PROBABLE if probable else Certainty.POSSIBLE,
        basis=(interaction_basis(item.id), *talked, *_chosen(call)),
        terms=tuple(terms),
        discretion=item.discretion,
    )
    return _Reason(why, entry.at)


def _state(
    entry: Entry, item: Interaction, now: datetime
) -> Iterator[tuple[Term, tuple[str, str]]]:
    """What makes it a matter, each with its evidence."""
    channel = item.channel.value
    if entry.open:
        yield _OPEN.get(item.channel, Term.OPEN_CONTACT), (f"open_{channel}", item.reference or "")
    if entry.unanswered_since is not None:
        since = entry.unanswered_since.isoformat()
        yield Term.UNANSWERED, (f"unanswered_{entry.interaction.channel.value}", since)
    if item.due is not None and item.late(now):
        yield Term.LATE, (f"late_{channel}", item.due.isoformat())
    if item.done_at is not None and _just_done(entry, now):
        yield Term.JUST_DONE, (f"done_{channel}", item.done_at.isoformat())


def _missed(promise: Promise, call: CallSnapshot) -> _Reason:
    why = LikelyWhy(
        promise.what,
        from_record=True,
        evidence=(("promise", promise.owner), *_path(call)),
        certainty=Certainty.PROBABLE,
        basis=(promise_basis(promise.id), *_chosen(call)),
        terms=(Term.PROMISE_OVERDUE,),
        discretion=promise.discretion,
    )
    return _Reason(why, promise.due)


def _choice(call: CallSnapshot, of_topic: Talks, now: datetime) -> Iterator[_Reason]:
    """What they chose, by itself."""
    if call.intent is None:
        return
    talks = of_topic.get(call.intent, ())
    evidence = [*(_path(call) or (("ivr_intent", call.intent),))]
    terms = [Term.CHOICE]
    if talks and now - talks[0].at <= RETURNS_WITHIN:
        evidence.append(_last(talks[0]))
        if talks[0].repeat is not None:
            terms.append(Term.REPEATED)
            evidence.append(("repeated", str(talks[0].repeat.count)))
    basis = (fact_basis(MENU), *(interaction_basis(one.interaction.id) for one in talks[:1]))
    why = LikelyWhy(call.intent, False, tuple(evidence), Certainty.SAID, basis, tuple(terms))
    yield _Reason(why, now)


def _talks(entries: Sequence[Entry]) -> Talks:
    """Of each topic that they were in touch about the two newest contacts."""
    found: dict[str | None, list[Entry]] = {}
    for entry in entries:
        item = entry.interaction
        if item.topic is not None and item.channel in CONVERSED:
            of_topic = found.setdefault(item.topic, [])
            if len(of_topic) < 2:
                of_topic.append(entry)
    return found


def _last(entry: Entry) -> tuple[str, str]:
    return (f"last_{entry.interaction.channel.value}", entry.at.isoformat())


def _path(call: CallSnapshot) -> tuple[tuple[str, str], ...]:
    return tuple(("ivr_path", fact.mask or "") for fact in call.given if fact.kind == MENU)


def _chosen(call: CallSnapshot) -> tuple[Basis, ...]:
    return (fact_basis(MENU),) if any(fact.kind == MENU for fact in call.given) else ()
