"""Rounds of fuzzing: each takes a seed, breaks recorded streams and checks what came of them."""

import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from ami_fuzzing import (
    END,
    LISTS,
    PhoneLine,
    Piece,
    Seen,
    Told,
    check_callers,
    check_secrets,
    check_shape,
    check_withheld,
    play,
)
from ami_mutations import Dice, aimed, broken, of_another_site, torn

from agentassist.telephony.ami.framing import Framer

DATA: Final = Path(__file__).parents[3] / "data" / "asterisk"
AGENTS: Final = ("101", "102", "103")
THERE: Final = {b"101": b"8801", b"102": b"8802", b"103": b"8803"}
CALLS: Final = tuple(
    path.name.removesuffix(".ami")
    for path in sorted(DATA.glob("*.ami"))
    if not path.name.startswith("00-")
)
BRIDGE_CALLS: Final = tuple(name for name in CALLS if name.endswith(".bridge"))
WITHHELD: Final = tuple(name for name in CALLS if name.startswith(("06a", "06c")))
HIDDEN: Final = ("23125123", "Hidden", "HIDDEN")
PRESENTATIONS: Final = (None, "allowed_not_screened", "prohib_not_screened", "unavailable", "x")

PIN, CARD, CARD_APART, ACCOUNT = "593817", "4000056655665556", "4000 0566 5566 5556", "86420975"
_PLANTED: Final = (
    "Event: VarSet\r\nPrivilege: dialplan,all\r\n{head}\r\nVariable: IVR_PIN_ENTRY\r\nValue: {pin}",
    "Event: VarSet\r\nPrivilege: dialplan,all\r\n{head}\r\nVariable: DB_RESULT\r\nValue: {pin}",
    "Event: VarSet\r\nPrivilege: dialplan,all\r\n{head}\r\nVariable: __IVR_TRAIL\r\n"
    "Value: account:{account}:ok|pin:{pin}:ok|card:{card}:ok|menu:{card}:ok|",
    "Event: VarSet\r\nPrivilege: dialplan,all\r\n{head}\r\nVariable: __IVR_ACCOUNT\r\n"
    "Value: {account}",
    "Event: UserEvent\r\nPrivilege: user,all\r\n{head}\r\nUserEvent: IvrInput\r\nStep: pin\r\n"
    "Value: {pin}\r\nResult: wrong",
    "Event: UserEvent\r\nPrivilege: user,all\r\n{head}\r\nUserEvent: IvrInput\r\nStep: card\r\n"
    "Value: {card}\r\nResult: ok",
    "Event: DTMFEnd\r\nPrivilege: dtmf,all\r\n{head}\r\nDigit: {pin}",
    "Event: Newexten\r\nPrivilege: dialplan,all\r\n{head}\r\nAppData: {pin}={pin}?ok:{card}",
)
_HEAD: Final = re.compile(r"(?m)^(?:Channel|ChannelState|CallerIDNum|Uniqueid|Linkedid): [^\r]*")


@cache
def recorded(name: str) -> tuple[bytes, ...]:
    """The live messages of a recording, without their blank lines."""
    raw = (DATA / f"{name}.ami").read_bytes()
    return tuple(
        message
        for message in Framer().feed(raw)
        if message.startswith(b"Event: ") and b"\r\nActionID: " not in message
    )


@cache
def listed() -> dict[str, tuple[bytes, ...]]:
    """The items that each list had when somebody came in mid-call, without their ActionID."""
    found: dict[str, tuple[bytes, ...]] = dict.fromkeys(LISTS, ())
    names = {b"CoreShowChannel": LISTS[0], b"Status": LISTS[1], b"QueueEntry": LISTS[2]}
    for message in Framer().feed((DATA / "14-reconnect-midcall.bridge.ami").read_bytes()):
        name = names.get(message.partition(b"\r\n")[0].removeprefix(b"Event: "))
        if name:
            item = re.sub(rb"\r\nActionID: [^\r]*", b"", message) + END
            found[name] = (*found[name], item)
    return found


def free(seed: int) -> Seen:
    """Anything at all: torn streams, spliced ones, broken lists, cut connections, any chunks."""
    dice = random.Random(seed)
    name, other = dice.choice(CALLS), dice.choice(CALLS)
    messages = broken(_planted(recorded(name), dice), dice, most=30)
    stream = b"".join(message + END for message in messages)
    if dice.random() < 0.4:
        rest = broken(recorded(other), dice)
        stream = torn(stream, b"".join(message + END for message in rest), dice)
    answers: dict[str, Sequence[bytes] | None] = {}
    if dice.random() < 0.5:
        for list_name, items in listed().items():
            answers[list_name] = _broken_list(items, dice)
    line = PhoneLine(
        _chunks(stream, dice),
        answers=answers,
        presentation=dice.choice(PRESENTATIONS),
        patience=dice.choice((0.0, 0.0, 0.1, 0.3, 1.0)),
        cut_at=dice.uniform(0.2, 6.0) if dice.random() < 0.2 else None,
    )
    seen = play(line, AGENTS)
    lists = [b"".join(items) for items in answers.values() if items]
    told = Told([stream, *lists])
    check_shape(seen)
    check_callers(seen, told)
    check_secrets(seen, told, (PIN, CARD, CARD_APART, ACCOUNT))
    assert seen.most_legs <= len(told.legs)
    return seen


def isolated(seed: int) -> Seen:
    """Two calls at once; the bytes of one are broken, and nobody at the other one sees it."""
    dice = random.Random(seed)
    one, other = dice.sample(BRIDGE_CALLS, 2)
    theirs = of_another_site(recorded(other), THERE)
    ours = list(recorded(one))
    times = sorted(dice.uniform(0.1, 5.0) for _ in theirs)
    answer = dice.choice(("allowed_not_screened", "prohib_not_screened"))

    def played(messages: Sequence[bytes]) -> Seen:
        pieces = [Piece(at, message + END) for at, message in zip(times, theirs, strict=True)]
        for at, message in enumerate(messages):
            pieces.append(Piece(0.1 + 5.0 * at / len(messages), message + END))
        return play(PhoneLine(pieces, presentation=answer), (*AGENTS, *_names(THERE)))

    alone = played([])
    changed = broken(ours, dice, most=30)
    if dice.random() < 0.5:
        changed = aimed(changed, theirs, dice)
    beside = played(changed)
    assert alone.lines() or "14-" in other
    assert beside.lines(_names(THERE)) == alone.lines(_names(THERE))
    check_shape(beside)
    check_callers(beside, Told([message + END for message in (*changed, *theirs)]))
    return beside


def withheld(seed: int) -> Seen:
    """The number is withheld; whatever breaks, the phone system says so when it is asked."""
    dice = random.Random(seed)
    messages = broken(recorded(dice.choice(WITHHELD)), dice, most=20)
    stream = b"".join(message + END for message in messages)
    line = PhoneLine(
        _chunks(stream, dice),
        presentation="prohib_not_screened",
        patience=dice.choice((0.0, 0.1, 0.3, 0.4)),
    )
    seen = play(line, AGENTS)
    check_shape(seen)
    if not _said_to_be_allowed(messages):
        check_withheld(seen, HIDDEN)
    return seen


ROUNDS: Final[dict[str, Callable[[int], Seen]]] = {
    "free": free,
    "isolated": isolated,
    "withheld": withheld,
}


def _names(agents: dict[bytes, bytes]) -> tuple[str, ...]:
    return tuple(name.decode() for name in agents.values())


def _planted(messages: Sequence[bytes], dice: Dice) -> list[bytes]:
    """With what a careless dialplan says of PIN, card and account, between the others."""
    told = list(messages)
    card = dice.choice((CARD, CARD_APART))
    for text in _PLANTED:
        at = dice.randrange(len(told))
        head = "\r\n".join(_HEAD.findall(told[at].decode("utf-8", "replace")))
        plant = text.format(head=head, pin=PIN, card=card, account=ACCOUNT)
        told.insert(at + 1, plant.encode())
    return told


def _broken_list(items: Sequence[bytes], dice: Dice) -> list[bytes] | None:
    if dice.random() < 0.15:
        return None
    changed = broken([item.removesuffix(END) for item in items], dice, most=6) if items else []
    told = [item + END for item in changed if item.strip()]
    return told[: dice.randint(0, len(told))] if dice.random() < 0.2 else told


def _chunks(stream: bytes, dice: Dice) -> list[Piece]:
    """The stream at some pace, a few messages at a time, in reads of some size."""
    chunk = dice.choice((1 << 20, 4_096, 97, 1 if len(stream) < 60_000 else 13))
    messages = [message + END for message in stream.split(END)]
    messages[-1] = messages[-1].removesuffix(END)
    pieces: list[Piece] = []
    second = 0.1
    while messages:
        taken = dice.choice((1, 1, 3, 50))
        pieces.append(Piece(second, b"".join(messages[:taken]), chunk))
        del messages[:taken]
        second += dice.choice((0.0, 0.0, 0.001, 0.05, 0.3))
    return pieces


def _said_to_be_allowed(messages: Sequence[bytes]) -> bool:
    """A change has made some message say that the number may be shown, or that it is a colleague's.

    (Not the first one: that says so of every number.)
    """
    return any(
        (b"CALLERID(pres)=allowed" in part and not part.startswith(b"Event: Newchannel\r\n"))
        or (b"CallerIDName: Hidden" in part and not _of_the_trunk(part))
        for message in messages
        for part in message.split(END)
    )


def _of_the_trunk(part: bytes) -> bool:
    found = re.search(rb"(?m)^Channel: ([^\r]*)", part)
    return found is not None and found[1].startswith(b"PJSIP/trunk-")
