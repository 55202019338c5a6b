"""The demo's calls: recorded streams with a title, one at a time on one phone system."""

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId
from agentassist.ports.demo import DemoCall
from agentassist.telephony.replay.recording import (
    Fields,
    RecordedEvent,
    Recording,
    load_recording,
)

_IDS: Final = re.compile(rb"(?m)^(\w*(?:Uniqueid|Linkedid): )(\d{10})(\.\d+\r?)$")
_LIFE: Final = 100_000_000  # seconds between two plays of the same call


@dataclass(frozen=True, slots=True)
class RecordedCall(DemoCall):
    recording: Recording


def load_demo_calls(folder: Path) -> tuple[RecordedCall, ...]:
    """`calls.toml` in the folder, in its order, with the streams in `streams/`.

    Raises AgentAssistError `demo.unreadable` (file, key) or what `load_recording` raises.
    """
    path = folder / "calls.toml"
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        entries = table["call"]
        return tuple(
            RecordedCall(
                key=str(entry["key"]),
                title=str(entry["title"]),
                shows=str(entry["shows"]),
                caller=str(entry["caller"]) if "caller" in entry else None,
                agent=AgentId(str(entry["agent"])),
                recording=load_recording(folder / "streams" / f"{entry['stream']}.bridge.ami"),
            )
            for entry in entries
        )
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise AgentAssistError("demo.unreadable", file=str(path), reason=str(error)) from None
    except KeyError as error:
        raise AgentAssistError("demo.unreadable", file=str(path), key=str(error.args[0])) from None


def renumbered(event: RecordedEvent, life: int) -> RecordedEvent:
    """The same event with the ids of a later call.

    A phone system never gives an id twice, so a call that is played again must not either.
    """
    if life == 0:
        return event

    def later(match: re.Match[bytes]) -> bytes:
        return match[1] + b"%d" % (int(match[2]) + life * _LIFE) + match[3]

    return rewritten(event, _IDS.sub(later, event.raw))


def rewritten(event: RecordedEvent, raw: bytes) -> RecordedEvent:
    return replace(event, raw=raw, fields=Fields(raw))
