"""What rules may ask about a call: each key of the pack format, as a condition."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import timedelta

from agentassist.coaching.condition import Fact
from agentassist.coaching.pack_file import When
from agentassist.domain.coaching import CallMoment
from agentassist.domain.consent import Purpose
from agentassist.domain.ivr import GivenFact
from agentassist.domain.utterance import Speaker

KNOWN: Mapping[str, Callable[[CallMoment], bool]] = {
    "first_name": lambda moment: bool(moment.first_name),
    "intent": lambda moment: bool(moment.intent),
    "verified": lambda moment: moment.verified,
    "recognition": lambda moment: bool(moment.recognition),
    "overdue_promise": lambda moment: moment.overdue_promise,
    "no_offers": lambda moment: Purpose.MARKETING in moment.refused,
    "no_calls": lambda moment: Purpose.PHONE in moment.refused,
}


def usable_fact(moment: CallMoment, kinds: Collection[str]) -> GivenFact | None:
    """The latest given fact of these kinds that is not known to be wrong."""
    return next(
        (fact for fact in reversed(moment.given) if fact.usable and fact.kind in kinds), None
    )


def known(moment: CallMoment, what: str) -> bool:
    """Whether the moment holds the thing that KNOWN names."""
    return KNOWN[what](moment)


def facts(when: When) -> Iterator[Fact]:
    """A condition for each key of the table that is about the call. KeyError: not in KNOWN."""
    for value, allowed in (
        (lambda moment: moment.state, when.state),
        (lambda moment: moment.fault, when.fault),
        (lambda moment: moment.mood, when.mood),
        (lambda moment: moment.intent, when.intent),
    ):
        if allowed is not None:
            yield _among(value, frozenset(allowed))
    for number, least in (
        (lambda moment: moment.elapsed / timedelta(seconds=1), when.after_seconds),
        (_waited, when.waited_seconds),
        (lambda moment: moment.transfers, when.transfers),
        (lambda moment: moment.apologies_on_file, when.apologies_on_file),
        (lambda moment: moment.open_contacts, when.open_contacts),
        (lambda moment: len(moment.notes.split()), when.notes_words),
        (lambda moment: moment.talk.in_one_go, when.words_in_one_go),
        (lambda moment: moment.talk.words(Speaker.CALLER), when.caller_words),
    ):
        if least is not None:
            yield _at_least(number, least)
    if when.cuts_in is not None:
        yield _is(_cut_in, when.cuts_in)
    if when.before_seconds is not None:
        yield _sooner(timedelta(seconds=when.before_seconds))
    for kinds, wanted in ((when.given, True), (when.missing, False)):
        for kind in kinds or ():
            yield _given(kind, wanted)
    for names, wanted in ((when.known, True), (when.unknown, False)):
        for name in names or ():
            yield _is(KNOWN[name], wanted)


def _waited(moment: CallMoment) -> float:
    return -1.0 if moment.wait is None else moment.wait / timedelta(seconds=1)


def _cut_in(moment: CallMoment) -> bool:
    return bool(moment.talk.turns) and moment.talk.turns[-1].cut_in


def _among(value: Callable[[CallMoment], str | None], allowed: frozenset[str]) -> Fact:
    return Fact(lambda moment: value(moment) in allowed)


def _at_least(number: Callable[[CallMoment], float], least: float) -> Fact:
    return Fact(lambda moment: number(moment) >= least)


def _sooner(than: timedelta) -> Fact:
    return Fact(lambda moment: moment.elapsed < than)


def _given(kind: str, wanted: bool) -> Fact:
    return Fact(lambda moment: (usable_fact(moment, (kind,)) is not None) is wanted)


def _is(test: Callable[[CallMoment], bool], wanted: bool) -> Fact:
    return Fact(lambda moment: test(moment) is wanted)
