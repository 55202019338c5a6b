"""Requests: what a text asks the customer to give now, and the words a language asks with."""

from collections.abc import Sequence
from dataclasses import dataclass

from agentassist.coaching.language.tokens import Token
from agentassist.coaching.matcher import Matcher
from agentassist.domain.knowledge import Span

OTHER = "other"
ACCOUNT = "account_id"


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
    purpose: frozenset[str]  # 'so', 'to': behind a thing, what it is wanted for
    pronouns: frozenset[str]  # 'can you send it?': the thing named before
    numbers: frozenset[str]  # 'your Acme number' is an account's
    needed: Matcher  # 'is required', right behind a thing
    opening: frozenset[str]  # 'and', 'ok', 'thanks': may stand before a request of its own
    polite: frozenset[str]  # 'please', 'again': may close one
    checks: Matcher  # leads that may check a thing and not ask for it
    not_facts: Matcher  # things nobody needs in order to serve

    def tells(self, rest: Sequence[Token]) -> bool:
        """Whether a thing goes on with what it is: a statement, not a blank to be filled in."""
        return len(rest) > 1 and rest[0].text in self.stated and rest[1].text not in self.polite
