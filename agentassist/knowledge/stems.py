"""Words without their inflection: refunds, refunded and refunding are one stem.

A light stemmer in the manner of Harman's S-stemmer ("How effective is suffixing?", JASIS 42(1),
1991): it takes plural and verb endings off and leaves word formation alone (refund is not
refundable). Lighter than Porter's (1980) and as good on questions, because the ranking has other
evidence; a tenth of its time in Python. Its endings are English; on other languages it takes
-e, -s and -es, which is what their own light stemmers begin with.

In the full-text index a stem carries `MARK`, so that it is never taken for a word.
"""

import re
from collections.abc import Iterable, Iterator

MARK = "§"  # no letter, so that no folded word holds it; the index keeps it as part of the word

_ENDING = re.compile(r"(?<=[a-z]{3})(?:ings?|ie[sd]|ed|ly|es|(?<!s)s|e|y)$")
_VERB_ENDING = re.compile(r"(?:ings?|(?<!i)ed)$")
_DOUBLED = frozenset("bdgmnprt")  # doubled before one: stopped, topping; not in kissed, filled
_KEPT = 200_000


class _Stems(dict[str, str]):
    """Marked stems of words met: most words of an article were in another one before."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _KEPT:
            self.clear()
        marked = self[word] = MARK + _cut(word)
        return marked


_stems = _Stems()


def stem(word: str) -> str:
    """The stem of a folded word; a word without a known ending is its own."""
    return _stems[word][1:]


def marked_stems(words: Iterable[str]) -> Iterator[str]:
    """The stem of each word as the full-text index holds it."""
    return map(_stems.__getitem__, words)


def _cut(word: str) -> str:
    short = _ENDING.sub("", word)
    if len(short) < 4 or short[-1] != short[-2] or short[-1] not in _DOUBLED:
        return short
    return short[:-1] if _VERB_ENDING.search(word) else short
