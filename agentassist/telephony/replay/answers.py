"""Answers to what a client may ask of the phone system; everything else is refused."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from agentassist.telephony.replay.state import ChannelRecord, PhoneState

Pairs = Iterable[tuple[str, object]]

# Each of these changes something. A recording has nothing to change, and a companion no business.
CHANGING: Final = frozenset(
    {"absolutetimeout", "agi", "atxfer", "blindtransfer", "bridgedestroy", "bridgekick"}
    | {"canceltransfer", "command", "createconfig", "dbdel", "dbput", "filter", "getconfig"}
    | {"hangup", "localoptimizeaway", "messagesend", "mixmonitor", "monitor", "originate", "park"}
    | {"playdtmf", "queueadd", "queuepause", "queuepenalty", "queueremove", "queuereset"}
    | {"queuewithdrawcaller", "redirect", "reload", "sendtext", "setvar", "stopmonitor"}
    | {"updateconfig", "userevent"}
)


@dataclass(frozen=True, slots=True)
class Action:
    """What a client sent. Keys are lower case; the first of a repeated key counts."""

    name: str
    values: Mapping[str, str]

    @property
    def id(self) -> str:
        return self.values.get("actionid", "")

    def get(self, key: str) -> str:
        return self.values.get(key, "")


def parse_action(raw: bytes) -> Action:
    values: dict[str, str] = {}
    for line in raw.decode("utf-8", "replace").splitlines():
        key, _, value = line.partition(":")
        values.setdefault(key.strip().lower(), value.strip())
    return Action(values.get("action", "").lower(), values)


def response(action: Action, kind: str, *pairs: tuple[str, object]) -> bytes:
    head: list[tuple[str, object]] = [("Response", kind)]
    return _message([*head, *_action_id(action), *pairs])


def error(action: Action, text: str) -> bytes:
    return response(action, "Error", ("Message", text))


def event_list(
    action: Action, text: str, events: list[tuple[str, Pairs]], complete: str, *extra: str
) -> bytes:
    """`Response`, the events with the client's ActionID, and the closing `...Complete`."""
    parts = [response(action, "Success", ("EventList", "start"), ("Message", text))]
    for name, pairs in events:
        parts.append(_message([("Event", name), *_action_id(action), *pairs]))
    closing: list[tuple[str, object]] = [
        ("EventList", "Complete"),
        ("ListItems", len(events)),
        *((name, len(events)) for name in extra),
    ]
    parts.append(_message([("Event", complete), *_action_id(action), *closing]))
    return b"".join(parts)


def answer(action: Action, state: PhoneState, now: float) -> bytes | None:
    """The answer to a question about calls, None when the action is not such a question.

    `now` is on the clock that `PhoneState.see` was given.
    """
    handler = _QUESTIONS.get(action.name)
    return handler(action, state, now) if handler else None


def _channels(action: Action, state: PhoneState, now: float) -> bytes:
    events: list[tuple[str, Pairs]] = []
    for channel in state.channels.values():
        pairs: list[tuple[str, object]] = [*_base(channel)]
        pairs += [
            ("Application", channel.application),
            ("ApplicationData", channel.data),
            ("Duration", _clock(now - channel.since)),
            ("BridgeId", channel.bridge),
        ]
        events.append(("CoreShowChannel", pairs))
    return event_list(action, "Channels will follow", events, "CoreShowChannelsComplete")


def _status(action: Action, state: PhoneState, now: float) -> bytes:
    wanted = [name for name in action.get("variables").split(",") if name]
    only = action.get("channel")
    if only and only not in state.channels:
        return error(action, "No such channel")
    events: list[tuple[str, Pairs]] = []
    for name, channel in state.channels.items():
        if only and name != only:
            continue
        pairs: list[tuple[str, object]] = [("Privilege", "Call"), *_base(channel)]
        pairs += [
            ("Type", name.partition("/")[0]),
            ("BridgeID", channel.bridge),
            ("Application", channel.application),
            ("Data", channel.data),
            ("Seconds", int(max(0.0, now - channel.since))),
        ]
        pairs += [("Variable", f"{key}={state.variable(name, key) or ''}") for key in wanted]
        events.append(("Status", pairs))
    return event_list(action, "Channel status will follow", events, "StatusComplete", "Items")


def _queue_status(action: Action, state: PhoneState, now: float) -> bytes:
    names = sorted({*state.queues, *(queue for queue, _ in state.members)})
    events: list[tuple[str, Pairs]] = []
    for name in names:
        if action.get("queue") not in ("", name):
            continue
        waiting = state.queues.get(name, [])
        events.append(("QueueParams", [("Queue", name), ("Max", 0), ("Calls", len(waiting))]))
        for (queue, location), member in state.members.items():
            if queue == name:
                events.append(("QueueMember", _member(name, location, member.get)))
        for position, (channel, since) in enumerate(waiting, 1):
            entry = _entry(state.channels.get(channel), now - since)
            head: list[tuple[str, object]] = [("Queue", name), ("Position", position)]
            events.append(("QueueEntry", [*head, ("Channel", channel), *entry]))
    return event_list(action, "Queue status will follow", events, "QueueStatusComplete")


def _member(queue: str, location: str, get: Callable[[str], str]) -> list[tuple[str, object]]:
    head: list[tuple[str, object]] = [
        ("Queue", queue),
        ("Name", get("Name") or get("MemberName")),
        ("Location", location),
    ]
    return head + [(key, get(key)) for key in ("StateInterface", "InCall", "Status", "Paused")]


def _entry(channel: ChannelRecord | None, waited: float) -> list[tuple[str, object]]:
    fields = channel.fields if channel else {}
    keys = ("Uniqueid", "CallerIDNum", "CallerIDName", "ConnectedLineNum", "ConnectedLineName")
    pairs: list[tuple[str, object]] = [(key, fields.get(key, "")) for key in keys]
    return [*pairs, ("Wait", int(max(0.0, waited))), ("Priority", 0)]


def _getvar(action: Action, state: PhoneState, now: float) -> bytes:
    name = action.get("variable")
    value = state.variable(action.get("channel"), name)
    if value is None:
        return error(action, "No such channel")
    return response(action, "Success", ("Variable", name), ("Value", value))


def _core_settings(action: Action, state: PhoneState, now: float) -> bytes:
    return response(
        action, "Success", ("AMIversion", "11.0.0"), ("AsteriskVersion", "22.10.1 (replay)")
    )


def _core_status(action: Action, state: PhoneState, now: float) -> bytes:
    return response(action, "Success", ("CoreCurrentCalls", len(state.channels)))


def _queue_summary(action: Action, state: PhoneState, now: float) -> bytes:
    events: list[tuple[str, Pairs]] = [
        ("QueueSummary", [("Queue", name), ("Callers", len(waiting))])
        for name, waiting in sorted(state.queues.items())
    ]
    return event_list(action, "Queue summary will follow", events, "QueueSummaryComplete")


_QUESTIONS: Final[Mapping[str, Callable[[Action, PhoneState, float], bytes]]] = {
    "coreshowchannels": _channels,
    "status": _status,
    "queuestatus": _queue_status,
    "queuesummary": _queue_summary,
    "getvar": _getvar,
    "coresettings": _core_settings,
    "corestatus": _core_status,
}


def _base(channel: ChannelRecord) -> list[tuple[str, object]]:
    pairs: list[tuple[str, object]] = list(channel.fields.items())
    listed = channel.listed_variables.items()
    return pairs + [("ChanVariable", f"{name}={value}") for name, value in listed]


def _action_id(action: Action) -> list[tuple[str, object]]:
    return [("ActionID", action.id)] if action.id else []


def _message(pairs: Pairs) -> bytes:
    lines = [f"{key}: {_one_line(value)}\r\n" for key, value in pairs]
    return ("".join(lines) + "\r\n").encode()


def _one_line(value: object) -> str:
    # A client's own text comes back in answers; it must not open a line of its own.
    return str(value).replace("\r", " ").replace("\n", " ")


def _clock(seconds: float) -> str:
    whole = int(max(0.0, seconds))
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
