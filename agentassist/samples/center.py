"""The demo contact center, the same for the same seed and now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from agentassist.domain.contact import Contact
from agentassist.domain.ids import InteractionId, PromiseId
from agentassist.domain.interaction import Interaction
from agentassist.domain.promise import Promise
from agentassist.samples.people import People
from agentassist.samples.source import (
    DemoAgent,
    WrittenInteraction,
    WrittenPromise,
    read_center,
)
from agentassist.samples.timeline import Storyteller, source_of

_PERSONS: Final = 300  # besides the firms, their clerks and the callers of the recordings
_STORIES: Final = 8  # for a customer on average
# strftime would follow the locale that the window sets; the texts are English
_MONTHS: Final = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]


@dataclass(frozen=True, slots=True)
class DemoCenter:
    """Interactions are newest first, over all contacts; promises likewise by their due time."""

    company: str
    agents: tuple[DemoAgent, ...]
    contacts: tuple[Contact, ...]
    interactions: tuple[Interaction, ...]
    promises: tuple[Promise, ...]


def build_center(seed: int, now: datetime, folder: Path) -> DemoCenter:
    """Read the texts in `folder` (resources/samples/center) and make up the rest.

    `now` is aware and in the customers' own zone: times of day are taken from it. Nothing that is
    told lies after it but what was promised. Raises
    AgentAssistError `demo.unreadable`.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    source = read_center(folder)
    random = Random(seed)  # noqa: S311 - made-up people, no secret
    taken = {key for contact in source.contacts for key in _keys(contact)}
    people = People(random, source.names, now.date(), taken)
    made_up = [*people.persons(_PERSONS), *people.firms()]
    storyteller = Storyteller(random, source, now)
    interactions = [
        _written(number, entry, now) for number, entry in enumerate(source.interactions, 1)
    ]
    promises = [_promised(number, entry, now) for number, entry in enumerate(source.promises, 1)]
    for contact in made_up:
        for happened, promised in storyteller.tell(contact, _stories_about(contact, random)):
            interactions += happened
            promises += promised
    interactions.sort(key=lambda interaction: interaction.at, reverse=True)
    promises.sort(key=lambda promise: promise.due, reverse=True)
    return DemoCenter(
        source.company,
        source.agents,
        (*source.contacts, *made_up),
        tuple(interactions),
        tuple(promises),
    )


def _keys(contact: Contact) -> tuple[str, ...]:
    return (contact.name, *contact.phones, *contact.accounts)


def _stories_about(contact: Contact, random: Random) -> int:
    if contact.customer_since is None:
        return random.randint(1, 3)  # a clerk behind a switchboard
    return random.randint(_STORIES // 2, _STORIES + _STORIES // 2)


class _Days:
    """`{day[3]}` in a text: the date three days ago."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __getitem__(self, days: str | int) -> str:
        day = self._now - timedelta(days=int(days))
        return f"{day.day} {_MONTHS[day.month - 1]}"


def _written(number: int, entry: WrittenInteraction, now: datetime) -> Interaction:
    texts = entry.texts
    days = _Days(now)
    return Interaction(
        id=InteractionId(f"w{number:03d}"),
        contact_id=entry.contact_id,
        channel=texts.channel,
        at=entry.when.seen_from(now),
        title=texts.title.format(day=days),
        detail=texts.detail.format(day=days),
        topic=texts.topic,
        status=entry.status,
        duration=timedelta(minutes=texts.minutes) if texts.minutes else None,
        mood_start=texts.mood_start,
        mood_end=texts.mood_end,
        agent=entry.agent,
        reference=entry.reference,
        source=entry.source or source_of(texts.channel),
        thread=entry.thread,
        parent=entry.parent,
        due=entry.due.seen_from(now) if entry.due is not None else None,
        discretion=entry.discretion,
        apologies=texts.apologies,
        article_ids=texts.articles,
        direction=texts.direction,
    )


def _promised(number: int, entry: WrittenPromise, now: datetime) -> Promise:
    return Promise(
        id=PromiseId(f"w{number:03d}"),
        contact_id=entry.contact_id,
        what=entry.what,
        due=entry.due.seen_from(now),
        owner=entry.owner,
        made_at=entry.made.seen_from(now),
        status=entry.status,
    )
