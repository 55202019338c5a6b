"""Normalised wording: contractions written out, shorthand spelt, links made one word.

Done to texts and to the phrases of packs alike, so that `I'm`, `Im` and `I am` are one thing.
"""

from collections.abc import Iterator, Mapping

from agentassist.coaching.folding import FoldedText, replace_words
from agentassist.domain.knowledge import Span

LINK = "weblink"
MAILBOX = "mailvalue"
_LINKS = ("http://", "https://", "www.")
_ENDINGS = (".com", ".org", ".net", ".co.uk", ".de", ".es", ".fr", ".eu")
_TRAILING = ".,;:!?)\"'*…"
_SIGNS = frozenset("#&+")


class Normaliser:
    """`plain` maps a folded word to what it stands for; keys ending in '.' need their full stop."""

    def __init__(self, plain: Mapping[str, str]) -> None:
        self._plain = dict(plain)

    def phrase_word(self, word: str) -> list[str]:
        """The words that a word of a phrase is looked for as."""
        return self._plain.get(word, word).split()

    def read(self, text: FoldedText) -> FoldedText:
        """The normalised text; offsets still lead to the original."""
        folded = text.folded
        spans = list(self._spans(folded))
        return replace_words(text, spans, self._meant)

    def _meant(self, word: str) -> str | None:
        if word in self._plain:
            return self._plain[word]
        if word.startswith(_LINKS) or (
            "." in word and "@" not in word and _is_site(word.partition("/")[0])
        ):
            return LINK
        if "@" in word[1:] and "." in word:
            return MAILBOX
        return None

    def _spans(self, text: str) -> Iterator[Span]:
        position = 0
        for chunk in text.split():
            begin = text.index(chunk, position)
            position = begin + len(chunk)
            core = chunk.rstrip(_TRAILING)
            if core + "." in self._plain and chunk.startswith(core + "."):
                yield begin, begin + len(core) + 1
            elif core in self._plain or self._meant(core) is not None:
                yield begin, begin + len(core)
            else:
                yield from self._inner(text, begin, position)

    def _inner(self, text: str, begin: int, end: int) -> Iterator[Span]:
        """Words with their apostrophes, and single signs, inside a chunk."""
        start = -1
        for position in range(begin, end + 1):
            character = text[position] if position < end else " "
            if character.isalnum() or (
                character == "'" and start >= 0 and text[position + 1 : position + 2].isalnum()
            ):
                if start < 0:
                    start = position
                continue
            if start >= 0:
                yield start, position
                start = -1
            if character in _SIGNS and not text[position + 1 : position + 2].isalnum():
                yield position, position + 1


def _is_site(word: str) -> bool:
    return word.endswith(_ENDINGS) and len(word) > 4
