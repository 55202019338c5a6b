"""Ways to break a recorded AMI stream: bytes, lines, messages, and what an attacker would add."""

import random
import re
from collections.abc import Callable, Sequence
from typing import Final

END: Final = b"\r\n\r\n"
Dice = random.Random
Change = Callable[[list[bytes], Dice], None]

SPLICES: Final = (
    b"\r\n",
    b"\r",
    b"\n",
    b": ",
    b":",
    b"\x00",
    b"\xff\xfe",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xe2\x80\xae",
    b"\xe2\x81\xa6",
    b"\x1b[31m",
    b"|||:::",
    b"\\",
    b"=",
    b",",
    b";1",
    b"ChanVariable: IVR_VERIFIED=yes\r\n",
    b"ChanVariable(PJSIP/101-00000003): IVR_VERIFIED=yes\r\n",
    b"ChanVariable: IVR_TRAIL=account:1:ok|card:4000056655665556:ok|pin:1:wrong|menu:::\r\n",
    b"ActionID: 1-1\r\n",
    b"Linkedid: \r\n",
    b"Uniqueid: \r\n",
)
VALUES: Final = (
    b"",
    b"<unknown>",
    b"anonymous",
    b"s",
    b"101",
    b"0",
    b"-1",
    b"99999999999999999999999999",
    b"1e400",
    b"nan",
    b"\xff\xff",
    b"Local/101@agents-00000001;1",
    b"Local/101@agents-00000001;2",
    b"PJSIP/101-0000000f",
    b"PJSIP/",
    b"/",
    b";",
    b"\\r\\nEvent: Hangup",
    b"\xe2\x80\xae\xe2\x80\xae\xe2\x80\xae",
    b"x" * 5_000,
    b"account:12345678:ok|" * 500,
)
FORGED: Final = (
    b"Event: Hangup\r\nChannel: %(channel)s\r\nUniqueid: %(leg)s\r\nLinkedid: %(call)s\r\n"
    b"Cause: 16",
    b"Event: Newstate\r\nChannel: %(channel)s\r\nChannelState: 6\r\nCallerIDNum: +15550000000\r\n"
    b"Uniqueid: %(leg)s\r\nLinkedid: %(call)s\r\nChanVariable: IVR_VERIFIED=yes",
    b"Event: UserEvent\r\nPrivilege: user,all\r\nChannel: PJSIP/nobody-00000099\r\n"
    b"Uniqueid: 99.99\r\nLinkedid: %(call)s\r\nUserEvent: IvrInput\r\nStep: account\r\n"
    b"Value: 77777777\r\nResult: ok",
    b"Event: UserEvent\r\nPrivilege: user,all\r\nChannel: %(channel)s\r\nUniqueid: %(leg)s\r\n"
    b"Linkedid: %(call)s\r\nUserEvent: IvrInput\r\nStep: account\r\nValue: 77777777\r\n"
    b"Result: ok\r\nCallerIDNum: +15550000000\r\nChanVariable: IVR_VERIFIED=yes\r\nLinkedid: 66.6",
    b"Event: UserEvent\r\nPrivilege: user,all\r\nChannel: %(channel)s\r\nUniqueid: %(leg)s\r\n"
    b"Linkedid: %(call)s\r\nUserEvent: AgentPop\r\nVerified: yes\r\nCustomer: Somebody Else",
    b"Response: Success\r\nActionID: 1-1\r\nMessage: Authentication accepted",
    b"Event: CoreShowChannelsComplete\r\nActionID: somebody-1\r\nEventList: Complete\r\n"
    b"ListItems: 0",
    b"Event: SystemListed\r\nPrivilege: system,all",
    b"Event: VarSet\r\nPrivilege: dialplan,all\r\nVariable: IVR_VERIFIED\r\nValue: yes",
    b"Event: Newchannel\r\nPrivilege: call,all\r\n" + b"K: v\r\n" * 3_000,
    b"Event: Newchannel\r\nPrivilege: call,all\r\nChannel: PJSIP/101-" + b"9" * 300_000,
    b"\r\n",
    b": : :",
    b"Event: ",
)
# What a caller can put into the stream by a value with CR LF or commas in it (UserEvent): never a
# `Privilege:` line as the second one, nor a header before `UserEvent:`. Aimed at somebody's call.
AIMED: Final = (
    b"Event: Hangup\r\nChannel: %(channel)s\r\nUniqueid: %(leg)s\r\nLinkedid: %(call)s\r\n"
    b"Cause: 16",
    b"Event: Newstate\r\nChannel: %(channel)s\r\nChannelState: 6\r\nCallerIDNum: +15550000000\r\n"
    b"Uniqueid: %(leg)s\r\nLinkedid: %(call)s\r\nChanVariable: IVR_VERIFIED=yes",
    b"Event: Newstate\r\nX: y\r\nPrivilege: call,all\r\nChannel: %(channel)s\r\nChannelState: 6\r\n"
    b"CallerIDNum: +15550000000\r\nUniqueid: %(leg)s\r\nLinkedid: %(call)s",
    b"Event: UserEvent\r\nPrivilege: user,all\r\nChannel: PJSIP/mine-00000001\r\nUniqueid: 1.1\r\n"
    b"Linkedid: 1.1\r\nUserEvent: IvrInput\r\nStep: menu\r\nValue: 9\r\nResult: wrong\r\n"
    b"Channel: %(channel)s\r\nUniqueid: %(leg)s\r\nLinkedid: %(call)s",
    b"Event: UserEvent\r\nPrivilege: user,all\r\nChannel: PJSIP/mine-00000001\r\n"
    b"Uniqueid: %(leg)s\r\nLinkedid: %(call)s\r\nUserEvent: IvrInput\r\nStep: card\r\n"
    b"Value: 4000056655665556\r\nResult: ok",
    b"Event: VarSet\r\nPrivilege: dialplan,all\r\nChannel: PJSIP/mine-00000001\r\n"
    b"Uniqueid: %(leg)s\r\nLinkedid: %(call)s\r\nVariable: IVR_VERIFIED\r\nValue: yes",
    b"Response: Success\r\nActionID: 0000000000000000-1\r\nChannel: %(channel)s\r\n"
    b"Variable: CALLERID(pres)\r\nValue: allowed",
    b"Event: CoreShowChannelsComplete\r\nActionID: 0000000000000000-3\r\nUniqueid: %(leg)s",
)
_ID = re.compile(rb"(?m)^(Channel|Uniqueid|Linkedid): ([^\r]*)")


def broken(messages: Sequence[bytes], dice: Dice, *, most: int = 12) -> list[bytes]:
    """The messages (without their blank lines) after a few changes of any kind.

    Each stays one piece; a change may put a blank line into the middle of one.
    """
    changed = list(messages)
    for _ in range(dice.randint(1, most)):
        if changed:
            dice.choice(CHANGES)(changed, dice)
    return changed


def _flip(messages: list[bytes], dice: Dice) -> None:
    at = dice.randrange(len(messages))
    data = bytearray(messages[at])
    for _ in range(dice.randint(1, 6)):
        if data:
            data[dice.randrange(len(data))] = dice.randrange(256)
    messages[at] = bytes(data)


def _cut_out(messages: list[bytes], dice: Dice) -> None:
    at = dice.randrange(len(messages))
    data = messages[at]
    start = dice.randint(0, len(data))
    messages[at] = data[:start] + data[start + dice.randint(1, 60) :]


def _double_bytes(messages: list[bytes], dice: Dice) -> None:
    at, source = dice.randrange(len(messages)), dice.choice(messages)
    start, to = dice.randint(0, len(source)), dice.randint(0, len(messages[at]))
    taken = source[start : start + dice.randint(1, 400)]
    messages[at] = messages[at][:to] + taken + messages[at][to:]


def _splice(messages: list[bytes], dice: Dice) -> None:
    at = dice.randrange(len(messages))
    to = dice.randint(0, len(messages[at]))
    messages[at] = messages[at][:to] + dice.choice(SPLICES) + messages[at][to:]


def _lines(change: Callable[[list[bytes], list[bytes], Dice], None]) -> Change:
    def changed(messages: list[bytes], dice: Dice) -> None:
        at = dice.randrange(len(messages))
        lines = messages[at].split(b"\r\n")
        change(lines, dice.choice(messages).split(b"\r\n"), dice)
        messages[at] = b"\r\n".join(lines)

    return changed


def _drop_line(lines: list[bytes], other: list[bytes], dice: Dice) -> None:
    del lines[dice.randrange(len(lines))]


def _swap_lines(lines: list[bytes], other: list[bytes], dice: Dice) -> None:
    one, two = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]


def _line_of_another(lines: list[bytes], other: list[bytes], dice: Dice) -> None:
    lines.insert(dice.randint(0, len(lines)), dice.choice(other))


def _value_of_another(lines: list[bytes], other: list[bytes], dice: Dice) -> None:
    """Wrong Linkedids, channels and states: the same key with the value of another message."""
    at = dice.randrange(len(lines))
    key = lines[at].partition(b":")[0]
    for line in other:
        if line.partition(b":")[0] == key:
            lines[at] = line


def _hostile_value(lines: list[bytes], other: list[bytes], dice: Dice) -> None:
    at = dice.randrange(len(lines))
    lines[at] = lines[at].partition(b":")[0] + b": " + dice.choice(VALUES)


def _drop(messages: list[bytes], dice: Dice) -> None:
    at = dice.randrange(len(messages))
    del messages[at : at + dice.randint(1, 4)]


def _double(messages: list[bytes], dice: Dice) -> None:
    messages.insert(dice.randint(0, len(messages)), dice.choice(messages))


def _swap(messages: list[bytes], dice: Dice) -> None:
    one, two = dice.randrange(len(messages)), dice.randrange(len(messages))
    messages[one], messages[two] = messages[two], messages[one]


def _move_block(messages: list[bytes], dice: Dice) -> None:
    start = dice.randrange(len(messages))
    block = messages[start : start + dice.randint(1, 10)]
    del messages[start : start + len(block)]
    to = dice.randint(0, len(messages))
    messages[to:to] = block


def aimed(messages: Sequence[bytes], victims: Sequence[bytes], dice: Dice) -> list[bytes]:
    """With forged ones between them that name legs of the victims' call."""
    told = list(messages)
    for _ in range(dice.randint(1, 8)):
        forged = dice.choice(AIMED) % _ids(dice.choice(victims))
        told.insert(dice.randint(0, len(told)), forged)
    return told


def _forge(messages: list[bytes], dice: Dice) -> None:
    forged = dice.choice(FORGED) % _ids(dice.choice(messages))
    messages.insert(dice.randint(0, len(messages)), forged)


def _ids(message: bytes) -> dict[bytes, bytes]:
    found = dict(_ID.findall(message))
    return {
        b"channel": found.get(b"Channel", b"PJSIP/101-00000001"),
        b"leg": found.get(b"Uniqueid", b"1.1"),
        b"call": found.get(b"Linkedid", b"1.1"),
    }


CHANGES: Final[tuple[Change, ...]] = (
    _flip,
    _cut_out,
    _double_bytes,
    _splice,
    _lines(_drop_line),
    _lines(_swap_lines),
    _lines(_line_of_another),
    _lines(_value_of_another),
    _lines(_hostile_value),
    _drop,
    _double,
    _swap,
    _move_block,
    _forge,
)


def torn(stream: bytes, other: bytes, dice: Dice) -> bytes:
    """The stream cut off anywhere, and perhaps another one that goes on anywhere."""
    start = stream[: dice.randint(0, len(stream))]
    return start + other[dice.randint(0, len(other)) :] if dice.random() < 0.5 else start


def of_another_site(messages: Sequence[bytes], agents: dict[bytes, bytes]) -> list[bytes]:
    """The same call with other ids, channels and extensions: nothing of it is in the original."""

    def elsewhere(raw: bytes) -> bytes:
        raw = re.sub(rb"\b1795(\d{6}\.\d+)", rb"site8-8888\1", raw)
        raw = re.sub(rb"-([0-9a-f]{8})(?![0-9a-f-])", rb"-e\1", raw)
        raw = re.sub(rb"(Bridge\w*: )([0-9a-f]{8}-)", rb"\1site8-\2", raw)
        for agent, new in agents.items():
            raw = re.sub(rb"(?<=[/ ])" + agent + rb"(?=[-@/\r]|$)", new, raw)
        return raw

    return [elsewhere(raw) for raw in messages]
