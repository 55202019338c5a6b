"""From what sources report to rows: nothing lost, nothing twice, the same whatever the order."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.call import Direction
from agentassist.domain.ids import ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.promise import Promise, PromiseStatus
from agentassist.domain.timeline.arrange import arrange
from agentassist.domain.timeline.entry import Entry, Period, PromiseEntry, Timeline

NOW = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)  # a Thursday
BERLIN = ZoneInfo("Europe/Berlin")
DANA = ContactId("c1")
INBOUND, OUTBOUND = Direction.INBOUND, Direction.OUTBOUND


def item(key: str, at: datetime, channel: Channel = Channel.PHONE, **more: Any) -> Interaction:
    facts: dict[str, Any] = {"title": f"about {key}", "source": "crm"} | more
    return Interaction(InteractionId(key), DANA, channel, at, **facts)


def ago(**how: float) -> datetime:
    return NOW - timedelta(**how)


def rows(*items: Interaction) -> list[Entry]:
    return list(arrange(items, NOW, BERLIN).entries)


def together(*items: Interaction) -> bool:
    return len(rows(*items)) == 1


# copies ------------------------------------------------------------------------------------
CALL = item("a", ago(hours=3), duration=timedelta(minutes=6), agent="Lena Ott", direction=INBOUND)


def copy(key: str = "b", **more: Any) -> Interaction:
    facts = {"at": CALL.at + timedelta(seconds=40), "source": "phones"} | more
    return item(key, **facts)


def test_one_call_in_three_systems_is_one_row_with_our_own_words_in_front() -> None:
    own = copy("own", source="local", detail="Money back by Friday.")
    (row,) = rows(CALL, copy(), own)
    assert row.interaction is own
    assert {one.id for one in row.copies} == {"a", "b"}
    assert row.thread == ()


@pytest.mark.parametrize(
    "other",
    [
        copy(at=CALL.at + timedelta(minutes=4)),
        copy(source="crm"),
        copy(channel=Channel.CHAT),
        copy(direction=OUTBOUND),
        copy(agent="Tom Hale"),
        copy(duration=timedelta(minutes=12)),
        copy(duration=timedelta(minutes=6), at=CALL.at + timedelta(minutes=2)),
    ],
    ids=["later", "same system", "chat", "outbound", "another agent", "longer", "clocks differ"],
)
def test_what_speaks_against_it_keeps_two_calls_two(other: Interaction) -> None:
    assert not together(CALL, other)


@pytest.mark.parametrize(
    "other",
    [copy(agent="101"), copy(agent="Ott, Lena"), copy(duration=timedelta(minutes=5, seconds=30))],
    ids=["extension", "the other way round", "a little shorter"],
)
def test_what_only_looks_different_is_the_same_call(other: Interaction) -> None:
    assert together(CALL, other)


def test_each_report_is_taken_for_the_nearest_contact_only() -> None:
    first, second = item("p1", ago(minutes=60)), item("p2", ago(minutes=57))
    noted = [
        item(f"n{n}", one.at + timedelta(seconds=50), source="log")
        for n, one in enumerate((first, second))
    ]
    found = [{one.id for one in row.everything} for row in rows(first, second, *noted)]
    assert found == [{"p2", "n1"}, {"p1", "n0"}]


def test_a_mail_needs_its_subject_to_be_the_same() -> None:
    mail = item("a", ago(hours=5), Channel.MAIL, title="Bill of May")
    same = item("b", ago(hours=5, seconds=30), Channel.MAIL, title="RE: bill of may", source="desk")
    assert together(mail, same)
    other = item("c", ago(hours=5, seconds=30), Channel.MAIL, title="Meter", source="desk")
    assert not together(mail, other)


def test_an_order_is_the_same_by_its_number_however_it_is_written() -> None:
    order = item("a", ago(days=3), Channel.ORDER, reference="WO-20118", source="shop")
    assert together(order, item("b", ago(days=9), Channel.ORDER, reference="#wo 20118"))
    assert not together(order, item("b", ago(days=3), Channel.ORDER, reference="WO-20119"))
    ticket = item("t", ago(days=3), Channel.TICKET, reference="#17", source="desk")
    assert not together(ticket, item("u", ago(days=9), Channel.TICKET, reference="17"))


def test_an_open_copy_is_not_hidden_behind_a_closed_one() -> None:
    ticket = item("a", ago(days=3), Channel.TICKET, reference="#48211", detail="a long story")
    other = item(
        "b",
        ago(days=3),
        Channel.TICKET,
        reference="#48211",
        source="desk",
        status=InteractionStatus.OPEN,
    )
    (row,) = rows(ticket, other)
    assert (row.interaction.id, row.open) == ("b", True)


# threads -----------------------------------------------------------------------------------
def test_a_conversation_is_one_row_with_the_newest_in_front() -> None:
    chat = [item(f"m{n}", ago(hours=n), Channel.MESSAGE, thread="t") for n in (1, 2, 30)]
    (row,) = rows(*chat)
    assert [one.id for one in row.everything] == ["m1", "m2", "m30"]
    assert not together(chat[0], item("x", ago(hours=2), Channel.MESSAGE, thread="t", source="y"))


def test_a_ticket_and_what_belongs_to_it_are_one_row_as_open_as_the_ticket() -> None:
    ticket = item("t", ago(days=4), Channel.TICKET, reference="#9", status=InteractionStatus.OPEN)
    mails = [item(f"m{n}", ago(days=n), Channel.MAIL, parent="9") for n in (1, 2)]
    (row,) = rows(ticket, *mails)
    assert (row.interaction.id, row.open) == ("m1", True)
    note = item("n", ago(hours=1), Channel.NOTE, parent="9")
    (row,) = rows(ticket, note)
    assert (row.interaction.id, row.matter.id, row.open) == ("t", "t", True)


def test_replies_are_a_thread_where_the_system_names_none() -> None:
    first = item("a", ago(days=3), Channel.MAIL, title="Bill of May")
    reply = item("b", ago(days=2), Channel.MAIL, title="Re: Bill of May", direction=OUTBOUND)
    assert together(first, reply)
    again = item("c", ago(days=1), Channel.MAIL, title="Bill of May")
    assert len(rows(first, reply, again)) == 2
    assert not together(first, item("d", ago(days=-20), Channel.MAIL, title="AW: Bill of May"))


def test_the_thread_of_a_copy_comes_along() -> None:
    asked = item("a", ago(hours=5), Channel.MAIL, title="Bill", thread="x")
    answer = item("b", ago(hours=4), Channel.MAIL, title="Re: Bill", thread="x")
    noted = item("c", ago(hours=4, seconds=20), Channel.MAIL, title="Re: Bill", source="desk")
    (row,) = rows(asked, answer, noted)
    assert {one.id for one in (row.interaction, *row.copies)} == {"b", "c"}
    assert [one.id for one in row.thread] == ["a"]


# unanswered --------------------------------------------------------------------------------
def asked(key: str, days: float, **more: Any) -> Interaction:
    facts = {"direction": INBOUND, "status": InteractionStatus.OPEN, "channel": Channel.MAIL}
    return item(key, ago(days=days), **(facts | more))


def since(*items: Interaction) -> datetime | None:
    return rows(*items)[0].unanswered_since


def test_a_mail_waits_until_somebody_answers_it() -> None:
    mail = asked("m", 2)
    assert since(mail) == mail.at
    assert since(asked("m", 2, answered_at=ago(days=1))) is None
    assert since(asked("m", 2, direction=None)) is None
    assert since(asked("m", 2, status=InteractionStatus.CLOSED)) is None
    assert since(asked("m", 2, status=InteractionStatus.CLOSED, unanswered=True)) == mail.at
    assert since(asked("m", 120)) is None


def test_in_a_thread_the_first_unanswered_one_counts() -> None:
    first, second = asked("a", 6, thread="t"), asked("b", 4, thread="t")
    assert since(first, second) == first.at
    answer = asked("c", 5, thread="t", direction=OUTBOUND)
    assert since(first, answer, second) == second.at
    assert since(first, second, asked("d", 1, thread="t", direction=OUTBOUND)) is None


def test_a_missed_call_is_answered_by_the_next_one() -> None:
    missed = item("m", ago(days=2), unanswered=True, direction=INBOUND)
    assert since(missed) == missed.at
    later = item("k", ago(days=1), direction=OUTBOUND)
    assert [row.unanswered_since for row in rows(missed, later)] == [None, None]
    before = item("k", ago(days=3))
    assert [row.unanswered_since for row in rows(missed, before)] == [missed.at, None]


def test_a_wish_to_be_called_waits_for_the_call() -> None:
    wish = item("w", ago(days=1), Channel.CALLBACK, status=InteractionStatus.OPEN)
    assert since(wish) == wish.at
    assert [one.unanswered_since for one in rows(wish, item("k", ago(hours=2)))] == [None, None]


# repeats -----------------------------------------------------------------------------------
def test_a_third_contact_about_one_thing_says_so() -> None:
    calls = [item(f"k{n}", ago(days=n), topic="billing") for n in (1, 5, 10)]
    chat = item("c", ago(days=3), Channel.CHAT, topic="technical")
    newest, _, second, first = rows(*calls, chat)
    assert newest.repeat is not None
    assert (newest.repeat.count, newest.repeat.of) == (3, "k5")
    assert (newest.repeat.span, newest.repeat.reason) == (timedelta(days=9), "billing")
    assert second.repeat is not None
    assert (second.repeat.count, first.repeat) == (2, None)


@pytest.mark.parametrize(
    "second",
    [
        item("b", ago(days=1), topic="billing", direction=OUTBOUND),
        item("b", ago(days=1), topic="orders"),
        item("b", ago(days=1), Channel.TICKET, topic="billing"),
        item("b", ago(days=-9), topic="billing"),
        item("b", ago(days=1)),
    ],
    ids=["ours", "other topic", "a case", "long after", "no topic"],
)
def test_what_is_no_return_is_not_counted(second: Interaction) -> None:
    first = item("a", ago(days=6), topic="billing")
    assert all(row.repeat is None for row in rows(first, second))


def test_without_a_topic_the_number_of_the_case_links_them() -> None:
    calls = [item(f"k{n}", ago(days=n), parent="#88", source=f"s{n}") for n in (1, 3)]
    repeat = rows(*calls)[0].repeat
    assert repeat is not None
    assert (repeat.reason, repeat.count) == ("#88", 2)


# time --------------------------------------------------------------------------------------
def test_rows_stand_in_groups_of_the_desks_own_days() -> None:
    times = {
        "later": ago(days=-2),
        "today": NOW.replace(hour=0, minute=30),
        "early": datetime(2026, 11, 18, 23, 10, tzinfo=UTC),  # past midnight in Berlin
        "yesterday": ago(days=1),
        "monday": ago(days=3),
        "sunday": ago(days=4),
        "november": datetime(2026, 11, 3, tzinfo=UTC),
        "may": datetime(2026, 5, 3, tzinfo=UTC),
        "last year": datetime(2025, 2, 3, tzinfo=UTC),
        "long ago": datetime(2019, 2, 3, tzinfo=UTC),
    }
    found = arrange([item(key, at) for key, at in times.items()], NOW, BERLIN)
    groups = {row.key: (row.group.period, row.group.start) for row in found.rows}
    assert groups == {
        "later": (Period.LATER, date(2026, 11, 20)),
        "today": (Period.TODAY, date(2026, 11, 19)),
        "early": (Period.TODAY, date(2026, 11, 19)),
        "yesterday": (Period.YESTERDAY, date(2026, 11, 18)),
        "monday": (Period.THIS_WEEK, date(2026, 11, 16)),
        "sunday": (Period.LAST_WEEK, date(2026, 11, 9)),
        "november": (Period.MONTH, date(2026, 11, 1)),
        "may": (Period.MONTH, date(2026, 5, 1)),
        "last year": (Period.MONTH, date(2025, 2, 1)),
        "long ago": (Period.YEAR, date(2019, 1, 1)),
    }
    assert [group.period for group in found.groups][:3] == ["later", "today", "yesterday"]


@pytest.mark.parametrize("weekday", range(7))
def test_on_every_day_of_the_week_groups_follow_each_other(weekday: int) -> None:
    now = NOW + timedelta(days=weekday)
    days = [item(f"d{n}", now - timedelta(days=n)) for n in range(800)]
    groups = arrange(days, now, BERLIN).groups
    starts = [group.start for group in groups]
    assert starts == sorted(set(starts), reverse=True)
    for row in arrange(days, now, BERLIN).rows:
        assert row.group.start <= row.at.astimezone(BERLIN).date()


def test_a_promise_stands_where_it_was_made() -> None:
    def promise(key: str, days: float, status: PromiseStatus) -> Promise:
        return Promise(PromiseId(key), DANA, f"do {key}", NOW, "Lena", ago(days=days), status)

    promises = [promise("p", 2, PromiseStatus.OPEN), promise("q", 40, PromiseStatus.KEPT)]
    found = arrange([item("a", ago(days=1)), item("b", ago(days=9))], NOW, BERLIN, promises)
    assert [row.key for row in found.rows] == ["a", "promise:p", "b", "promise:q"]
    assert [row.open for row in found.rows] == [False, True, False, False]
    assert isinstance(found.rows[1], PromiseEntry)
    assert found.row_of("promise:q") == 3


def test_what_is_present_is_counted_by_row() -> None:
    found = arrange([CALL, copy(), item("m", ago(days=1), Channel.MAIL)], NOW, BERLIN)
    assert found.channels == ((Channel.PHONE, 1), (Channel.MAIL, 1))
    assert found.sources == (("crm", 2), ("phones", 1))
    assert (found.row_of("b"), found.row_of("m"), found.row_of("gone")) == (0, 1, None)


def test_a_thousand_rows_of_one_moment_are_no_trap() -> None:
    items = [item(f"i{n}", NOW, source=f"s{n % 2}") for n in range(1000)]
    assert sum(len(row.everything) for row in rows(*items)) == 1000


# properties --------------------------------------------------------------------------------
_items = st.builds(
    lambda n, minutes, channel, source, thread, parent, inbound, title, status: item(
        f"i{n}",
        NOW - timedelta(minutes=minutes),
        channel,
        source=source,
        thread=thread,
        parent=parent,
        reference=parent,
        title=title,
        status=status,
        direction=INBOUND if inbound else None,
    ),
    st.integers(0, 200),
    st.integers(-100, 2000),
    st.sampled_from([Channel.PHONE, Channel.MAIL, Channel.TICKET, Channel.ORDER, Channel.CHAT]),
    st.sampled_from(["crm", "phones", "desk", "local"]),
    st.sampled_from([None, None, "t1", "t2"]),
    st.sampled_from([None, None, "#4821", "88-1377"]),
    st.booleans(),
    st.sampled_from(["Bill", "Re: Bill", "AW: Bill", "Call"]),
    st.sampled_from(InteractionStatus),
)
_lists = st.lists(_items, max_size=25, unique_by=lambda one: one.id)


def ids(found: Timeline) -> list[str]:
    return [one.id for row in found.entries for one in row.everything]


@given(_lists, st.randoms())
def test_every_interaction_stands_in_exactly_one_row_in_a_fixed_order(
    items: list[Interaction], random: Any
) -> None:
    found = arrange(items, NOW, BERLIN)
    assert Counter(ids(found)) == Counter(one.id for one in items)
    assert [row.at for row in found.rows] == sorted((row.at for row in found.rows), reverse=True)
    shuffled = [*items, *items[:3]]
    random.shuffle(shuffled)
    assert arrange(shuffled, NOW, BERLIN) == found


@given(_lists)
def test_arranging_what_was_arranged_changes_nothing(items: list[Interaction]) -> None:
    found = arrange(items, NOW, BERLIN)
    again = [one for row in found.entries for one in row.everything]
    assert arrange(again, NOW, BERLIN) == found


@given(_lists)
def test_no_row_has_two_reports_of_one_system_for_one_contact(items: list[Interaction]) -> None:
    for row in arrange(items, NOW, BERLIN).entries:
        reports = (row.interaction, *row.copies)
        assert len({one.source for one in reports}) == len(reports)
        assert len({one.channel for one in reports}) == 1
        assert [one.at for one in row.thread] == sorted((t.at for t in row.thread), reverse=True)


@given(
    st.lists(
        st.tuples(
            st.integers(5, 50),  # minutes to the next call
            st.lists(st.integers(-25, 25), min_size=1, max_size=3),  # clocks of the systems
        ),
        min_size=1,
        max_size=12,
    )
)
def test_two_calls_of_one_day_stay_two_whoever_reports_them(
    calls: list[tuple[int, list[int]]],
) -> None:
    at, truth = ago(hours=12), {}
    reports = []
    for number, (pause, clocks) in enumerate(calls):
        at += timedelta(minutes=pause)
        for system, clock in enumerate(clocks):
            key = f"{number}-{system}"
            truth[key] = number
            shown = at + timedelta(seconds=clock)
            reports.append(item(key, shown, source=f"s{system}"))
    found = arrange(reports, NOW, BERLIN)
    shown_together = [{truth[one.id] for one in row.everything} for row in found.entries]
    assert all(len(numbers) == 1 for numbers in shown_together)
    assert len(shown_together) == len(calls)
