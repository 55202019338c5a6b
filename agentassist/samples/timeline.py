"""Turns stories into a customer's timeline: one thing after the other, none of it in the future."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from agentassist.domain.contact import Contact
from agentassist.domain.ids import InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.promise import Promise, PromiseStatus
from agentassist.samples.source import CenterSource, Step, Story, Texts

_REACH: Final = 900  # days that a timeline goes back at most
_RARE: Final = 3  # of this weight and below
_SOURCES: Final = {
    Channel.PHONE: "calls",
    Channel.MAIL: "mailroom",
    Channel.CHAT: "chat",
    Channel.SOCIAL: "social",
    Channel.STORE: "shops",
    Channel.WEB: "my-tarnwick",
    Channel.ORDER: "orders",
    Channel.TICKET: "helpdesk",
    Channel.SURVEY: "surveys",
    Channel.MESSAGE: "chat",
    Channel.VIDEO: "chat",
    Channel.LETTER: "mailroom",
    Channel.VISIT: "field-service",
    Channel.CALLBACK: "my-tarnwick",
    Channel.NOTE: "helpdesk",
}
_BY_AN_AGENT: Final = frozenset(
    {
        Channel.PHONE,
        Channel.MAIL,
        Channel.CHAT,
        Channel.MESSAGE,
        Channel.SOCIAL,
        Channel.VIDEO,
        Channel.LETTER,
        Channel.STORE,
        Channel.VISIT,
        Channel.TICKET,
        Channel.NOTE,
    }
)
_HOURS: Final = {  # first and last hour something happens on the channel
    Channel.PHONE: (8, 19),
    Channel.CHAT: (8, 21),
    Channel.MESSAGE: (8, 21),
    Channel.CALLBACK: (8, 19),
    Channel.STORE: (10, 18),
    Channel.WEB: (7, 22),
    Channel.ORDER: (7, 22),
    Channel.SOCIAL: (7, 22),
}
_KEPT, _BROKEN = 0.95, 0.985  # of a hundred promises 95 are kept, 3 to 4 broken, the rest forgotten


def source_of(channel: Channel) -> str:
    """The system of record that a contact on the channel comes from."""
    return _SOURCES[channel]


@dataclass(frozen=True, slots=True)
class _Happening:
    step: Step
    at: datetime


class Storyteller:
    """Tells as many stories as asked for about each customer; all numbers differ."""

    def __init__(self, random: Random, source: CenterSource, now: datetime) -> None:
        self._random = random
        self._now = now
        self._names = source.names
        self._agents = [agent.name for agent in source.agents]
        self._stories = source.stories
        self._weights = list(accumulate(story.weight for story in source.stories))
        self._references: set[str] = set()
        self._interactions = 0
        self._promises = 0

    def tell(
        self, contact: Contact, count: int
    ) -> Iterator[tuple[list[Interaction], list[Promise]]]:
        """Up to `count` stories, each with what was promised in it. Rare ones come only once."""
        rare: set[int] = set()
        for story in self._random.choices(self._stories, cum_weights=self._weights, k=count):
            if story.weight <= _RARE:
                if id(story) in rare:
                    continue
                rare.add(id(story))
            happened, whole = self._happened(story, self._beginning(contact))
            if happened:
                yield self._written(contact, happened, whole)

    def _beginning(self, contact: Contact) -> datetime:
        """Some time since they are a customer; recent times are more likely."""
        span = _REACH
        if contact.customer_since is not None:
            span = min(span, (self._now.date() - contact.customer_since).days)
        return self._now - timedelta(days=1 + (span - 1) * self._random.random() ** 1.4)

    def _happened(self, story: Story, start: datetime) -> tuple[list[_Happening], bool]:
        """The steps up to now, and whether that is the whole story."""
        happened: list[_Happening] = []
        at = start
        for step in story.steps:
            if happened and step.after == 0:
                at += timedelta(minutes=15 + int(75 * self._random.random()))
            else:
                at = self._open_hour(at + timedelta(days=step.after), step.texts.channel)
                if happened and at <= happened[-1].at:
                    at = happened[-1].at + timedelta(minutes=10 + int(50 * self._random.random()))
            if at >= self._now:
                return happened, False
            happened.append(_Happening(step, at))
        return happened, True

    def _open_hour(self, at: datetime, channel: Channel) -> datetime:
        first, last = _HOURS.get(channel, (8, 17))
        if channel is Channel.STORE and at.weekday() == 6:
            at += timedelta(days=1)
        hour = first + int((last - first + 1) * self._random.random())
        return at.replace(
            hour=hour, minute=int(60 * self._random.random()), second=0, microsecond=0
        )

    def _written(
        self, contact: Contact, happened: Sequence[_Happening], whole: bool
    ) -> tuple[list[Interaction], list[Promise]]:
        agent = self._random.choice(self._agents)
        words = self._words(happened, agent)
        interactions = []
        promises = []
        for index, happening in enumerate(happened):
            unfinished = not whole and index == len(happened) - 1
            interactions.append(self._interaction(contact, happening, words, agent, unfinished))
            if happening.step.promise is not None:
                promises.append(self._promise(contact, happening, words, agent, whole))
        return interactions, promises

    def _words(self, happened: Sequence[_Happening], agent: str) -> dict[str, str]:
        """What the texts of these steps may name. Only what is shown gets a number of its own."""
        random, names = self._random, self._names
        days = (self._now - happened[0].at).days
        cents = 1990 + 10 * int(700 * random.random())
        words = {
            "amount": f"€{cents / 100:.2f}",
            "product": random.choice(names.products),
            "street": random.choice(names.streets),
            "code": random.choice(names.codes),
            "agent": agent.split()[0],
        }
        text = "".join(happening.step.texts.title for happening in happened)
        if "{order}" in text:
            words["order"] = self._reference(
                lambda: f"{88 - days // 60}-{random.randrange(10_000):04d}"
            )
        if "{ticket}" in text:
            words["ticket"] = self._reference(lambda: f"#{4300 - 4 * days + random.randrange(400)}")
        return words

    def _reference(self, make: Callable[[], str]) -> str:
        while (value := make()) in self._references:
            pass
        self._references.add(value)
        return value

    def _interaction(
        self,
        contact: Contact,
        happening: _Happening,
        words: dict[str, str],
        agent: str,
        unfinished: bool,
    ) -> Interaction:
        texts = happening.step.texts
        self._interactions += 1
        minutes = texts.minutes
        return Interaction(
            id=InteractionId(f"i{self._interactions:05d}"),
            contact_id=contact.id,
            channel=texts.channel,
            at=happening.at,
            title=_fill(texts.title, words, contact),
            detail=_fill(texts.detail, words, contact),
            topic=texts.topic,
            status=_status(texts.channel, unfinished),
            duration=(
                timedelta(seconds=int(minutes * (40 + 50 * self._random.random())))
                if minutes
                else None
            ),
            mood_start=texts.mood_start,
            mood_end=texts.mood_end,
            agent=agent if texts.channel in _BY_AN_AGENT else None,
            reference=_reference_in(texts, words),
            source=_SOURCES[texts.channel],
            apologies=texts.apologies,
            article_ids=texts.articles,
            direction=texts.direction,
        )

    def _promise(
        self,
        contact: Contact,
        happening: _Happening,
        words: dict[str, str],
        agent: str,
        whole: bool,
    ) -> Promise:
        step = happening.step
        self._promises += 1
        day = happening.at + timedelta(days=step.due)
        due = max(day.replace(hour=17, minute=0), happening.at + timedelta(hours=1))
        return Promise(
            id=PromiseId(f"p{self._promises:04d}"),
            contact_id=contact.id,
            what=_fill(step.promise or "", words, contact),
            due=due,
            owner=agent,
            made_at=happening.at,
            status=self._promise_status(due, whole),
        )

    def _promise_status(self, due: datetime, whole: bool) -> PromiseStatus:
        if due >= self._now:
            return PromiseStatus.OPEN
        luck = self._random.random()
        if luck < _KEPT:
            return PromiseStatus.KEPT
        return PromiseStatus.BROKEN if whole or luck < _BROKEN else PromiseStatus.OPEN


def _status(channel: Channel, unfinished: bool) -> InteractionStatus:
    if not unfinished:
        return InteractionStatus.CLOSED
    return InteractionStatus.OPEN if channel is Channel.TICKET else InteractionStatus.WAITING


def _reference_in(texts: Texts, words: dict[str, str]) -> str | None:
    if texts.channel is Channel.TICKET:
        return words["ticket"]
    return words["order"] if texts.channel is Channel.ORDER else None


def _fill(text: str, words: dict[str, str], contact: Contact) -> str:
    return text.format(town=contact.city, **words) if "{" in text else text
