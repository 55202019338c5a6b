"""Birth dates in the forms people write them, and what two of them say.

`08/06/1951` can be June or August, and a year of two digits two years: a birth date is all the
days that it could be, and two agree when they have one in common.
"""

import re
from datetime import date

from agentassist.domain.linking.verdict import Verdict

BirthDate = tuple[int, ...]  # days it could be, as 19510806, in order; empty: not known
UNKNOWN: BirthDate = ()
LONGEST = 40
_YEARS = range(1880, 2100)
_CENTURIES = (1900, 2000)
# what forms and imports put where they know nothing
_FILLERS = frozenset({19000101, 19010101, 19700101, 20000101, 18991230, 19111111, 11111111})
_NUMBERS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_SIGNS = re.compile(r"[\d\s./,:TZ+-]+")
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan ene janv gen",
            "feb fev fév",
            "mar mär mrz mae",
            "apr abr avr",
            "may mai",
            "jun juin",
            "jul juil",
            "aug ago aoû aou",
            "sep",
            "oct okt",
            "nov",
            "dec dez dic déc",
        ),
        start=1,
    )
    for word in words.split()
}


def birth_date(text: str) -> BirthDate:
    """The days that `text` could be: 19510806, 1951-08-06, 6.8.1951, 8/6/51, 6 Aug 1951.

    Nothing for what is no date, and for what stands for none: 1900-01-01.
    """
    text = text.strip()[:LONGEST]
    if not text:
        return UNKNOWN
    numbers = _NUMBERS.findall(text)
    found: set[int] = set()
    if len(numbers) == 1 and len(numbers[0]) == 8 and numbers[0] == text:
        found = _eight(text)
    elif _LETTERS.search(text.partition("T")[0]):
        found = _with_month(text, numbers)
    elif len(numbers) >= 3 and _SIGNS.fullmatch(text):
        found = _three(numbers[0], numbers[1], numbers[2][:4])
    return tuple(sorted(found - _FILLERS))


def compare(a: BirthDate, b: BirthDate) -> Verdict:
    """PARTLY when one may be a slip of the other: one digit, two exchanged, day and month."""
    if not a or not b:
        return Verdict.UNKNOWN
    if not set(a).isdisjoint(b):
        return Verdict.AGREES
    slip = any(_slip(f"{one:08d}", f"{other:08d}") for one in a for other in b)
    return Verdict.PARTLY if slip else Verdict.CONTRADICTS


def _slip(a: str, b: str) -> bool:
    if a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6]:
        return True
    wrong = [place for place in range(8) if a[place] != b[place]]
    if len(wrong) == 1:
        return True
    if len(wrong) != 2 or wrong[1] != wrong[0] + 1:
        return False
    first, second = wrong
    return a[first] == b[second] and a[second] == b[first]


def _eight(digits: str) -> set[int]:
    """19510806 as databases write it, else 06081951."""
    found = _days([int(digits[:4])], int(digits[4:6]), int(digits[6:]))
    return found or _either(_years(digits[4:]), int(digits[:2]), int(digits[2:4]))


def _three(first: str, second: str, third: str) -> set[int]:
    if len(first) == 4:
        return _days([int(first)], int(second), int(third))
    if max(len(first), len(second)) > 2:
        return set()
    return _either(_years(third), int(first), int(second))


def _with_month(text: str, numbers: list[str]) -> set[int]:
    words = [word[:4].casefold() for word in _LETTERS.findall(text)]
    months = {_MONTHS.get(word, _MONTHS.get(word[:3], 0)) for word in words} - {0}
    if len(months) != 1 or len(numbers) < 2:
        return set()
    month = months.pop()
    day, year = numbers[0], numbers[1]
    if len(day) == 4:
        day, year = year, day
    return _days(_years(year), month, int(day[:2]))


def _years(digits: str) -> list[int]:
    if len(digits) == 2:
        return [century + int(digits) for century in _CENTURIES]
    return [int(digits)] if len(digits) == 4 else []


def _either(years: list[int], first: int, second: int) -> set[int]:
    return _days(years, second, first) | _days(years, first, second)


def _days(years: list[int], month: int, day: int) -> set[int]:
    found = set()
    for year in years:
        if year not in _YEARS:
            continue
        try:
            date(year, month, day)
        except ValueError:
            continue
        found.add(year * 10000 + month * 100 + day)
    return found
