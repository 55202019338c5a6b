"""Trying a phone system for real, step by step, before its settings are saved."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CheckResult(StrEnum):
    OK = "ok"
    WARNING = "warning"  # works, but IT should hear of it
    FAILED = "failed"
    NOT_SEEN = "not_seen"  # could not be found out now


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One step of a connection test, both words stable codes for the UI.

    `step`: reached, banner, login, rights, channelvars, calls; port, secret, round_trip; ...
    `detail`: why it is so ("connection_refused", "missing", ...). `names`: what it is about
    (rights, variables), never a value and never a secret; `count`: of calls.
    """

    step: str
    result: CheckResult
    detail: str | None = None
    names: tuple[str, ...] = ()
    count: int | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`system` names who answered; `advice` is text for IT to copy, without secrets."""

    steps: tuple[CheckStep, ...] = ()
    system: str | None = None
    advice: str = ""

    @property
    def passed(self) -> bool:
        """Calls would come: nothing failed, and something was tried."""
        return bool(self.steps) and all(one.result is not CheckResult.FAILED for one in self.steps)


class ConnectionCheck(Protocol):
    """A real test of one phone system's settings, before they are saved.

    Every folder of `telephony` has one in its `check.py`. It changes nothing over there.
    """

    @property
    def plan(self) -> tuple[str, ...]:
        """The steps in their order; after a failed one the others are not told."""

    async def run(self, on_step: Callable[[CheckStep], None]) -> CheckReport:
        """Try it once; each step is told as it is known. What fails is a step, not an error.

        Ends by itself within some seconds, and at once when cancelled.
        """
