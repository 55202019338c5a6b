"""Tokens and sentences of a normalised text, with offsets in it."""

from dataclasses import dataclass

from agentassist.domain.knowledge import Span

_ENDS = frozenset(".!?\n")
_QUOTES = frozenset('"')


@dataclass(frozen=True, slots=True)
class Token:
    """A word (with its apostrophes) or one character of punctuation."""

    text: str
    begin: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


@dataclass(frozen=True, slots=True)
class Sentence:
    """`tokens` without the punctuation that ends it; `asked` when that holds a question mark."""

    begin: int
    end: int
    tokens: tuple[Token, ...]
    asked: bool

    @property
    def span(self) -> Span:
        return self.begin, self.end

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(token.text for token in self.tokens if token.is_word)


def tokens_of(text: str) -> tuple[Token, ...]:
    """Words and single characters of punctuation; spaces but line ends are left out."""
    found: list[Token] = []
    start = -1
    for position, character in enumerate(text):
        if character.isalnum() or (
            character == "'" and start >= 0 and text[position + 1 : position + 2].isalnum()
        ):
            if start < 0:
                start = position
            continue
        if start >= 0:
            found.append(Token(text[start:position], start, position))
            start = -1
        if not character.isspace() or character == "\n":
            found.append(Token(character, position, position + 1))
    if start >= 0:
        found.append(Token(text[start:], start, len(text)))
    return tuple(found)


def sentences_of(tokens: tuple[Token, ...], text: str) -> tuple[Sentence, ...]:
    """Sentences in order; a full stop inside a number or word ends none."""
    found: list[Sentence] = []
    current: list[Token] = []
    asked = False
    ended = False
    for token in tokens:
        ends = token.text in _ENDS and not _inside(token, text)
        if ended and not ends:
            _close(found, current, asked)
            current, asked, ended = [], False, False
        if ends:
            ended = True
            asked = asked or token.text == "?"
        else:
            current.append(token)
    _close(found, current, asked)
    return tuple(found)


def _close(found: list[Sentence], current: list[Token], asked: bool) -> None:
    if any(token.is_word for token in current):
        found.append(Sentence(current[0].begin, current[-1].end, tuple(current), asked))


def _inside(token: Token, text: str) -> bool:
    """3.50 or 6.30pm, not the end of a sentence without a space: 'done.Next'."""
    if token.text != ".":
        return False
    before, after = text[token.begin - 1 : token.begin], text[token.end : token.end + 1]
    return before.isdigit() and after.isdigit()


def quotations(tokens: tuple[Token, ...]) -> tuple[Span, ...]:
    """Spans between double quotation marks: somebody else's words."""
    marks = [token.begin for token in tokens if token.text in _QUOTES]
    return tuple((marks[i], marks[i + 1] + 1) for i in range(0, len(marks) - 1, 2))
