"""Any split of the bytes gives the same messages; nothing grows without bound."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentassist.telephony.ami.framing import Framer, NotAmiError

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
MESSAGES = [
    "Event: Newstate\r\nPrivilege: call,all\r\nCallerIDName: Zoë Łukasiewicz".encode(),
    b"Response: Success\r\nValue: ",
    b"Event: X",
]


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted({cut % (len(data) + 1) for cut in cuts}), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


@given(st.lists(st.integers(0, 10_000), max_size=40), st.lists(st.sampled_from(MESSAGES)))
def test_any_split_gives_the_same_messages(cuts: list[int], messages: list[bytes]) -> None:
    data = BANNER + b"".join(message + b"\r\n\r\n" for message in messages)
    framer = Framer()
    found = [message for part in split(data, cuts) for message in framer.feed(part)]
    assert found == messages
    assert framer.banner == "Asterisk Call Manager/11.0.0"


@settings(max_examples=20)
@given(size=st.integers(1, 9))
def test_a_recording_in_small_pieces(size: int) -> None:
    data = BANNER + b"\r\n\r\n".join([*MESSAGES, b""])
    framer = Framer()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    assert [m for piece in pieces for m in framer.feed(piece)] == MESSAGES


def test_a_whole_recording_byte_by_byte(recording: Callable[[str], bytes]) -> None:
    raw = recording("01a-answer-hold-hangup.bridge")
    whole, bytewise = Framer(), Framer()
    expected = whole.feed(raw)
    assert [m for at in range(len(raw)) for m in bytewise.feed(raw[at : at + 1])] == expected
    assert len(expected) > 40


def test_an_endless_message_is_dropped_and_the_next_one_comes() -> None:
    framer = Framer(max_message=1000)
    framer.feed(BANNER)
    for _ in range(50):
        assert framer.feed(b"Event: X\r\nA: " + b"x" * 500 + b"\r\n") == []
        assert len(framer._buffer) <= 2_000
    assert framer.feed(b"\r\n\r\nEvent: Y\r\n\r\n") == [b"Event: Y"]
    assert framer.oversized == 1


def test_a_long_message_in_one_piece_is_dropped() -> None:
    framer = Framer(max_message=100)
    framer.feed(BANNER)
    assert framer.feed(b"A: " + b"x" * 200 + b"\r\n\r\nEvent: Y\r\n\r\n") == [b"Event: Y"]
    assert framer.oversized == 1


@pytest.mark.parametrize("greeting", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 400", b"\0\0\0"])
def test_something_else_answers(greeting: bytes) -> None:
    with pytest.raises(NotAmiError):
        Framer().feed(greeting)


def test_a_banner_without_end() -> None:
    framer = Framer()
    with pytest.raises(NotAmiError):
        framer.feed(b"Asterisk Call Manager/" + b"1" * 1000)


def test_a_banner_in_pieces_is_waited_for() -> None:
    framer = Framer()
    assert framer.feed(b"Aster") == []
    assert framer.banner is None
    framer.feed(b"isk Call Manager/9\r\n")
    assert framer.banner == "Asterisk Call Manager/9"
