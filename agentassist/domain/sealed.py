"""Values that are shown masked: account numbers, card numbers and the like."""

import re

DOTS = "••••"
_LONG_NUMBER = 6  # digits: shorter ones are rarely an account or a telephone
# As people and other programs write them: spaces, dashes, dots, a tab, what cannot be seen.
_SEPARATOR = r"[ \t\-_./\u00a0\u00ad\u2007\u2009-\u200b\u2010-\u2015\u202f\u2060\u2212\ufeff]{1,3}"
_DIGIT_GROUPS = re.compile(rf"\d+(?:{_SEPARATOR}\d+)*")


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


def mask(value: str) -> str:
    """`•••• 8822`: the last four characters, but never more than half of the value."""
    shown = min(4, len(value) // 2)
    return f"{DOTS} {value[-shown:]}" if shown else DOTS


def luhn_valid(digits: str) -> bool:
    """ISO/IEC 7812-1 check digit over a string of decimal digits."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        number = int(digit)
        if position % 2:
            number = number * 2 - 9 if number > 4 else number * 2
        total += number
    return total % 10 == 0


def looks_like_card(value: str) -> bool:
    """13 to 19 digits, any separators, that pass Luhn: a card number whatever it was asked as."""
    digits = "".join(ch for ch in value if ch.isdecimal())
    return 13 <= len(digits) <= 19 and luhn_valid(digits)


def redact_cards(text: str) -> str:
    """The text with every card number in it replaced by its mask.

    A card may stand beside other digits ("order 17 4111 1111 ..."): every row of whole digit
    groups is looked at, the longest first.
    """
    return _DIGIT_GROUPS.sub(_redact_groups, text)


def redact_long_numbers(text: str) -> str:
    """Every number of six and more digits, separators or not, with dots for its digits.

    As long as it was, so that places in it stay true. A year, a price or a door stays readable.
    """
    return _DIGIT_GROUPS.sub(_dotted, text)


def _dotted(match: re.Match[str]) -> str:
    if sum(ch.isdecimal() for ch in match[0]) < _LONG_NUMBER:
        return match[0]
    return "".join(DOTS[0] if ch.isdecimal() else ch for ch in match[0])


def _redact_groups(match: re.Match[str]) -> str:
    run = match[0]
    if len(run) < 13:
        return run
    groups = [group.span() for group in re.finditer(r"\d+", run)]
    done, kept = 0, []
    for first, (start, _) in enumerate(groups):
        if start < done:
            continue
        # A card has 19 digits at most, so never more groups: long runs stay linear.
        ends = [end for _, end in groups[first : first + 19] if looks_like_card(run[start:end])]
        if ends:
            digits = "".join(ch for ch in run[start : ends[-1]] if ch.isdecimal())
            kept += [run[done:start], mask(digits)]
            done = ends[-1]
    return "".join((*kept, run[done:]))
