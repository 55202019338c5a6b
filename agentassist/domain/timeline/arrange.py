"""From what sources report to the rows of a timeline: nothing is lost, nothing stands twice."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from agentassist.domain.ids import InteractionId
from agentassist.domain.interaction import CASES, Channel, Interaction
from agentassist.domain.promise import Promise, PromiseStatus
from agentassist.domain.timeline.copies import same_contacts
from agentassist.domain.timeline.entry import Entry, Group, PromiseEntry, Row, Timeline
from agentassist.domain.timeline.periods import Periods
from agentassist.domain.timeline.repeats import repeats
from agentassist.domain.timeline.threads import threads
from agentassist.domain.timeline.unanswered import Unanswered

Parts = tuple[tuple[Interaction, ...], tuple[Interaction, ...]]  # copies, thread
ALONE: Parts = ((), ())


def arrange(
    interactions: Iterable[Interaction],
    now: datetime,
    zone: tzinfo | None = None,
    promises: Iterable[Promise] = (),
) -> Timeline:
    """The timeline of one person at `now`, its days those of `zone` (None: the system's own).

    Every interaction stands in exactly one row: in front, as a copy, or in the thread. The order
    of what comes in does not matter; an id that comes twice counts once.
    """
    newest_first = sorted(
        {item.id: item for item in interactions}.values(),
        key=lambda item: (item.at, item.id),
        reverse=True,
    )
    fronts, parts = _rows(newest_first)
    repeated = repeats(fronts, parts)
    unanswered = Unanswered(now)
    periods = Periods(now, zone)
    made = sorted({one.id: one for one in promises}.values(), key=_made, reverse=True)
    rows: list[Row] = []
    for front in fronts:
        while made and made[0].made_at > front.at:
            rows.append(_promise_row(made.pop(0), periods))
        group = periods.group(front.at)
        copies, thread = parts.get(front.id, ALONE)
        waits = unanswered.since(front, copies, thread)
        still_open = _is_open(front, copies, thread)
        again = repeated.get(front.id)
        rows.append(Entry(front, group, copies, thread, waits, again, still_open))
    rows += [_promise_row(promise, periods) for promise in made]
    return _timeline(rows, fronts, parts)


def _made(promise: Promise) -> tuple[datetime, str]:
    return promise.made_at, promise.id


def _promise_row(promise: Promise, periods: Periods) -> PromiseEntry:
    group = periods.group(promise.made_at)
    return PromiseEntry(promise, group, promise.status is PromiseStatus.OPEN)


def _rows(
    newest_first: Sequence[Interaction],
) -> tuple[Sequence[Interaction], dict[InteractionId, Parts]]:
    """The interactions in front, newest first, and what stands behind those that are not alone."""
    copies = {item.id: group for group in same_contacts(newest_first) for item in group}
    joined: dict[InteractionId, set[InteractionId]] = {}
    for group in (*copies.values(), *threads(newest_first).values()):
        ids = {item.id for item in group}
        whole = ids.union(*(joined[one] for one in ids if one in joined))
        if any(joined.get(one) is not whole for one in whole):
            joined.update(dict.fromkeys(whole, whole))
    if not joined:
        return newest_first, {}
    fronts: list[Interaction] = []
    members: dict[int, list[Interaction]] = {}
    for item in newest_first:
        whole = joined.get(item.id, set())
        if not whole:
            fronts.append(item)
        elif id(whole) in members:
            members[id(whole)].append(item)
        else:
            members[id(whole)] = [item]
    parts: dict[InteractionId, Parts] = {}
    for rows in members.values():
        newest = next((item for item in rows if item.channel is not Channel.NOTE), rows[0])
        same = copies.get(newest.id, (newest,))
        shown = {item.id for item in same}
        fronts.append(same[0])
        parts[same[0].id] = (same[1:], tuple(item for item in rows if item.id not in shown))
    fronts.sort(key=lambda item: (item.at, item.id), reverse=True)
    return fronts, parts


def _is_open(
    front: Interaction, copies: tuple[Interaction, ...], thread: tuple[Interaction, ...]
) -> bool:
    """A case says it of its whole thread; else the newest contact does."""
    if not copies and not thread:
        return front.status.pending
    whole = (front, *copies, *thread)
    said_by = [item for item in whole if item.channel in CASES] or [front, *copies]
    return any(item.status.pending for item in said_by)


def _timeline(
    rows: Sequence[Row], fronts: Sequence[Interaction], parts: dict[InteractionId, Parts]
) -> Timeline:
    alone = [front for front in fronts if front.id not in parts]
    channels = Counter([front.channel for front in alone])
    sources = Counter([front.source for front in alone])
    for front in fronts if parts else ():
        if front.id in parts:
            copies, thread = parts[front.id]
            channels.update({item.channel for item in (front, *copies, *thread)})
            sources.update({item.source for item in (front, *copies, *thread)})
    groups: list[Group] = []
    for row in rows:
        if not groups or row.group is not groups[-1]:
            groups.append(row.group)
    return Timeline(
        tuple(rows),
        tuple(groups),
        tuple((channel, channels[channel]) for channel in Channel if channels[channel]),
        tuple(sorted(sources.items())),
    )
