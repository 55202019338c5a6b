"""Every recording, line by line, for every agent; as bridge and observer, variables on or off."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from agentassist.domain.call import CallSnapshot, Direction
from agentassist.domain.party import WITHHELD, Presentation

MUELLER = "account:*8822:ok menu:2:ok pin:*:ok"
OKAFOR = "account:*7719:ok menu:3:ok pin:*:ok"
ZOE = "account:*1155:ok menu:1:ok pin:*:ok"
HIDDEN = "account:*1155:ok menu:2:ok pin:*:ok"
NGUYEN = "account:*5566:ok menu:2:ok pin:*:ok"
PETROV = "account:*8801:ok menu:{}:ok pin:*:ok"
TYPED_TWICE = "account:*7199:wrong account:*7719:ok menu:2:ok pin:*:wrong pin:*:ok"


def answered(number: str, given: str, *, held: bool = False, end: str = "ended") -> list[str]:
    """Ringing, talking, perhaps held and talking again, then the end."""
    states = ["ringing", "talking", *(["held", "talking"] if held else [])]
    return [f"{state} | {number} | {given}" for state in states] + [
        f"wrapping | {number} | {given} | {end}"
    ]


RING_NO_ANSWER = f"+12025550143 | {NGUYEN}"
BLIND = f"+442079460188 | by 101 | {PETROV.format(3)}"
CONSULTED = [
    "dialling | 102",
    "talking | 102",
]
STORIES: dict[str, dict[str, list[str]]] = {
    "01a-answer-hold-hangup": {"101": answered("+493023125042", MUELLER, held=True)},
    "01b-answer-hold-hangup-channelvars": {"101": answered("+442079460123", OKAFOR, held=True)},
    "01c-local-member": {"103": answered("+493023125077", ZOE, held=True)},
    "02-ring-no-answer": {
        "101": [f"ringing | {RING_NO_ANSWER}", f"idle | {RING_NO_ANSWER} | no_answer"],
        "102": answered("+12025550143", NGUYEN),
    },
    "03-abandon": {
        "101": [
            f"ringing | +493023125042 | {PETROV.format(2)}",
            f"idle | +493023125042 | {PETROV.format(2)} | abandoned",
        ]
    },
    "04-blind-transfer": {
        "101": answered("+442079460188", PETROV.format(3), end="transferred"),
        "102": [f"ringing | {BLIND}", f"talking | {BLIND}", f"wrapping | {BLIND} | ended"],
    },
    "05-attended-transfer": {
        "101": [
            *answered("+493023125099", MUELLER)[:2],
            f"held | +493023125099 | {MUELLER}",
            "dialling | 102",
            *CONSULTED,
            f"wrapping | +493023125099 | {MUELLER} | transferred",
        ],
        "102": [
            "ringing | 101 | from 101",
            "talking | 101 | from 101",
            f"talking | +493023125099 | by 101 | {MUELLER}",
            f"wrapping | +493023125099 | by 101 | {MUELLER} | ended",
        ],
    },
    "05b-attended-transfer-sip-refer": {
        "101": [
            *answered("+12025550199", OKAFOR)[:2],
            f"held | +12025550199 | {OKAFOR}",
            *CONSULTED,
            f"wrapping | +12025550199 | {OKAFOR} | transferred",
        ],
        "102": [
            "ringing | 101 | from 101",
            "talking | 101 | from 101",
            f"talking | +12025550199 | by 101 | {OKAFOR}",
            f"wrapping | +12025550199 | by 101 | {OKAFOR} | ended",
        ],
    },
    "06a-withheld-privacy-id": {"101": answered("+493023125123", HIDDEN)},
    "06b-anonymous": {"101": answered("restricted", NGUYEN)},
    "06c-withheld-pres-in-channelvars": {"101": answered("restricted", HIDDEN)},
    "07-mistype": {"101": answered("+12025550177", TYPED_TWICE)},
    "10a-crash.part1": {"101": answered("+493023125042", MUELLER)[:2]},
    "10a-crash.part2": {"101": answered("+442079460123", OKAFOR)},
    "10b-core-restart-now.part1": {"101": answered("+493023125042", MUELLER)},
    "10b-core-restart-now.part2": {"101": answered("+442079460123", OKAFOR)},
}
OBSERVED = [name for name in STORIES if name[:3] in ("01a", "01c", "02-", "03-", "04-", "05-")] + [
    "05b-attended-transfer-sip-refer",
    "06c-withheld-pres-in-channelvars",
    "07-mistype",
]
CASES = [(name, "bridge") for name in STORIES] + [(name, "observer") for name in OBSERVED]


@pytest.mark.parametrize(("name", "user"), CASES)
def test_every_agent_sees_the_whole_story(
    name: str, user: str, recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    played = play(live(recording(f"{name}.{user}")))
    for agent in ("101", "102", "103"):
        assert played.story(agent) == STORIES[name].get(agent, [])
    assert played.parser.counters.malformed == 0


@pytest.mark.parametrize("name", [name for name in STORIES if "part1" not in name])
def test_nothing_is_left_behind(
    name: str, recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    played = play(live(recording(f"{name}.bridge")))
    table = played.tracker._table
    assert (table.legs, table.calls, table.bridges, table.by_line) == ({}, {}, {}, {})


def last(played: Any, agent: str) -> CallSnapshot:
    snapshots: list[CallSnapshot] = [one for one in played.seen if one.agent == agent]
    return snapshots[-1]


def test_everything_the_card_needs_is_in_the_ring(
    recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    ring = play(live(recording("01a-answer-hold-hangup.bridge"))).seen[0]
    assert ring.caller.name == "Juergen Mueller"
    assert ring.caller.presentation is Presentation.UNKNOWN
    assert ring.caller_customer == "Müller, Jürgen"
    assert (ring.intent, ring.verified, ring.queue) == ("technical", True, "support")
    assert ring.dialled == "4930555010"
    assert ring.direction is Direction.INBOUND
    assert ring.wait == timedelta(seconds=0.004)
    assert (ring.call_id, ring.leg) == ("1795289933.2", "1795289940.3")
    assert [fact.value.reveal() if fact.value else None for fact in ring.given] == [
        "40018822",
        "2",
        None,
    ]


def test_escapes_are_undone_once_and_a_comma_does_not_end_a_name(
    recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    played = play(live(recording("01c-local-member.bridge")))
    assert last(played, "103").caller_customer == "Zoë Łukasiewicz-O'Brien"


def test_the_wait_is_counted_to_each_agents_own_ring(
    recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    played = play(live(recording("02-ring-no-answer.bridge")))
    waits = {one.agent: one.wait for one in played.seen}
    assert waits["101"] == timedelta(seconds=0.004)
    assert waits["102"] == timedelta(seconds=7.012)


def test_a_transfer_is_counted_and_keeps_what_was_given(
    recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    for name in ("04-blind-transfer", "05-attended-transfer", "05b-attended-transfer-sip-refer"):
        played = play(live(recording(f"{name}.bridge")))
        receiver = last(played, "102")
        assert (receiver.transfers, receiver.transferred_from) == (1, "101")
        assert receiver.verified
        assert last(played, "101").transfers == 0
        assert len(receiver.given) == 3


def test_an_internal_ring_carries_nothing_of_the_customer(
    recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    for name in ("05-attended-transfer", "05b-attended-transfer-sip-refer"):
        played = play(live(recording(f"{name}.bridge")))
        ring = next(one for one in played.seen if one.agent == "102")
        assert ring.direction is Direction.INTERNAL
        assert (ring.given, ring.intent, ring.verified) == ((), None, False)
        assert (ring.queue, ring.wait, ring.caller_customer) == (None, None, None)
        assert ring.caller.name == "Anna Berg"


def test_the_attended_transfer_moves_the_leg_to_the_customers_call(
    recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    played = play(live(recording("05b-attended-transfer-sip-refer.bridge")))
    legs = [(one.leg, one.call_id) for one in played.seen if one.agent == "102"]
    assert {leg for leg, _ in legs} == {"1795290398.5"}
    assert legs[0][1] == "1795290398.4"
    assert legs[-1][1] == "1795290386.2"


@pytest.mark.parametrize("name", ["06b-anonymous", "06c-withheld-pres-in-channelvars"])
def test_a_withheld_number_is_nowhere(
    name: str, recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    played = play(live(recording(f"{name}.bridge")))
    assert played.seen
    assert all(one.caller == WITHHELD for one in played.seen)
    assert "23125123" not in repr(played.seen)
    assert "Hidden" not in repr(played.seen)


def test_the_caller_is_asked_about_once_and_only_without_evidence(
    recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    asked = play(live(recording("02-ring-no-answer.bridge"))).tracker.take_questions()
    assert [question.channel for question in asked] == ["PJSIP/trunk-00000006"]
    told = play(live(recording("06c-withheld-pres-in-channelvars.bridge"))).tracker
    assert told.take_questions() == []


def test_only_watched_agents_are_told(
    recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    played = play(live(recording("02-ring-no-answer.bridge")), ("102",))
    assert {one.agent for one in played.seen} == {"102"}
