"""The rules of the brief: from rows of the timeline to statements, each with its evidence."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from agentassist.domain.basis import Basis, interaction_basis, promise_basis
from agentassist.domain.brief import MOST_PARTS, Brief, BriefCode, BriefPart
from agentassist.domain.call import Direction
from agentassist.domain.interaction import CONVERSED, Channel, Interaction, Mood
from agentassist.domain.promise import Promise
from agentassist.domain.screen_pop import LikelyWhy
from agentassist.domain.source import LOCAL
from agentassist.domain.timeline.entry import Entry, Timeline
from agentassist.domain.timeline.repeats import RETURNS_WITHIN

APOLOGIES_COUNT_FROM: Final = 2  # one apology is no news
APOLOGIES_WITHIN: Final = timedelta(days=365)
MOOD_WITHIN: Final = timedelta(days=60)
TRIED_WITHIN: Final = timedelta(days=30)
BASES: Final = 5  # places to look at are enough
ARTICLES: Final = 3
_TELLING: Final = frozenset({Mood.ANGRY, Mood.FRUSTRATED, Mood.WORRIED, Mood.GRATEFUL})

# Which parts stay when there are too many, and in which order they are read.
_WEIGHTIEST: Final = (
    BriefCode.WHY,
    BriefCode.MISSED,
    BriefCode.UNANSWERED,
    BriefCode.TOLD,
    BriefCode.OPEN,
    BriefCode.APOLOGISED,
    BriefCode.REPEATED,
    BriefCode.MOOD,
    BriefCode.TRIED,
)
_READ: Final = (
    BriefCode.WHY,
    BriefCode.REPEATED,
    BriefCode.MISSED,
    BriefCode.UNANSWERED,
    BriefCode.OPEN,
    BriefCode.TOLD,
    BriefCode.TRIED,
    BriefCode.APOLOGISED,
    BriefCode.MOOD,
)


def brief(
    why: LikelyWhy | None, timeline: Timeline, overdue: Sequence[Promise], now: datetime
) -> Brief:
    """What to know of the caller. `overdue` are promises past their day, the oldest first."""
    facts = _Facts(why, tuple(timeline.entries), tuple(overdue), now)
    parts = {part.code: part for part in facts.parts()}
    kept = [code for code in _WEIGHTIEST if code in parts][:MOST_PARTS]
    return Brief(tuple(parts[code] for code in _READ if code in kept))


@dataclass(frozen=True, slots=True)
class _Facts:
    why: LikelyWhy | None
    entries: tuple[Entry, ...]  # newest first
    overdue: tuple[Promise, ...]
    now: datetime

    def parts(self) -> Iterator[BriefPart]:
        for rule in (
            self._reason,
            self._missed,
            self._unanswered,
            self._repeated,
            self._open,
            self._told,
            self._apologised,
            self._mood,
            self._tried,
        ):
            part = rule()
            if part is not None:
                yield part

    @property
    def _named(self) -> frozenset[str]:
        """What the reason is about: it is not told a second time."""
        first = self.why.basis[:1] if self.why is not None and self.why.from_record else ()
        return frozenset(basis.key for basis in first)

    def _reason(self) -> BriefPart | None:
        why = self.why
        if why is None:
            return None
        return BriefPart(
            BriefCode.WHY,
            why.basis,
            text=why.headline if why.from_record else None,
            topic=None if why.from_record else why.headline,
            certainty=why.certainty,
        )

    def _missed(self) -> BriefPart | None:
        late = [one for one in self.overdue if promise_basis(one.id).key not in self._named]
        if not late:
            return None
        return BriefPart(
            BriefCode.MISSED,
            tuple(promise_basis(one.id) for one in late[:BASES]),
            text=late[0].what,
            at=late[0].due,
            agent=late[0].owner,
            count=len(late),
            late=True,
        )

    def _unanswered(self) -> BriefPart | None:
        waiting = [one for one in self.entries if one.unanswered_since is not None]
        if not waiting:
            return None
        longest = min(waiting, key=lambda one: (one.unanswered_since or self.now, one.key))
        return BriefPart(
            BriefCode.UNANSWERED,
            _bases(longest, *(one for one in waiting if one is not longest)),
            channel=longest.interaction.channel,
            at=longest.unanswered_since,
            count=len(waiting),
        )

    def _repeated(self) -> BriefPart | None:
        """Of the matters that they came back for lately, the one they came for most often."""
        latest: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.repeat is not None and self.now - entry.at <= RETURNS_WITHIN:
                latest.setdefault(entry.repeat.reason, entry)
        if not latest:
            return None
        entry = max(latest.values(), key=lambda one: one.repeat.count if one.repeat else 0)
        repeat = entry.repeat
        if repeat is None:
            return None
        is_topic = entry.interaction.topic == repeat.reason
        before = [one for one in self.entries if one.key == repeat.of]
        return BriefPart(
            BriefCode.REPEATED,
            _bases(entry, *before),
            topic=repeat.reason if is_topic else None,
            reference=None if is_topic else repeat.reason,
            count=repeat.count,
            span=repeat.span,
            at=entry.at,
        )

    def _open(self) -> BriefPart | None:
        """What else is open: not the reason, not what nobody answered, not what was told last."""
        told = self._told()
        said = self._named | {basis.key for basis in (told.basis if told is not None else ())}
        waiting = [
            one
            for one in self.entries
            if one.open
            and one.unanswered_since is None
            and said.isdisjoint(item.id for item in one.everything)
        ]
        if not waiting:
            return None
        late = [one for one in waiting if one.matter.late(self.now)]
        first = (late or waiting)[0]
        others = [one for one in waiting if one is not first]
        item = first.matter
        return BriefPart(
            BriefCode.OPEN,
            tuple(interaction_basis(one.matter.id) for one in (first, *others))[:BASES],
            text=item.title,
            reference=item.reference,
            channel=item.channel,
            at=item.due if late else item.at,
            count=len(waiting),
            late=bool(late),
        )

    def _told(self) -> BriefPart | None:
        """The last words from us that are on file: a wrap-up, an answer."""
        for entry in self.entries:
            for item in entry.everything:
                if _answers(item):
                    return BriefPart(
                        BriefCode.TOLD,
                        (interaction_basis(item.id),),
                        text=item.detail or item.title,
                        channel=item.channel,
                        at=item.at,
                        agent=item.agent,
                    )
        return None

    def _apologised(self) -> BriefPart | None:
        """For what this call may be about, else for what was apologised for most often."""
        counts: Counter[str | None] = Counter()
        sorry: dict[str | None, list[Entry]] = {}
        for entry in self.entries:
            times = entry.apologies
            if times and self.now - entry.at <= APOLOGIES_WITHIN:
                counts[entry.interaction.topic] += times
                sorry.setdefault(entry.interaction.topic, []).append(entry)
        topic = self._topic
        if counts[topic] < APOLOGIES_COUNT_FROM or topic is None:
            topic = max(counts, key=lambda one: (counts[one], one or ""), default=None)
        if counts[topic] < APOLOGIES_COUNT_FROM:
            return None
        return BriefPart(
            BriefCode.APOLOGISED,
            _bases(*sorry[topic]),
            topic=topic,
            count=counts[topic],
            at=sorry[topic][-1].at,
        )

    @property
    def _topic(self) -> str | None:
        """What the call seems to be about, as a topic."""
        if self.why is None:
            return None
        if not self.why.from_record:
            return self.why.headline
        return next(
            (
                item.topic
                for entry in self.entries
                for item in entry.everything
                if item.id in self._named
            ),
            None,
        )

    def _mood(self) -> BriefPart | None:
        """How they went the last time that an agent marked it."""
        for entry in self.entries:
            item = entry.interaction
            if item.mood_end is not None:
                lately = self.now - entry.at <= MOOD_WITHIN
                if item.mood_end not in _TELLING or not lately:
                    return None
                return BriefPart(
                    BriefCode.MOOD,
                    (interaction_basis(item.id),),
                    mood=item.mood_end,
                    channel=item.channel,
                    at=item.at,
                )
        return None

    def _tried(self) -> BriefPart | None:
        """Articles that were read or used for a matter that is not settled."""
        topic = self._topic
        if self.why is None or topic is None:
            return None
        used = [
            entry
            for entry in self.entries
            if entry.interaction.topic == topic
            and self.now - entry.at <= TRIED_WITHIN
            and any(item.article_ids for item in entry.everything)
        ]
        articles = dict.fromkeys(
            name for entry in used for item in entry.everything for name in item.article_ids
        )
        if not articles:
            return None
        return BriefPart(
            BriefCode.TRIED,
            _bases(*used),
            topic=topic,
            articles=tuple(articles)[:ARTICLES],
            count=len(articles),
        )


def _bases(*entries: Entry) -> tuple[Basis, ...]:
    return tuple(interaction_basis(entry.interaction.id) for entry in entries[:BASES])


def _answers(item: Interaction) -> bool:
    """Words of ours: a wrap-up, what we wrote, a talk that a colleague noted."""
    if item.unanswered or item.channel not in CONVERSED | {Channel.VISIT}:
        return False
    if item.direction is Direction.OUTBOUND:
        return True
    if item.source == LOCAL and item.agent is not None:
        return bool(item.detail or item.title)  # a wrap-up of one line is all title
    return bool(item.detail) and (item.source == LOCAL or item.agent is not None)
