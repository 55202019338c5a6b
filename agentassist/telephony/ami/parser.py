"""Asterisk's words to call events, once and for all.

Unlisted variables, DTMF, dialplan steps and the rest are dropped before they are even decoded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from dataclasses import replace as _replace
from datetime import datetime
from typing import Final

from agentassist.domain import call_events as ev
from agentassist.domain.ids import CallId, LegId
from agentassist.domain.ivr_reading import IvrMapping, read_input
from agentassist.domain.party import Presentation
from agentassist.domain.shown_text import one_line, shown_number, shown_text
from agentassist.telephony.ami.message import Message, parse_message, unescape
from agentassist.telephony.ami.names import PRESENTATION_VARIABLE as PRESENTATION_VARIABLE
from agentassist.telephony.ami.names import SeenNames
from agentassist.telephony.ami.values import (
    age,
    anonymous,
    channel_line,
    exten,
    known,
    read_presentation,
    seconds,
)

_STATES: Final = {
    "0": ev.LegState.DOWN,
    "1": ev.LegState.DOWN,
    "3": ev.LegState.OTHER,
    "4": ev.LegState.CALLING,
    "5": ev.LegState.RINGING,
    "6": ev.LegState.UP,
}
_CANCELLED: Final = frozenset({"CANCEL", "ABORT", "ABANDON", "ABANDONED", "ANSWERED_ELSEWHERE"})
_ELSEWHERE_CAUSE: Final = "26"  # Q.850: non-selected user clearing, answered elsewhere
_VARIABLE_LINE: Final = re.compile(rb"\r\nVariable: _{0,2}([^\r]*)\r\n")


@dataclass(slots=True)
class ParserCounters:
    """For the connection panel: never values."""

    events: int = 0
    ignored: int = 0
    malformed: int = 0


@dataclass(slots=True)
class AmiParser:
    """Maps messages to events; keeps no state about calls."""

    mapping: IvrMapping = field(default_factory=IvrMapping)
    counters: ParserCounters = field(default_factory=ParserCounters)
    seen: SeenNames = field(default_factory=SeenNames)
    _names: dict[str, str] = field(init=False)
    _prefixes: tuple[str, ...] = field(init=False)
    _kinds: frozenset[str] = field(init=False)
    _handlers: dict[bytes, Callable[[Message, ev.Stamp], ev.CallEvent | None]] = field(init=False)

    def __post_init__(self) -> None:
        self._names = self.mapping.by_name()
        self._prefixes = tuple({f"{n.partition('_')[0]}_" for n in self._names if "_" in n})
        self._kinds = self.mapping.kinds
        self._handlers = {
            b"Newchannel": self._initiated,
            b"Newstate": self._changed,
            b"NewCallerid": self._changed,
            b"NewConnectedLine": self._changed,
            b"VarSet": self._variable_set,
            b"DialBegin": self._dial_begin,
            b"DialState": self._dial_state,
            b"DialEnd": self._dial_end,
            b"AgentRingNoAnswer": self._ring_no_answer,
            b"BridgeEnter": self._bridge_enter,
            b"BridgeLeave": lambda m, at: ev.BridgeLeft(at, self.facts(m), _bridge(m)),
            b"Hold": lambda m, at: ev.Held(at, self.facts(m)),
            b"Unhold": lambda m, at: ev.Retrieved(at, self.facts(m)),
            b"QueueCallerJoin": lambda m, at: ev.Queued(at, self.facts(m), _queue(m)),
            b"QueueCallerAbandon": lambda m, at: ev.Abandoned(at, self.facts(m)),
            b"BlindTransfer": self._blind_transfer,
            b"AttendedTransfer": self._attended_transfer,
            b"Pickup": lambda m, at: ev.Diverted(at, self.facts(m), self._maybe(m, "Target")),
            b"Hangup": self._hangup,
            b"UserEvent": self._user_event,
        }

    def event(self, raw: bytes, ns: int, wall: Callable[[], datetime]) -> ev.CallEvent | None:
        """The call event in a live message; None for what does not matter or cannot be believed.

        Real live events have `Privilege:` as their second line; a forged one usually has not.
        """
        name, _, rest = raw.partition(b"\r\n")
        handler = self._handlers.get(name[7:])
        if handler is None:
            self.counters.ignored += 1
            return None
        if not rest.startswith(b"Privilege: "):
            self.counters.malformed += 1
            return None
        if handler == self._variable_set:
            found = _VARIABLE_LINE.search(raw)
            if found is not None:
                self.seen.was_set(found[1])
            if found is None or not self._tells(found[1].decode("utf-8", "replace")):
                self.counters.ignored += 1
                return None
        message = parse_message(raw)
        if message is None:
            self.counters.malformed += 1
            return None
        try:
            event = handler(message, ev.Stamp(ns, wall(), seconds(message.get("Timestamp"))))
        except KeyError:  # a message without the keys that its name promises
            self.counters.malformed += 1
            return None
        self.counters.events += 1
        return event

    # ------------------------------------------------------------------ legs

    def facts(self, message: Message, prefix: str = "") -> ev.LegFacts:
        """What the message says about the leg under `prefix`. KeyError when it names none."""
        fields = message.fields
        channel = one_line(fields[f"{prefix}Channel"])
        leg = LegId(one_line(fields[f"{prefix}Uniqueid"]))
        call = CallId(one_line(fields.get(f"{prefix}Linkedid", "")) or leg)
        if not (channel and leg):
            raise KeyError(prefix)
        line, half, pair = channel_line(channel)
        number = known(fields.get(f"{prefix}CallerIDNum", ""))
        name = known(unescape(fields.get(f"{prefix}CallerIDName", "")))
        connected = known(fields.get(f"{prefix}ConnectedLineNum", ""))
        connected_name = known(unescape(fields.get(f"{prefix}ConnectedLineName", "")))
        withheld = anonymous(connected) or anonymous(connected_name)
        variables = message.variables(prefix)
        presentation = next(
            (read_presentation(value) for key, value in variables if key == PRESENTATION_VARIABLE),
            None,
        )
        if anonymous(number) or (anonymous(name) and presentation is not Presentation.ALLOWED):
            presentation, number, name = Presentation.RESTRICTED, None, None
        return ev.LegFacts(
            leg=leg,
            call=call,
            channel=channel,
            line=line,
            state=_STATES.get(fields.get(f"{prefix}ChannelState", ""), ev.LegState.OTHER),
            half=half,
            pair=pair,
            number=shown_number(number or "") or None,
            name=shown_text(name or "") or None,
            connected=None if withheld else shown_number(connected or "") or None,
            connected_name=None if withheld else shown_text(connected_name or "") or None,
            connected_withheld=withheld,
            exten=exten(fields.get(f"{prefix}Exten", "")),
            presentation=presentation,
            ivr=self.ivr(variables) if variables else None,
        )

    def ivr(self, variables: list[tuple[str, str]]) -> ev.IvrFacts | None:
        names = self._names
        return self.mapping.read(
            (
                (names[name], unescape(value))
                for raw_name, value in variables
                if value and (name := raw_name.lstrip("_")) in names
            ),
            unmapped=any(
                value and "(" not in raw_name and raw_name.lstrip("_") not in names
                for raw_name, value in variables
            ),
        )

    def _tells(self, name: str) -> bool:
        """Mapped, or named like those that are: then at least that something was not mapped."""
        return name in self._names or name.startswith(self._prefixes)

    def listed(self, message: Message) -> ev.ListedLeg | None:
        """One item of CoreShowChannels or Status."""
        try:
            facts = self.facts(message)
        except KeyError:
            return None
        pairs = [
            (name, content)
            for key, value in message.lines
            if key == "Variable" and (name := value.partition("=")[0])
            for content in (value.partition("=")[2],)
        ]
        asked = next((value for name, value in pairs if name == PRESENTATION_VARIABLE), None)
        if pairs:
            presentation = facts.presentation
            if presentation is None and read_presentation(asked or "") is not Presentation.UNKNOWN:
                presentation = read_presentation(asked or "")  # else it is asked for at the ring
            facts = _replace(facts, presentation=presentation, ivr=self.ivr(pairs) or facts.ivr)
        application = message.get("Application")
        data = message.get("ApplicationData") or message.get("Data")
        return ev.ListedLeg(
            facts,
            bridge=one_line(message.get("BridgeId") or message.get("BridgeID")) or None,
            age=age(message.get("Duration") or message.get("Seconds")),
            queue=one_line(data.partition(",")[0]) if application == "Queue" else None,
        )

    def waiting(self, message: Message) -> ev.WaitingCaller | None:
        """One QueueEntry of QueueStatus."""
        leg, queue = one_line(message.get("Uniqueid")), shown_text(message.get("Queue"))
        return ev.WaitingCaller(LegId(leg), queue, age(message.get("Wait"))) if leg else None

    def _maybe(self, message: Message, prefix: str) -> ev.LegFacts | None:
        return self.facts(message, prefix) if message.get(f"{prefix}Channel") else None

    # ------------------------------------------------------------------ events

    def _initiated(self, message: Message, at: ev.Stamp) -> ev.CallEvent:
        """Says 'allowed' also of a withheld number: the privacy header is read only after it."""
        facts = self.facts(message)
        if facts.presentation is not Presentation.RESTRICTED:
            facts = _replace(facts, presentation=None)
        return ev.Initiated(at, facts)

    def _changed(self, message: Message, at: ev.Stamp) -> ev.CallEvent:
        return ev.LegChanged(at, self.facts(message))

    def _variable_set(self, message: Message, at: ev.Stamp) -> ev.CallEvent | None:
        said = self.ivr([(message.get("Variable"), message.get("Value"))])
        facts = self.facts(message)
        return ev.LegChanged(at, _replace(facts, ivr=said), known_only=True) if said else None

    def _bridge_enter(self, message: Message, at: ev.Stamp) -> ev.CallEvent:
        """Who is parked or waits with others in one holding bridge does not talk to them."""
        if message.get("BridgeTechnology") == "holding_bridge":
            return ev.LegChanged(at, self.facts(message))
        return ev.BridgeEntered(at, self.facts(message), _bridge(message))

    def _dial_begin(self, message: Message, at: ev.Stamp) -> ev.CallEvent:
        alerting = self.facts(message, "Dest")
        riding = (*message.variables(), *message.variables("Dest"))
        self.seen.rang(alerting.call, riding, self.mapping)
        return ev.Delivered(at, self._maybe(message, ""), alerting)

    def _dial_state(self, message: Message, at: ev.Stamp) -> ev.CallEvent:
        return ev.LegChanged(at, self.facts(message, "Dest"))

    def _dial_end(self, message: Message, at: ev.Stamp) -> ev.CallEvent:
        status = message.get("DialStatus")
        result = ev.DialResult.NO_ANSWER
        if status == "ANSWER":
            result = ev.DialResult.ANSWERED
        elif status in _CANCELLED:
            result = ev.DialResult.CANCELLED
        return ev.DeliveryEnded(at, self._maybe(message, ""), self.facts(message, "Dest"), result)

    def _ring_no_answer(self, message: Message, at: ev.Stamp) -> ev.CallEvent:
        alerting = self.facts(message, "Dest")
        return ev.DeliveryEnded(at, None, alerting, ev.DialResult.NO_ANSWER)

    def _blind_transfer(self, message: Message, at: ev.Stamp) -> ev.CallEvent | None:
        if message.get("Result") != "Success":
            return None
        giver = self.facts(message, "Transferer")
        transferee = self._maybe(message, "Transferee")
        return ev.Transferred(at, ev.TransferKind.BLIND, (giver,), transferee)

    def _attended_transfer(self, message: Message, at: ev.Stamp) -> ev.CallEvent | None:
        if message.get("Result") != "Success" or message.get("DestType") == "Threeway":
            return None
        givers = (self.facts(message, "OrigTransferer"), self.facts(message, "SecondTransferer"))
        transferee = self._maybe(message, "Transferee")
        return ev.Transferred(at, ev.TransferKind.ATTENDED, givers, transferee)

    def _hangup(self, message: Message, at: ev.Stamp) -> ev.CallEvent:
        elsewhere = message.get("Cause") == _ELSEWHERE_CAUSE
        return ev.ConnectionCleared(at, self.facts(message), elsewhere)

    def _user_event(self, message: Message, at: ev.Stamp) -> ev.CallEvent | None:
        """IvrInput only. AgentPop and IvrDone repeat what the variables say, and can be forged."""
        if message.get("UserEvent") != "IvrInput":
            return None
        body = message.behind("UserEvent")
        self.seen.step(body.get("Step", ""))
        said = read_input(
            body.get("Step", ""), body.get("Value", ""), body.get("Result", ""), self._kinds
        )
        return None if said is None else ev.InputReported(at, self.facts(message), said)


def _bridge(message: Message) -> str:
    return one_line(message.fields["BridgeUniqueid"])


def _queue(message: Message) -> str:
    return shown_text(message.fields["Queue"])
