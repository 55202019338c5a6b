"""Clauses: who does it, whether it is denied, and whether the doer is left out."""

from dataclasses import dataclass
from enum import StrEnum

from agentassist.coaching.language.tokens import Sentence, Token
from agentassist.domain.knowledge import Span

_BREAKS = frozenset(",;:()-")


class Voice(StrEnum):
    ACTIVE = "active"
    PASSIVE = "passive"  # 'mistakes were made'
    AGENTLESS = "agentless"  # passive, and nobody is named who did it


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """What a language knows of clauses. `subjects` maps a pronoun to i, we, you, they or it."""

    subjects: dict[str, str]
    openers: frozenset[str]  # and, but, because, if: a clause may begin here
    conditions: frozenset[str]  # if, unless, should
    negators: frozenset[str]
    auxiliaries: frozenset[str]  # forms of be and get that make a passive
    participles: frozenset[str]  # irregular ones
    participle_ending: tuple[str, ...]
    by: frozenset[str]
    determiners: frozenset[str]


@dataclass(frozen=True, slots=True)
class Clause:
    """`subject` is we, i, you, they, it, "" for an order, or 'other' for a noun."""

    begin: int
    end: int
    subject: str
    negators: tuple[Span, ...]
    voice: Voice
    conditional: bool

    def denies(self, position: int) -> bool:
        """Whether a negation stands before this place of the clause."""
        return any(begin < position for begin, _ in self.negators)


def clauses_of(sentence: Sentence, known: ClauseWords) -> tuple[Clause, ...]:
    """Cut at punctuation and at a conjunction with a subject behind it."""
    parts: list[list[Token]] = [[]]
    tokens = sentence.tokens
    for number, token in enumerate(tokens):
        if token.text in _BREAKS and parts[-1] and not _in_word(tokens, number):
            parts.append([])
            continue
        follows = number + 1 < len(tokens) and tokens[number + 1].text in known.subjects
        if parts[-1] and (
            (token.text in known.openers and (follows or token.text in known.conditions))
            or (_starts(token, known) and _complete(parts[-1], known))
        ):
            parts.append([])
        parts[-1].append(token)
    return tuple(_clause(part, known) for part in parts if any(token.is_word for token in part))


def _in_word(tokens: tuple[Token, ...], number: int) -> bool:
    """A hyphen inside a word."""
    if tokens[number].text != "-" or number + 1 >= len(tokens) or not number:
        return False
    token = tokens[number]
    return tokens[number - 1].end == token.begin and tokens[number + 1].begin == token.end


def _starts(token: Token, known: ClauseWords) -> bool:
    """A pronoun that can only be a subject: 'it' and 'you' may as well be what is acted on."""
    return known.subjects.get(token.text) in ("i", "we", "they")


def _complete(part: list[Token], known: ClauseWords) -> bool:
    """Whether a part has a subject and something said of it: the next subject starts anew."""
    subjects = [number for number, token in enumerate(part) if token.text in known.subjects]
    return bool(subjects) and len(part) - subjects[0] > 3 and part[-1].text not in known.openers


def _clause(part: list[Token], known: ClauseWords) -> Clause:
    words = [token for token in part if token.is_word]
    subject = "other"
    for token in words[:6]:
        if token.text in known.subjects:
            subject = known.subjects[token.text]
            break
    else:
        first = words[0].text
        ordered = first not in known.openers and first not in known.determiners
        if ordered and not any(token.text in known.auxiliaries for token in words[:6]):
            subject = ""
    negators = tuple((t.begin, t.end) for t in words if t.text in known.negators)
    return Clause(
        part[0].begin,
        part[-1].end,
        subject,
        negators,
        _voice(words, known),
        any(token.text in known.conditions for token in words[:3]),
    )


def _voice(words: list[Token], known: ClauseWords) -> Voice:
    for number, token in enumerate(words):
        if token.text not in known.auxiliaries:
            continue
        for after in words[number + 1 : number + 4]:
            if after.text in known.participles or (
                len(after.text) > 4 and after.text.endswith(known.participle_ending)
            ):
                named = any(later.text in known.by for later in words[number + 1 :])
                return Voice.PASSIVE if named else Voice.AGENTLESS
            if after.text in known.subjects:
                break
    return Voice.ACTIVE
