"""Recordings of the same kinds with other numbers, names, phones, ids and times, several at once.

What agents must be told is derived from what caller and agents did (`*.facts.json`) and from the
change made to the recording, by nothing of the program.
"""

import asyncio
import json
import os
import re
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agentassist.telephony.replay.recording import Fields, RecordedEvent, Recording, load_recording
from agentassist.telephony.replay.server import ReplayServer

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "asterisk"
PATIENCE = 60.0
Line = dict[str, Any]

# Per agent: whose line it is (c: the customer's, i: a colleague's), state or outcome, from whom.
CALL = ["c ringing", "c talking", "c ended"]
HELD = ["c ringing", "c talking", "c held", "c talking", "c ended"]
ASKS = ["c ringing", "c talking", "c held", "i dialling", "i talking", "c transferred"]
ASKED = ["i ringing <101", "i talking <101", "c talking <101", "c ended <101"]
STORIES = {
    "01a-answer-hold-hangup": {"101": HELD},
    "01b-answer-hold-hangup-channelvars": {"101": HELD},
    "01c-local-member": {"103": HELD},
    "02-ring-no-answer": {"101": ["c ringing", "c no_answer"], "102": CALL},
    "03-abandon": {"101": ["c ringing", "c abandoned"]},
    "04-blind-transfer": {
        "101": ["c ringing", "c talking", "c transferred"],
        "102": [f"{beat} <101" for beat in CALL],
    },
    "05-attended-transfer": {"101": ASKS, "102": ASKED},
    "05b-attended-transfer-sip-refer": {"101": ASKS, "102": ASKED},
    "06b-anonymous": {"101": CALL},
    "06c-withheld-pres-in-channelvars": {"101": CALL},
    "07-mistype": {"101": CALL},
}
WITHHELD = ("06b-anonymous", "06c-withheld-pres-in-channelvars")
RESULTS = {"ok": "ok", "wrong": "wrong", "invalid": "wrong"}
NAMES = ['Jörg "Jo" O\'Neil, 2nd', "Ανδρέας \\ Łęcka?", "😀 Ltd: sales", "عمر", ""]
ESCAPED = {"\\": "\\\\", '"': '\\"', "'": "\\'", "?": "\\?"}


@dataclass(frozen=True)
class Other:
    """The same call of another site: `place` makes everything of it differ."""

    name: str
    place: int

    @property
    def facts(self) -> dict[str, Any]:
        text = (DATA / f"{self.name}.facts.json").read_text("utf-8")
        return dict(json.loads(text)["calls"][0])

    @property
    def caller(self) -> str:
        return NAMES[self.place % len(NAMES)] if self.facts["name"] else ""

    @property
    def number(self) -> str:
        return f"+4420794609{self.place:02}"

    def agent(self, extension: str) -> str:
        return f"{self.place}2{extension[1:]}"

    def account(self, typed: str) -> str:
        return "".join(str((int(digit) + self.place) % 10) for digit in typed)

    def menu(self, key: str) -> str:
        return str((int(key) + self.place) % 10)

    def unique_id(self, found: str) -> str:
        epoch, _, count = found.partition(".")
        return f"pbx{self.place}-{int(epoch) + 7 * self.place}.{int(count) + 100 * self.place}"

    @property
    def given(self) -> list[tuple[str, str | None, str | None]]:
        typed = []
        for one in self.facts["inputs"]:
            kind, value = one["step"], None
            if kind == "account":
                value = f"•••• {self.account(one['value'])[-4:]}"
            elif kind == "menu":
                value = self.menu(one["value"])
            typed.append((kind, value, RESULTS[one["result"]]))
        return typed

    # ------------------------------------------------------------------ the recording

    def recording(self, user: str) -> tuple[Recording, str]:
        """Changed from end to end, and the id of its call."""
        old = load_recording(DATA / f"{self.name}.{user}.ami")
        events = tuple(self._changed(event) for event in old.events)
        call = next(one.unique_id for one in events if one.name == "Newchannel")
        return Recording(f"{self.name}-{self.place}", old.banner, events), call

    def _changed(self, event: RecordedEvent) -> RecordedEvent:
        lines = [self._line(line) for line in event.raw.decode("utf-8").split("\r\n")]
        raw = "\r\n".join(line for line in lines if line is not None).encode()
        second = event.second * (0.5 + 0.2 * self.place)
        return RecordedEvent(second, event.name, raw, Fields(raw))

    def _line(self, line: str) -> str | None:
        key, colon, value = line.partition(": ")
        if not colon or key in ("Event", "Privilege"):
            return line
        if key == "Timestamp":
            return None
        if key.endswith(("CallerIDName", "ConnectedLineName")) and value == self.facts["name"]:
            return f"{key}: {''.join(ESCAPED.get(ch, ch) for ch in self.caller)}"
        if key.endswith(("CallerIDNum", "ConnectedLineNum")) and value.startswith("+"):
            return f"{key}: {self.number}"
        if key == "Value" and re.fullmatch("[0-9]", value):
            return f"{key}: {self.menu(value)}"
        value = re.sub(r"(?<=menu:)[0-9]", lambda one: self.menu(one[0]), value)
        for typed in {x["value"] for x in self.facts["inputs"] if x["step"] == "account"}:
            value = re.sub(rf"(?<![0-9]){typed}(?![0-9])", self.account(typed), value)
        value = re.sub(r"(?<![\d.])\d{10}\.\d{1,4}(?![\d.])", lambda x: self.unique_id(x[0]), value)
        if "/" in value:  # the count in a channel's name
            value = re.sub(
                r"(?<=-)[0-9a-f]{8}(?![0-9a-f])",
                lambda x: f"{int(x[0], 16) + 256 * self.place:08x}",
                value,
            )
        value = re.sub(r"(?<![\w.+:-])10[123](?![\w.])", lambda x: self.agent(x[0]), value)
        return f"{key}: {value}"

    # ------------------------------------------------------------------ what must be told

    def judge(self, lines: list[Line], call: str) -> None:
        restricted = self.name in WITHHELD
        for extension, story in STORIES[self.name].items():
            agent = self.agent(extension)
            mine = [line for line in lines if line["agent"] == agent]
            beats = [self._beat(line) for line in mine]
            told = [beat for at, beat in enumerate(beats) if at == 0 or beat != beats[at - 1]]
            assert told == [beat.replace("<101", f"<{self.agent('101')}") for beat in story]
            for line in mine:
                if line["direction"] == "internal":
                    assert (line["given"], line["intent"], line["verified"]) == ([], None, False)
                    continue
                caller = line["caller"]
                assert caller["number"] == (None if restricted else self.number)
                assert caller["name"] == (None if restricted else self.caller or None)
                assert caller["presentation"] == ("restricted" if restricted else "unknown")
                given = [(one["kind"], one["value"], one["result"]) for one in line["given"]]
                assert given == self.given
                assert {one["source"] for one in line["given"]} == {"ivr"}
                assert line["call_id"] == call
                facts = self.facts
                assert (line["intent"], line["queue"]) == (facts["intent"], facts["queue"])
                assert line["verified"] is (facts["verified"] == "yes")

    @staticmethod
    def _beat(line: Line) -> str:
        internal = line["direction"] == "internal"
        sender = line["caller"]["internal_from" if internal else "transferred_from"]
        beat = f"{'i' if internal else 'c'} {line['outcome'] or line['state']}"
        return f"{beat} <{sender}" if sender else beat


def interleaved(recordings: list[Recording], apart: float) -> Recording:
    """One site on which all of this happens, each beginning `apart` seconds after the one before.

    What came in one moment stays together, as in a phone system.
    """
    events: list[RecordedEvent] = []
    for place, recording in enumerate(recordings):
        for one in recording.events:
            second = one.second + place * apart
            events.append(RecordedEvent(second, one.name, one.raw, one.fields))
    return Recording(
        "together", recordings[0].banner, tuple(sorted(events, key=lambda one: one.second))
    )


async def told_by_watch(recording: Recording, agents: list[str], ends: int, chunk: int) -> str:
    """Everything that `agentassist watch` prints until so many calls ended."""
    async with ReplayServer([recording], speed=0, chunk=chunk, secret="dummy-bridge") as server:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "agentassist", "watch", "--ami", f"127.0.0.1:{server.port}"),
            *("--agents", ",".join(agents)),
            cwd=ROOT,
            env={**os.environ, "AMI_SECRET": "dummy-bridge"},
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        text = b""
        async with asyncio.timeout(PATIENCE):
            while text.count(b'"outcome": "') < ends:
                line = await process.stdout.readline()
                assert line, text.decode()
                text += line
            process.send_signal(signal.SIGTERM)
            text += await process.stdout.read()
            assert await process.wait() == 0
    return text.decode()


@pytest.mark.parametrize(
    ("user", "chunk", "apart", "names"),
    [
        ("bridge", 7, 1.3, list(STORIES)[:6]),
        ("bridge", 0, 0.1, list(STORIES)[5:]),
        ("observer", 0, 0.7, ["05-attended-transfer", "02-ring-no-answer", "07-mistype"]),
    ],
)
def test_every_agent_is_told_the_right_story(
    user: str, chunk: int, apart: float, names: list[str]
) -> None:
    others = [Other(name, place) for place, name in enumerate(names, 1)]
    made = [other.recording(user) for other in others]
    agents = [other.agent(one) for other in others for one in ("101", "102", "103")]
    ends = sum(len(STORIES[other.name]) for other in others)
    site = interleaved([recording for recording, _ in made], apart)
    text = asyncio.run(told_by_watch(site, agents, ends, chunk))
    lines = [json.loads(line) for line in text.splitlines()]
    for other, (_, call) in zip(others, made, strict=True):
        other.judge(lines, call)
        for one in other.facts["inputs"]:
            if one["step"] == "account":
                assert other.account(one["value"]) not in text
        if other.name in WITHHELD:
            assert other.number not in text
