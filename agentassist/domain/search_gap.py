"""Gaps of the knowledge base: what was searched in vain, and what agents say of articles.

This is about articles, not about agents: nobody's name, no time of day, no text as it was typed.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from agentassist.domain.ids import ArticleId

LONGEST_WHY = 300  # characters of the word why
TYPED_AT_MOST = 300  # characters of a query that are looked at
GAP = "…"  # stands for words that were left out
_REASON = re.compile(r"[a-z][a-z0-9 _.:/-]{0,39}")
_LONG_NUMBER = re.compile(r"\d{3}")
_MOST_DIGITS = 4  # of a code, wherever they stand


class Verdict(StrEnum):
    """What an agent says of an article, or of a question that none answers (MISSING)."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    MISSING = "missing"


class GapKind(StrEnum):
    """What went wrong with a search, or was said. LEFT: opened, left at once, and searched on."""

    NOTHING = "nothing"
    REFORMULATED = "reformulated"
    ABANDONED = "abandoned"
    LEFT = "left"
    WRONG = "wrong"
    OUTDATED = "outdated"
    MISSING = "missing"

    @classmethod
    def of(cls, verdict: Verdict) -> "GapKind":
        return cls(verdict.value)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A search that did not do, as it was typed: it is never kept like this.

    `article_id` was opened and left. `then` is what was typed in the end and helped, with the
    article that was opened by it.
    """

    kind: GapKind
    typed: str = field(repr=False)
    article_id: ArticleId | None = None
    then: str = field(default="", repr=False)
    then_article: ArticleId | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What is known at a search: all that decides what of it may be kept, and no more.

    `names`: texts whose words are personal (the caller's name, city, company, keys, ...);
    `mentions`: what is on file about them, in which further names may stand. `caller` tells callers
    apart ("" for nobody known). All three are looked at and not kept. `reason` is the call's, a
    code; `language` as in "en".
    """

    day: date
    reason: str = ""
    language: str = ""
    names: tuple[str, ...] = field(default=(), repr=False)
    mentions: tuple[str, ...] = field(default=(), repr=False)
    caller: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ArticleReport:
    """An agent's word on an article; None for a question without one, then `typed` is it."""

    article_id: ArticleId | None
    verdict: Verdict
    why: str = field(default="", repr=False)
    typed: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Reported:
    """A report as it was kept. `dropped`: something personal was left out of it.

    `id` takes it back; `why` is what is left of the agent's words.
    """

    id: int
    article_id: ArticleId | None
    verdict: Verdict
    day: date
    why: str = ""
    dropped: bool = False


def reason_code(text: str | None) -> str:
    """A call's reason if it is a code, else "": an IVR may send anything."""
    code = (text or "").strip().lower()
    fits = _REASON.fullmatch(code) and not _LONG_NUMBER.search(code)
    return code if fits and sum(map(str.isdigit, code)) <= _MOST_DIGITS else ""
