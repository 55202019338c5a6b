"""Card numbers in texts, the codes printed on cards, and PINs that were spoken: found, taken out.

It is asked for every text that is kept, so it is linear: sums of digits are added up once for a row
of numbers, and whether any part of it passes Luhn is a subtraction.
"""

import re
from bisect import bisect_right
from itertools import accumulate, pairwise

from agentassist.domain.mask import DOTS, mask

# As people and other programs write them: spaces, dashes, dots, a tab, what cannot be seen.
SEPARATOR = (
    r"[ \t\-_./\u00a0\u00ad\u034f\u1680\u180e\u2000-\u200f\u2010-\u2015\u202a-\u202f"
    r"\u205f-\u206f\u2212\u3000\ufe00-\ufe0f\ufeff]{1,3}"
)
_ROW = re.compile(
    r"\d+(?:(?:[^\w\r\n]|_){1,12}\d+)*"
)  # on one line, whatever stands between but letters
_CLOSE = re.compile(SEPARATOR)
_DIGITS = re.compile(r"\d+")
_LEAST, _MOST = 13, 19  # digits of a card
# What issuers give out: with any other sign between them, four numbers may be just that.
_ISSUED = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5\d{15}|6\d{15,18}|35\d{14}|3[47]\d{13}|3[0689]\d{12}"
    r"|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"
)
_PRINTED = ((4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4))  # the groups on a card

_NO_DIGITS = {ord(digit): None for digit in "0123456789"}
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)

# What stands on the back of a card, by the names that people give it.
_CODE_NAME = (
    r"(?:cvv2?|cvc2?|cvn2?|csc|card\s+(?:verification|security)\s+(?:code|number|value)"
    r"|(?:karten)?prüf(?:nummer|ziffer|zahl)|kartenprüf\w+|security\s+code|sicherheitscode"
    r"|código\s+de\s+seguridad|codigo\s+de\s+seguridad|cryptogramme(?:\s+visuel)?"
    r"|code\s+de\s+sécurité)"
)
_CODE_AFTER = re.compile(
    rf"(?i)\b({_CODE_NAME}\b[^\d\r\n;.]{{0,24}})(?<!\d)\d(?:[ -]?\d){{2,3}}(?!\d)"
)
_CODE_BEFORE = re.compile(
    rf"(?i)(?<![\d.,/-])\d{{3,4}}(?=(?:\s*[(\[:=-]?\s*|\s+(?:is|ist|es|est|as|als)\s+"
    rf"(?:the\s+|my\s+|die\s+|der\s+|meine?\s+|el\s+|le\s+)?){_CODE_NAME}\b)"
)
_PIN_AFTER = re.compile(
    r"(?i)(?<![^\W_])((?:(?:ivr|kunden|telefon|telephone|phone|card|karten|geheim)[\s_-]?)?"
    r"(?:pin|geheimzahl)(?:[\s-]?(?:code|number|nummer|no\.?))?"
    r"(?:\s+(?:is|was|ist|war|lautet|es|est)\s+|\s*[:=]\s*|\s+)[\"'(]?)\d{4,8}(?![\d.,]?\d)"
)
_PRICE = re.compile(r"[.,]\d|\s?(?:[€$£%]|(?:eur|usd|gbp|chf|euros?|dollars?)\b)", re.I)
_DIGIT = re.compile(r"\d")
_NAMES = (  # one of these is part of every name of a code or a PIN; quick to look for
    *("pin", "geheim", "cvv", "cvc", "cvn", "csc", "code", "prüf", "card", "código", "codigo"),
    "cryptogramme",
)


def luhn_valid(digits: str) -> bool:
    """ISO/IEC 7812-1 check digit over a string of decimal digits."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        number = int(digit)
        total += _DOUBLED[number] if position % 2 else number
    return total % 10 == 0


def looks_like_card(value: str) -> bool:
    """13 to 19 digits, any separators, that pass Luhn: a card number whatever it was asked as."""
    if len(value) < _LEAST:
        return False
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
    """The text with every card number in it replaced by its mask, and without codes and PINs.

    A code is taken out beside its name ("CVV 123", "123 is the CVC") and behind a card number; a
    PIN behind its name ("PIN: 4711").
    """
    if len(text) < 7 or _DIGIT.search(text) is None:  # `pin 4711`, `cvv 123`
        return text
    if len(text) >= _LEAST and _may_have_card(text):
        text = _ROW.sub(_without_codes, text)
    if not any(map(text.lower().__contains__, _NAMES)):
        return text
    text = _CODE_AFTER.sub(lambda found: f"{found[1]}{DOTS[:3]}", text)
    text = _CODE_BEFORE.sub(DOTS[:3], text)
    return _PIN_AFTER.sub(lambda found: f"{found[1]}{DOTS}", text)


def redact_card_numbers(text: str) -> str:
    """The text with every card number in it replaced by its mask; codes and PINs stay.

    A card may stand beside other digits ("order 17 4111 1111 ..."): every row of whole digit
    groups is looked at, the longest first. With other signs than people use between the groups
    (commas, colons, bars), it is one if it is grouped as on a card.
    """
    if len(text) < _LEAST or not _may_have_card(text):
        return text
    return _ROW.sub(_only_numbers, text)


def _may_have_card(text: str) -> bool:
    """Quick: most texts have too few digits for one."""
    if not text.isascii():
        return True
    return len(text) - len(text.translate(_NO_DIGITS)) >= _LEAST


def _only_numbers(match: re.Match[str]) -> str:
    return _redacted(match[0], None)


def _without_codes(match: re.Match[str]) -> str:
    return _redacted(match[0], match.string[match.end() : match.end() + 8])


def _redacted(run: str, behind: str | None) -> str:
    """`behind`: what follows the row, where codes are to be taken out as well."""
    if len(run) < _LEAST:
        return run
    row = _Row(run)
    if row.ends[-1] < _LEAST:
        return run
    done, first, kept = 0, 0, list[str]()
    while first < len(row.spans):
        last = row.longest_card(first)
        if last is None:
            first += 1
            continue
        card = row.digits(first, last)
        kept += [run[done : row.spans[first][0]], mask(card)]
        done = row.spans[last][1]
        first = last + 1
        code = None if behind is None else row.code_behind(card, first, behind)
        if code is not None:
            kept += [run[done : row.spans[code][0]], DOTS[:3]]
            done = row.spans[code][1]
            first = code + 1
    return "".join((*kept, run[done:]))


class _Row:
    """Groups of digits on one line with signs between them."""

    def __init__(self, run: str) -> None:
        self._run = run
        self.spans = [group.span() for group in _DIGITS.finditer(run)]
        sizes = [end - start for start, end in self.spans]
        self.ends = list(accumulate(sizes))  # of each group, in digits
        self._starts = [end - size for end, size in zip(self.ends, sizes, strict=True)]
        self._sizes = sizes
        self._far = self._last_far_gaps()
        digits = [int(digit) for start, end in self.spans for digit in run[start:end]]
        # sums of the digits before each place, every second of them doubled as Luhn does
        even = [d if at % 2 else _DOUBLED[d] for at, d in enumerate(digits)]
        odd = [_DOUBLED[d] if at % 2 else d for at, d in enumerate(digits)]
        self._sums = [0, *accumulate(even)], [0, *accumulate(odd)]
        self._by_digit = set(sizes) == {1}

    def digits(self, first: int, last: int) -> str:
        """Of these groups, as they stand there."""
        return "".join(self._run[start:end] for start, end in self.spans[first : last + 1])

    def longest_card(self, first: int) -> int | None:
        """The last group of the longest card that begins with this group."""
        start = self._starts[first]
        at = bisect_right(self.ends, start + _MOST) - 1
        while at >= first and self.ends[at] >= start + _LEAST:
            end = self.ends[at]
            sums = self._sums[end % 2]
            if (sums[end] - sums[start]) % 10 == 0 and (
                self._far[at] <= first or self._printed(first, at)
            ):
                return at
            at -= 1
        return None

    def code_behind(self, card: str, at: int, behind: str) -> int | None:
        """The group with the three digits of the back (four on the front of some), if any.

        The expiry date may stand between. A price is no code.
        """
        size = 4 if card.startswith(("34", "37")) else 3
        if self._expiry(at):
            at += 2
        elif at < len(self._sizes) and self._sizes[at] == 4 and self._followed(at, size):
            at += 1  # 1227
        if at >= len(self._sizes) or self._sizes[at] != size or self._gap(at) > 3:
            return None
        end = self.spans[at][1]
        rest = self._run[end:] + behind
        return None if _PRICE.match(rest) else at

    def _expiry(self, at: int) -> bool:
        if at + 1 >= len(self._sizes) or self._sizes[at] > 2 or self._sizes[at + 1] not in (2, 4):
            return False
        month = self._run[slice(*self.spans[at])]
        return 1 <= int(month) <= 12 and self._gap(at) <= 3 and self._gap(at + 1) <= 3

    def _followed(self, at: int, size: int) -> bool:
        return at + 1 < len(self._sizes) and self._sizes[at + 1] == size and self._gap(at) <= 3

    def _gap(self, at: int) -> int:
        return self.spans[at][0] - self.spans[at - 1][1]

    def _last_far_gaps(self) -> list[int]:
        """Of each group: the last one up to it that stands apart from the one before."""
        known: dict[str, bool] = {}
        far = [0]
        for at, (before, after) in enumerate(pairwise(self.spans), 1):
            sign = self._run[before[1] : after[0]]
            close = known.get(sign)
            if close is None:
                close = known[sign] = _CLOSE.fullmatch(sign) is not None
            far.append(far[-1] if close else at)
        return far

    def _printed(self, first: int, last: int) -> bool:
        """Grouped as on a card; or digit by digit, when nothing but one card stands there."""
        alone = first == 0 and last == len(self.spans) - 1
        grouped = tuple(self._sizes[first : last + 1]) in _PRINTED
        if not grouped and not (alone and self._by_digit):
            return False
        return _ISSUED.fullmatch(self.digits(first, last)) is not None


def _is_issued(digits: str) -> bool:
    return _ISSUED.fullmatch(digits) is not None and luhn_valid(digits)
