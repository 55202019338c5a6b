"""Values that are shown masked: account numbers, card numbers and the like."""

import re
from itertools import pairwise

DOTS = "••••"
_LONG_NUMBER = 6  # digits: shorter ones are rarely an account or a telephone
# As people and other programs write them: spaces, dashes, dots, a tab, what cannot be seen.
_SEPARATOR = (
    r"[ \t\-_./\u00a0\u00ad\u034f\u1680\u180e\u2000-\u200f\u2010-\u2015\u202a-\u202f"
    r"\u205f-\u206f\u2212\u3000\ufe00-\ufe0f\ufeff]{1,3}"
)
_DIGIT_GROUPS = re.compile(rf"\d+(?:{_SEPARATOR}\d+)*")
_ROW = re.compile(
    r"\d+(?:(?:[^\w\r\n]|_){1,12}\d+)*"
)  # on one line, whatever stands between but letters
_CLOSE = re.compile(_SEPARATOR)
_DIGITS = re.compile(r"\d+")
_LEAST, _MOST = 13, 19  # digits of a card
# What issuers give out: with any other sign between them, four numbers may be just that.
_ISSUED = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5\d{15}|6\d{15,18}|35\d{14}|3[47]\d{13}|3[0689]\d{12}"
    r"|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"
)
_PRINTED = ((4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4))  # the groups on a card


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
    return _LEAST <= len(digits) <= _MOST and luhn_valid(digits)


def card_in(text: str) -> str | None:
    """The mask of the first number in it that an issuer gives out, whatever stands beside it.

    A card that was typed with its expiry date, or as a terminal reads it: `4111...=2712...`.
    """
    for row in _ROW.finditer(text) if len(text) > _LEAST else ():
        groups = [group[0] for group in _DIGITS.finditer(row[0])]
        for first in range(len(groups)):
            digits = ""
            for count, group in enumerate(groups[first : first + _MOST], 1):
                digits += group
                if len(digits) > _MOST:
                    break
                sizes = tuple(map(len, groups[first : first + count]))
                if (count == 1 or sizes in _PRINTED) and _is_issued(digits):
                    return mask(digits)
    return None


def redact_cards(text: str) -> str:
    """The text with every card number in it replaced by its mask.

    A card may stand beside other digits ("order 17 4111 1111 ..."): every row of whole digit
    groups is looked at, the longest first. With other signs than people use between the groups
    (commas, colons, bars), it is one if it is grouped as on a card.
    """
    return _ROW.sub(_redact_groups, text)


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
    if len(run) < _LEAST:
        return run
    groups = [group.span() for group in _DIGITS.finditer(run)]
    if sum(end - start for start, end in groups) < _LEAST:
        return run
    close = [
        _CLOSE.fullmatch(run, before[1], after[0]) is not None for before, after in pairwise(groups)
    ]
    done, kept = 0, []
    for first, (start, _) in enumerate(groups):
        if start < done:
            continue
        card = _longest_card(run, groups, close, first)
        if card is not None:
            kept += [run[done:start], mask(card)]
            done = groups[_last_group(groups, first, len(card))][1]
    return "".join((*kept, run[done:]))


def _longest_card(
    run: str, groups: list[tuple[int, int]], close: list[bool], first: int
) -> str | None:
    """The digits of the longest card that begins with this group."""
    digits, found, near = "", None, True
    for at in range(first, len(groups)):
        start, end = groups[at]
        if len(digits) + end - start > _MOST:
            break
        digits += run[start:end]
        near = near and (at == first or close[at - 1])
        if len(digits) < _LEAST or not luhn_valid(digits):
            continue
        if near or (_ISSUED.fullmatch(digits) and _as_printed(groups, first, at)):
            found = digits
    return found


def _as_printed(groups: list[tuple[int, int]], first: int, last: int) -> bool:
    """Or digit by digit, when nothing but one card stands there."""
    sizes = tuple(end - start for start, end in groups[first : last + 1])
    alone = first == 0 and last == len(groups) - 1
    return sizes in _PRINTED or (alone and set(sizes) == {1})


def _last_group(groups: list[tuple[int, int]], first: int, length: int) -> int:
    at = first
    while length > groups[at][1] - groups[at][0]:
        length -= groups[at][1] - groups[at][0]
        at += 1
    return at


def _is_issued(digits: str) -> bool:
    return _ISSUED.fullmatch(digits) is not None and luhn_valid(digits)
