"""Which articles fit a call well enough to be named beside it: few, by rule, each with its reason.

An article fits a menu choice when its title or labels hold all of it; a matter on file or the notes
when most of its title stands there, or most of the matter in its title. Where a menu choice fits
many articles it tells nothing: then only those count that this agent uses or has pinned.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agentassist.domain.article_hint import SuggestedArticle, SuggestedBy, SuggestionReason
from agentassist.domain.ids import ArticleId

MOST: Final = 3
CROWD: Final = 6  # articles that a menu choice may fit and still say something
_SHARE: Final = 0.6
_LEAST_WORDS: Final = 2  # of a title: one word stands in a sentence by chance
_NOTHING: Final[tuple[str, tuple["Fit", ...]]] = ("", ())
# An article that several things point to comes first; else the more special one.
_SPECIAL: Final = (SuggestedBy.NOTES, SuggestedBy.RECORD, SuggestedBy.MENU)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an article fits words of a call, as shares of the words that tell something.

    `title`: of its title, those that stand in the words; `words`: of the words, those that stand in
    its title or labels. `found` are those of the title, as they were written in the call.
    """

    article_id: ArticleId
    name: str
    title: float
    words: float
    found: tuple[str, ...] = ()
    used: bool = False  # by this agent, more than once, or pinned


Found = Mapping[SuggestedBy, tuple[str, Sequence[Fit]]]  # by what: its words, and what they found


def suggested(found: Found, tried: Collection[ArticleId]) -> tuple[SuggestedArticle, ...]:
    """The best, `MOST` of them; what the caller tried comes after what they did not."""
    good = {by: _good(by, found.get(by, _NOTHING)[1]) for by in _SPECIAL}
    times: dict[ArticleId, int] = {}
    for fits in good.values():
        for fit in fits:
            times[fit.article_id] = times.get(fit.article_id, 0) + 1
    chosen: dict[ArticleId, SuggestedArticle] = {}
    for by in _SPECIAL:
        words = found.get(by, _NOTHING)[0]
        for fit in good[by]:
            told = " ".join(fit.found) if by is SuggestedBy.NOTES else words
            one = SuggestedArticle(fit.article_id, fit.name, SuggestionReason(by, told))
            chosen.setdefault(fit.article_id, one)
    ordered = sorted(
        chosen.values(), key=lambda one: (one.article_id in tried, -times[one.article_id])
    )
    return tuple(ordered[:MOST])


def _good(by: SuggestedBy, fits: Sequence[Fit]) -> list[Fit]:
    if by is SuggestedBy.MENU:
        whole = [fit for fit in fits if fit.words == 1.0]
        return whole if len(whole) <= CROWD else [fit for fit in whole if fit.used]
    return [fit for fit in fits if _close(by, fit)]


def _close(by: SuggestedBy, fit: Fit) -> bool:
    if len(fit.found) < _LEAST_WORDS:
        return False
    return fit.title >= _SHARE or (by is SuggestedBy.RECORD and fit.words >= _SHARE)
