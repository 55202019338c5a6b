"""Content: whether words are left when those that fit any turn are taken away."""

from dataclasses import dataclass

from agentassist.coaching.condition import NO, Condition, Scene, Verdict, touched
from agentassist.coaching.matcher import Matcher
from agentassist.domain.knowledge import Span


@dataclass(frozen=True, slots=True)
class Beyond:
    """The text has `at_least` so many words that `known` does not cover."""

    known: Matcher
    at_least: int = 1

    def verdict(self, scene: Scene) -> Verdict:
        begin, end = scene.window or (0, len(scene.reading.text))
        left = _left(scene, self.known, (begin, end))
        return Verdict(True, left) if len(left) >= self.at_least else NO


@dataclass(frozen=True, slots=True)
class Saying:
    """The finds of a condition that hold a word which `known` does not cover."""

    part: Condition
    known: Matcher

    def verdict(self, scene: Scene) -> Verdict:
        verdict = self.part.verdict(scene)
        if not verdict.holds:
            return NO
        spans = tuple(span for span in verdict.spans if _left(scene, self.known, span))
        return Verdict(True, spans) if spans else NO


def _left(scene: Scene, known: Matcher, inside: Span) -> tuple[Span, ...]:
    covered = scene.reading.spans(known)
    return tuple(
        word
        for word in scene.reading.plain_words
        if inside[0] <= word[0] < inside[1] and not touched(word, covered)
    )
