"""Under which names IVR data came, for IT: names and counts, never a value.

The parser works thousands of events a second, so names are looked at where it costs nothing: once a
ring (what rides along), and where a variable was set anyway or an input was reported.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from agentassist.domain.ivr_reading import TRAIL, IvrMapping, trail_steps
from agentassist.ports.names_seen import NameOrigin, NameSeen, NamesReport

MAX_NAMES: Final = 120
MAX_LENGTH: Final = 80
MAX_CALLS: Final = 512  # that a ring may belong to again: the queue tries one agent after another
PRESENTATION: Final = "presentation"
PRESENTATION_VARIABLE: Final = "CALLERID(pres)"

_STEP: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_UNFIT: Final = re.compile(r"[^A-Za-z0-9_().~-]")
_DIGITS: Final = re.compile(r"\d{5,}")  # a name made with what somebody typed
# What Asterisk sets by itself on every call; dialplans do not keep what was typed there.
_OWN: Final = re.compile(
    r"RTPAUDIOQOS\w*|BRIDGE\w*|DIALED\w*|DIALSTATUS|ANSWEREDTIME\w*|RINGTIME\w*|PROGRESSTIME\w*"
    r"|QUEUE(?:WAIT\w*|POSITION|STATUS|_\w+)|QE\w+|MEMBER\w+|SIP\w+|GOSUB_\w+|LOCAL\(ARG\w+\)"
    r"|ARG(?:C|\d+)|READSTATUS|PLAYBACKSTATUS|BACKGROUNDSTATUS|DB_RESULT|ABANDONED"
    r"|(?:BLIND|ATTENDED)TRANSFER|TRANSFER\w+|FORWARDERNAME|STREAM\w+|AGISTATUS|SYSTEMSTATUS"
)


class SeenNames:
    """Counts; bounded in number and length whatever a phone system sends."""

    __slots__ = ("_along", "_calls", "_more", "_rings", "_set", "_steps")

    def __init__(self) -> None:
        self._along: dict[str, int] = {}
        self._set: dict[bytes, int] = {}
        self._steps: dict[str, int] = {}
        self._calls: OrderedDict[str, set[str]] = OrderedDict()  # what was counted of each
        self._rings = 0
        self._more = 0

    def rang(self, call: str, variables: Iterable[tuple[str, str]], mapping: IvrMapping) -> None:
        """A call rings, with these (name, raw value) pairs. Each call counts once."""
        counted = self._calls.get(call)
        if counted is None:
            counted = self._calls[call] = set()
            self._rings += 1
            if len(self._calls) > MAX_CALLS:
                self._calls.popitem(last=False)
        trail = mapping.variables.get(TRAIL)
        for raw_name, value in variables:
            name = raw_name.lstrip("_")[:MAX_LENGTH]
            if not value or name in counted or len(counted) > MAX_NAMES:
                continue
            counted.add(name)
            self._count(self._along, name)
            if name == trail:
                for step in trail_steps(value):
                    self.step(step)

    def was_set(self, name: bytes) -> None:
        """A VarSet came with this name, without its leading underscores."""
        known = self._set.get(name)
        if known is not None:
            self._set[name] = known + 1
        elif len(name) <= MAX_LENGTH and not _OWN.fullmatch(name.decode("utf-8", "replace")):
            if len(self._set) < MAX_NAMES:
                self._set[name] = 1
            else:
                self._more += 1

    def step(self, kind: str) -> None:
        """A step of a trail, or of a report that the caller may have had a hand in."""
        kind = kind.strip().lower()
        if _STEP.fullmatch(kind):
            self._count(self._steps, kind)

    def report(self, mapping: IvrMapping) -> NamesReport:
        names = mapping.by_name()
        names[PRESENTATION_VARIABLE] = PRESENTATION
        seen = [
            NameSeen(shown_name(name), NameOrigin.RIDES_ALONG, count, names.get(name))
            for name, count in self._along.items()
        ]
        for raw, count in self._set.items():
            name = raw.decode("utf-8", "replace")
            if name not in self._along:
                seen.append(NameSeen(shown_name(name), NameOrigin.SET, count, names.get(name)))
        for step, count in self._steps.items():
            known = step if step in mapping.kinds else None
            seen.append(NameSeen(shown_name(step), NameOrigin.STEP, count, known))
        return NamesReport(tuple(seen), self._rings, self._more)

    def _count(self, counts: dict[str, int], name: str) -> None:
        if name in counts or len(counts) < MAX_NAMES:
            counts[name] = counts.get(name, 0) + 1
        else:
            self._more += 1


def shown_name(name: str) -> str:
    """Without control characters, and without what somebody may have typed."""
    return _DIGITS.sub("#", _UNFIT.sub("?", name))
