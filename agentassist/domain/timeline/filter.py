"""What of a timeline is shown: by channel, source, state, and words as they are typed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.timeline.entry import Entry, Row
from agentassist.domain.timeline.words import folded_words, query_words


@dataclass(frozen=True, slots=True)
class Filter:
    """Empty sets let everything through. All words of `text` must begin a word of the row."""

    channels: frozenset[Channel] = frozenset()
    sources: frozenset[str] = frozenset()
    only_open: bool = False
    text: str = ""

    @property
    def empty(self) -> bool:
        return not (self.channels or self.sources or self.only_open or self.text.strip())


class Finder:
    """Finds rows at each keystroke: their words are folded once, when first asked for a text.

    For thousands of rows that takes a moment: `prepare` does it before, a slice at a time. `also`
    gives what a row is found by besides its own words: its channel as the window calls it.
    """

    def __init__(self, rows: Sequence[Row], also: Callable[[Row], str] = lambda row: "") -> None:
        self._rows = rows
        self._also = also
        self._words: list[str] = []  # of the first rows

    def prepare(self, most: int) -> bool:
        """Fold the words of `most` further rows; False when there are none left."""
        done = len(self._words)
        self._words += (_words_of(row, self._also) for row in self._rows[done : done + most])
        return len(self._words) < len(self._rows)

    def find(self, wanted: Filter) -> tuple[Row, ...]:
        """The rows that pass, in order."""
        rows: Iterable[Row] = self._rows
        if query := query_words(wanted.text):
            self.prepare(len(self._rows))
            first, *others = query
            rows = (
                row
                for row, words in zip(self._rows, self._words, strict=True)
                if first in words and all(word in words for word in others)
            )
        if wanted.only_open:
            rows = (row for row in rows if row.open)
        if wanted.channels or wanted.sources:
            rows = (row for row in rows if _passes(row, wanted))
        return tuple(rows)


def matches(row: Row, wanted: Filter) -> bool:
    """The same for one row. For many of them a `Finder` is faster."""
    return bool(Finder((row,)).find(wanted))


def _passes(row: Row, wanted: Filter) -> bool:
    """One contact in it that is of the channel and of the source is enough."""
    if not isinstance(row, Entry):
        return False  # a promise came by no channel
    return any(
        (not wanted.channels or item.channel in wanted.channels)
        and (not wanted.sources or item.source in wanted.sources)
        for item in row.everything
    )


def _words_of(row: Row, also: Callable[[Row], str]) -> str:
    if isinstance(row, Entry):
        parts = [text for item in row.everything for text in _texts(item)]
    else:
        parts = [row.promise.what, row.promise.owner]
    return folded_words(" ".join((*parts, also(row))))


def _texts(item: Interaction) -> tuple[str, ...]:
    return tuple(
        text
        for text in (item.title, item.detail, item.topic, item.agent, item.reference, item.parent)
        if text
    )
