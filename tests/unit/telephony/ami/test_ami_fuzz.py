"""Recordings with broken bytes: no crash, no leak, nothing that grows."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentassist.bridge.call_line import call_line
from agentassist.telephony.ami.framing import Framer
from agentassist.telephony.ami.message import parse_message
from agentassist.telephony.ami.parser import AmiParser

NAMES = ["05-attended-transfer", "05b-attended-transfer-sip-refer", "01c-local-member"]
SPLICES = [
    b"\r\n",
    b"\r\n\r\n",
    b": ",
    b"\x00",
    b"\xff\xfe",
    b"Event: Hangup\r\nPrivilege: call,all\r\n",
    b"ChanVariable: IVR_VERIFIED=yes\r\n",
    b"\xe2\x80\xae",
    b"|||:::",
]


def mutated(raw: bytes, dice: random.Random) -> bytes:
    data = bytearray(raw)
    start = data.index(b"\r\n") + 2
    for _ in range(dice.randint(1, 60)):
        at = dice.randrange(start, len(data))
        match dice.randrange(4):
            case 0:
                data[at] = dice.randrange(256)
            case 1:
                del data[at : at + dice.randint(1, 40)]
            case 2:
                data[at:at] = dice.choice(SPLICES)
            case _:
                other = dice.randrange(start, len(data))
                data[at:at] = data[other : other + dice.randint(1, 400)]
    return bytes(data)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(12))
def test_broken_bytes(
    name: str, seed: int, recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    raw = mutated(recording(f"{name}.bridge"), random.Random(seed))
    played = play(live(raw))
    for snapshot in played.seen:
        line = call_line(snapshot)
        assert "\n" not in line
        assert len(line) < 20_000
        assert not (snapshot.internal_from and snapshot.given)
    assert played.tracker.legs < 50


@pytest.mark.parametrize("seed", range(40))
def test_a_withheld_number_does_not_leak_out_of_broken_bytes(
    seed: int, recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    """Whole messages are lost, doubled and moved; what is left still says 'withheld'."""
    dice = random.Random(seed)
    messages = live(recording("06c-withheld-pres-in-channelvars.bridge"))
    for _ in range(12):
        at = dice.randrange(1, len(messages))
        match dice.randrange(3):
            case 0:
                del messages[at]
            case 1:
                messages.insert(at, messages[dice.randrange(len(messages))])
            case _:
                messages.insert(at, messages.pop(dice.randrange(1, len(messages))))
    played = play(messages)
    assert "23125123" not in repr(played.published)
    assert "Hidden" not in repr(played.published)


PINS_AND_CARDS = (
    b"Event: VarSet\r\nPrivilege: dialplan,all\r\n%s\r\nVariable: %s\r\nValue: 4929\r\n\r\n",
    b"Event: UserEvent\r\nPrivilege: user,all\r\n%s\r\nUserEvent: IvrInput\r\nStep: %s\r\n"
    b"Value: 4929\r\nResult: ok\r\n\r\n",
)


def test_a_careless_ivr_leaks_no_pin_and_no_card(
    recording: Callable[[str], bytes], live: Any, play: Any
) -> None:
    raw = recording("01a-answer-hold-hangup.bridge")
    head = (
        b"Channel: PJSIP/trunk-00000000\r\nChannelState: 6\r\n"
        b"Uniqueid: 1795289933.2\r\nLinkedid: 1795289933.2"
    )
    card = b"4000 0566 5566 5556"
    extra = b"".join(
        [
            PINS_AND_CARDS[0] % (head, b"IVR_PIN_ENTRY"),
            PINS_AND_CARDS[0] % (head, b"DB_RESULT"),
            PINS_AND_CARDS[1] % (head, b"pin"),
            (PINS_AND_CARDS[1] % (head, b"menu")).replace(b"4929", card),
            (PINS_AND_CARDS[1] % (head, b"card")).replace(b"4929", card),
            (PINS_AND_CARDS[0] % (head, b"__IVR_CUSTOMER")).replace(b"4929", b"Card " + card),
        ]
    )
    at = raw.index(b"Event: QueueCallerJoin")
    played = play(live(raw[:at] + extra + raw[at:]))
    told = repr(played.seen) + "".join(call_line(one, reveal=True) for one in played.seen)
    assert "4929" not in told
    assert "0566" not in told
    assert played.seen[0].caller_customer == "Card •••• 5556"
    assert ("card", "•••• 5556") in [(fact.kind, fact.mask) for fact in played.seen[0].given]


@settings(max_examples=200)
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
