"""How much of something may come: so many at once, and so many a second after that."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Allowance:
    """A token bucket over a monotonic clock in seconds."""

    per_second: float
    at_once: float
    _left: float = field(init=False)
    _looked: float | None = None

    def __post_init__(self) -> None:
        self._left = self.at_once

    def take(self, now: float) -> bool:
        """False when it is used up."""
        if self._looked is not None:
            gained = max(0.0, now - self._looked) * self.per_second
            self._left = min(self.at_once, self._left + gained)
        self._looked = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
