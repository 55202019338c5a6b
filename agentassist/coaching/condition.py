"""Conditions of rules: words in a text, and what is known about the call."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from agentassist.coaching.matcher import Matcher
from agentassist.domain.coaching import CallMoment
from agentassist.domain.knowledge import Span


@dataclass(frozen=True, slots=True)
class Scene:
    """What a condition looks at: a folded text ('' for call events) at a moment of a call."""

    moment: CallMoment
    text: str = ""


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
        spans = self.matcher.spans(scene.text)
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
        targets = self.matcher.spans(scene.text)
        if not targets:
            return NO
        leads = self.first.spans(scene.text)
        spans = tuple(
            (lead[0], target[1])
            for target in targets
            if (lead := self._lead(leads, target, scene.text)) is not None
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
        excused = self.unless.spans(scene.text)
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


def touched(span: Span, others: tuple[Span, ...]) -> bool:
    """Whether `span` shares a character with one of `others`."""
    return any(begin < span[1] and span[0] < end for begin, end in others)
