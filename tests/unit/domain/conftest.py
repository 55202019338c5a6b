"""A phone system for the tests of the call tracker, one word per event."""

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from agentassist.domain import call_events as ev
from agentassist.domain.call import CallSnapshot
from agentassist.domain.call_tracker import CallTracker
from agentassist.domain.ids import AgentId, CallId, LegId

OUTSIDE = "+493023125042"


class Exchange:
    """A phone system in a test: legs by name, one word per event."""

    def __init__(self, *agents: str) -> None:
        self.tracker = CallTracker([AgentId(agent) for agent in agents or ("101", "102")])
        self.seen: list[CallSnapshot] = []
        self.legs: dict[str, ev.LegFacts] = {}
        self._ticks = count(1)

    def stamp(self) -> ev.Stamp:
        return ev.Stamp(next(self._ticks) * 1_000_000_000)

    def send(self, event: ev.CallEvent) -> None:
        self.seen += [change.snapshot for change in self.tracker.apply(event)]

    def leg(self, name: str, /, *, call: str, line: str, **facts: Any) -> ev.LegFacts:
        known = ev.LegFacts(
            LegId(name), CallId(call), f"PJSIP/{line}-{name}", line, ev.LegState.DOWN
        )
        self.legs[name] = replace(known, **facts)
        self.send(ev.Initiated(self.stamp(), self.legs[name]))
        return self.legs[name]

    def caller(self, name: str = "c", number: str | None = OUTSIDE, **facts: Any) -> None:
        state = ev.LegState.CALLING
        self.leg(name, call=name, line="trunk", state=state, number=number, **facts)
        self.state(name, ev.LegState.UP)

    def phone(self, name: str, line: str, call: str = "c") -> None:
        self.leg(name, call=call, line=line, number=line, name=f"Agent {line}")

    def state(self, name: str, state: ev.LegState, **facts: Any) -> None:
        self.legs[name] = replace(self.legs[name], state=state, **facts)
        self.send(ev.LegChanged(self.stamp(), self.legs[name]))

    def ring(self, calling: str, alerting: str) -> None:
        self.send(ev.Delivered(self.stamp(), self.legs[calling], self.legs[alerting]))

    def end_ring(self, calling: str, alerting: str, result: ev.DialResult) -> None:
        legs = self.legs[calling], self.legs[alerting]
        self.send(ev.DeliveryEnded(self.stamp(), *legs, result))

    def bridge(self, bridge: str, *names: str) -> None:
        for name in names:
            self.send(ev.BridgeEntered(self.stamp(), self.legs[name], bridge))

    def unbridge(self, bridge: str, *names: str) -> None:
        for name in names:
            self.send(ev.BridgeLeft(self.stamp(), self.legs[name], bridge))

    def hold(self, name: str) -> None:
        self.send(ev.Held(self.stamp(), self.legs[name]))

    def clear(self, *names: str) -> None:
        for name in names:
            self.send(ev.ConnectionCleared(self.stamp(), self.legs[name]))

    def answered(self, name: str = "a", line: str = "101") -> None:
        """The caller rings this phone and it answers."""
        self.phone(name, line)
        self.ring("c", name)
        self.state(name, ev.LegState.UP)
        self.bridge("b", name, "c")

    def consult(self) -> None:
        """101 has the caller on hold and talks to 102 in a second call."""
        self.caller()
        self.answered()
        self.hold("a")
        self.leg("k", call="k", line="101", state=ev.LegState.CALLING, number="101", exten="102")
        self.phone("b", "102", call="k")
        self.ring("k", "b")
        self.state("b", ev.LegState.UP)
        self.state("k", ev.LegState.UP)
        self.bridge("bb", "k", "b")

    def told(self, agent: str) -> list[str]:
        return [
            f"{one.state.value} {one.caller.number} {one.outcome.value if one.outcome else '-'}"
            for one in self.seen
            if one.agent == agent
        ]


@pytest.fixture
def exchange() -> type[Exchange]:
    """`exchange("101", "102")`: one on which these agents are watched (101 and 102 by default)."""
    return Exchange
