"""Folded text: what the rules read, with a way back to the characters the agent typed.

Character by character, unlike the folding of articles and names: a finding is underlined in the
text as it was typed. Punctuation stays, because phrases end at the end of a sentence.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from agentassist.domain.knowledge import Span

_PLAIN = {
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
    "…": ".", "\u00a0": " ", "\u202f": " ", "\u00ad": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Lower case without accents. `starts[i]` is where folded character i begins in `original`.

    `starts` has one more entry than `folded` (the end) and is None when both texts line up.
    """

    original: str
    folded: str
    starts: tuple[int, ...] | None = None

    def original_span(self, span: Span) -> Span:
        """The span in the original text that a span of the folded text stands for."""
        if self.starts is None:
            return span
        begin, end = span
        # The end of a span may fall into a word that stands for another: take all of that one.
        while begin < end < len(self.folded) and self.starts[end] == self.starts[end - 1]:
            end += 1
        return self.starts[begin], self.starts[end]


def _fold_character(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    return "".join(part for part in decomposed if not unicodedata.combining(part))


def fold(text: str) -> FoldedText:
    """Case, accents and typographic marks folded away."""
    if text.isascii():
        return FoldedText(text, text.lower())
    pieces: list[str] = []
    starts: list[int] = []
    for position, character in enumerate(text):
        piece = _fold_character(character)
        pieces.append(piece)
        starts.extend([position] * len(piece))
    starts.append(len(text))
    return FoldedText(text, "".join(pieces), tuple(starts))


def words(text: str) -> Iterator[Span]:
    """Spans of the words: runs of letters and digits."""
    begin = -1
    for position, character in enumerate(text):
        if character.isalnum():
            if begin < 0:
                begin = position
        elif begin >= 0:
            yield begin, position
            begin = -1
    if begin >= 0:
        yield begin, len(text)


def replace_words(
    text: FoldedText, where: Iterable[Span], instead: Callable[[str], str | None]
) -> FoldedText:
    """The text with some of the words at `where` replaced; offsets still lead to the original."""
    changes = [
        (begin, end, new)
        for begin, end in where
        if (new := instead(text.folded[begin:end])) is not None
    ]
    if not changes:
        return text
    starts = text.starts or tuple(range(len(text.folded) + 1))
    pieces: list[str] = []
    mapped: list[int] = []
    done = 0
    for begin, end, new in changes:
        pieces += (text.folded[done:begin], new)
        mapped += starts[done:begin]
        mapped += [starts[begin]] * len(new)
        done = end
    pieces.append(text.folded[done:])
    mapped += starts[done:]
    return FoldedText(text.original, "".join(pieces), tuple(mapped))
