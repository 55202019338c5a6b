"""The brief in sentences: each part one statement, with the row it can be read in."""

from dataclasses import dataclass, replace
from datetime import datetime

from agentassist.domain.basis import BasisKind, Certainty
from agentassist.domain.brief import Brief, BriefCode, BriefPart
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.shown_text import one_line
from ui.i18n import plural, tr
from ui.ordinals import ordinal
from ui.times import day_text, length_text, relative_text
from ui.words import channel_text, mood_text, topic_text

LONGEST = 90  # letters of what stands on record; the whole is in the row that it leads to


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence; `keys` are the rows it rests on, none for what was said in this call.

    `urgent` parts are what somebody waits for.
    """

    text: str
    keys: tuple[str, ...] = ()
    urgent: bool = False


def said_by(card: ScreenPop) -> frozenset[str]:
    """What stands on the card in whole sentences: the likely reason, the promise on top."""
    why = {card.likely_why.headline} if card.likely_why is not None else set()
    return frozenset(why | {promise.what for promise in card.overdue[:1]})


def statements(
    brief: Brief, now: datetime, said: frozenset[str] = frozenset()
) -> tuple[Statement, ...]:
    """`said` stands right beside the brief: such a part keeps its evidence, not its sentence.

    A missed promise then tells for how long only; the likely reason is a pointer at the end.
    """
    told = [(part, one) for part in brief.parts if (one := _statement(part, now, said)) is not None]
    last = [one for part, one in told if _repeats_why(part, said)]
    return (*(one for part, one in told if not _repeats_why(part, said)), *last)


def _statement(part: BriefPart, now: datetime, said: frozenset[str]) -> Statement | None:
    keys = tuple(basis.key for basis in part.basis if basis.kind is not BasisKind.FACT)
    if _repeats_why(part, said):
        text = tr("Likely reason: as on the card.") if keys else ""
    elif part.code is BriefCode.MISSED and part.text in said:
        text = _missed(replace(part, text=None), now)
    else:
        text = _sentence(part, now)
    urgent = part.late or part.code in (BriefCode.MISSED, BriefCode.UNANSWERED)
    return Statement(text, keys, urgent) if text else None


def _repeats_why(part: BriefPart, said: frozenset[str]) -> bool:
    return part.code is BriefCode.WHY and (part.text or part.topic) in said


def _sentence(part: BriefPart, now: datetime) -> str:
    match part.code:
        case BriefCode.WHY:
            return _why(part)
        case BriefCode.MISSED:
            return _missed(part, now)
        case BriefCode.UNANSWERED:
            return _unanswered(part, now)
        case BriefCode.REPEATED:
            return _repeated(part)
        case BriefCode.OPEN:
            return _open(part, now)
        case BriefCode.TOLD:
            said = tr("Told last ({where}): {text}.", where=_where(part, now), text=_text(part))
            return said.replace("..", ".").replace("….", "…")
        case BriefCode.APOLOGISED:
            return _apologised(part, now)
        case BriefCode.MOOD:
            mood = mood_text(part.mood) if part.mood is not None else ""
            return tr("Left {mood} ({where}).", mood=mood, where=_where(part, now)) if mood else ""
        case BriefCode.TRIED:
            return plural(
                "{n} article did not settle it.", "{n} articles did not settle it.", part.count
            )
    return ""


def _why(part: BriefPart) -> str:
    what = _text(part) or topic_text(part.topic or "")
    if part.certainty is Certainty.SAID:
        return tr("They chose: {what}.", what=what)
    if part.certainty is Certainty.PROBABLE:
        return tr("Probably about: {what}.", what=what)
    return tr("Perhaps about: {what}.", what=what)


def _missed(part: BriefPart, now: datetime) -> str:
    late = length_text(now - part.at) if part.at is not None else "?"
    if part.count > 1 and part.text:
        text = tr("{n} promises missed, one for {length}: {text}.")
        return text.format(n=part.count, length=late, text=_text(part))
    if part.count > 1:
        return tr("{n} promises missed, one for {length}.", n=part.count, length=late)
    if part.text:
        return tr("Promise missed for {length}: {text}.", length=late, text=_text(part))
    return tr("Promise missed for {length}.", length=late)


def _unanswered(part: BriefPart, now: datetime) -> str:
    length = length_text(now - part.at) if part.at is not None else "?"
    if part.count > 1:
        text = tr("{n} contacts unanswered, one for {length}.")
        return text.format(n=part.count, length=length)
    channel = channel_text(part.channel) if part.channel is not None else tr("Contact")
    return tr("{channel} unanswered for {length}.", channel=channel, length=length)


def _repeated(part: BriefPart) -> str:
    about = topic_text(part.topic) if part.topic else part.reference or part.text or ""
    length = length_text(part.span) if part.span is not None else "?"
    return tr(
        "{count} contact about {topic} in {length}.",
        count=ordinal(part.count),
        topic=about,
        length=length,
    )


def _open(part: BriefPart, now: datetime) -> str:
    what = _text(part)
    if part.reference and part.reference not in what:
        what = f"{what} ({part.reference})"
    if part.late and part.at is not None:
        said = tr("Overdue since {day}: {what}.", day=day_text(part.at, now), what=what)
    else:
        said = tr("Open: {what}.", what=what)
    if part.count > 1:
        said += " " + plural("{n} more is open.", "{n} more are open.", part.count - 1)
    return said


def _apologised(part: BriefPart, now: datetime) -> str:
    times = plural("once", "{n} times", part.count)
    day = day_text(part.at, now) if part.at is not None else ""
    if part.topic is None:
        return tr("Apologised {times} since {day}.", times=times, day=day)
    about = topic_text(part.topic)
    return tr("Apologised {times} about {topic} since {day}.", times=times, topic=about, day=day)


def _where(part: BriefPart, now: datetime) -> str:
    channel = channel_text(part.channel).lower() if part.channel is not None else ""
    day = relative_text(part.at, now) if part.at is not None else ""
    return ", ".join(text for text in (channel, day) if text)


def _text(part: BriefPart) -> str:
    text = one_line(part.text or "", 4 * LONGEST).rstrip(".")
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + "…"
