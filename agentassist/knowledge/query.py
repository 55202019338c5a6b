"""A query as the engine reads it: each word with the words it may stand for, and its weight."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import pairwise
from math import log

from agentassist.knowledge import text
from agentassist.knowledge.spelling import Speller
from agentassist.knowledge.stems import MARK, stem
from agentassist.knowledge.stop_words import STOP_WORDS
from agentassist.knowledge.synonyms import Synonyms
from agentassist.knowledge.vocabulary import Vocabulary

_MOST_WORDS = 24
_MOST_CHARACTERS = 400
_STOP_WORD_SHARE = 0.25
_UNKNOWN_WEIGHT = 5.0  # what a word that stands for nothing known takes from every hit
_CACHED = 4000
_INFLECTED = 0.8  # match of a title's word that differs from the typed one by its ending
_SYNONYM = 0.8  # match of a word that means the same as the typed one
_COMPLETED_STEMS = 3  # stems that an unfinished word may stand for in a question
_CORRECTED_STEMS = 2  # and a misspelt one
_SHORTEST_SPLIT = 6  # letters of two words typed together
_SHORTEST_JOINED = 5  # and of one typed apart
_SHORTEST_LETTERED = 4  # of one that begins with a letter of its own: e-sim, t shirt
_RARE = 2  # articles that hold a word which may still be two words
_COMMON_PARTS = 30  # how much each part must then weigh in the vocabulary


@dataclass(frozen=True, slots=True)
class QueryWord:
    """`alternatives` maps known words to how well they match (1 = as typed); empty if unknown.

    `weight` says how much the word tells articles apart (its inverse document frequency).
    `corrected` are the alternatives that are neither the word nor a completion of it.
    """

    typed: str
    alternatives: Mapping[str, float]
    weight: float
    stop_word: bool
    corrected: frozenset[str]
    best: float  # of the alternatives' matches
    in_titles: Mapping[str, float]  # the alternatives, and their inflections that titles hold
    stems: tuple[str, ...]  # as the index holds them: of the word, or of its likeliest alternatives
    stem_rows: int  # articles that hold one of these stems, at most
    synonyms: frozenset[str] = frozenset()  # alternatives that mean the same


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a query; `unfinished` says that the last word is still being typed."""

    words: tuple[QueryWord, ...]
    unfinished: bool
    total: float  # weight of all words, unknown ones included
    required: tuple[int, ...]  # places of the words an article must hold, if any has them

    @property
    def typed(self) -> str:
        return " ".join(word.typed for word in self.words)

    def uncorrected(self) -> "Reading":
        """The same words, each standing only for itself and its completions."""
        return replace(self, words=tuple(map(_uncorrected, self.words)))


def _uncorrected(word: QueryWord) -> QueryWord:
    kept = {
        known: match for known, match in word.alternatives.items() if known not in word.corrected
    }
    return replace(word, alternatives=kept, in_titles=kept, best=max(kept.values(), default=0.0))


class Reader:
    """Reads queries against a vocabulary. A keystroke changes one word: the rest is cached."""

    def __init__(
        self, vocabulary: Vocabulary, articles: int, synonyms: Synonyms | None = None
    ) -> None:
        self._vocabulary = vocabulary
        self._synonyms = synonyms or Synonyms()
        self._speller = Speller(vocabulary)
        self._articles = articles
        self._cache: dict[tuple[str, bool], QueryWord] = {}

    def give_way(self, superseded: Callable[[], None]) -> None:
        """From now on `superseded` is called while words are read: it raises to end that."""
        self._speller.give_way = superseded

    def cut(self, query: str) -> tuple[list[str], bool]:
        """The words of a query, a code typed with a hyphen as one; whether the last is open."""
        query = query[:_MOST_CHARACTERS]
        found = text.tokens(query)[:_MOST_WORDS]
        unfinished = bool(found) and found[-1].end == len(query)
        for compound in text.compounds(query):
            if not any(c.isdigit() for c in compound.word):
                continue
            ends = unfinished and compound.end == len(query)
            if compound.word in self._vocabulary or (
                ends and self._vocabulary.completions(compound.word, 1)
            ):
                found = [t for t in found if t.end <= compound.start or t.start >= compound.end]
                found.append(compound)
        found.sort(key=lambda token: token.start)
        return [token.word for token in found], unfinished

    def read(self, words: Sequence[str], unfinished: bool) -> Reading:
        last = len(words) - 1
        read = tuple(self._word(word, unfinished and at == last) for at, word in enumerate(words))
        total = sum(
            word.weight if word.alternatives else _UNKNOWN_WEIGHT
            for word in read
            if word.alternatives or not word.stop_word
        )
        known = [at for at, word in enumerate(read) if word.alternatives]
        required = [at for at in known if not read[at].stop_word] or known
        return Reading(read, unfinished, total, tuple(required))

    def rejoined(self, words: Sequence[str], unfinished: bool) -> Iterator[list[str]]:
        """The same words with one typed together taken apart, or two typed apart joined.

        The likeliest first: a word that nothing knows is taken apart or joined before others.
        """
        last = len(words) - 1
        for at, word in enumerate(words):
            parts = self._parts(word, unfinished and at == last)
            if parts is not None:
                yield [*words[:at], *parts, *words[at + 1 :]]
        known = self._vocabulary
        joins: list[tuple[bool, int, int]] = []
        for at, (left, right) in enumerate(pairwise(words)):
            joined, odd = left + right, left not in known or right not in known
            lettered = len(left) == 1 and left not in STOP_WORDS and right not in STOP_WORDS
            long = len(joined) >= (_SHORTEST_LETTERED if lettered else _SHORTEST_JOINED)
            long = long and (lettered or len(left) > 1)
            if (long or right.isdigit()) and (  # "one drive", "E 4042"
                joined in known
                or (odd and unfinished and at + 1 == last and known.completions(joined, 1))
            ):
                joins.append((odd, known.weight(joined), at))
        for _, _, at in sorted(joins, key=lambda join: (not join[0], -join[1], join[2])):
            yield [*words[:at], words[at] + words[at + 1], *words[at + 2 :]]

    def _parts(self, word: str, unfinished: bool) -> tuple[str, str] | None:
        """Of a word that nothing knows, or that hardly any article has and whose parts many do."""
        holding = self._vocabulary.in_articles[word]
        if len(word) < _SHORTEST_SPLIT:
            return None
        if holding:
            slip = holding <= _RARE and word.isalpha()  # cust10000 is no customer
            return self._speller.split(word, _COMMON_PARTS) if slip else None
        if unfinished and self._vocabulary.completions(word, 1):
            return None
        return self._speller.split(word)

    def weight(self, word: str) -> float:
        """Inverse document frequency, as in BM25."""
        holding = self._vocabulary.in_articles[word]
        if holding >= self._articles:
            return 0.01
        return log(1 + (self._articles - holding + 0.5) / (holding + 0.5))

    def _word(self, typed: str, unfinished: bool) -> QueryWord:
        key = (typed, unfinished)
        known = self._cache.get(key)
        if known is None:
            if len(self._cache) > _CACHED:
                self._cache.clear()
            known = self._cache[key] = self._read_word(typed, unfinished)
        return known

    def _read_word(self, typed: str, unfinished: bool) -> QueryWord:
        stop_word = typed in STOP_WORDS
        alternatives = self._speller.exact(typed, unfinished)
        same = [word for word in self._synonyms.of(typed) if word in self._vocabulary]
        corrected: dict[str, float] = {}
        if not (stop_word or same):
            corrected = self._corrections(typed, unfinished, alternatives)
            if not alternatives:  # refunds for refund is no mistake
                inflected = dict.fromkeys(self._vocabulary.family(typed), _INFLECTED)
                corrected = {w: match for w, match in corrected.items() if w not in inflected}
                alternatives = inflected
            alternatives = {**corrected, **alternatives}
        weight = self._weight_of(typed, alternatives)
        meant = [*self._meant(typed, unfinished, alternatives), *same]
        alternatives.update((word, _SYNONYM) for word in same if word not in alternatives)
        families = {stem(word): self._vocabulary.family(word) for word in meant}
        count = self._vocabulary.in_articles
        return QueryWord(
            typed,
            alternatives,
            (weight or self._weight_of(typed, alternatives))
            * (_STOP_WORD_SHARE if stop_word else 1.0),
            stop_word,
            frozenset(corrected),
            max(alternatives.values(), default=0.0),
            alternatives if stop_word else self._with_inflections(alternatives, meant),
            tuple(MARK + shared for shared in families),
            sum(count[word] for family in families.values() for word in family),
            frozenset(same),
        )

    def _meant(
        self, typed: str, unfinished: bool, alternatives: Mapping[str, float]
    ) -> tuple[str, ...]:
        """The word itself, or what it most likely stands for."""
        likely = [typed] if typed in alternatives else []
        if unfinished:
            likely += nlargest(_COMPLETED_STEMS, alternatives, key=alternatives.__getitem__)
        elif not likely:
            likely = nlargest(_CORRECTED_STEMS, alternatives, key=alternatives.__getitem__)
        return tuple(dict.fromkeys(likely))

    def _with_inflections(
        self, alternatives: Mapping[str, float], meant: Sequence[str]
    ) -> Mapping[str, float]:
        found: dict[str, float] = {}
        titled = self._vocabulary.in_titles
        for word in meant:
            for other in self._vocabulary.family(word):
                if titled[other]:
                    found[other] = max(found.get(other, 0.0), _INFLECTED * alternatives[word])
        return {**found, **{w: max(m, found.get(w, 0.0)) for w, m in alternatives.items()}}

    def _corrections(
        self, typed: str, unfinished: bool, exact: Mapping[str, float]
    ) -> dict[str, float]:
        """None for a word in use. Articles hold misspellings too: a word that hardly any of them
        has still gives way to one like it that is ten times as common."""
        count = self._vocabulary.in_articles
        if not exact:
            return self._speller.resembling(typed, unfinished)
        commonest = max(count[word] for word in exact)
        suspicious = (commonest <= 3 and len(typed) >= 4) or (0 < count[typed] < 6 > commonest)
        if not suspicious:
            return {}
        return {
            word: weight
            for word, weight in self._speller.resembling(typed, unfinished).items()
            if word not in exact and count[word] >= 10 * max(1, commonest)
        }

    def _weight_of(self, typed: str, alternatives: Mapping[str, float]) -> float:
        if not alternatives:
            return 0.0
        count = self._vocabulary.in_articles
        if count[typed] > 2:
            return self.weight(typed)
        return self.weight(
            max(alternatives, key=lambda word: alternatives[word] + 0.02 * log(1 + count[word]))
        )
