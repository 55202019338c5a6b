"""What a text asks the customer to give now, whatever the way of asking.

A request is a lead ('could you give me', 'what is', 'send us a message with') that reaches a thing
(an account number, a name) over nothing but filler words and other things; or a fragment that names
only a thing ('And the zip?'); or a wording that is a request by itself ('Who am I speaking with?').
The words come from resources/language; the way they go together is the same in every language here.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentassist.coaching.language.question import QUESTIONS, Form
from agentassist.coaching.language.tokens import Sentence, Token
from agentassist.coaching.matcher import Matcher
from agentassist.domain.knowledge import Span

if TYPE_CHECKING:
    from agentassist.coaching.language.grammar import Grammar
    from agentassist.coaching.language.reading import Reading

OTHER = "other"
REACH = 14  # words between 'send us a message' and its 'with'
LIST_REACH = 9  # words between one thing of a list and the next


@dataclass(frozen=True, slots=True)
class Request:
    """`span` reaches from the lead to the thing at `slot`.

    `whole`: a clause of its own that asks for nothing else, so another may stand in its place.
    """

    kind: str
    span: Span
    slot: Span
    way: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class RequestWords:
    """`leads` are asked right behind, `messages` behind a word of `with_`."""

    things: tuple[tuple[str, Matcher], ...]
    leads: Matcher
    loose: Matcher  # leads that ask for a fact even when the thing is not in the list
    messages: Matcher
    direct: tuple[tuple[str, Matcher], ...]
    refused: Matcher
    with_: frozenset[str]
    filler: frozenset[str]
    joiner: frozenset[str]
    stop: frozenset[str]  # 'so', 'because', 'we': what comes now is not asked for
    stated: frozenset[str]  # 'your name is Dana': nothing is asked
    needed: Matcher  # 'is required', right behind a thing
    opening: frozenset[str]  # 'and', 'ok', 'thanks': may stand before a request of its own
    polite: frozenset[str]  # 'please', 'again': may close one
    checks: Matcher  # leads that may check a thing and not ask for it
    not_facts: Matcher  # things nobody needs in order to serve


def requests_in(reading: "Reading", grammar: "Grammar") -> tuple[Request, ...]:
    """All requests in the order of the text."""
    return _Finder(reading, grammar.request_words).find()


class _Finder:
    def __init__(self, reading: "Reading", known: RequestWords) -> None:
        self._reading = reading
        self._known = known
        self._refused = reading.spans(known.refused)
        self._things = self._mentions()

    def find(self) -> tuple[Request, ...]:
        found: list[Request] = []
        for sentence, form in zip(self._reading.sentences, self._reading.forms, strict=True):
            here = self._direct(sentence) + self._led(sentence) + self._fragments(sentence)
            if not here and self._asks_a_fact(sentence, form):
                here = [Request(OTHER, sentence.span, sentence.span, "question")]
            found += here
        found.sort(key=lambda each: (each.span, each.kind))
        return tuple(found)

    def _mentions(self) -> dict[int, tuple[str, Span]]:
        """Things by the place where they begin; the longest wins."""
        every = sorted(
            (-(span[1] - span[0]), number, span, kind)
            for number, (kind, matcher) in enumerate(self._known.things)
            for span in self._reading.spans(matcher)
        )
        taken: list[Span] = []
        found: dict[int, tuple[str, Span]] = {}
        for _, _, span, kind in every:
            if not any(begin < span[1] and span[0] < end for begin, end in taken):
                taken.append(span)
                if kind:  # things without a kind only keep others from being seen in them
                    found[span[0]] = kind, span
        return found

    def _quoted_or_refused(self, span: Span) -> bool:
        return any(
            begin < span[1] and span[0] < end
            for begin, end in (*self._refused, *self._reading.quoted)
        )

    def _direct(self, sentence: Sentence) -> list[Request]:
        return [
            Request(kind, span, span, "direct", whole=self._opens(sentence, span[0]))
            for kind, matcher in self._known.direct
            for span in self._reading.spans(matcher)
            if sentence.begin <= span[0] < sentence.end and not self._quoted_or_refused(span)
        ]

    def _led(self, sentence: Sentence) -> list[Request]:
        found: list[Request] = []
        known = self._known
        done = -1
        for way, matcher in (("asked", known.leads), ("message", known.messages)):
            for lead in self._reading.spans(matcher):
                if not sentence.begin <= lead[0] < sentence.end or lead[0] < done:
                    continue
                if self._quoted_or_refused(lead):
                    continue
                slots = self._reach(sentence, lead, message=way == "message")
                if not slots:
                    continue
                if way == "asked":
                    done = slots[-1][1][1]
                elif any(each.slot[0] <= slots[0][1][0] < each.slot[1] for each in found):
                    continue
                found += self._requests(sentence, lead, slots, way)
        return found

    def _requests(
        self, sentence: Sentence, lead: Span, slots: list[tuple[str, Span]], way: str
    ) -> list[Request]:
        alone = len(slots) == 1 and way == "asked" and self._opens(sentence, lead[0])
        found = []
        for number, (kind, slot) in enumerate(slots):
            end = self._closing(sentence, slot[1]) if alone else slot[1]
            begin = lead[0] if number == 0 else slot[0]
            if not self._quoted_or_refused(slot):
                found.append(Request(kind, (begin, end), slot, way, whole=alone))
        return found

    def _reach(self, sentence: Sentence, lead: Span, *, message: bool) -> list[tuple[str, Span]]:
        """The things a lead reaches."""
        known = self._known
        tokens = [token for token in sentence.tokens if token.begin >= lead[1]]
        if message:
            tokens = self._behind_with(tokens)
        found: list[tuple[str, Span]] = []
        position = gap = 0
        joined = True  # whether a thing here would be part of the list
        while position < len(tokens):
            token = tokens[position]
            thing = self._things.get(token.begin)
            if thing is not None and (joined or not found):
                if self._only_checked(lead, tokens, thing[1], position, first=not found):
                    break
                found.append(thing)
                position, gap, joined = _after(tokens, thing[1][1]), 0, False
                continue
            if token.text in known.joiner or (not token.is_word and found):
                joined = True
            elif token.text in known.stop:
                break
            elif token.text not in known.filler and token.is_word:
                if not found:
                    break
                joined, gap = False, gap + 1
                if gap > LIST_REACH:
                    break
            position += 1
        return found

    def _behind_with(self, tokens: list[Token]) -> list[Token]:
        for number, token in enumerate(tokens[:REACH]):
            if token.text in self._known.with_:
                return tokens[number + 1 :]
        return []

    def _only_checked(
        self, lead: Span, tokens: list[Token], thing: Span, position: int, *, first: bool
    ) -> bool:
        """'Can you confirm your name is Dana?' asks for no name."""
        checking = first and any(
            begin < lead[1] and lead[0] < end
            for begin, end in self._reading.spans(self._known.checks)
        )
        after = _after(tokens, thing[1])
        return (
            checking
            and after < len(tokens)
            and tokens[after].text in self._known.stated
            and after + 1 < len(tokens)
        )

    def _fragments(self, sentence: Sentence) -> list[Request]:
        """'And the zip?', 'Account number please', 'Your name is?', 'your PIN is required'."""
        known = self._known
        slots: list[tuple[str, Span]] = []
        tokens = sentence.tokens
        position = 0
        strange = 0
        while position < len(tokens):
            token = tokens[position]
            thing = self._things.get(token.begin)
            if thing is not None:
                slots.append(thing)
                position = _after(list(tokens), thing[1][1])
                continue
            if token.text in known.stated and slots and position >= len(tokens) - 1:
                pass
            elif token.is_word and not (
                token.text in known.filler
                or token.text in known.joiner
                or token.text in known.opening
                or token.text in known.polite
            ):
                strange += 1
            position += 1
        if not slots:
            return []
        if strange == 0:
            begin = next(
                (t.begin for t in tokens if t.is_word and t.text not in known.opening),
                tokens[0].begin,
            )
            return [
                Request(
                    kind, (begin if n == 0 else slot[0], slot[1]), slot, "fragment", len(slots) == 1
                )
                for n, (kind, slot) in enumerate(slots)
                if not self._quoted_or_refused(slot)
            ]
        needed = self._reading.spans(known.needed)
        return [
            Request(kind, (slot[0], begin), slot, "needed")
            for kind, slot in slots
            for begin, _ in needed
            if 0 <= begin - slot[1] <= 1 and not self._quoted_or_refused(slot)
        ]

    def _asks_a_fact(self, sentence: Sentence, form: Form) -> bool:
        if self._quoted_or_refused(sentence.span) or self._touches(sentence, self._known.not_facts):
            return False
        if form in (Form.OPEN, Form.CLOSED):
            return True
        return form not in QUESTIONS and self._touches(sentence, self._known.loose)

    def _touches(self, sentence: Sentence, matcher: Matcher) -> bool:
        return any(
            sentence.begin <= begin < sentence.end for begin, _ in self._reading.spans(matcher)
        )

    def _opens(self, sentence: Sentence, position: int) -> bool:
        """Whether a clause of its own begins here: nothing before it, or punctuation, or 'and'."""
        before = [token for token in sentence.tokens if token.begin < position]
        if any(token.text in self._known.stop and token.text == "if" for token in before):
            return False
        if all(not token.is_word or token.text in self._known.opening for token in before):
            return True
        return not before[-1].is_word

    def _closing(self, sentence: Sentence, end: int) -> int:
        """`end` moved behind a 'please' that closes the request."""
        for token in sentence.tokens:
            if token.begin >= end:
                if token.text not in self._known.polite:
                    break
                end = token.end
        return end


def _after(tokens: list[Token], end: int) -> int:
    """Number of the first token behind an offset."""
    return next((n for n, token in enumerate(tokens) if token.begin >= end), len(tokens))
