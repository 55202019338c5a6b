"""Legs whose end was never told, accounts that may not ask, and room for what really is there."""

from typing import Any

import pytest

from agentassist.domain import call_events as ev
from agentassist.domain import call_legs
from agentassist.domain.call import AgentState, CallOutcome
from agentassist.domain.ids import AgentId, CallId, LegId
from agentassist.domain.party import WITHHELD, Presentation

OUTSIDE = "+493023125042"


def counted(site: Any, *legs: str) -> None:
    """The phone system says at once that these legs are there."""
    at = site.stamp()
    site.send(ev.SystemCounted(at, frozenset(LegId(leg) for leg in legs), at.ns))


def test_a_leg_that_two_counts_miss_is_gone(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    counted(site)
    assert site.told("101")[-1] == f"talking {OUTSIDE} -"
    counted(site)
    assert site.told("101")[-1] == f"idle {OUTSIDE} lost"
    assert site.tracker.legs == 0


def test_a_leg_that_is_counted_or_heard_of_stays(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    for _ in range(3):
        counted(site, "a")
        site.hold("c")
    assert site.tracker.legs == 2
    counted(site, "a")
    counted(site, "a", "c")
    counted(site, "a")
    assert site.tracker.legs == 2


def test_a_leg_that_began_after_the_question_is_not_missed(exchange: Any) -> None:
    site = exchange()
    asked = site.stamp()
    site.caller()
    for _ in range(2):
        site.send(ev.SystemCounted(site.stamp(), frozenset(), asked.ns))
    assert site.tracker.legs == 1


def test_an_end_that_was_only_late_is_told_as_it_was(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    counted(site, "c")
    site.clear("a", "c")
    assert site.told("101")[-1] == f"wrapping {OUTSIDE} ended"


def test_too_many_legs_push_out_no_call_that_an_agent_has(
    exchange: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_legs, "MAX_LEGS", 40)
    monkeypatch.setattr(call_legs, "_ROOM", 10)
    site = exchange()
    site.caller()
    site.answered()
    for number in range(200):
        site.caller(f"x{number}")
        assert site.tracker.legs <= 40
    site.clear("a", "c")
    assert site.told("101")[-1] == f"wrapping {OUTSIDE} ended"


def test_room_is_made_even_if_all_are_agents(
    exchange: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_legs, "MAX_LEGS", 10)
    site = exchange()
    for number in range(30):
        site.phone(f"p{number}", "101", call=f"p{number}")
    assert site.tracker.legs == 10


def blind(exchange: Any) -> Any:
    """An account that may not ask what is there."""
    site = exchange()
    site.send(ev.SystemListed(site.stamp(), (), complete=False))
    return site


def heard_of(site: Any, **facts: Any) -> None:
    phone = ev.LegFacts(
        *(LegId("a"), CallId("c"), "PJSIP/101-a", "101", ev.LegState.UP), number="101", **facts
    )
    site.legs["a"] = phone
    site.send(ev.LegChanged(site.stamp(), phone))


def test_where_nothing_else_is_told_the_phone_says_who_it_is(exchange: Any) -> None:
    site = blind(exchange)
    heard_of(site, connected=OUTSIDE, connected_name="Juergen Mueller")
    assert site.told("101") == [f"talking {OUTSIDE} -"]
    assert site.seen[0].caller.name == "Juergen Mueller"
    assert site.seen[0].caller.presentation is Presentation.UNKNOWN


def test_a_colleague_is_known_by_the_number_that_the_phone_shows(exchange: Any) -> None:
    site = blind(exchange)
    heard_of(site, connected="102")
    assert (site.seen[0].internal_from, site.seen[0].given) == ("102", ())


def test_who_asks_a_colleague_is_not_asked_by_them(exchange: Any) -> None:
    site = blind(exchange)
    heard_of(site, connected=OUTSIDE)
    site.phone("b", "102")
    site.ring("a", "b")
    assert site.told("101")[-1] == "dialling 102 -"
    assert site.seen[-1].agent == "102"
    assert [one.internal_from for one in site.seen] == [None, None, "101"]


def test_a_transfer_is_seen_on_the_phone_where_bridges_are_not_told(exchange: Any) -> None:
    site = blind(exchange)
    site.leg("k", call="k", line="101", state=ev.LegState.CALLING, number="101", exten="102")
    site.phone("b", "102", call="k")
    site.ring("k", "b")
    site.state("b", ev.LegState.UP, connected="101")
    site.state("k", ev.LegState.UP)
    site.bridge("y", "k", "b")
    site.caller()
    site.unbridge("y", "k")
    site.state("b", ev.LegState.UP, call=CallId("c"), connected=OUTSIDE)
    assert site.told("102")[-1] == f"talking {OUTSIDE} -"
    assert site.seen[-1].transferred_from == "101"


def test_a_phone_that_shows_a_withheld_number_shows_none(exchange: Any) -> None:
    site = blind(exchange)
    heard_of(site, connected_withheld=True)
    assert site.seen[0].caller == WITHHELD


def test_the_phones_word_is_not_taken_where_each_leg_says_what_may_be_shown(exchange: Any) -> None:
    site = blind(exchange)
    heard_of(site, connected=OUTSIDE, presentation=Presentation.ALLOWED)
    assert site.told("101") == ["talking None -"]
    site.caller(presentation=Presentation.RESTRICTED)
    assert OUTSIDE not in repr(site.seen)
    assert site.seen[-1].caller == WITHHELD


def test_the_phones_word_is_not_taken_while_the_phone_system_can_be_asked(exchange: Any) -> None:
    site = exchange()
    site.send(ev.SystemListed(site.stamp(), ()))
    heard_of(site, connected=OUTSIDE)
    assert site.told("101") == ["talking None -"]


def test_a_call_remembered_from_before_a_loss_hides_no_ring(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    site.send(ev.SystemLost(site.stamp()))
    site.send(ev.SystemListed(site.stamp(), (), complete=False))
    assert site.seen[-1].stale
    site.caller("d", "+4989")
    site.phone("e", "101", call="d")
    site.ring("d", "e")
    assert site.told("101")[-1] == "ringing +4989 -"
    assert not site.seen[-1].stale
    site.clear("e", "d")
    assert (site.seen[-1].state, site.seen[-1].stale) == (AgentState.TALKING, True)
    site.send(ev.SystemGivenUp(site.stamp()))
    assert site.seen[-1].outcome is CallOutcome.LOST
    assert site.tracker.current(AgentId("101")) is None
