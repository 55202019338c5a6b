"""Which queries are questions: they are looked for by meaning, too. All others are keywords."""

import re

WORDS = 5  # and more
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_LONGEST_NUMBER = 3  # digits; '30 days' is no code


def is_question(query: str) -> bool:
    """Five words and more, and none of them a code (E-4042, e4042, 4042): codes are looked up."""
    words = [chunk for chunk in query.split() if any(map(str.isalnum, chunk))]
    return len(words) >= WORDS and not any(map(_is_code, words))


def _is_code(word: str) -> bool:
    digits = sum(map(str.isdigit, word))
    if not any(map(str.isalpha, word)):
        return digits > _LONGEST_NUMBER
    plain = word.strip(".,;:!?\"'()“”’")
    return digits > 0 and _ORDINAL.fullmatch(plain) is None
