"""What became of a search: found something, said anew, given up, or an article left at once.

Pure: times are passed in. Keystrokes grow into one search, and what nobody stopped at is none:

- A text counts once it stood for `SETTLED`, or something was done with it.
- A text that goes on from the one before, or puts a slip of the keys right, is the same search. Any
  other is the search said anew; but the beginning of it, cut within a word, is only on the way.
- An article that was used, that stayed open for `READ`, or that was open at the end, is an answer.
  One that was left sooner, to search on, is not.
- Who goes away without opening anything had `LOOKED_AT` to read the rows, or it is no matter. Who
  stayed for `DWELT` has read what is shown beside the rows, or listened: no complaint either.
- After an answer, and after `PAUSE` without a key, it is another question.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from agentassist.domain.ids import ArticleId
from agentassist.domain.search_gap import TYPED_AT_MOST, Attempt, GapKind

SETTLED = timedelta(seconds=1)
LOOKED_AT = timedelta(seconds=3)
DWELT = timedelta(seconds=15)
READ = timedelta(seconds=8)
PAUSE = timedelta(minutes=2)
SHORTEST = 2  # letters and digits
MOST_SEARCHES = 20  # of one question; who says it anew more often is not counted further
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class _Search:
    """A text in the field, its rows, and since when it stands; what was opened by it."""

    text: str = field(repr=False)
    hits: int
    since: datetime
    opened: ArticleId | None = None
    opened_at: datetime | None = None
    left: tuple[ArticleId, ...] = ()  # at once
    helped: ArticleId | None = None

    def read_by(self, at: datetime) -> "_Search":
        """An article that stayed open long enough has helped."""
        if self.opened_at is None or self.helped is not None or at - self.opened_at < READ:
            return self
        return replace(self, helped=self.opened)

    def put_away(self, at: datetime) -> "_Search":
        """The agent types on: what was opened last is left."""
        read = self.read_by(at)
        if read.helped is not None or read.opened is None:
            return read
        return replace(read, opened=None, opened_at=None, left=(*read.left, read.opened))

    def kept_open(self, at: datetime) -> "_Search":
        """The search is over with an article open: no complaint."""
        read = self.read_by(at)
        return read if read.helped is not None else replace(read, helped=read.opened)


class SearchSession:
    """The searches of one question. Each method returns what failed of a question now over."""

    def __init__(self) -> None:
        self._made: list[_Search] = []  # each another one; the last is the one in front
        self._typed: _Search | None = None  # what is in the field
        self._last: datetime | None = None

    def searched(self, text: str, hits: int, at: datetime) -> tuple[Attempt, ...]:
        """`text` is in the field and has `hits` rows."""
        text = " ".join(text.split())[:TYPED_AT_MOST]
        over = self._after_pause(at)
        if self._typed is not None and self._typed.text == text:
            self._typed = replace(self._typed, hits=hits)
            return over
        self._settle(at)
        if self._made:
            front = self._made[-1] = self._made[-1].put_away(at)
            if front.helped is not None:
                over += self._finish(at)
        typed = sum(ch.isalnum() for ch in text) >= SHORTEST
        self._typed = _Search(text, hits, at) if typed else None
        return over

    def deepened(self, text: str, hits: int) -> None:
        """The same text has other rows now: its meaning was looked for, too."""
        text = " ".join(text.split())[:TYPED_AT_MOST]
        if self._typed is not None and self._typed.text == text:
            self._typed = replace(self._typed, hits=hits)
            if self._made and self._made[-1].text == text:
                self._made[-1] = replace(self._made[-1], hits=hits)

    def opened(self, article_id: ArticleId, at: datetime) -> tuple[Attempt, ...]:
        """A row was chosen."""
        over = self._after_pause(at)
        self._settle(at, done=True)
        if self._made and self._made[-1].opened != article_id:
            front = self._made[-1].read_by(at)
            self._made[-1] = replace(front, opened=article_id, opened_at=at)
        return over

    def used(self, article_id: ArticleId, at: datetime) -> tuple[Attempt, ...]:
        """It was the answer: the agent said so, or something of it was copied."""
        over = self._after_pause(at)
        self._settle(at, done=True)
        if self._made:
            self._made[-1] = replace(self._made[-1], helped=article_id)
        return over

    def ended(self, at: datetime) -> tuple[Attempt, ...]:
        """The agent left the search, or the call is another one."""
        self._settle(at)
        return self._finish(at)

    def _after_pause(self, at: datetime) -> tuple[Attempt, ...]:
        last, self._last = self._last, at
        return self.ended(at) if last is not None and at - last > PAUSE else ()

    def _settle(self, at: datetime, *, done: bool = False) -> None:
        """What is in the field is a search if it stood long enough, or something is done."""
        typed, front = self._typed, self._made[-1] if self._made else None
        if typed is None or not (done or at - typed.since >= SETTLED):
            return
        if front is None:
            self._made.append(typed)
        elif typed.text == front.text:
            self._made[-1] = replace(front, hits=typed.hits)
        elif not done and _cut(front.text, typed.text):
            return
        elif _same(front.text, typed.text) or len(self._made) >= MOST_SEARCHES:
            self._made[-1] = replace(typed, left=front.left)
        else:
            self._made.append(typed)

    def _finish(self, at: datetime) -> tuple[Attempt, ...]:
        made, self._made, self._typed = self._made, [], None
        if not made:
            return ()
        last = made[-1].kept_open(at)
        found = last if last.helped is not None else None
        failed: list[Attempt] = []
        for search in made[:-1]:
            failed += _failed(search, GapKind.REFORMULATED, found)
        looked = LOOKED_AT <= at - last.since < DWELT
        failed += _failed(last, GapKind.ABANDONED if looked else None, found)
        return tuple(failed)


def _failed(search: _Search, kind: GapKind | None, found: _Search | None) -> Iterator[Attempt]:
    """What to count of one search; `found` answered in the end.

    That nothing was found is the cause of whatever came after it.
    """
    then = (found.text, found.helped) if found is not None else ("", None)
    for article_id in dict.fromkeys(search.left):
        if article_id != then[1]:
            yield Attempt(GapKind.LEFT, search.text, article_id, *then)
    if search is found or search.left:
        return
    if not search.hits:
        yield Attempt(GapKind.NOTHING, search.text, None, *then)
    elif kind is not None:
        yield Attempt(kind, search.text, None, *then)


def _same(before: str, text: str) -> bool:
    """Gone on from it, or a slip put right."""
    one, other = before.casefold(), text.casefold()
    if other.startswith(one):
        return True
    if len(one.split()) != len(other.split()):
        return False
    from difflib import SequenceMatcher  # not needed for the first paint

    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _cut(before: str, text: str) -> bool:
    """Its beginning, ending within a word: on the way back."""
    one, other = before.casefold(), text.casefold()
    return one.startswith(other) and not one[len(other) :].startswith(" ")
