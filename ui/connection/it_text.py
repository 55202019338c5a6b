"""What IT gets to read when an agent copies it: how things are, without a value or a secret."""

import time

from agentassist.ports.connection_check import CheckReport
from agentassist.ports.names_seen import NameOrigin, NamesReport
from agentassist.ports.phone_setup import PhoneSetupView
from ui.connection.words import ages_text, member_text, state_words, step_words

_ORIGIN = {
    NameOrigin.RIDES_ALONG: "rides along",
    NameOrigin.SET: "VarSet",
    NameOrigin.STEP: "step",
}


def it_text(view: PhoneSetupView, report: CheckReport | None, now_ns: int | None = None) -> str:
    """For a ticket: stable codes beside the words."""
    now_ns = time.monotonic_ns() if now_ns is None else now_ns
    account = view.account
    lines = [
        "agentassist: phone connection",
        f"login: {account.user or '-'} at {account.place}",
        f"secret: {view.secret.value}",
        f"credentials on this computer: {'yes (pilot)' if view.credentials_here else 'no'}",
        f"set by policy: {', '.join(sorted(view.locked)) or '-'}",
    ]
    for member in view.members:
        lines += ["", f"{member_text(member.name)}: {state_words(member.status)}"]
        if member.status is not None:
            lines.append(f"  {member.status.system}, {ages_text(member.status, now_ns)}")
            if member.status.detail:
                lines.append(f"  code: {member.status.detail}")
        lines += [f"  {line}" for line in _names(member.names)]
    if report is not None:
        lines += ["", "last test:"]
        for step in report.steps:
            said = f"{step.step}: {step.result.value}"
            detail = f" ({step.detail})" if step.detail else ""
            lines.append(f"  {said}{detail} {step_words(step)[0]}")
    lines += ["", "IVR data is read from:"]
    lines += [f"  {kind} = {name}" for kind, name in account.variables.items()]
    lines += ["", "for manager.conf:", "", view.advice.rstrip()]
    return "\n".join(lines) + "\n"


def _names(report: NamesReport) -> list[str]:
    if not report.rings:
        return ["no call has rung since the start"]
    lines = [f"names seen, {report.rings} calls rang (never values):"]
    for one in report.names:
        known = f"read as {one.mapped}" if one.mapped else "NOT MAPPED"
        lines.append(f"  {one.name}  {one.count}x, {_ORIGIN[one.origin]}, {known}")
    if not report.names:
        lines.append("  none: the IVR sent nothing")
    if report.more:
        lines.append(f"  and {report.more} more, not kept")
    return lines
