"""Ordinary words of four languages, and names that many people have."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
from agentassist.knowledge.stems import stem
from agentassist.knowledge.stop_words import STOP_WORDS
from agentassist.knowledge.text import words

LANGUAGES = ("en", "de", "es", "fr")
_NAMES = "names"
_SHORTEST_STEM = 3  # letters


@dataclass(frozen=True, slots=True)
class WordLists:
    """`plain` has each folded word with its languages; a word of two languages tells neither.

    `names` are no ordinary words; `either` are both: Mr Brown, and a brown box.
    """

    plain: Mapping[str, frozenset[str]]
    names: frozenset[str]
    either: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()

    def ordinary(self, word: str) -> bool:
        """It is one of the plain words, or another form of one: refunds, pets."""
        return word in self.plain or (word not in self.names and stem(word) in self.stems)

    def language_of(self, said: Iterable[str], otherwise: str) -> str:
        """The one language that most of the words are of, or `otherwise`."""
        told: Counter[str] = Counter()
        for word in said:
            languages = self.plain.get(word, frozenset())
            if len(languages) == 1:
                told.update(languages)
        first = told.most_common(2)
        if not first or (len(first) > 1 and first[0][1] == first[1][1]):
            return otherwise
        return first[0][0]


@lru_cache(maxsize=1)
def read(folder: Path) -> WordLists:
    """Those of resources/words. AgentAssistError("assets.missing", folder=...)."""
    plain: dict[str, frozenset[str]] = dict.fromkeys(STOP_WORDS, frozenset())
    for language in LANGUAGES:
        for word in _words(folder / f"{language}.txt"):
            plain[word] = plain.get(word, frozenset()) | {language}
    names = frozenset(_words(folder / f"{_NAMES}.txt"))
    stems = frozenset(found for found in map(stem, plain) if len(found) >= _SHORTEST_STEM)
    return WordLists(plain, names - plain.keys(), names & plain.keys(), stems)


def _words(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise AgentAssistError(
            "assets.missing", remedy="reinstall", folder=str(path.parent)
        ) from error
    return [word for line in lines if not line.startswith("#") for word in words(line)]
