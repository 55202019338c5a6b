"""How much may be asked of a source now: its rates, and the pauses it asked for."""

from collections.abc import Mapping
from datetime import datetime

from agentassist.net.pause import pause_of
from agentassist.net.site import Rate, Rates

_UNSAID = 1.0  # seconds, when nothing remains and nobody says until when


class Allowance:
    """Token buckets over a monotonic clock in seconds. Asks no clock and waits for nobody."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._overall = _Bucket(rates.overall) if rates.overall else None
        self._by_cost = {cost: _Bucket(rate) for cost, rate in rates.by_cost.items()}
        self._closed_until = float("-inf")

    def take(self, cost: str, now: float) -> float:
        """0.0: it may be sent, and counts. Else seconds until it is worth asking again."""
        buckets = [one for one in (self._overall, self._by_cost.get(cost)) if one is not None]
        wait = max((self._closed_until - now, *(one.lacking(now) for one in buckets)))
        if wait > 0:
            return wait
        for one in buckets:
            one.take()
        return 0.0

    def close(self, seconds: float, now: float) -> None:
        """Nothing is sent for so long: the source asked for it."""
        self._closed_until = max(self._closed_until, now + seconds)

    def heed(self, headers: Mapping[str, str], now: float, moment: datetime) -> None:
        """What an answer says of the rest: with nothing left, wait for the reset."""
        if not self._rates.remaining_header:
            return
        left = headers.get(self._rates.remaining_header.lower(), "").strip()
        if not (left.isascii() and left.isdigit()) or left.strip("0"):
            return  # not said, or something is left
        reset = headers.get(self._rates.reset_header.lower(), "")
        pause = pause_of(reset, headers, moment, self._rates.longest)
        self.close(_UNSAID if pause is None else pause, now)


class _Bucket:
    def __init__(self, rate: Rate) -> None:
        self._per_second = max(rate.per_second, 1e-6)
        self._most = float(max(rate.burst, 1))
        self._left = self._most
        self._looked: float | None = None

    def lacking(self, now: float) -> float:
        """Seconds until there is one."""
        if self._looked is not None:
            gained = max(0.0, now - self._looked) * self._per_second
            self._left = min(self._most, self._left + gained)
        self._looked = now
        # a hair less than one is one: it was added up from many small pieces
        return 0.0 if self._left >= 1.0 - 1e-9 else (1.0 - self._left) / self._per_second

    def take(self) -> None:
        self._left -= 1.0
