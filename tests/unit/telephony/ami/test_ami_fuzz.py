"""Broken streams end to end: no crash, no wrong caller, no leak, nothing of another's call.

The same rounds with other seeds, for as long as wanted: tests/benchmarks/ami_fuzz.py.
"""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentassist.telephony.ami.framing import Framer
from agentassist.telephony.ami.message import parse_message
from agentassist.telephony.ami.parser import AmiParser


@contextmanager
def beside() -> Iterator[None]:
    """Modules in this folder can be imported by their names."""
    sys.path.insert(0, str(Path(__file__).parent))
    try:
        yield
    finally:
        sys.path.pop(0)


with beside():
    rounds: ModuleType = importlib.import_module("ami_rounds")
    fuzzing: ModuleType = importlib.import_module("ami_fuzzing")


@pytest.mark.parametrize("name", rounds.ROUNDS)
@pytest.mark.parametrize("block", range(6))
def test_broken_streams(name: str, block: int) -> None:
    """A failing seed alone: tests/benchmarks/ami_fuzz.py --round NAME --seed SEED --rounds 1."""
    for seed in range(block * 25, block * 25 + 25):
        try:
            rounds.ROUNDS[name](seed)
        except AssertionError as wrong:
            wrong.add_note(f"round {name}, seed {seed}")
            raise


@pytest.mark.parametrize("name", rounds.WITHHELD)
def test_what_is_not_broken_passes_the_same_checks(name: str) -> None:
    """Else a check that stopped every stream, or none, would not be noticed."""
    stream = b"".join(message + fuzzing.END for message in rounds.recorded(name))
    shown = {}
    for answer in ("prohib_not_screened", "allowed_not_screened"):
        line = fuzzing.PhoneLine([fuzzing.Piece(0.1, stream, 97)], presentation=answer)
        seen = fuzzing.play(line, rounds.AGENTS)
        fuzzing.check_shape(seen)
        fuzzing.check_callers(seen, fuzzing.Told([stream]))
        shown[answer] = "23125123" in "".join(seen.lines())
    in_channelvars = name.startswith("06c")
    assert shown == {"prohib_not_screened": False, "allowed_not_screened": not in_channelvars}


# --- messages made of the right words in the wrong order ------------------------------------------

LEGS = [
    ("1.0", "PJSIP/trunk-00000000", "+493023125042"),
    ("1.1", "PJSIP/101-00000001", "101"),
    ("1.2", "PJSIP/102-00000002", "102"),
    ("1.3", "Local/102@internal-00000000;1", "102"),
    ("1.4", "Local/102@internal-00000000;2", "102"),
    ("2.0", "PJSIP/trunk-00000003", "+12025550143"),
    ("2.1", "PJSIP/101-00000004", "101"),
]
EVENTS = [
    "Newchannel",
    "Newstate",
    "NewCallerid",
    "NewConnectedLine",
    "DialBegin",
    "DialState",
    "DialEnd",
    "BridgeEnter",
    "BridgeLeave",
    "Hold",
    "Unhold",
    "QueueCallerJoin",
    "QueueCallerAbandon",
    "BlindTransfer",
    "AttendedTransfer",
    "Pickup",
    "Hangup",
    "AgentRingNoAnswer",
    "VarSet",
    "UserEvent",
]
PREFIXES = ["", "Dest", "Transferer", "Transferee", "OrigTransferer", "SecondTransferer", "Target"]
EXTRAS = {
    "BridgeUniqueid": ["b1", "b2"],
    "Queue": ["support"],
    "Result": ["Success", "Fail"],
    "DialStatus": ["ANSWER", "NOANSWER", "CANCEL", "BUSY", ""],
    "DestType": ["Bridge", "Threeway"],
    "Cause": ["16", "26"],
    "Variable": ["__IVR_ACCOUNT", "IVR_VERIFIED", "IVR_TRAIL", "DB_RESULT"],
    "Value": ["40018822", "yes", "account:1234:ok|pin:****:ok|", rounds.PIN],
    "ChanVariable": ["CALLERID(pres)=prohib", "CALLERID(pres)=allowed", "IVR_ACCOUNT=40018822"],
}


@st.composite
def structured(draw: st.DrawFn) -> bytes:
    lines = [f"Event: {draw(st.sampled_from(EVENTS))}", "Privilege: call,all"]
    for prefix in draw(st.lists(st.sampled_from(PREFIXES), min_size=1, max_size=3, unique=True)):
        leg, channel, number = draw(st.sampled_from(LEGS))
        call = draw(st.sampled_from([leg.split(".")[0] + ".0"] * 5 + ["1.0", "2.0"]))
        lines += [
            f"{prefix}Channel: {channel}",
            f"{prefix}ChannelState: {draw(st.sampled_from('04566'))}",
            f"{prefix}CallerIDNum: {number}",
            f"{prefix}Uniqueid: {leg}",
            f"{prefix}Linkedid: {call}",
        ]
    for key, values in EXTRAS.items():
        if draw(st.booleans()):
            lines.append(f"{key}: {draw(st.sampled_from(values))}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


@settings(max_examples=250, derandomize=True, deadline=None)
@given(st.lists(structured(), min_size=2, max_size=25), st.sampled_from(rounds.PRESENTATIONS))
def test_the_right_words_in_any_order(messages: list[bytes], answer: str | None) -> None:
    pieces = [fuzzing.Piece(0.1 + at / 20, one) for at, one in enumerate(messages)]
    seen = fuzzing.play(fuzzing.PhoneLine(pieces, presentation=answer), rounds.AGENTS)
    told = fuzzing.Told(messages)
    fuzzing.check_shape(seen)
    fuzzing.check_callers(seen, told)
    fuzzing.check_secrets(seen, told, [rounds.PIN, "40018822"])


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_at_all(data: bytes) -> None:
    framer, parser = Framer(), AmiParser()
    framer.feed(b"Asterisk Call Manager/1\r\n")
    for raw in [*framer.feed(data), data, b"Event: Newstate\r\nPrivilege: x\r\n" + data]:
        message = parse_message(raw)
        parser.event(raw, 0, lambda: None)  # type: ignore[arg-type,return-value]
        if message is not None:
            parser.listed(message)
            parser.waiting(message)
