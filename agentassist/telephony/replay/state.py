"""What the phone system would still know: rebuilt from the events that have passed so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from agentassist.telephony.replay.recording import Fields, RecordedEvent, Recording

CHANNEL_FIELDS: Final = (
    "Channel",
    "ChannelState",
    "ChannelStateDesc",
    "CallerIDNum",
    "CallerIDName",
    "ConnectedLineNum",
    "ConnectedLineName",
    "Language",
    "AccountCode",
    "Context",
    "Exten",
    "Priority",
    "Uniqueid",
    "Linkedid",
)


@dataclass(slots=True)
class ChannelRecord:
    """One channel that is up. `since` is on the clock that the events were seen by, in seconds."""

    fields: dict[str, str]
    since: float
    variables: dict[str, str] = field(default_factory=dict)
    listed_variables: dict[str, str] = field(default_factory=dict)  # as `channelvars` shows them
    bridge: str = ""
    application: str = ""
    data: str = ""


class PhoneState:
    """Channels, variables, bridges and queues; `see` is the only way in."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.channels: dict[str, ChannelRecord] = {}
        self.queues: dict[str, list[tuple[str, float]]] = {}
        self.members: dict[tuple[str, str], Fields] = {}
        self._everywhere = dict(variables or {})

    def take_present(self, recording: Recording) -> None:
        """What was there before the recording began, at second 0 of it."""
        for fields in recording.present:
            match fields.get("Event"):
                case "CoreShowChannel" | "Status":
                    self._take_channel(fields)
                case "QueueEntry":
                    waiting = self.queues.setdefault(fields.get("Queue"), [])
                    waiting.append((fields.get("Channel"), -_seconds(fields.get("Wait"))))
                case "QueueMember":
                    self.members[fields.get("Queue"), fields.get("Location")] = fields

    def _take_channel(self, fields: Fields) -> None:
        name = fields.get("Channel")
        since = -_seconds(fields.get("Duration") or fields.get("Seconds"))
        known = self.channels.get(name)
        if known is None:
            known = self.channels[name] = ChannelRecord(_channel_fields(fields, ""), since)
        known.bridge = fields.get("BridgeId") or fields.get("BridgeID") or known.bridge
        known.application = fields.get("Application") or known.application
        known.data = fields.get("ApplicationData") or fields.get("Data") or known.data
        _take_variables(known, fields.all("ChanVariable"))
        known.variables.update(_pairs(fields.all("Variable")))

    def see(self, event: RecordedEvent, at: float) -> None:
        """Take one event into the state; `at` is now, on the clock that queries use."""
        fields = event.fields
        for prefix in ("", "Dest"):
            if fields.get(prefix + "Channel") and f"{prefix}ChannelState" in fields:
                self._see_channel(fields, prefix, at)
        name = fields.get("Channel")
        channel = self.channels.get(name)
        match event.name:
            case "QueueCallerJoin":
                self.queues.setdefault(fields.get("Queue"), []).append((name, at))
            case "QueueCallerLeave":
                waiting = self.queues.get(fields.get("Queue"), [])
                waiting[:] = [entry for entry in waiting if entry[0] != name]
            case "QueueMemberStatus":
                self.members[fields.get("Queue"), fields.get("Interface")] = fields
            case "Hangup":
                self.channels.pop(name, None)
        if channel is not None:
            _see_of_channel(channel, event.name, fields)

    def _see_channel(self, fields: Fields, prefix: str, at: float) -> None:
        name = fields.get(prefix + "Channel")
        known = self.channels.get(name)
        if known is None:
            known = self.channels[name] = ChannelRecord({}, at)
        known.fields = _channel_fields(fields, prefix)
        _take_variables(known, fields.all(prefix + "ChanVariable"))

    def variable(self, channel: str, name: str) -> str | None:
        """The value, '' when it is not set, None when there is no such channel."""
        record = self.channels.get(channel)
        if record is None:
            return None
        bare = name.lstrip("_")
        match bare:
            case "CHANNEL(linkedid)":
                return record.fields["Linkedid"]
            case "CHANNEL(uniqueid)" | "UNIQUEID":
                return record.fields["Uniqueid"]
            case "CALLERID(num)":
                return record.fields["CallerIDNum"]
            case "CALLERID(name)":
                return record.fields["CallerIDName"]
        return record.variables.get(bare, self._everywhere.get(bare, ""))


def _see_of_channel(channel: ChannelRecord, event: str, fields: Fields) -> None:
    match event:
        case "VarSet":
            channel.variables[fields.get("Variable").lstrip("_")] = fields.get("Value")
        case "Newexten":
            channel.application = fields.get("Application")
            channel.data = fields.get("AppData")
        case "BridgeEnter":
            channel.bridge = fields.get("BridgeUniqueid")
        case "BridgeLeave":
            channel.bridge = ""


def _channel_fields(fields: Fields, prefix: str) -> dict[str, str]:
    return {key: fields.get(prefix + key) for key in CHANNEL_FIELDS}


def _take_variables(channel: ChannelRecord, lines: list[str]) -> None:
    pairs = _pairs(lines)
    channel.variables.update(pairs)
    channel.listed_variables.update(pairs)


def _pairs(lines: list[str]) -> dict[str, str]:
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def _seconds(text: str) -> float:
    """`17` or `00:00:17`."""
    total = 0
    for part in text.split(":"):
        total = total * 60 + (int(part) if part.isdecimal() else 0)
    return float(total)
