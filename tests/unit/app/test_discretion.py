"""What is hidden reaches nothing that the desk says; what is only to be known, no sentence."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import Any

import pytest

from agentassist.app.events import CardChanged, CueChanged, TimelineChanged, WrapUpChanged
from agentassist.coaching.plugins.messages import told
from agentassist.domain.call import AgentState, CallOutcome
from agentassist.domain.coaching import CallMoment, Cue, DraftFinding
from agentassist.domain.consent import Consent, Purpose
from agentassist.domain.contact import Contact, IdentityStatus
from agentassist.domain.discretion import Discretion
from agentassist.domain.discretion_policy import DiscretionPolicy
from agentassist.domain.greeting import greeting
from agentassist.domain.ids import ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus, Mood
from agentassist.domain.promise import Promise
from agentassist.domain.screen_pop import GreetingKind
from agentassist.sdk.moment import Moment

SAY, KNOW, HIDE = Discretion.SAY, Discretion.KNOW, Discretion.HIDE
WORD = "quokka"  # stands wherever something is marked
NUMBER = "+442079460877"
OPEN = InteractionStatus.OPEN


def words(value: object) -> Iterator[str]:
    """Every text in a value, also what its repr leaves out."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif is_dataclass(value):
        for part in fields(value):
            yield from words(getattr(value, part.name))
    elif isinstance(value, dict):
        yield from words(tuple(value.items()))
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from words(part)


def speaks_of(value: object, word: str = WORD) -> bool:
    return any(word in text for text in words(value))


class Overheard:
    """A coaching plugin that is told everything it may want."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.asked = asyncio.Event()

    async def cues(self, moment: CallMoment) -> Sequence[Cue]:
        wants = frozenset(part.name for part in fields(Moment))
        self.heard += [moment, told(moment, wants)]
        self.asked.set()
        return ()

    async def findings(self, text: str, moment: CallMoment) -> Sequence[DraftFinding]:
        await self.cues(moment)
        return ()


def dana(mark: Discretion) -> Contact:
    kinds = ("company", "city", "language", "recognition", "email", "account")
    return Contact(
        ContactId("dana"),
        "Dana Reyes",
        company=f"{WORD} ltd",
        phones=(NUMBER,),
        emails=(f"{WORD}@example.org",),
        accounts=(f"{WORD}9".upper(),),
        city=f"{WORD} bay",
        language=WORD,
        recognition=f"Ten years of {WORD}",
        discretion=tuple((kind, mark) for kind in kinds),
    )


def history(scene: Any, mark: Discretion) -> dict[str, Any]:
    now = scene.time

    def row(key: str, channel: Channel, days: float, **more: Any) -> Interaction:
        texts = {
            "title": f"{WORD} {key}",
            "detail": f"about {WORD}",
            "topic": "billing",
            "agent": WORD,
            "reference": f"{WORD}-{key}",
            "article_ids": (WORD,),
            "mood_end": Mood.ANGRY,
            "apologies": 2,
            "status": OPEN,
        }
        at = now - timedelta(days=days)
        return Interaction(
            InteractionId(f"{WORD}-{key}"),
            ContactId("dana"),
            channel,
            at,
            discretion=mark,
            **(texts | more),
        )

    promise = Promise(
        PromiseId(WORD),
        ContactId("dana"),
        f"send the {WORD}",
        now - timedelta(hours=3),
        WORD,
        now - timedelta(days=2),
        discretion=mark,
    )
    rows = [row("1", Channel.PHONE, 2), row("2", Channel.TICKET, 3), row("3", Channel.MAIL, 5)]
    other = replace(dana(mark), id=ContactId("other"), name="D. Reyes", phones=())
    return {"contacts": [dana(mark), other], "interactions": rows, "promises": [promise]}


def linking(scene: Any) -> dict[str, Any]:
    return {"linking": scene.store.links}


async def a_whole_call(scene: Any, heard: Overheard) -> list[object]:
    """Rings, is answered, drafted in, wrapped up; and everything that is looked up beside it."""
    scene.send(NUMBER, state=AgentState.RINGING, verified=True)
    await scene.card_of(IdentityStatus.IDENTIFIED)
    scene.send(NUMBER, state=AgentState.TALKING, verified=True)
    await scene.card(lambda card: card.answered_at)
    said = [
        await scene.desk.check_draft("I am so sorry. Thank you for your patience."),
        await scene.desk.look_up(WORD),
        await scene.desk.look_up("Dana"),
        await scene.desk.look_up(f"{WORD}-1"),
        await scene.desk.more_history(ContactId("dana"), scene.clock.now()),
        await scene.desk.people.likely(ContactId("dana")),
    ]
    scene.send(NUMBER, state=AgentState.WRAPPING, verified=True, outcome=CallOutcome.ENDED)
    offered = await scene.last(WrapUpChanged, lambda event: event.wrap_up)
    await scene.desk.save_wrap_up(offered.wrap_up)
    async with asyncio.timeout(5):
        await heard.asked.wait()
    return said


def test_what_is_hidden_is_nowhere(played: Callable[..., None], clock: Any) -> None:
    heard = Overheard()

    async def story(scene: Any) -> None:
        said = await a_whole_call(scene, heard)
        for thing in (*said, *scene.events, *heard.heard):
            assert not speaks_of(thing), thing
            assert not speaks_of(thing, WORD.upper()), thing
        card = [e.card for e in scene.events if isinstance(e, CardChanged) and e.card][-1]
        assert card.overdue == ()
        assert (
            scene.now(TimelineChanged).page is None or not scene.now(TimelineChanged).page.promises
        )
        assert (said[1], said[3]) == ((), ())  # nobody is found by it
        assert [one.contact.id for one in said[2]] == ["dana"]
        assert [one.contact.id for one in said[5]] == ["other"]

    played(story, **history(clock, HIDE), plugins=heard, ports=linking)


def test_without_a_mark_the_same_words_are_everywhere(
    played: Callable[..., None], clock: Any
) -> None:
    """So that the walk above looks at places where they would be."""
    heard = Overheard()

    async def story(scene: Any) -> None:
        said = await a_whole_call(scene, heard)
        assert all(speaks_of(thing) for thing in said[1:])
        for kind in (CardChanged, TimelineChanged, WrapUpChanged):
            assert any(speaks_of(e) for e in scene.events if isinstance(e, kind)), kind
        assert any(speaks_of(thing) for thing in heard.heard)
        cards = [e.card for e in scene.events if isinstance(e, CardChanged) and e.card]
        assert any(speaks_of(card.greeting) for card in cards)
        assert any(speaks_of(card.brief) for card in cards)

    played(story, **history(clock, SAY), plugins=heard, ports=linking)


def test_what_is_only_to_be_known_is_on_the_card_and_in_no_sentence(
    played: Callable[..., None], clock: Any
) -> None:
    heard = Overheard()

    async def story(scene: Any) -> None:
        await a_whole_call(scene, heard)
        cards = [e.card for e in scene.events if isinstance(e, CardChanged) and e.card]
        assert any(speaks_of(card.brief) for card in cards)
        assert any(card.overdue for card in cards)
        for card in cards:
            assert not speaks_of(card.greeting)
            assert card.recognition is None
        for event in scene.events:
            if isinstance(event, WrapUpChanged | CueChanged):
                assert not speaks_of(event), event
        assert not any(speaks_of(thing) for thing in heard.heard)

    played(story, **history(clock, KNOW), plugins=heard, ports=linking)


def test_a_promise_that_may_be_said_is_greeted_with_past_one_that_may_not(clock: Any) -> None:
    from agentassist.domain.call import CallSnapshot
    from agentassist.domain.contact import Identity
    from agentassist.domain.ids import AgentId

    silent, free = (
        Promise(
            PromiseId(mark),
            ContactId("dana"),
            f"do {mark}",
            clock.time,
            "x",
            clock.time,
            discretion=mark,
        )
        for mark in (KNOW, SAY)
    )
    call = CallSnapshot(1, AgentId("101"), AgentState.RINGING, verified=True)
    identity = Identity(IdentityStatus.IDENTIFIED, dana(SAY))
    assert greeting(call, identity, [silent, free]).promise == "do say"
    assert greeting(call, identity, [silent]).kind is GreetingKind.NAMED


def test_the_sites_policy_hides_what_no_source_marked(
    played: Callable[..., None], clock: Any
) -> None:
    policy = DiscretionPolicy(
        facts={"mood": HIDE, "city": HIDE},
        channels={Channel.MAIL: HIDE},
        sources={"helpdesk": HIDE},
    )
    center = history(clock, SAY)
    told_apart = replace(center["interactions"][1], source="helpdesk")
    center["interactions"][1] = told_apart

    async def story(scene: Any) -> None:
        scene.send(NUMBER)
        card = await scene.card_of(IdentityStatus.IDENTIFIED)
        page = scene.now(TimelineChanged).page
        assert [one.channel for one in page.interactions] == [Channel.PHONE]
        assert page.interactions[0].mood_end is None
        assert (card.identity.contact.city, card.identity.contact.company) == (None, "quokka ltd")
        found = [await scene.desk.look_up(f"{WORD}-{n}") for n in (1, 2, 3)]
        assert [len(people) for people in found] == [1, 0, 0]

    played(story, **center, discretion=policy)


def test_rows_behind_many_hidden_ones_are_reached(played: Callable[..., None], clock: Any) -> None:
    plain = history(clock, SAY)["interactions"][0]
    rows = [
        replace(
            plain,
            id=InteractionId(f"r{n}"),
            at=clock.now() - timedelta(hours=n),
            discretion=HIDE if n < 120 else SAY,
        )
        for n in range(1, 125)
    ]

    async def story(scene: Any) -> None:
        scene.send(NUMBER)
        await scene.card_of(IdentityStatus.IDENTIFIED)
        page = scene.now(TimelineChanged).page
        assert [one.id for one in page.interactions] == [f"r{n}" for n in range(120, 125)]
        assert not page.more

    played(story, [dana(SAY)], rows)


def test_refusals_stand_on_the_card_and_are_known_to_the_coach(played: Callable[..., None]) -> None:
    no_calls = Consent(Purpose.PHONE, granted=False, source="crm")
    agreed = Consent(Purpose.RECORDING, granted=True)
    contact = Contact(
        ContactId("dana"), "Dana Reyes", phones=(NUMBER,), consents=(agreed, no_calls)
    )

    async def story(scene: Any) -> None:
        scene.send(NUMBER)
        card = await scene.card_of(IdentityStatus.IDENTIFIED)
        assert card.refused == (no_calls,)

    played(story, [contact])


@pytest.mark.parametrize("mark", list(Discretion))
def test_the_stricter_word_holds(mark: Discretion) -> None:
    policy = DiscretionPolicy(facts={"city": KNOW}, channels={}, sources={})
    contact = Contact(ContactId("c"), "C", city="Ghent", discretion=(("city", mark),))
    assert policy.of_contact(contact, "city") is (KNOW if mark is SAY else mark)
    assert (policy.contact(contact).city is None) is (mark is HIDE)
