"""Which words are anybody's: those of the knowledge base, of the house's synonyms, of everyday."""

from collections.abc import Callable, Iterable

from agentassist.knowledge.gaps.word_lists import WordLists
from agentassist.knowledge.spelling import Speller
from agentassist.knowledge.synonyms import Synonyms
from agentassist.knowledge.vocabulary import Vocabulary

_SHORTEST_CORRECTED = 5  # letters; shorter ones resemble too much
_SURE = 0.55  # of a correction: a letter or two of a longer word
_SHORTEST_COMPLETED = 4
_MOST_DIGITS = 5  # of a code that an article names
_LONGEST_CODE = 10


class Lexicon:
    """Made anew for each look, on the thread of the vocabulary: it holds nothing."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        lists: WordLists,
        synonyms: Synonyms | None = None,
        give_way: Callable[[], None] = lambda: None,
    ) -> None:
        """`give_way` is called before each word that takes long, and raises when a search waits."""
        self._vocabulary = vocabulary
        self._lists = lists
        self._synonyms = synonyms or Synonyms()
        self._speller = Speller(vocabulary, give_way)
        self._give_way = give_way

    def known(self, word: str) -> bool:
        """Of everyday, or of the articles: in a title, or in the text of two.

        One article may name a person in its text; a name that many people have counts only in a
        title.
        """
        if self._lists.ordinary(word) or self._synonyms.of(word):
            return True
        if self._vocabulary.in_titles[word]:
            return True
        return self._vocabulary.in_articles[word] > 1 and word not in self._lists.names

    def known_code(self, code: str) -> bool:
        """Letters and a few digits, as the articles have them: a fault's or a product's."""
        digits = sum(ch.isdigit() for ch in code)
        fits = 0 < digits <= _MOST_DIGITS and digits < len(code) <= _LONGEST_CODE
        return fits and self.known(code)

    def meant(self, word: str, *, unfinished: bool) -> tuple[str, ...]:
        """Known words that an unknown one stands for: another ending, a beginning, a slip.

        What was typed itself is none of them. () for a common name.
        """
        if word in self._lists.names:
            return ()
        self._give_way()
        vocabulary = self._vocabulary
        if found := self._best(vocabulary.family(word)):
            return (found,)
        beginning = unfinished and len(word) >= _SHORTEST_COMPLETED
        if beginning and (found := self._best(vocabulary.completions(word, 8))):
            return (found,)
        if parts := self._speller.split(word):
            return parts if all(map(self.known, parts)) else ()
        if len(word) >= _SHORTEST_CORRECTED:
            alike = self._speller.resembling(word, unfinished=False)
            sure = [other for other, weight in alike.items() if weight >= _SURE]
            if found := next((other for other in sure if self.known(other)), ""):
                return (found,)
        return ()

    def same_stem(self, word: str) -> bool:
        """Another form of it is known."""
        return word not in self._lists.names and bool(self._best(self._vocabulary.family(word)))

    def common_name(self, word: str) -> bool:
        return word in self._lists.names

    def perhaps_a_name(self, word: str) -> bool:
        """An ordinary word that many people are called, too."""
        return word in self._lists.either

    def language_of(self, said: Iterable[str], otherwise: str) -> str:
        return self._lists.language_of(said, otherwise)

    def _best(self, words: Iterable[str]) -> str:
        known = (word for word in words if word.isalpha() and self.known(word))
        return max(known, key=self._vocabulary.weight, default="")
