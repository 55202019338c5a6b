"""What a row of the timeline says: words made from an entry, no widgets.

`body_lines` tells how many lines that will be without making them: rows of a long history get
their height from it, their words only when they are painted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from agentassist.domain.discretion import Discretion
from agentassist.domain.interaction import Interaction, InteractionStatus, Mood
from agentassist.domain.promise import Promise, PromiseStatus
from agentassist.domain.source import LOCAL
from agentassist.domain.timeline.entry import Entry, Group, Period, PromiseEntry, Repeat, Row
from ui.i18n import plural, tr
from ui.ordinals import ordinal
from ui.times import exact_text, length_text, month_text, relative_text, time_text
from ui.words import CHANNEL_ICONS, channel_text, mood_text, sentence_start, topic_text

LOW = (Mood.ANGRY, Mood.FRUSTRATED, Mood.WORRIED)
_OVERRIDES = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
HIGH = (Mood.RELIEVED, Mood.GRATEFUL)


@dataclass(frozen=True, slots=True)
class Reading:
    """What words depend on besides the row: the time, names of sources, and the age of copies."""

    now: datetime
    titles: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, datetime] = field(default_factory=dict)

    def alike(self, other: "Reading") -> bool:
        """The same words come of it: nothing is told to less than a minute."""
        same = (self.titles, self.copies) == (other.titles, other.copies)
        return same and abs(self.now - other.now) < timedelta(minutes=1)

    def source(self, name: str) -> str:
        """As people know it, with its age where it is a copy; '' for the store's own."""
        if name == LOCAL:
            return ""
        title = self.titles.get(name) or name
        copied = self.copies.get(name)
        if copied is None:
            return title
        return tr("{source} · {length} old", source=title, length=length_text(self.now - copied))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a row's last line; `leads_to` the key of the row that a click shows."""

    text: str
    tone: str = "soft"
    icon: str | None = None
    leads_to: str | None = None


@dataclass(frozen=True, slots=True)
class RowWords:
    """`parts` are its state and what it belongs to; `source` and `time` stand at the right."""

    key: str
    icon: str
    title: str
    detail: str
    parts: tuple[Part, ...]
    time: str
    source: str
    exact: str
    tone: str = "soft"
    time_tone: str = "faint"

    @property
    def state(self) -> str:
        return " · ".join(part.text for part in self.parts)

    @property
    def whole(self) -> str:
        """For hovering: everything, nothing cut."""
        return "\n".join(text for text in (self.title, self.detail, self.state, self.exact) if text)

    @property
    def spoken(self) -> str:
        texts = (self.title, self.detail, self.state, self.exact)
        return ". ".join(text.rstrip(".") for text in texts if text)


def body_lines(row: Row) -> int:
    """Lines below the title, without making their words."""
    if isinstance(row, PromiseEntry):
        return 1
    item = row.interaction
    detail = bool(
        item.detail or item.duration is not None or item.mood_start or item.mood_end
    ) or bool(item.repeated)
    state = (
        row.open
        or row.unanswered_since is not None
        or row.repeat is not None
        or bool(row.thread)
        or bool(row.copies)
        or item.discretion is Discretion.KNOW
    )
    return (detail + state) or (item.source != LOCAL)


def row_words(row: Row, reading: Reading) -> RowWords:
    if isinstance(row, PromiseEntry):
        words = promise_words(row.promise, reading.now)
        return replace(words, time=_time(row, reading) or words.time)
    return entry_words(row, reading)


def entry_words(entry: Entry, reading: Reading) -> RowWords:
    item = entry.interaction
    late = entry.unanswered_since is not None
    words = interaction_words(item, reading)
    return RowWords(
        item.id,
        words.icon,
        words.title,
        words.detail,
        tuple(_parts(entry, reading)),
        _time(entry, reading) or words.time,
        words.source,
        words.exact,
        tone="late" if late else "soft",
        time_tone="late" if late else "faint",
    )


def _time(entry: Row, reading: Reading) -> str:
    """Under 'Today' and 'Yesterday' the day is said: '12:29'. Else '' for the usual words."""
    near = entry.group.period in (Period.TODAY, Period.YESTERDAY)
    return time_text(entry.at) if near else ""


def interaction_words(item: Interaction, reading: Reading) -> RowWords:
    """One interaction by itself, without what it belongs to."""
    channel, title = channel_text(item.channel), _plain(item.title)
    named = title.casefold().startswith(channel.casefold())
    source = reading.source(item.source)
    exact = [exact_text(item.at), item.agent or "", item.reference or ""]
    if source:
        exact.append(tr("from {source}", source=source))
    return RowWords(
        item.id,
        CHANNEL_ICONS[item.channel],
        title if named else f"{channel} · {title}",
        _detail(item),
        _state(item),
        relative_text(item.at, reading.now),
        source,
        " · ".join(part for part in exact if part),
    )


def _plain(text: str) -> str:
    """On one line, and read in the order it is written in: no override makes 'live' of 'evil'."""
    if text.isascii() and "\n" not in text:
        return text
    return " ".join(text.translate(_OVERRIDES).split())


def _detail(item: Interaction) -> str:
    parts = [_plain(item.detail)]
    if item.duration is not None:
        parts.append(length_text(item.duration))
    parts.append(_mood(item))
    if item.repeated:
        parts.append(plural("had to repeat once", "had to repeat {n} times", item.repeated))
    return " · ".join(part for part in parts if part)


def _mood(item: Interaction) -> str:
    """Words for the eye and the ear: the arrow is read as 'to'."""
    start, end = item.mood_start, item.mood_end
    if start and end and start is not end:
        return tr("{before} → {after}", before=mood_text(start), after=mood_text(end))
    mood = end or start
    return mood_text(mood) if mood else ""


def _state(item: Interaction) -> tuple[Part, ...]:
    if item.status is InteractionStatus.WAITING:
        return (Part(tr("waiting for them"), "hold", "hourglass"),)
    if item.status is InteractionStatus.OPEN:
        return (Part(tr("still open"), "need", "circle"),)
    return ()


def _parts(entry: Entry, reading: Reading) -> list[Part]:
    """The most urgent first: the line may be cut, a tooltip has all of it."""
    parts: list[Part] = []
    since = entry.unanswered_since
    if since is not None:
        length = length_text(reading.now - since)
        parts.append(Part(tr("unanswered for {length}", length=length), "late", "circle-alert"))
    elif entry.open:
        pending = (item for item in entry.everything if item.status.pending)
        parts.extend(_state(next(pending, entry.interaction)))
    if entry.interaction.discretion is Discretion.KNOW:
        parts.append(Part(tr("for you only, don't mention"), "soft", "ear"))
    if entry.repeat is not None:
        parts.append(Part(repeat_text(entry.repeat), "accent", None, str(entry.repeat.of)))
    if entry.thread:
        more = plural("+ {n} in this thread", "+ {n} in this thread", len(entry.thread))
        parts.append(Part(more, "accent", None, entry.key))
    also = dict.fromkeys(reading.source(copy.source) or tr("here") for copy in entry.copies)
    if also:
        parts.append(Part(tr("also in: {names}", names=", ".join(also))))
    return parts


def repeat_text(repeat: Repeat) -> str:
    """'3rd contact about billing in 9 days'."""
    return tr(
        "{count} contact about {topic} in {length}",
        count=ordinal(repeat.count),
        topic=topic_text(repeat.reason),
        length=length_text(repeat.span),
    )


def promise_words(promise: Promise, now: datetime) -> RowWords:
    late = promise.overdue(now)
    due = relative_text(promise.due, now)
    if late:
        state = tr("overdue {length}", length=length_text(now - promise.due))
    elif promise.status is PromiseStatus.KEPT:
        state = tr("kept")
    elif promise.status is PromiseStatus.BROKEN:
        state = tr("not kept")
    else:
        state = tr("due {day}", day=due)
    bad = late or promise.status is PromiseStatus.BROKEN
    owner = tr("owner {owner}", owner=promise.owner)
    return RowWords(
        f"promise:{promise.id}",
        "calendar-clock",
        tr("Promise · {what}", what=_plain(promise.what)),
        "",
        (Part(state, "late" if bad else "soft", "circle-alert" if bad else None), Part(owner)),
        relative_text(promise.made_at, now),
        "",
        tr("Due {time}", time=exact_text(promise.due)),
        tone="late" if bad else "soft",
        time_tone="late" if late else "faint",
    )


def group_text(group: Group) -> str:
    """The quiet heading of a stretch of time."""
    known = {
        Period.LATER: tr("To come"),
        Period.TODAY: tr("Today"),
        Period.YESTERDAY: tr("Yesterday"),
        Period.THIS_WEEK: tr("This week"),
        Period.LAST_WEEK: tr("Last week"),
    }
    if group.period in known:
        return known[group.period]
    if group.period is Period.YEAR:
        return str(group.start.year) if group.start.year > 1 else tr("Long ago")
    return sentence_start(month_text(group.start, long=True)) + f" {group.start.year}"


def thread_words(entry: Entry, reading: Reading) -> tuple[RowWords, ...]:
    """What an opened row shows below itself: its thread, newest first."""
    return tuple(interaction_words(item, reading) for item in entry.thread)
