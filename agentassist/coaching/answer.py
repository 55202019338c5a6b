"""Answers: what a turn replies to. A rule quoted after a complaint is more than information."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from agentassist.coaching.condition import NO, YES, Says, Scene, Verdict, last_said
from agentassist.coaching.folding import fold
from agentassist.coaching.language.grammar import grammar_of
from agentassist.coaching.language.reading import Reading

NOTHING: Final = "nothing"
_READ: Final = 8  # turns kept as read: all rules on a text look at the same one


@dataclass(frozen=True, slots=True)
class Answers:
    """The caller's last turn did one of `acts`; `nothing`: there is no such turn."""

    acts: tuple[Says, ...]
    nothing: bool = False

    def verdict(self, scene: Scene) -> Verdict:
        text = last_said(scene.moment.talk)
        if not text or scene.reading.grammar is None:
            return YES if self.nothing else NO
        before = Scene(scene.moment, _read(scene.reading.grammar.code, text))
        return YES if any(act.verdict(before).holds for act in self.acts) else NO


@lru_cache(maxsize=_READ)
def _read(code: str, text: str) -> Reading:
    folded = fold(text)
    grammar = grammar_of(code)
    return Reading(folded) if grammar is None else grammar.read(folded)
