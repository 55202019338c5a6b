"""What a text asks the customer to give now, whatever the way of asking.

A request is a lead ('could you give me', 'what is', 'send us a message with') that reaches a thing
(an account number, a name) over nothing but filler words and other things; or a fragment that names
only a thing ('And the zip?'); or a wording that is a request by itself ('Who am I speaking with?').
The words come from resources/language; the way they go together is the same in every language here.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from agentassist.coaching.language.question import QUESTIONS, Form
from agentassist.coaching.language.request import ACCOUNT, OTHER, Request
from agentassist.coaching.language.tokens import Sentence, Token
from agentassist.coaching.matcher import Matcher
from agentassist.domain.knowledge import Span

if TYPE_CHECKING:
    from agentassist.coaching.language.grammar import Grammar
    from agentassist.coaching.language.reading import Reading

REACH = 14  # words between 'send us a message' and its 'with'
BRAND_REACH = 3  # words of a brand before a thing
LIST_REACH = 9  # words between one thing of a list and the next


def requests_in(reading: "Reading", grammar: "Grammar") -> tuple[Request, ...]:
    """All requests in the order of the text."""
    return _Finder(reading, grammar).find()


class _Finder:
    def __init__(self, reading: "Reading", grammar: "Grammar") -> None:
        self._reading = reading
        self._known = known = grammar.request_words
        self._conditions = grammar.clause_words.conditions
        self._refused = reading.spans(known.refused)
        self._things = self._mentions()

    def find(self) -> tuple[Request, ...]:
        found: list[Request] = []
        for sentence, form in zip(self._reading.sentences, self._reading.forms, strict=True):
            here = self._direct(sentence) + self._led(sentence)
            taken = {each.slot for each in here}
            here += [each for each in self._fragments(sentence) if each.slot not in taken]
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
            begin = self._asking(sentence, lead) if number == 0 else slot[0]
            if not self._quoted_or_refused(slot):
                found.append(Request(kind, (begin, end), slot, way, whole=alone))
        return found

    def _asking(self, sentence: Sentence, lead: Span) -> int:
        """Where a lead begins without the 'and' that only joins it on."""
        inside = (token for token in sentence.tokens if lead[0] <= token.begin < lead[1])
        return next((t.begin for t in inside if t.text not in self._known.joiner), lead[0])

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
            elif not found and token.text in known.pronouns and not message:
                return [(kind, lead) for kind, _ in self._before(lead)]
            elif token.text in known.stop:
                break
            elif token.is_word and token.text not in known.filler and not token.text.isdecimal():
                if not found and (brand := self._brand(tokens, position)):
                    position = brand
                    continue
                if not found and (branded := self._branded(tokens, position)):
                    found.append(branded)
                    position, joined = _after(tokens, branded[1][1]), False
                    continue
                if not found:
                    break
                joined, gap = False, gap + 1
                if gap > LIST_REACH:
                    break
            position += 1
        return found

    def _brand(self, tokens: list[Token], position: int) -> int:
        """Where the thing is behind a brand, 'your Acme Plus account number'; 0 without one."""
        for number in self._capitals(tokens, position):
            if tokens[number + 1].begin in self._things:
                return number + 1
        return 0

    def _branded(self, tokens: list[Token], position: int) -> tuple[str, Span] | None:
        """'your Acme Plus number' is one of an account."""
        for number in self._capitals(tokens, position):
            if tokens[number + 1].text in self._known.numbers:
                return ACCOUNT, (tokens[position].begin, tokens[number + 1].end)
        return None

    def _capitals(self, tokens: list[Token], position: int) -> Iterator[int]:
        """Numbers of the words in capitals from here on, as long as there are any."""
        for number in range(position, min(position + BRAND_REACH, len(tokens) - 1)):
            token = tokens[number]
            if not position or not self._reading.typed((token.begin, token.end))[:1].isupper():
                return
            yield number

    def _before(self, lead: Span) -> list[tuple[str, Span]]:
        """What 'it' stands for: the last thing named before a lead."""
        earlier = [begin for begin in self._things if begin < lead[0]]
        return [self._things[max(earlier)]] if earlier else []

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
        slots, bare, begin = self._named(sentence)
        if not sentence.asked:  # 'Flight 12' alone is said, not asked
            slots = [each for each in slots if each[0] != OTHER]
        if slots and bare:
            return [
                Request(kind, (slot[0] if n else begin, slot[1]), slot, "fragment", len(slots) == 1)
                for n, (kind, slot) in enumerate(slots)
                if not self._quoted_or_refused(slot)
            ]
        needed = self._reading.spans(self._known.needed)
        return [
            Request(kind, (slot[0], begin), slot, "needed")
            for kind, slot in slots
            for begin, _ in needed
            if 0 <= begin - slot[1] <= 1 and not self._quoted_or_refused(slot)
        ]

    def _named(self, sentence: Sentence) -> tuple[list[tuple[str, Span]], bool, int]:
        """The things a sentence names, whether it says nothing else, and where it begins to."""
        known = self._known
        small = known.filler | known.joiner | known.opening | known.polite
        tokens = list(sentence.tokens)
        slots: list[tuple[str, Span]] = []
        begin = -1
        position = 0
        while position < len(tokens):
            token = tokens[position]
            thing = self._things.get(token.begin)
            if begin < 0 and token.is_word and (thing or token.text not in known.opening):
                begin = token.begin
            if thing is not None:
                slots.append(thing)
                position = _after(tokens, thing[1][1])
                continue
            if slots and token.text in known.purpose and not self._stated(tokens):
                return slots, True, begin  # 'Account number so I can look it up'
            if slots and not sentence.asked and known.tells(tokens[position:]):
                return slots, False, begin  # 'Your account number is on the letter'
            ends = token is tokens[-1] and token.text in known.stated
            if token.is_word and not (ends or token.text in small or token.text.isdecimal()):
                return slots, False, begin
            position += 1
        return slots, True, begin

    def _stated(self, tokens: list[Token]) -> bool:
        return any(token.text in self._known.stated - self._known.purpose for token in tokens)

    def _asks_a_fact(self, sentence: Sentence, form: Form) -> bool:
        if self._touches(sentence, self._known.not_facts):
            return False
        if any(
            begin < sentence.end and sentence.begin < end for begin, end in self._reading.quoted
        ):
            return False
        if not sentence.asked and self._quoted_or_refused(sentence.span):
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
        here = [token for token in sentence.tokens if token.begin <= position]
        if any(token.text in self._conditions for token in here):
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
