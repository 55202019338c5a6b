"""The rows of a timeline: interactions and promises in words, newest first, filtered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from agentassist.domain.interaction import Channel, Interaction, InteractionStatus, Mood
from agentassist.domain.promise import Promise, PromiseStatus
from agentassist.ports.history import TimelinePage
from ui.i18n import plural, tip, tr
from ui.times import exact_text, length_text, relative_text
from ui.words import CHANNEL_ICONS, channel_text, mood_text

ROW = Qt.ItemDataRole.UserRole + 1
_OPEN = (InteractionStatus.OPEN, InteractionStatus.WAITING)
LOW = (Mood.ANGRY, Mood.FRUSTRATED, Mood.WORRIED)
HIGH = (Mood.RELIEVED, Mood.GRATEFUL)


class Filter(StrEnum):
    ALL = "all"
    CALLS = "calls"
    CHAT = "chat"
    ORDERS = "orders"
    MAIL = "mail"


_CHANNELS = {
    Filter.CALLS: {Channel.PHONE},
    Filter.CHAT: {Channel.CHAT, Channel.SOCIAL},
    Filter.ORDERS: {Channel.ORDER, Channel.STORE, Channel.WEB},
    Filter.MAIL: {Channel.MAIL},
}


def filter_text(which: Filter) -> str:
    return {
        Filter.ALL: tr("All"),
        Filter.CALLS: tr("Calls"),
        Filter.CHAT: tr("Chat"),
        Filter.ORDERS: tr("Orders"),
        Filter.MAIL: tr("Mail"),
    }[which]


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """`urgent`: still open or overdue, told by `time_tone` and in words in `detail`."""

    key: str
    at: datetime
    icon: str
    title: str
    detail: str
    time: str
    exact: str
    tone: str = "soft"
    time_tone: str = "faint"
    channel: Channel | None = None


def interaction_row(item: Interaction, today: datetime) -> TimelineRow:
    channel = channel_text(item.channel)
    named = item.title.casefold().startswith(channel.casefold())
    parts = [item.detail]
    if item.duration is not None:
        parts.append(length_text(item.duration))
    parts.append(_mood(item))
    if item.repeated:
        parts.append(plural("had to repeat once", "had to repeat {n} times", item.repeated))
    still_open = item.status in _OPEN
    if item.status is InteractionStatus.OPEN:
        parts.append(tr("still open"))
    elif item.status is InteractionStatus.WAITING:
        parts.append(tr("waiting"))
    provenance = [exact_text(item.at), item.agent or "", item.reference or ""]
    if item.source != "local":
        provenance.append(tr("from {source}", source=item.source))
    return TimelineRow(
        key=item.id,
        at=item.at,
        icon=CHANNEL_ICONS[item.channel],
        title=item.title if named else f"{channel} · {item.title}",
        detail=" · ".join(part for part in parts if part),
        time=relative_text(item.at, today),
        exact=" · ".join(part for part in provenance if part),
        tone="late" if still_open else "soft",
        time_tone="late" if still_open else "faint",
        channel=item.channel,
    )


def _mood(item: Interaction) -> str:
    """Words for the eye and the ear: the arrow is read as 'to'."""
    start, end = item.mood_start, item.mood_end
    if start and end and start is not end:
        return tr("{before} → {after}", before=mood_text(start), after=mood_text(end))
    mood = end or start
    return mood_text(mood) if mood else ""


def promise_row(promise: Promise, today: datetime) -> TimelineRow:
    late = promise.overdue(today)
    due = relative_text(promise.due, today)
    if late:
        state = tr("overdue {length}", length=length_text(today - promise.due))
    elif promise.status is PromiseStatus.KEPT:
        state = tr("kept")
    elif promise.status is PromiseStatus.BROKEN:
        state = tr("not kept")
    else:
        state = tr("due {day}", day=due)
    return TimelineRow(
        key=f"promise:{promise.id}",
        at=promise.made_at,
        icon="calendar-clock",
        title=tr("Promise · {what}", what=promise.what),
        detail=tr("{state} · owner {owner}", state=state, owner=promise.owner),
        time=relative_text(promise.made_at, today),
        exact=tr("Due {time}", time=exact_text(promise.due)),
        tone="late" if late or promise.status is PromiseStatus.BROKEN else "soft",
        time_tone="late" if late else "faint",
    )


def rows_of(page: TimelinePage, today: datetime) -> tuple[TimelineRow, ...]:
    rows = [interaction_row(item, today) for item in page.interactions]
    oldest = rows[-1].at if page.more and rows else None
    overdue = [promise for promise in page.promises if promise.overdue(today)]
    on_card = min(overdue, key=lambda promise: promise.due) if overdue else None  # in red, on top
    rows += [
        promise_row(promise, today)
        for promise in page.promises
        if promise is not on_card and (oldest is None or promise.made_at >= oldest)
    ]
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True))


class TimelineModel(QAbstractListModel):
    """Shows the rows of one contact through a filter."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[TimelineRow, ...] = ()
        self._shown: tuple[TimelineRow, ...] = ()
        self._filter = Filter.ALL

    def set_rows(self, rows: Sequence[TimelineRow]) -> None:
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        self._sift()

    def set_filter(self, which: Filter) -> None:
        if which is not self._filter:
            self._filter = which
            self._sift()

    @property
    def filter(self) -> Filter:
        return self._filter

    @property
    def rows(self) -> tuple[TimelineRow, ...]:
        """Those shown."""
        return self._shown

    @property
    def total(self) -> int:
        return len(self._rows)

    def row_of(self, key: str) -> int | None:
        return next((at for at, row in enumerate(self._shown) if row.key == key), None)

    def _sift(self) -> None:
        self.beginResetModel()
        wanted = _CHANNELS.get(self._filter)
        self._shown = tuple(row for row in self._rows if wanted is None or row.channel in wanted)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row = self._shown[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}. {row.detail}. {row.exact}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip("\n".join(part for part in (row.title, row.detail, row.exact) if part))
        return None
