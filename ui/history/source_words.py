"""What the sources' line says: sentences made from SourceStatus, no widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agentassist.domain.source import SourceState, SourceStatus
from ui.i18n import plural, tr
from ui.source_errors import reason_text
from ui.times import length_text

_SILENT = (None, "source.unreachable", "source.too_slow")  # the line need not say why
_TROUBLE = (SourceState.FAILED, SourceState.REFUSED)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line for all sources. `trouble`: asking again may help; `tone` is that of the icon.

    `short` is for a narrow panel.
    """

    text: str = ""
    short: str = ""
    tone: str = "faint"
    icon: str = "circle-check"
    trouble: bool = False


def source_title(status: SourceStatus) -> str:
    return status.title or status.source


def age_text(at: datetime, now: datetime) -> str:
    """How old a copy is: '2 h ago'."""
    if (now - at).total_seconds() < 60:
        return tr("a moment ago")
    return tr("{length} ago", length=length_text(now - at))


def source_line(
    statuses: Sequence[SourceStatus], now: datetime, *, asking: bool = True
) -> SourceLine:
    """The worst first. With `asking` False it is too early to say that anybody is asked."""
    broken = [one for one in statuses if one.state in _TROUBLE]
    if len(broken) == 1:
        return _broken(broken[0], now)
    if broken:
        names = ", ".join(map(source_title, broken))
        text = tr("{n} sources are missing: {names}", n=len(broken), names=names)
        if any(one.last_good for one in broken):
            text = tr("{text}; copies are shown", text=text)
        short = tr("{n} sources are missing", n=len(broken))
        return SourceLine(text, short, "need", "circle-alert", trouble=True)
    asked = [one for one in statuses if one.state is SourceState.ASKING]
    if asked:
        names = ", ".join(map(source_title, asked))
        return SourceLine(tr("Asking {names}", names=names) if asking else "", icon="hourglass")
    late = [one for one in statuses if _may_lag(one)]
    if late:
        return SourceLine(status_text(late[0], now), icon="info")
    answered = [one for one in statuses if one.state is SourceState.ANSWERED]
    if len(answered) == 1:
        return SourceLine(tr("{source} answered", source=source_title(answered[0])))
    if answered:
        return SourceLine(plural("{n} source answered", "{n} sources answered", len(answered)))
    if statuses:
        return SourceLine(tr("No source can be asked by what is known"), icon="info")
    return SourceLine()


def _broken(status: SourceStatus, now: datetime) -> SourceLine:
    """What did answer, but not well, says how; of one that kept silent the details say why."""
    source, good = source_title(status), status.last_good
    if status.state is SourceState.REFUSED:
        short = tr("{source} is not used", source=source)
        return SourceLine(status_text(status, now), short, "need", "circle-alert", trouble=True)
    if status.error not in _SILENT:
        short = tr("{source} {reason}", source=source, reason=reason_text(status.error))
        return SourceLine(status_text(status, now), short, "need", "circle-alert", trouble=True)
    text = tr("{source} did not answer: nothing of it is shown", source=source)
    short = tr("{source} did not answer", source=source)
    if good is not None:
        age = age_text(good, now)
        text = tr("{source} did not answer; shown is the copy of {age}", source=source, age=age)
        short = tr("{source} did not answer; copy of {age}", source=source, age=age)
    return SourceLine(text, short, "need", "circle-alert", trouble=True)


def status_text(status: SourceStatus, now: datetime) -> str:
    """One source in one sentence."""
    source, good = source_title(status), status.last_good
    match status.state:
        case SourceState.ASKING:
            return tr("{source} is being asked", source=source)
        case SourceState.REFUSED:
            return tr("{source} is not used: it finds strangers. Tell IT", source=source)
        case SourceState.NOT_ASKED:
            return tr("{source} can't be asked by what is known", source=source)
        case SourceState.FAILED if good is not None:
            return tr(
                "{source} {reason}; shown is the copy of {age}",
                source=source,
                reason=reason_text(status.error),
                age=age_text(good, now),
            )
        case SourceState.FAILED:
            reason = reason_text(status.error)
            return tr("{source} {reason}: nothing of it is shown", source=source, reason=reason)
    if _may_lag(status):
        return tr(
            "{source} found nobody; what is younger than {lag} may not be indexed yet",
            source=source,
            lag=length_text(status.lag),
        )
    if not status.found:
        return tr("{source} answered: nobody there", source=source)
    return tr(
        "{source} answered: {found}",
        source=source,
        found=plural("{n} record", "{n} records", status.found),
    )


def _may_lag(status: SourceStatus) -> bool:
    return status.state is SourceState.ANSWERED and not status.found and bool(status.lag)


def copies(statuses: Sequence[SourceStatus]) -> dict[str, datetime]:
    """When what is shown of a source was fetched, where it is a copy and not today's answer."""
    return {
        one.source: one.last_good
        for one in statuses
        if one.state in _TROUBLE and one.last_good is not None
    }
