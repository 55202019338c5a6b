"""`agentassist watch --check`: a real test of the phone systems that are named, as lines."""

import sys
from typing import TextIO

from agentassist.domain.ivr_reading import IvrMapping
from agentassist.ports.connection_check import CheckReport, CheckResult
from agentassist.telephony.ami.check import NO_MORE, RIGHTS, UNMAPPED, VARIABLES, AmiCheck
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.webhook.check import WebhookCheck
from agentassist.telephony.webhook.config import WebhookConfig


async def check(ami: AmiConfig | None, webhook: WebhookConfig | None, mapping: IvrMapping) -> int:
    """Every phone system that is named. 0: all is well, else 1."""
    worst = 0
    if webhook is not None:
        worst = await _check_webhook(webhook, sys.stderr)
    if ami is not None:
        worst = max(worst, await check_account(ami, mapping, sys.stdout, sys.stderr))
    return worst


async def _check_webhook(config: WebhookConfig, log: TextIO) -> int:
    report = await WebhookCheck(config).run(
        lambda step: _log(log, f"webhook: {step.step}: {step.detail or step.result}")
    )
    return 0 if report.passed else 1


async def check_account(config: AmiConfig, mapping: IvrMapping, out: TextIO, log: TextIO) -> int:
    """Prints the stanza on `out` and findings on `log`; 0 when the account is right, else 1."""
    report = await AmiCheck(config, mapping).run(lambda step: None)
    out.write(report.advice)
    out.flush()
    for line in _said(config, report):
        _log(log, line)
    rights = [step for step in report.steps if step.step in (RIGHTS, NO_MORE)]
    right = all(step.result is not CheckResult.WARNING for step in rights)
    return 0 if report.passed and right else 1


def _said(config: AmiConfig, report: CheckReport) -> list[str]:
    """The steps as lines of a log."""
    by_step = {step.step: step for step in report.steps}
    if not report.passed:
        return [f"{config.place}: the check did not get through ({report.steps[-1].detail})"]
    lines = [f"{report.system or config.place}: login as {config.user} accepted"]
    missing, too_much = by_step[RIGHTS].names, by_step[NO_MORE].names
    if missing:
        lines.append(
            f"this account has less than it needs: {', '.join(missing)} refused;"
            " calls already there cannot be found after a connect (write = reporting)"
        )
    if too_much:
        lines.append(
            f"this account may do more than it needs: {', '.join(too_much)};"
            " use write = reporting only"
        )
    if by_step[RIGHTS].result is by_step[NO_MORE].result is CheckResult.OK:
        lines.append("rights: just what is needed")
    elif not missing and not too_much:
        lines.append("rights: what is needed; it could not be seen whether it may do more")
    variables = by_step[VARIABLES]
    if variables.result is CheckResult.NOT_SEEN:
        lines.append("channelvars: not seen, as no call is on; try again during a call")
    elif variables.names:
        lines.append(f"channelvars: {', '.join(variables.names)} do not ride along; see the stanza")
    else:
        lines.append("channelvars: complete")
    if UNMAPPED in by_step:
        unmapped = ", ".join(by_step[UNMAPPED].names)
        lines.append(f"ride along and are named nowhere in [ivr.variables]: {unmapped}")
    return lines


def _log(log: TextIO, line: str) -> None:
    print(f"agentassist watch: {line}", file=log, flush=True)
