"""The call tracker over a lost connection, and coming in while calls are on."""

from datetime import timedelta
from typing import Any

from agentassist.domain import call_events as ev
from agentassist.domain.call import AgentState, CallOutcome
from agentassist.domain.ids import AgentId, CallId, LegId
from agentassist.domain.party import Presentation

OUTSIDE = "+493023125042"


def listed(facts: ev.LegFacts, **more: Any) -> ev.ListedLeg:
    return ev.ListedLeg(facts, **more)


def test_a_lost_connection_makes_lines_stale_and_a_list_tells_what_is_gone(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    site.send(ev.SystemLost(site.stamp()))
    assert site.seen[-1].stale
    assert site.seen[-1].state is AgentState.TALKING
    site.send(ev.SystemListed(site.stamp(), ()))
    assert (site.seen[-1].state, site.seen[-1].outcome) == (AgentState.IDLE, CallOutcome.LOST)
    assert not site.seen[-1].stale
    assert site.tracker.legs == 0


def test_a_call_that_is_still_there_goes_on(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    site.hold("a")
    site.send(ev.SystemLost(site.stamp()))
    legs = (listed(site.legs["a"], bridge="b"), listed(site.legs["c"], bridge="b"))
    site.send(ev.SystemListed(site.stamp(), legs))
    assert (site.seen[-1].state, site.seen[-1].stale) == (AgentState.HELD, False)


def test_a_consultation_that_is_gone_ends_with_the_customer(exchange: Any) -> None:
    site = exchange()
    site.consult()
    site.send(ev.SystemLost(site.stamp()))
    site.send(ev.SystemListed(site.stamp(), ()))
    assert site.told("101")[-2:] == ["talking 102 -", f"idle {OUTSIDE} lost"]


def found_talking(exchange: Any, *more: ev.ListedLeg) -> Any:
    """101 was talking to the caller when we came in; nothing tells whether it is on hold."""
    site = exchange()
    caller = ev.LegFacts(
        *(LegId("c"), CallId("c"), "PJSIP/trunk-c", "trunk", ev.LegState.UP), number=OUTSIDE
    )
    phone = ev.LegFacts(
        *(LegId("a"), CallId("c"), "PJSIP/101-a", "101", ev.LegState.UP), number="101"
    )
    site.legs |= {"c": caller, "a": phone}
    begun = {"c": 30, "a": 20}
    legs = [
        listed(site.legs[name], bridge="b", age=timedelta(seconds=age))
        for name, age in begun.items()
    ]
    site.send(ev.SystemListed(site.stamp(), (*more, *legs)))
    site.send(ev.SystemSettled(site.stamp()))
    return site


def test_whoever_calls_a_colleague_does_not_talk_to_the_customer_meanwhile(exchange: Any) -> None:
    site = found_talking(exchange)
    site.leg("k", call="k", line="101", state=ev.LegState.CALLING, number="101", exten="102")
    site.phone("b", "102", call="k")
    site.ring("k", "b")
    site.clear("b", "k")
    assert site.told("101") == [f"talking {OUTSIDE} -", "dialling 102 -", f"talking {OUTSIDE} -"]


def test_the_newest_call_is_in_front_however_the_list_is_ordered(exchange: Any) -> None:
    second = ev.LegFacts(
        *(LegId("k"), CallId("k"), "PJSIP/101-k", "101", ev.LegState.UP), number="101", exten="102"
    )
    colleague = ev.LegFacts(
        *(LegId("b"), CallId("k"), "PJSIP/102-b", "102", ev.LegState.UP), number="102"
    )
    site = found_talking(
        exchange,
        listed(second, bridge="bb", age=timedelta(seconds=5)),
        listed(colleague, bridge="bb", age=timedelta(seconds=5)),
    )
    assert site.told("101") == ["talking 102 -"]


def test_a_call_to_a_colleague_that_was_found_while_it_rings(exchange: Any) -> None:
    calling = ev.LegFacts(
        *(LegId("k"), CallId("k"), "PJSIP/101-k", "101", ev.LegState.CALLING), number="101"
    )
    colleague = ev.LegFacts(
        *(LegId("b"), CallId("k"), "PJSIP/102-b", "102", ev.LegState.RINGING), number="102"
    )
    site = found_talking(
        exchange, *(listed(one, age=timedelta(seconds=3)) for one in (colleague, calling))
    )
    assert site.told("101") == ["dialling 102 -"]
    assert site.told("102") == ["ringing 101 -"]


def test_a_transfer_of_a_consultation_that_was_found_ends_with_the_customer(exchange: Any) -> None:
    site = exchange()
    parts = {"c": ("trunk", OUTSIDE), "a": ("101", "101"), "b": ("102", "102")}
    for name, (line, number) in parts.items():
        site.legs[name] = ev.LegFacts(
            *(LegId(name), CallId("c"), f"PJSIP/{line}-{name}", line, ev.LegState.UP),
            number=number,
        )
    legs = tuple(
        listed(site.legs[name], bridge=bridge) for name, bridge in zip("cab", "xyy", strict=True)
    )
    site.send(ev.SystemListed(site.stamp(), legs))
    site.unbridge("y", "a")
    attended = ev.TransferKind.ATTENDED
    givers = (site.legs["a"], site.legs["a"])
    site.send(ev.Transferred(site.stamp(), attended, givers, site.legs["c"]))
    site.clear("a")
    assert site.told("101") == ["talking 102 -", f"wrapping {OUTSIDE} transferred"]


def test_a_call_that_only_the_first_list_knew_is_gone_with_the_next(exchange: Any) -> None:
    site = found_talking(exchange)
    site.send(ev.SystemListed(site.stamp(), ()))
    assert site.told("101") == [f"talking {OUTSIDE} -", f"idle {OUTSIDE} lost"]


def test_what_was_heard_live_is_not_lost(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    site.send(ev.SystemLost(site.stamp()))
    heard = frozenset({LegId("a"), LegId("c")})
    site.send(ev.SystemListed(site.stamp(), (), heard=heard))
    site.clear("a", "c")
    assert site.seen[-1].outcome is CallOutcome.ENDED


def test_a_phone_system_that_begins_its_numbers_anew(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    site.send(ev.SystemLost(site.stamp()))
    site.send(ev.SystemListed(site.stamp(), ()))
    site.send(ev.SystemSettled(site.stamp()))
    site.caller()
    site.answered()
    assert site.told("101")[-3:] == [
        f"idle {OUTSIDE} lost",
        f"ringing {OUTSIDE} -",
        f"talking {OUTSIDE} -",
    ]


def test_without_a_list_only_time_tells(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    site.send(ev.SystemLost(site.stamp()))
    site.send(ev.SystemListed(site.stamp(), (), complete=False))
    assert site.seen[-1].stale
    site.send(ev.SystemGivenUp(site.stamp()))
    assert site.seen[-1].outcome is CallOutcome.LOST


def test_coming_in_while_a_phone_rings(exchange: Any) -> None:
    site = exchange()
    caller = ev.LegFacts(
        *(LegId("c"), CallId("c"), "PJSIP/trunk-c", "trunk", ev.LegState.UP),
        number=OUTSIDE,
        presentation=Presentation.ALLOWED,
        ivr=ev.IvrFacts(intent="billing"),
    )
    phone = ev.LegFacts(
        *(LegId("a"), CallId("c"), "PJSIP/101-a", "101", ev.LegState.RINGING),
        number="101",
        connected=OUTSIDE,
    )
    legs = (
        listed(phone, age=timedelta(seconds=2)),
        listed(caller, age=timedelta(seconds=30), queue="support"),
    )
    waiting = (ev.WaitingCaller(LegId("c"), "support", timedelta(seconds=12)),)
    site.send(ev.SystemListed(site.stamp(), legs, waiting))
    (ring,) = site.seen
    assert (ring.state, ring.caller.number, ring.intent) == (
        AgentState.RINGING,
        OUTSIDE,
        "billing",
    )
    assert (ring.queue, ring.wait) == ("support", timedelta(seconds=10))
    assert site.tracker.take_questions() == []


def test_an_agent_that_is_watched_later_sees_the_call_that_is_on(exchange: Any) -> None:
    site = exchange("102")
    site.caller()
    site.answered()
    assert site.seen == []
    site.tracker.watch(AgentId("101"))
    (change,) = site.tracker.look(AgentId("101"), site.stamp())
    assert change.snapshot.state is AgentState.TALKING
    assert site.tracker.current(AgentId("101")) == change.snapshot
    assert site.tracker.current(AgentId("102")) is None
