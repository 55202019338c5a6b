"""Every code that a phone system or its test can tell has words in the panel."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from agentassist.ports.connection_check import CheckResult, CheckStep
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from agentassist.telephony.ami.check import AmiCheck
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.webhook.check import PORT, ROUND_TRIP, SECRET
from ui.connection.words import state_words, step_words, what_to_do

TELEPHONY = Path(__file__).parents[3] / "agentassist" / "telephony"
PLAN = (*AmiCheck(AmiConfig(), None).plan, "unmapped", PORT, SECRET, ROUND_TRIP)  # type: ignore[arg-type]


def told_details() -> Iterator[str]:
    """What a session ends with, and what a connection that failed is told with."""
    for path in (TELEPHONY / "ami").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "SessionEndedError":
                yield ast.literal_eval(node.args[0])
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                state, *rest = node.value.elts
                if ast.unparse(state).startswith("ConnectionState.") and rest:
                    yield from (
                        one.value for one in ast.walk(rest[0]) if isinstance(one, ast.Constant)
                    )


def test_every_detail_of_a_connection_has_advice() -> None:
    details = set(told_details())
    assert {"silent", "timeout", "login_refused", "not_ami", "unknown_host"} <= details
    assert {code for code in details if not what_to_do(code)} == set()


@pytest.mark.parametrize("step", PLAN)
@pytest.mark.parametrize("result", list(CheckResult))
def test_every_step_has_a_line(step: str, result: CheckResult) -> None:
    title, _ = step_words(CheckStep(step, result, "x", ("A", "B"), 2))
    assert title


@pytest.mark.parametrize("state", list(ConnectionState))
def test_every_state_has_words(state: ConnectionState) -> None:
    assert state_words(ConnectionStatus(state, "x", 0))
