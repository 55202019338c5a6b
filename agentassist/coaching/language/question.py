"""What kind of sentence it is: a question and how open, an offer, an order, a statement."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from agentassist.coaching.matcher import Matcher
from agentassist.domain.knowledge import Span

if TYPE_CHECKING:
    from agentassist.coaching.language.grammar import Grammar
    from agentassist.coaching.language.reading import Reading


class Form(StrEnum):
    OPEN = "open_question"  # asks for an account
    CLOSED = "closed_question"  # yes or no, or one fact
    OFFER = "offer"  # 'shall I book it?'
    HELP = "help"  # 'how can I help?', 'anything else?'
    CHECK = "check"  # 'you want X, correct?'
    COURTESY = "courtesy"  # small talk, 'how are you?'
    ORDER = "order"  # 'send us the form'
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class FormWords:
    """Phrases that mark each form; `starts` and `facts` begin a question with or without its mark.

    `facts` ask for one fact (wh words), `starts` for yes or no.
    """

    open: Matcher
    help: Matcher
    offer: Matcher
    check: Matcher
    courtesy: Matcher
    facts: Matcher
    starts: Matcher
    unasked: Matcher  # looks like one, asks nothing


QUESTIONS = frozenset((Form.OPEN, Form.CLOSED, Form.OFFER, Form.HELP, Form.CHECK, Form.COURTESY))


def forms_of(reading: "Reading", grammar: "Grammar") -> tuple[Form, ...]:
    known = grammar.form_words
    return tuple(
        _form(reading, sentence.span, known, asked=sentence.asked) for sentence in reading.sentences
    )


def _form(reading: "Reading", span: Span, known: FormWords, *, asked: bool) -> Form:
    def has(matcher: Matcher) -> bool:
        return any(
            begin < span[1] and end > span[0] and end <= span[1] + 2
            for begin, end in reading.spans(matcher)
        )

    # Without its mark a question counts only when it begins like one.
    for form, matcher in (
        (Form.HELP, known.help),
        (Form.COURTESY, known.courtesy),
        (Form.OPEN, known.open),
    ):
        if has(matcher) and (asked or form is not Form.OPEN or not has(known.unasked)):
            return form
    question = asked or ((has(known.facts) or has(known.starts)) and not has(known.unasked))
    if not question:
        return Form.STATEMENT
    if has(known.offer):
        return Form.OFFER
    if has(known.check):
        return Form.CHECK
    return Form.CLOSED
