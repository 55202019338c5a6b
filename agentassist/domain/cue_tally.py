"""How the cues of a rule were taken: counts, and nothing of the call or the agent."""

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
