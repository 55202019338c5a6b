"""Why they probably call: ranked by named terms, never surer than the evidence."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.basis import BasisKind, Certainty
from agentassist.domain.call import AgentState, CallSnapshot, Direction
from agentassist.domain.discretion import Discretion
from agentassist.domain.ids import AgentId, CallId, ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.ivr import MENU, GivenFact, InputResult
from agentassist.domain.likely_why import WEIGHTS, Term, likely_why
from agentassist.domain.promise import Promise
from agentassist.domain.screen_pop import LikelyWhy
from agentassist.domain.sealed import Sealed
from agentassist.domain.timeline.arrange import arrange

NOW = datetime(2026, 11, 21, 10, 2, tzinfo=UTC)
DANA = ContactId("c1")
MENU_1 = GivenFact(MENU, Sealed("1"), "1", InputResult.OK)


def call(intent: str | None = "billing") -> CallSnapshot:
    pressed = (MENU_1,) if intent else ()
    return CallSnapshot(
        1, AgentId("101"), AgentState.RINGING, call_id=CallId("1.1"), intent=intent, given=pressed
    )


def item(
    key: str, channel: Channel, topic: str | None, days: float = 5, **more: Any
) -> Interaction:
    at = NOW - timedelta(days=days)
    return Interaction(InteractionId(key), DANA, channel, at, f"about {key}", topic=topic, **more)


def why_of(
    *items: Interaction, intent: str | None = "billing", overdue: tuple[Promise, ...] = ()
) -> LikelyWhy | None:
    return likely_why(call(intent), arrange(items, NOW, UTC), overdue, NOW)


OPEN = InteractionStatus.OPEN
TICKET = item("t1", Channel.TICKET, "billing", status=OPEN, reference="#4821")
OTHER = item("t2", Channel.TICKET, "technical", 1, status=InteractionStatus.WAITING)
UNTOLD = item("t3", Channel.TICKET, None, status=OPEN)
CHAT = item("c9", Channel.CHAT, "billing", 2)
PROMISE = Promise(PromiseId("p1"), DANA, "call back", NOW - timedelta(hours=2), "Lena", NOW)


def test_an_open_case_that_fits_the_menu_choice_wins() -> None:
    why = why_of(CHAT, OTHER, TICKET, overdue=(PROMISE,))
    assert why is not None
    assert (why.headline, why.from_record, why.certainty) == (
        "about t1",
        True,
        Certainty.PROBABLE,
    )
    assert ("open_ticket", "#4821") in why.evidence
    assert ("ivr_path", "1") in why.evidence
    assert ("last_chat", CHAT.at.isoformat()) in why.evidence
    assert [basis.key for basis in why.basis] == ["t1", "c9", MENU]
    assert [one.headline for one in why.also] == ["call back", "about t2"]


def test_a_missed_promise_beats_a_case_about_something_else() -> None:
    why = why_of(OTHER, overdue=(PROMISE,))
    assert why is not None
    assert (why.headline, why.basis[0].kind) == (PROMISE.what, BasisKind.PROMISE)


def test_a_case_about_something_else_does_not_speak_over_what_they_chose() -> None:
    why = why_of(OTHER)
    assert why is not None
    assert (why.headline, why.from_record, why.certainty) == ("billing", False, Certainty.SAID)
    assert [(one.headline, one.certainty) for one in why.also] == [("about t2", Certainty.POSSIBLE)]


def test_what_they_chose_stands_before_a_case_that_may_be_about_anything() -> None:
    why = why_of(UNTOLD)
    assert why is not None
    assert why.headline == "billing"
    assert why.also[0].certainty is Certainty.POSSIBLE


def test_without_a_choice_an_open_case_is_possible_and_no_more() -> None:
    why = why_of(TICKET, intent=None)
    assert why is not None
    assert (why.headline, why.certainty) == ("about t1", Certainty.POSSIBLE)


def test_the_menu_choice_alone_is_named_as_such() -> None:
    why = why_of(CHAT)
    assert why is not None
    assert (why.headline, why.from_record) == ("billing", False)
    assert ("last_chat", CHAT.at.isoformat()) in why.evidence


def test_nothing_known_gives_no_reason() -> None:
    assert why_of(CHAT, intent=None) is None
    assert why_of(intent=None) is None


def test_a_mail_that_nobody_answered_is_a_reason() -> None:
    mail = item("m", Channel.MAIL, None, 2, status=OPEN, direction=Direction.INBOUND)
    why = why_of(mail, TICKET, intent=None)
    assert why is not None
    assert why.headline == "about m"
    assert ("unanswered_mail", mail.at.isoformat()) in why.evidence
    assert why.certainty is Certainty.PROBABLE


def test_an_order_that_is_late_comes_before_one_on_its_way() -> None:
    due = NOW - timedelta(days=1)
    late = item("o1", Channel.ORDER, None, 9, status=InteractionStatus.WAITING, due=due)
    coming = item(
        "o2", Channel.ORDER, None, 1, status=InteractionStatus.WAITING, due=NOW + timedelta(days=1)
    )
    why = why_of(late, coming, intent=None)
    assert why is not None
    assert (why.headline, why.certainty) == ("about o1", Certainty.PROBABLE)
    assert ("late_order", due.isoformat()) in why.evidence
    assert why.also[0].headline == "about o2"


@pytest.mark.parametrize(("days", "known"), [(1, True), (6, False)])
def test_an_order_that_was_just_delivered_is_a_reason(days: int, known: bool) -> None:
    done = NOW - timedelta(days=days)
    why = why_of(item("o1", Channel.ORDER, None, 9, done_at=done), intent=None)
    assert (why is not None) is known
    if why is not None:
        assert ("done_order", done.isoformat()) in why.evidence
        assert why.certainty is Certainty.POSSIBLE


def test_who_comes_back_for_the_third_time_is_said_to() -> None:
    calls = [item(f"k{n}", Channel.PHONE, "billing", days) for n, days in enumerate((2, 5, 9))]
    why = why_of(*calls)
    assert why is not None
    assert ("repeated", "3") in why.evidence
    assert Term.REPEATED in why.terms


def test_what_is_only_to_be_known_stays_marked() -> None:
    why = why_of(item("t1", Channel.TICKET, "billing", status=OPEN, discretion=Discretion.KNOW))
    assert why is not None
    assert why.discretion is Discretion.KNOW


_items = st.builds(
    lambda n, channel, topic, days, status, inbound: item(
        f"i{n}",
        channel,
        topic,
        days,
        status=status,
        direction=Direction.INBOUND if inbound else None,
    ),
    st.integers(0, 40),
    st.sampled_from(Channel),
    st.sampled_from(["billing", "technical", None]),
    st.floats(0.01, 40),
    st.sampled_from(InteractionStatus),
    st.booleans(),
)


@given(st.lists(_items, max_size=12), st.sampled_from(["billing", None]), st.randoms())
def test_the_ranking_is_the_same_whatever_the_order(
    items: list[Interaction], intent: str | None, random: Any
) -> None:
    items = list({one.id: one for one in items}.values())
    shuffled = list(items)
    random.shuffle(shuffled)
    first, second = why_of(*items, intent=intent), why_of(*shuffled, intent=intent)
    assert first == second
    if first is None:
        return
    for why in (first, *first.also):
        assert why.basis
        assert why.evidence
        if why.certainty is Certainty.SAID:
            assert why.headline == intent
        elif why.certainty is Certainty.PROBABLE:
            assert {"fits_choice", "unanswered", "late", "promise_overdue"} & set(why.terms)
    points = [sum(WEIGHTS[Term(term)] for term in why.terms) for why in (first, *first.also)]
    assert points == sorted(points, reverse=True)
