"""Conditions of rules: words in a text, and what is known about the call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from agentassist.coaching.folding import FoldedText
from agentassist.coaching.language.clause import Voice
from agentassist.coaching.language.emphasis import Emphasis
from agentassist.coaching.language.question import Form
from agentassist.coaching.language.reading import Reading, within
from agentassist.coaching.matcher import Matcher
from agentassist.domain.coaching import CallMoment
from agentassist.domain.knowledge import Span
from agentassist.domain.utterance import Speaker, Talk


@dataclass(frozen=True, slots=True)
class Scene:
    """What a condition looks at: a text ('' for call events) at a moment of a call.

    `window` is the part of the text that counts, all of it without one.
    """

    moment: CallMoment
    reading: Reading = field(default_factory=lambda: Reading(FoldedText("", "")))
    window: Span | None = None

    def spans(self, matcher: Matcher) -> tuple[Span, ...]:
        return within(self.reading.spans(matcher), self.window)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition holds, and the parts of the folded text that made it hold."""

    holds: bool
    spans: tuple[Span, ...] = ()


REACH = 120  # characters between a request and what it asks for
NO = Verdict(False)
YES = Verdict(True)


class Condition(Protocol):
    def verdict(self, scene: Scene) -> Verdict: ...


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases or patterns found `at_least` times."""

    matcher: Matcher
    at_least: int = 1

    def verdict(self, scene: Scene) -> Verdict:
        spans = scene.spans(self.matcher)
        return Verdict(True, spans) if len(spans) >= self.at_least else NO


@dataclass(frozen=True, slots=True)
class Following:
    """`matcher` right after `first`, with nothing but `between` from one to the other.

    This is how a request for something is found: 'could you give me' + 'your full name and' +
    'account number'. The three are small automatons; their product would be a huge one.
    """

    first: Matcher
    between: Matcher
    matcher: Matcher

    def verdict(self, scene: Scene) -> Verdict:
        targets = scene.spans(self.matcher)
        if not targets:
            return NO
        leads = scene.reading.spans(self.first)
        spans = tuple(
            (lead[0], target[1])
            for target in targets
            if (lead := self._lead(leads, target, scene.reading.text)) is not None
        )
        return Verdict(True, spans) if spans else NO

    def _lead(self, leads: tuple[Span, ...], target: Span, text: str) -> Span | None:
        """The nearest lead that reaches to the target."""
        for lead in reversed(leads):
            gap = target[0] - lead[1]
            if gap > REACH:
                return None
            if gap > 0 and self.between.holds(text[lead[1] : target[0]]):
                return lead
        return None


@dataclass(frozen=True, slots=True)
class Excused:
    """A condition without the matches that `unless` touches; `at_least` of them must be left."""

    part: Condition
    unless: Matcher
    at_least: int = 1

    def verdict(self, scene: Scene) -> Verdict:
        verdict = self.part.verdict(scene)
        if not verdict.spans:
            return verdict
        excused = scene.reading.spans(self.unless)
        spans = tuple(span for span in verdict.spans if not touched(span, excused))
        return Verdict(True, spans) if len(spans) >= self.at_least else NO


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about the call."""

    test: Callable[[CallMoment], bool]

    def verdict(self, scene: Scene) -> Verdict:
        return YES if self.test(scene.moment) else NO


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]

    def verdict(self, scene: Scene) -> Verdict:
        spans: tuple[Span, ...] = ()
        for part in self.parts:
            verdict = part.verdict(scene)
            if not verdict.holds:
                return NO
            spans += verdict.spans
        return Verdict(True, spans)


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]

    def verdict(self, scene: Scene) -> Verdict:
        holding = [verdict for part in self.parts if (verdict := part.verdict(scene)).holds]
        return Verdict(bool(holding), tuple(span for each in holding for span in each.spans))


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition

    def verdict(self, scene: Scene) -> Verdict:
        return NO if self.part.verdict(scene).holds else YES


@dataclass(frozen=True, slots=True)
class Clausal:
    """The finds of a condition that stand in a clause of this kind; `at_least` must be left.

    `subjects`: who does it. `negated`: whether a negation stands before the find in its clause.
    `quoted`: whether it stands between quotation marks.
    """

    part: Condition
    subjects: frozenset[str] | None = None
    voices: frozenset[Voice] | None = None
    negated: bool | None = None
    conditional: bool | None = None
    quoted: bool | None = None
    at_least: int = 1

    def verdict(self, scene: Scene) -> Verdict:
        verdict = self.part.verdict(scene)
        if not verdict.holds:
            return NO
        spans = tuple(span for span in verdict.spans if self._fits(span, scene.reading))
        return Verdict(True, spans) if len(spans) >= self.at_least else NO

    def _fits(self, span: Span, reading: Reading) -> bool:
        if self.quoted is not None and touched(span, reading.quoted) is not self.quoted:
            return False
        clause = reading.clause_at(span[0])
        if clause is None:
            return self.subjects is None and self.voices is None
        return (
            (self.subjects is None or clause.subject in self.subjects)
            and (self.voices is None or clause.voice in self.voices)
            and (self.negated is None or clause.denies(span[0]) is self.negated)
            and (self.conditional is None or clause.conditional is self.conditional)
        )


@dataclass(frozen=True, slots=True)
class Says:
    """The text does what an act of the language describes; judged once for all rules."""

    key: str
    part: Condition
    answers: bool = False  # whether it depends on what the caller said before

    def verdict(self, scene: Scene) -> Verdict:
        key = (self.key, last_said(scene.moment.talk)) if self.answers else self.key
        known = scene.reading.memory.get(key)
        if known is None:
            whole = self.part.verdict(Scene(scene.moment, scene.reading))
            known = scene.reading.memory[key] = (whole.holds, whole.spans)
        holds, spans = known
        if not holds or scene.window is None or not spans:
            return Verdict(holds, spans)
        spans = within(spans, scene.window)
        return Verdict(True, spans) if spans else NO


def last_said(talk: Talk) -> str:
    """The caller's last turn, '' without one."""
    return next((turn.text for turn in reversed(talk.turns) if turn.speaker is Speaker.CALLER), "")


@dataclass(frozen=True, slots=True)
class Asks:
    """Something of these kinds is asked for; with no kinds, anything is."""

    kinds: frozenset[str]
    at_least: int = 1

    def verdict(self, scene: Scene) -> Verdict:
        spans = within(
            (each.span for each in scene.reading.requests if each.kind in self.kinds), scene.window
        )
        return Verdict(True, spans) if len(spans) >= self.at_least else NO


@dataclass(frozen=True, slots=True)
class Formed:
    """Sentences of these forms."""

    forms: frozenset[Form]
    at_least: int = 1

    def verdict(self, scene: Scene) -> Verdict:
        reading = scene.reading
        spans = within(
            (
                sentence.span
                for sentence, form in zip(reading.sentences, reading.forms, strict=False)
                if form in self.forms
            ),
            scene.window,
        )
        return Verdict(True, spans) if len(spans) >= self.at_least else NO


@dataclass(frozen=True, slots=True)
class Named:
    """The text speaks to somebody by name."""

    def verdict(self, scene: Scene) -> Verdict:
        spans = within(scene.reading.names, scene.window)
        return Verdict(True, spans) if spans else NO


@dataclass(frozen=True, slots=True)
class Emphatic:
    """The text is emphasised in one of these ways."""

    ways: frozenset[Emphasis]

    def verdict(self, scene: Scene) -> Verdict:
        return YES if self.ways & set(scene.reading.emphasis) else NO


@dataclass(frozen=True, slots=True)
class Together:
    """All of a condition in one sentence."""

    part: Condition

    def verdict(self, scene: Scene) -> Verdict:
        spans: tuple[Span, ...] = ()
        holds = False
        for sentence in scene.reading.sentences:
            # An opening quotation mark or bracket belongs to the sentence as well.
            verdict = self.part.verdict(Scene(scene.moment, scene.reading, sentence.span))
            if verdict.holds:
                holds = True
                spans += verdict.spans or (sentence.span,)
        return Verdict(holds, spans) if holds else NO


def touched(span: Span, others: tuple[Span, ...]) -> bool:
    """Whether `span` shares a character with one of `others`."""
    return any(begin < span[1] and span[0] < end for begin, end in others)
