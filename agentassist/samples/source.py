"""The hand-written texts of the demo center, read from resources/samples/center/."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from agentassist.domain.call import Direction
from agentassist.domain.consent import Consent, Purpose
from agentassist.domain.contact import Contact
from agentassist.domain.discretion import Discretion
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, ContactId
from agentassist.domain.interaction import CONVERSED, Channel, InteractionStatus, Mood
from agentassist.domain.promise import PromiseStatus


@dataclass(frozen=True, slots=True)
class DemoAgent:
    id: AgentId
    name: str
    team: str


@dataclass(frozen=True, slots=True)
class Town:
    """`prefix` and that many `digits` are a block of numbers reserved for fiction."""

    name: str
    language: str
    prefix: str
    digits: int
    share: int


@dataclass(frozen=True, slots=True)
class Names:
    first: tuple[str, ...]
    last: tuple[str, ...]
    firms: tuple[str, ...]
    towns: tuple[Town, ...]
    products: tuple[str, ...]
    streets: tuple[str, ...]
    codes: tuple[str, ...]
    thanks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of day, `days` before today (negative: ahead)."""

    days: int
    at: time

    def seen_from(self, now: datetime) -> datetime:
        day = (now - timedelta(days=self.days)).date()
        return datetime.combine(day, self.at, now.tzinfo)


@dataclass(frozen=True, slots=True)
class Texts:
    """What one contact on a channel is like, before it has a time and a customer."""

    channel: Channel
    title: str
    detail: str
    topic: str
    mood_start: Mood | None
    mood_end: Mood | None
    minutes: int
    apologies: int
    articles: tuple[str, ...]
    direction: Direction | None


@dataclass(frozen=True, slots=True)
class Step:
    """`after` is the pause before it in days; `promise` is made in it, due `due` days later."""

    texts: Texts
    after: int
    promise: str | None
    due: int


@dataclass(frozen=True, slots=True)
class Story:
    topic: str
    weight: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class WrittenInteraction:
    contact_id: ContactId
    texts: Texts
    when: Moment
    status: InteractionStatus
    agent: str | None
    reference: str | None
    source: str | None = None  # None: the one that the channel has
    thread: str | None = None
    parent: str | None = None
    due: Moment | None = None
    discretion: Discretion = Discretion.SAY


@dataclass(frozen=True, slots=True)
class WrittenPromise:
    contact_id: ContactId
    what: str
    owner: str
    made: Moment
    due: Moment
    status: PromiseStatus


@dataclass(frozen=True, slots=True)
class CenterSource:
    company: str
    line: str
    agents: tuple[DemoAgent, ...]
    names: Names
    stories: tuple[Story, ...]
    contacts: tuple[Contact, ...]
    interactions: tuple[WrittenInteraction, ...]
    promises: tuple[WrittenPromise, ...]


Table = dict[str, Any]  # a TOML table, until it has become one of the values above


def read_center(folder: Path) -> CenterSource:
    """company, names, stories and callers, each a .toml file in the folder.

    Raises AgentAssistError `demo.unreadable` with file and key.
    """
    company, names, stories, callers = (
        _read(folder / f"{name}.toml") for name in ("company", "names", "stories", "callers")
    )
    try:
        return CenterSource(
            company=company["name"],
            line=company["line"],
            agents=tuple(
                DemoAgent(AgentId(entry["id"]), entry["name"], entry["team"])
                for entry in company["agent"]
            ),
            names=_names(names),
            stories=tuple(_story(entry) for entry in stories["story"]),
            contacts=tuple(_contact(entry) for entry in callers["contact"]),
            interactions=tuple(_interaction(entry) for entry in callers["interaction"]),
            promises=tuple(_promise(entry) for entry in callers["promise"]),
        )
    except KeyError as error:
        raise AgentAssistError(
            "demo.unreadable", file=str(folder), key=str(error.args[0])
        ) from None
    except (TypeError, ValueError) as error:
        raise AgentAssistError("demo.unreadable", file=str(folder), reason=str(error)) from None


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AgentAssistError("demo.unreadable", file=str(path), reason=str(error)) from None


def _names(table: Table) -> Names:
    return Names(
        first=tuple(table["first"]),
        last=tuple(table["last"]),
        firms=tuple(table["firms"]),
        towns=tuple(Town(**town) for town in table["town"]),
        **{key: tuple(table["words"][key]) for key in ("products", "streets", "codes", "thanks")},
    )


def _texts(entry: Table, topic: str) -> Texts:
    start, _, end = entry.get("mood", "").partition(">")
    return Texts(
        channel=Channel(entry["on"]),
        title=entry["title"],
        detail=entry["detail"],
        topic=topic,
        mood_start=Mood(start) if start else None,
        mood_end=Mood(end) if end else None,
        minutes=entry.get("minutes", 0),
        apologies=entry.get("apologies", 0),
        articles=tuple(entry.get("articles", ())),
        direction=_direction(entry),
    )


def _direction(entry: Table) -> Direction | None:
    """Nobody begins an order or a ticket; a note is ours."""
    if entry.get("by") == "us":
        return Direction.OUTBOUND
    return Direction.INBOUND if Channel(entry["on"]) in CONVERSED else None


def _story(entry: Table) -> Story:
    topic = entry["topic"]
    steps = tuple(
        Step(_texts(step, topic), step["after"], step.get("promise"), step.get("due", 0))
        for step in entry["steps"]
    )
    return Story(topic, entry["weight"], steps)


def _contact(entry: Table) -> Contact:
    since = entry.get("since")
    return Contact(
        id=ContactId(entry["id"]),
        name=entry["name"],
        kind=entry.get("kind", "person"),
        company=entry.get("company"),
        phones=tuple(entry["phones"]),
        emails=tuple(entry["emails"]),
        accounts=tuple(entry.get("accounts", ())),
        city=entry["city"],
        language=entry["language"],
        customer_since=date.fromisoformat(since) if since else None,
        vip=entry.get("vip", False),
        recognition=entry.get("recognition"),
        consents=tuple(
            Consent(Purpose(purpose), granted=False, source="crm")
            for purpose in entry.get("refuses", ())
        ),
    )


def _interaction(entry: Table) -> WrittenInteraction:
    return WrittenInteraction(
        contact_id=ContactId(entry["contact"]),
        texts=_texts(entry, entry["topic"]),
        when=_moment(entry),
        status=InteractionStatus(entry.get("status", "closed")),
        agent=entry.get("agent"),
        reference=entry.get("reference"),
        source=entry.get("source"),
        thread=entry.get("thread"),
        parent=entry.get("parent"),
        due=_moment(entry["due"]) if "due" in entry else None,
        discretion=Discretion(entry.get("discretion", "say")),
    )


def _promise(entry: Table) -> WrittenPromise:
    return WrittenPromise(
        contact_id=ContactId(entry["contact"]),
        what=entry["what"],
        owner=entry["owner"],
        made=_moment(entry["made"]),
        due=_moment(entry["due"]),
        status=PromiseStatus(entry.get("status", "open")),
    )


def _moment(entry: Table) -> Moment:
    days = entry["days"] if "days" in entry else -entry["ahead"]
    return Moment(days, time.fromisoformat(entry["at"]))
