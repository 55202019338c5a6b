"""The brief: what to know, by rule, each part with its evidence."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.basis import BasisKind
from agentassist.domain.brief import MOST_PARTS, Brief, BriefCode, BriefPart
from agentassist.domain.brief_rules import brief
from agentassist.domain.call import AgentState, CallSnapshot, Direction
from agentassist.domain.ids import AgentId, CallId, ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus, Mood
from agentassist.domain.likely_why import likely_why
from agentassist.domain.promise import Promise
from agentassist.domain.timeline.arrange import arrange

NOW = datetime(2026, 11, 21, 10, 2, tzinfo=UTC)
DANA = ContactId("c1")
OPEN = InteractionStatus.OPEN


def item(key: str, channel: Channel, days: float, **more: Any) -> Interaction:
    at = NOW - timedelta(days=days)
    return Interaction(InteractionId(key), DANA, channel, at, f"about {key}", **more)


def brief_of(
    *items: Interaction, intent: str | None = None, overdue: tuple[Promise, ...] = ()
) -> Brief:
    call = CallSnapshot(1, AgentId("101"), AgentState.RINGING, call_id=CallId("1.1"), intent=intent)
    rows = arrange(items, NOW, UTC)
    return brief(likely_why(call, rows, overdue, NOW), rows, overdue, NOW)


def part(code: BriefCode, *items: Interaction, **how: Any) -> BriefPart:
    found = brief_of(*items, **how).part(code)
    assert found is not None
    return found


def keys(found: BriefPart) -> list[str]:
    return [basis.key for basis in found.basis]


def promise(key: str, hours: float) -> Promise:
    due = NOW - timedelta(hours=hours)
    return Promise(PromiseId(key), DANA, f"do {key}", due, "Lena", due - timedelta(days=1))


def test_nothing_on_file_is_an_empty_brief() -> None:
    assert brief_of() == Brief()


def test_why_says_what_it_rests_on() -> None:
    ticket = item("t", Channel.TICKET, 3, topic="billing", status=OPEN)
    found = part(BriefCode.WHY, ticket, intent="billing")
    assert (found.text, found.topic, keys(found)[0]) == ("about t", None, "t")
    chosen = part(BriefCode.WHY, intent="billing")
    assert (chosen.text, chosen.topic, chosen.basis[0].kind) == (None, "billing", BasisKind.FACT)


def test_missed_promises_are_counted_and_the_oldest_is_named() -> None:
    ticket = item("t", Channel.TICKET, 3, topic="billing", status=OPEN)
    late = (promise("a", 50), promise("b", 2))
    found = part(BriefCode.MISSED, ticket, intent="billing", overdue=late)
    assert (found.text, found.agent, found.count) == ("do a", "Lena", 2)
    assert (found.at, keys(found)) == (late[0].due, ["promise:a", "promise:b"])


def test_a_promise_that_is_the_reason_is_not_told_twice() -> None:
    found = brief_of(overdue=(promise("a", 2),))
    assert [one.code for one in found.parts] == [BriefCode.WHY]


def test_who_got_no_answer_is_said_with_the_longest_wait() -> None:
    mails = [
        item(f"m{days}", Channel.MAIL, days, status=OPEN, direction=Direction.INBOUND)
        for days in (1, 6)
    ]
    found = part(BriefCode.UNANSWERED, *mails)
    assert (found.channel, found.at, found.count) == (Channel.MAIL, mails[1].at, 2)
    assert keys(found) == ["m6", "m1"]


def test_repeats_name_the_reason_the_count_and_the_time() -> None:
    calls = [item(f"k{days}", Channel.PHONE, days, topic="billing") for days in (1, 4, 10)]
    found = part(BriefCode.REPEATED, *calls)
    assert (found.topic, found.count, found.span) == ("billing", 3, timedelta(days=9))
    assert keys(found) == ["k1", "k4"]
    old = [item(f"k{days}", Channel.PHONE, days, topic="billing") for days in (20, 25)]
    assert brief_of(*old).part(BriefCode.REPEATED) is None


def test_what_is_open_leaves_out_what_was_said_already() -> None:
    why = item("t1", Channel.TICKET, 3, topic="billing", status=OPEN, reference="#1")
    order = item("o", Channel.ORDER, 2, status=InteractionStatus.WAITING, reference="88-1")
    late = item("t2", Channel.TICKET, 9, status=OPEN, due=NOW - timedelta(days=1))
    found = part(BriefCode.OPEN, why, order, late, intent="billing")
    assert (found.text, found.count, found.late, found.at) == ("about t2", 2, True, late.due)
    assert keys(found) == ["t2", "o"]
    assert brief_of(why, intent="billing").part(BriefCode.OPEN) is None


def test_an_open_talk_that_was_told_last_is_not_told_twice() -> None:
    talk = item("k", Channel.PHONE, 1, detail="Lena calls by five.", agent="Lena", status=OPEN)
    why = item("t", Channel.TICKET, 3, topic="billing", status=OPEN)
    found = brief_of(talk, why, intent="billing")
    assert [one.code for one in found.parts] == [BriefCode.WHY, BriefCode.TOLD]


def test_what_we_told_them_is_the_last_word_from_us() -> None:
    told = item("w", Channel.PHONE, 3, detail="Money back by Friday.", agent="Lena")
    theirs = item("m", Channel.MAIL, 1, source="crm", direction=Direction.INBOUND, detail="Hello?")
    note = item("n", Channel.NOTE, 1, detail="Difficult.", agent="Lena")
    found = part(BriefCode.TOLD, theirs, note, told)
    assert (found.text, found.agent, keys(found)) == ("Money back by Friday.", "Lena", ["w"])


def test_a_wrap_up_of_one_line_is_what_we_told_them() -> None:
    """Saved with nothing but its first line, which is the row's title."""
    earlier = item("e", Channel.PHONE, 2, detail="We look into it.", agent="Lena")
    one_line = item("w", Channel.PHONE, 1, agent="Marc")
    found = part(BriefCode.TOLD, one_line, earlier)
    assert (found.text, found.agent) == (one_line.title, "Marc")


def test_apologies_are_counted_for_the_topic_over_a_year() -> None:
    sorry = [
        item("a", Channel.PHONE, 5, topic="billing", apologies=1),
        item("b", Channel.PHONE, 100, topic="billing", apologies=2),
        item("c", Channel.PHONE, 20, topic="technical", apologies=1),
        item("d", Channel.PHONE, 500, topic="billing", apologies=5),
    ]
    found = part(BriefCode.APOLOGISED, *sorry, intent="billing")
    assert (found.topic, found.count, found.at) == ("billing", 3, sorry[1].at)
    assert keys(found) == ["a", "b"]
    assert brief_of(sorry[2], intent="technical").part(BriefCode.APOLOGISED) is None


def test_an_apology_that_two_systems_noted_counts_once() -> None:
    times = [
        item(f"{source}{days}", Channel.PHONE, days, topic="x", apologies=1, source=source)
        for source in ("calls", "crm")
        for days in (3, 30)
    ]
    assert part(BriefCode.APOLOGISED, *times).count == 2


@pytest.mark.parametrize(
    ("mood", "days", "told"),
    [
        (Mood.ANGRY, 3, True),
        (Mood.GRATEFUL, 3, True),
        (Mood.NEUTRAL, 3, False),
        (Mood.ANGRY, 90, False),
    ],
)
def test_how_they_went_is_said_while_it_tells_something(mood: Mood, days: int, told: bool) -> None:
    found = brief_of(item("k", Channel.PHONE, days, mood_end=mood)).part(BriefCode.MOOD)
    assert (found is not None) is told


def test_articles_that_did_not_settle_it_are_named() -> None:
    read = item("r", Channel.WEB, 2, topic="billing", article_ids=("refund-times", "fees"))
    found = part(BriefCode.TRIED, read, intent="billing")
    assert (found.articles, found.topic) == (("refund-times", "fees"), "billing")
    assert brief_of(read).part(BriefCode.TRIED) is None  # nobody knows that it is about this


_items = st.builds(
    lambda n, channel, days, topic, status, apologies, mood, inbound: item(
        f"i{n}",
        channel,
        days,
        topic=topic,
        status=status,
        apologies=apologies,
        mood_end=mood,
        detail="something",
        direction=Direction.INBOUND if inbound else None,
        agent=None if inbound else "Lena",
    ),
    st.integers(0, 60),
    st.sampled_from(Channel),
    st.floats(0.01, 500),
    st.sampled_from(["billing", None]),
    st.sampled_from(InteractionStatus),
    st.integers(0, 2),
    st.sampled_from([*Mood, None]),
    st.booleans(),
)


@given(st.lists(_items, max_size=15), st.sampled_from(["billing", None]))
def test_every_part_rests_on_something_that_is_there(
    items: list[Interaction], intent: str | None
) -> None:
    known = {one.id for one in items} | {"promise:p", "menu"}
    found = brief_of(*items, intent=intent, overdue=(promise("p", 3),))
    assert len(found.parts) <= MOST_PARTS
    assert len({one.code for one in found.parts}) == len(found.parts)
    for one in found.parts:
        assert one.basis
        assert set(keys(one)) <= known
