"""Names a text speaks to: behind a greeting, between commas, at the head or end of a sentence."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentassist.coaching.language.tokens import Sentence, Token
from agentassist.domain.knowledge import Span

if TYPE_CHECKING:
    from agentassist.coaching.language.reading import Reading

_SIGNS = frozenset("^*")


@dataclass(frozen=True, slots=True)
class NameWords:
    """`greetings` come before a name, `no_names` never are one, `leads` may stand before one."""

    greetings: frozenset[str]
    no_names: frozenset[str]
    leads: frozenset[str]  # 'sorry about that Dana', 'thanks Dana'
    titles: frozenset[str]


def names_in(reading: "Reading", known: NameWords) -> tuple[Span, ...]:
    """Spans of names in vocative position; a signature ('^Dana') is none."""
    found: list[Span] = []
    for sentence in reading.sentences:
        tokens = unsigned(sentence)
        for number, token in enumerate(tokens):
            if _is_name(reading, tokens, number, known) and _addressed(tokens, number, known):
                found.append((token.begin, token.end))
    return tuple(found)


def unsigned(sentence: Sentence) -> tuple[Token, ...]:
    """Without what stands behind a signature's sign."""
    tokens = sentence.tokens
    for number, token in enumerate(tokens):
        if token.text in _SIGNS or (token.text == "-" and _closes(tokens, number)):
            return tokens[:number]
        if token.text == "/" and number >= len(tokens) - 2 and number > 0:
            return tokens[:number]
    return tokens


def _closes(tokens: tuple[Token, ...], number: int) -> bool:
    """A dash before the last one or two words, with a space before it."""
    left = [token for token in tokens[number + 1 :] if token.is_word]
    return len(left) <= 2 and (number == 0 or tokens[number - 1].end < tokens[number].begin)


def _is_name(reading: "Reading", tokens: tuple[Token, ...], number: int, known: NameWords) -> bool:
    token = tokens[number]
    if not token.text.replace("'", "").isalpha() or token.text in known.no_names:
        return False
    if len(token.text) < 2 or token.text in known.greetings:
        return False
    typed = reading.typed((token.begin, token.end))
    if typed[:1].isupper() and (not typed.isupper() or len(typed) > 3):
        return True
    # 'hi dana,' in lower case: only right behind a greeting and closed off by punctuation
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    return (
        number > 0
        and tokens[number - 1].text in known.greetings
        and (after is None or not after.is_word)
    )


def _addressed(tokens: tuple[Token, ...], number: int, known: NameWords) -> bool:
    before = tokens[number - 1] if number else None
    if before is not None and before.text in known.titles:
        return _addressed(tokens, number - 1, known) or number == 1
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    if after is not None and after.is_word and number and _surname(tokens, number):
        after = tokens[number + 2] if number + 2 < len(tokens) else None
    closed = after is None or after.text in ",;:!-("
    if before is None:  # 'Dana, ...' and a plain 'Dana' alone is a name of something
        return after is not None and after.text in ",!-:"
    if before.text in known.greetings or (
        before.text == "," and number > 1 and tokens[number - 2].text in known.greetings
    ):
        return True
    if before.text == ",":
        return closed
    return closed and before.text in known.leads


def _surname(tokens: tuple[Token, ...], number: int) -> bool:
    """A second word that closes the address: 'Hi Dana Fox,'."""
    return number + 2 >= len(tokens) or tokens[number + 2].text in ",;:!"
