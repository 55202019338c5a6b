"""How the cues of a rule were taken: counts, and nothing of the call or the agent."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from agentassist.domain.ids import PackId, RuleId


@dataclass(frozen=True, slots=True)
class CueTally:
    """`dismissed`: 'not now', or the agent kept their own wording; `used`: its wording was taken.

    What was neither was left standing: read, perhaps, or not noticed.
    """

    pack: PackId
    rule: RuleId
    shown: int = 0
    dismissed: int = 0
    used: int = 0

    @property
    def left(self) -> int:
        return max(0, self.shown - self.dismissed - self.used)

    @property
    def override_rate(self) -> float | None:
        """The share that was put away, 0 to 1; None before the first one was shown."""
        return min(1.0, self.dismissed / self.shown) if self.shown else None


def tallies_csv(tallies: Iterable[CueTally]) -> str:
    """For the author of a pack: one line a rule, with a head."""
    rows = ["pack,rule,shown,dismissed,used,left"]
    rows += [
        f"{one.pack},{one.rule},{one.shown},{one.dismissed},{one.used},{one.left}"
        for one in tallies
    ]
    return "\n".join(rows) + "\n"


def tallies_json(tallies: Iterable[CueTally]) -> str:
    """The same as a list of objects."""
    rows = [
        {
            "pack": one.pack,
            "rule": one.rule,
            "shown": one.shown,
            "dismissed": one.dismissed,
            "used": one.used,
            "left": one.left,
        }
        for one in tallies
    ]
    return json.dumps(rows, indent=2) + "\n"
