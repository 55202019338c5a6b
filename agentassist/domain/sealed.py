"""Values that are shown masked: account numbers, card numbers and the like."""

import re

from agentassist.domain.card_number import SEPARATOR
from agentassist.domain.card_number import card_in as card_in
from agentassist.domain.card_number import looks_like_card as looks_like_card
from agentassist.domain.card_number import luhn_valid as luhn_valid
from agentassist.domain.card_number import redact_card_numbers as redact_card_numbers
from agentassist.domain.card_number import redact_cards as redact_cards
from agentassist.domain.mask import DOTS as DOTS
from agentassist.domain.mask import mask as mask

_LONG_NUMBER = 6  # digits: shorter ones are rarely an account or a telephone
_DIGIT_GROUPS = re.compile(rf"\d+(?:{SEPARATOR}\d+)*")


class Sealed:
    """A value that never appears by accident: repr, str and logs show its mask only.

    `reveal()` is the single way out; callers audit it. Cards are never sealed with their value:
    see `looks_like_card`.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself. Only after a deliberate act of the agent."""
        return self._value

    @property
    def mask(self) -> str:
        return mask(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other._value == self._value

    def __hash__(self) -> int:
        return hash(("Sealed", self._value))

    def __repr__(self) -> str:
        return f"Sealed({self.mask})"

    __str__ = __repr__

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a sealed value is not pickled")


def redact_long_numbers(text: str) -> str:
    """Every number of six and more digits, separators or not, with dots for its digits.

    As long as it was, so that places in it stay true. A year, a price or a door stays readable.
    """
    return _DIGIT_GROUPS.sub(_dotted, text)


def _dotted(match: re.Match[str]) -> str:
    if sum(ch.isdecimal() for ch in match[0]) < _LONG_NUMBER:
        return match[0]
    return "".join(DOTS[0] if ch.isdecimal() else ch for ch in match[0])
