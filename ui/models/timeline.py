"""The rows of a timeline as a list model: filtered, found as one types, opened one by one."""

from collections.abc import Iterable
from enum import IntEnum
from functools import cache

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)

from agentassist.domain.discretion import Discretion
from agentassist.domain.interaction import Channel
from agentassist.domain.timeline.entry import Entry, Row, Timeline
from agentassist.domain.timeline.filter import Filter, Finder
from ui import times
from ui.history.row_words import Reading, RowWords, group_text, interaction_words, row_words
from ui.i18n import tip
from ui.words import channel_text

FOLDED_AT_ONCE, FOLD_MS = 150, 10  # rows; a slice takes about 4 ms
Index = QModelIndex | QPersistentModelIndex


class RowRole(IntEnum):
    ROW = Qt.ItemDataRole.UserRole + 1  # Row
    WORDS = Qt.ItemDataRole.UserRole + 2  # RowWords
    HEADING = Qt.ItemDataRole.UserRole + 3  # of the group that begins here, or ''


class TimelineModel(QAbstractListModel):
    """Shows the rows of one person through a filter. What is hidden never gets in here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._shown: tuple[Row, ...] = ()
        self._finder = Finder(())
        self._filter = Filter()
        self._reading = Reading(times.now())
        self._words: dict[str, RowWords] = {}
        self.begins: frozenset[int] = frozenset()  # rows that a group begins with
        self._folding = QTimer(self)  # while nothing else is to be done, for the first letter
        self._folding.setInterval(FOLD_MS)
        self._folding.timeout.connect(self._fold)

    # what is shown -------------------------------------------------------------------------
    def set_timeline(self, timeline: Timeline, reading: Reading) -> bool:
        """False when that is what stands there already."""
        rows = _without_hidden(timeline.rows)
        if rows == self._rows and reading.alike(self._reading):
            return False
        if rows != self._rows:
            self._finder = Finder(rows, _also)
            self._folding.start()
        self._rows, self._reading = rows, reading
        self._words.clear()
        self._sift()
        return True

    def set_filter(self, wanted: Filter) -> None:
        if wanted != self._filter:
            self._filter = wanted
            self._sift()

    def _sift(self) -> None:
        self.beginResetModel()
        self._shown = self._rows if self._filter.empty else self._finder.find(self._filter)
        last = None
        begins = []
        for at, row in enumerate(self._shown):
            if row.group != last:
                begins.append(at)
                last = row.group
        self.begins = frozenset(begins)
        self.endResetModel()

    @property
    def words_made(self) -> int:
        """Rows that were asked for their words: those seen."""
        return len(self._words)

    @property
    def preparing(self) -> bool:
        """The words of some rows are not folded yet: the first letter typed would wait for it."""
        return self._folding.isActive()

    def _fold(self) -> None:
        if not self._finder.prepare(FOLDED_AT_ONCE):
            self._folding.stop()

    @property
    def filter(self) -> Filter:
        return self._filter

    @property
    def reading(self) -> Reading:
        return self._reading

    @property
    def rows(self) -> tuple[Row, ...]:
        """Those shown."""
        return self._shown

    @property
    def every(self) -> tuple[Row, ...]:
        """Those there are."""
        return self._rows

    def row_of(self, key: str) -> int | None:
        """The shown row with this interaction or promise, also within a thread."""
        return Timeline(self._shown).row_of(key)

    def words(self, at: int) -> RowWords:
        row = self._shown[at]
        words = self._words.get(row.key)
        if words is None:
            words = self._words[row.key] = row_words(row, self._reading)
        return words

    def repeat_of(self, at: int, *, before: bool) -> str | None:
        """The contact before a row about the same, or the one after; None where there is none."""
        row = self._shown[at] if 0 <= at < len(self._shown) else None
        if not isinstance(row, Entry):
            return None
        if before:
            return row.repeat.of if row.repeat is not None else None
        ids = {item.id for item in row.everything}
        later = (one for one in reversed(self._shown[:at]) if isinstance(one, Entry))
        return next((one.key for one in later if one.repeat and one.repeat.of in ids), None)

    def evidence(self, key: str) -> str:
        """An interaction or promise in words, with its source and age; '' when it is not here."""
        for row in self._rows:
            if row.key == key:
                return row_words(row, self._reading).whole
            items = row.everything if isinstance(row, Entry) else ()
            for item in items:
                if item.id == key:
                    return interaction_words(item, self._reading).whole
        return ""

    # the model -----------------------------------------------------------------------------
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        at = index.row()
        if not index.isValid() or at >= len(self._shown):
            return None
        if role == RowRole.ROW:
            return self._shown[at]
        if role == RowRole.WORDS:
            return self.words(at)
        if role == RowRole.HEADING:
            return self.heading(at)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(at).title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = self.heading(at)
            return f"{heading}: {self.words(at).spoken}" if heading else self.words(at).spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.words(at).whole)
        return None

    def heading(self, at: int) -> str:
        return group_text(self._shown[at].group) if at in self.begins else ""


def _without_hidden(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The core leaves them out already: nobody paints what slipped through."""
    return tuple(
        row
        for row in rows
        if not (
            isinstance(row, Entry)
            and any(item.discretion is Discretion.HIDE for item in row.everything)
        )
    )


def _also(row: Row) -> str:
    return _channel_name(row.interaction.channel) if isinstance(row, Entry) else ""


@cache
def _channel_name(channel: Channel) -> str:
    return channel_text(channel)
