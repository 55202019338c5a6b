"""Acts: what a text does (apologises, owns it, says what comes next), by name, for all packs.

Described in resources/language/<code>/*.toml with the conditions that packs use; an act may build
on the acts before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agentassist.coaching.condition import Says
from agentassist.coaching.condition_compiling import ConditionCompiler, depends_on_answers
from agentassist.coaching.folding import FoldedText, fold
from agentassist.coaching.language.grammar import Grammar, grammar_of
from agentassist.coaching.language.reading import Reading
from agentassist.coaching.matcher import Matcher
from agentassist.coaching.phrase import PhraseReader


@dataclass(frozen=True, slots=True)
class Language:
    """A language to compile packs in; without a grammar only their phrases count."""

    code: str
    grammar: Grammar | None
    acts: Mapping[str, Says]
    matchers: tuple[Matcher, ...] = ()

    def read(self, text: str | FoldedText) -> Reading:
        folded = fold(text) if isinstance(text, str) else text
        return Reading(folded) if self.grammar is None else self.grammar.read(folded)

    def reader(self, lists: Mapping[str, Sequence[str]]) -> PhraseReader:
        """Reads phrases with a pack's lists over the language's own."""
        if self.grammar is None:
            return PhraseReader(lists)
        return PhraseReader({**self.grammar.words, **lists}, normaliser=self.grammar.normaliser)

    def prepare(self) -> None:
        """Compile what reading a text needs, so that the first one is as quick as the next."""
        for matcher in (*self.matchers, *(self.grammar.matchers if self.grammar else ())):
            matcher.prepare()


@lru_cache(maxsize=8)
def language_of(code: str) -> Language:
    """The language with this code, compiled once a process."""
    grammar = grammar_of(code)
    if grammar is None:
        return Language(code, None, {})
    acts: dict[str, Says] = {}
    reader = PhraseReader(grammar.words, normaliser=grammar.normaliser)
    compiler = ConditionCompiler(reader, acts)
    for act in grammar.acts:
        whole = compiler.condition(act.when, f"{code}.{act.key}")
        acts[act.key] = Says(act.key, whole, depends_on_answers(act.when, acts))
    return Language(code, grammar, acts, compiler.matchers)
