"""The line that `agentassist watch` prints."""

import json
from datetime import timedelta

from agentassist.bridge.call_line import call_line
from agentassist.domain.call import AgentState, CallOutcome, CallSnapshot
from agentassist.domain.ids import AgentId, CallId, FactId, LegId
from agentassist.domain.ivr import FactSource, GivenFact, InputResult
from agentassist.domain.ivr_reading import given
from agentassist.domain.party import WITHHELD, Party, Presentation
from agentassist.domain.sealed import Sealed

OK = InputResult.OK
GIVEN = (
    given("account", "40018822", OK),
    given("menu", "2", OK),
    given("pin", "1234", OK),
    given("account", "4111111111111111", None),
    GivenFact("account", None, None, InputResult.TIMEOUT),
)
SNAPSHOT = CallSnapshot(
    at_ns=5,
    agent=AgentId("101"),
    state=AgentState.RINGING,
    call_id=CallId("1.0"),
    leg=LegId("1.1"),
    caller=Party("+4930", "Zoë", Presentation.ALLOWED),
    given=GIVEN,
    intent="billing",
    verified=True,
    queue="support",
    wait=timedelta(seconds=12.3456),
)


def test_every_key_of_the_contract() -> None:
    line = call_line(SNAPSHOT)
    assert "\n" not in line
    assert json.loads(line) == {
        "t": 5,
        "agent": "101",
        "state": "ringing",
        "direction": "inbound",
        "call_id": "1.0",
        "leg": "1.1",
        "caller": {
            "number": "+4930",
            "name": "Zoë",
            "presentation": "allowed",
            "internal_from": None,
            "transferred_from": None,
        },
        "given": [
            {"kind": "account", "value": "•••• 8822", "result": "ok", "source": "ivr"},
            {"kind": "menu", "value": "2", "result": "ok", "source": "ivr"},
            {"kind": "pin", "value": None, "result": "ok", "source": "ivr"},
            {"kind": "card", "value": "•••• 1111", "result": None, "source": "ivr"},
            {"kind": "account", "value": None, "result": "timeout", "source": "ivr"},
        ],
        "intent": "billing",
        "verified": True,
        "queue": "support",
        "wait_s": 12.346,
        "stale": False,
        "outcome": None,
    }


def test_reveal_shows_what_has_a_value_and_nothing_else() -> None:
    revealed = json.loads(call_line(SNAPSHOT, reveal=True))["given"]
    assert [one["value"] for one in revealed] == ["40018822", "2", None, "•••• 1111", None]


def test_what_agents_were_told_names_its_source_and_not_who_noted_it() -> None:
    sealed = Sealed("12.04.1980")
    told = GivenFact(
        "date_of_birth",
        sealed,
        sealed.mask,
        InputResult.OK,
        FactSource.EARLIER_LEG,
        id=FactId("f1"),
        by=AgentId("101"),
    )
    line = json.loads(call_line(CallSnapshot(1, AgentId("102"), given=(told,))))
    assert line["given"] == [
        {"kind": "date_of_birth", "value": "•••• 1980", "result": "ok", "source": "earlier_leg"}
    ]


def test_no_call_and_a_withheld_number() -> None:
    idle = CallSnapshot(1, AgentId("101"), caller=WITHHELD, outcome=CallOutcome.LOST)
    line = json.loads(call_line(idle))
    assert (line["state"], line["outcome"], line["wait_s"]) == ("idle", "lost", None)
    assert line["caller"]["number"] is None
    assert line["caller"]["presentation"] == "restricted"
