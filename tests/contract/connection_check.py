"""What every connection test promises the window: the plan, in order, and no error."""

import asyncio

from agentassist.ports.connection_check import CheckReport, CheckResult, CheckStep, ConnectionCheck

CODE = r"[a-z][a-z0-9_]*"


class ConnectionCheckContract:
    """A class that inherits it brings both kinds of settings, and a secret to look for."""

    SECRET = ""

    async def good(self) -> tuple[ConnectionCheck, CheckReport, list[CheckStep]]:
        """Run one whose settings are right."""
        raise NotImplementedError

    async def bad(self) -> tuple[ConnectionCheck, CheckReport, list[CheckStep]]:
        """Run one whose settings are wrong."""
        raise NotImplementedError

    def test_what_is_right_passes_step_by_step(self) -> None:
        check, report, told = asyncio.run(self.good())
        assert report.passed
        assert report.steps == tuple(told)
        planned = [step.step for step in told if step.step in check.plan]
        assert planned == list(check.plan)

    def test_what_is_wrong_fails_at_a_step_that_says_why(self) -> None:
        check, report, told = asyncio.run(self.bad())
        assert not report.passed
        assert report.steps == tuple(told)
        assert [step.result for step in told].count(CheckResult.FAILED) == 1
        assert told[-1].result is CheckResult.FAILED
        assert told[-1].detail
        assert tuple(step.step for step in told) == check.plan[: len(told)]

    def test_no_secret_is_in_what_it_tells(self) -> None:
        for run in (self.good, self.bad):
            check, report, told = asyncio.run(run())
            assert self.SECRET
            assert self.SECRET not in f"{check!r} {report!r} {told!r} {report.advice}"
