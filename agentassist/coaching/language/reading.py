"""One text as a language reads it: words, sentences, clauses, what is asked for. Computed once."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from agentassist.coaching.folding import FoldedText, words
from agentassist.coaching.language.clause import Clause, clauses_of
from agentassist.coaching.language.emphasis import Emphasis, emphasis_in
from agentassist.coaching.language.question import Form, forms_of
from agentassist.coaching.language.request import Request
from agentassist.coaching.language.request_finding import requests_in
from agentassist.coaching.language.tokens import (
    Sentence,
    Token,
    quotations,
    sentences_of,
    tokens_of,
)
from agentassist.coaching.language.vocative import names_in, unsigned
from agentassist.coaching.matcher import Matcher
from agentassist.domain.knowledge import Span

if TYPE_CHECKING:
    from agentassist.coaching.language.grammar import Grammar


class Reading:
    """`folded` is the normalised text; every span here is a span of it."""

    def __init__(self, folded: FoldedText, grammar: "Grammar | None" = None) -> None:
        self.folded = folded
        self.text = folded.folded
        self.grammar = grammar
        self.memory: dict[object, tuple[bool, tuple[Span, ...]]] = {}  # conditions already judged
        self._spans: dict[int, tuple[Span, ...]] = {}

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(self.text[begin:end] for begin, end in words(self.text))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tokens_of(self.text)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return sentences_of(self.tokens, self.text)

    @cached_property
    def quoted(self) -> tuple[Span, ...]:
        return quotations(self.tokens)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        if self.grammar is None:
            return ()
        return tuple(
            clause
            for sentence in self.sentences
            for clause in clauses_of(sentence, self.grammar.clause_words)
        )

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The form of each sentence, in order."""
        return () if self.grammar is None else forms_of(self, self.grammar)

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        return () if self.grammar is None else requests_in(self, self.grammar)

    @cached_property
    def names(self) -> tuple[Span, ...]:
        """Names the text speaks to: 'Hi Dana', 'sorry, Dana'."""
        return () if self.grammar is None else names_in(self, self.grammar.names)

    @cached_property
    def plain_words(self) -> tuple[Span, ...]:
        """Words that say something: without names that are spoken to, signatures and numbers."""
        names = frozenset(begin for begin, _ in self.names)
        return tuple(
            (token.begin, token.end)
            for sentence in self.sentences
            for token in unsigned(sentence)
            if token.text[0].isalpha() and token.begin not in names
        )

    @cached_property
    def emphasis(self) -> tuple[Emphasis, ...]:
        if self.grammar is None:
            return emphasis_in(self, frozenset(), frozenset())
        return emphasis_in(self, self.grammar.shouted, self.grammar.codes)

    def spans(self, matcher: Matcher) -> tuple[Span, ...]:
        """Where a matcher matches; one run for all rules that share it."""
        key = id(matcher)
        found = self._spans.get(key)
        if found is None:
            anchors = matcher.anchors
            if anchors is not None and anchors.isdisjoint(self.words):
                found = ()
            else:
                found = matcher.spans(self.text)
            self._spans[key] = found
        return found

    def clause_at(self, position: int) -> Clause | None:
        return next((each for each in self.clauses if each.begin <= position < each.end), None)

    def typed(self, span: Span) -> str:
        """The characters the agent typed for a span."""
        return self.folded.original[slice(*self.folded.original_span(span))]


def within(spans: Iterable[Span], window: Span | None) -> tuple[Span, ...]:
    """The spans that begin in a window, all of them without one."""
    if window is None:
        return tuple(spans)
    return tuple(span for span in spans if window[0] <= span[0] < window[1])
