"""Why they probably call, in words: the reason, and what it rests on."""

from datetime import datetime

from agentassist.domain.interaction import Channel
from agentassist.domain.screen_pop import LikelyWhy
from ui.i18n import tr
from ui.ordinals import ordinal
from ui.times import day_text, length_text, relative_text
from ui.words import channel_text, sentence_start, topic_text

_CHANNELS = {channel.value for channel in Channel}


def why_headline(why: LikelyWhy) -> str:
    return why.headline if why.from_record else sentence_start(topic_text(why.headline))


def why_evidence(why: LikelyWhy, today: datetime) -> str:
    path = ", ".join(detail for code, detail in why.evidence if code == "ivr_path" and detail)
    parts: list[str] = []
    for code, detail in why.evidence:
        if code == "ivr_path":
            text = tr("IVR menu {path}", path=path) if path else tr("IVR menu")
        else:
            known = code.startswith("open_") and detail and detail in why.headline
            text = _part(code, "" if known else detail, today)
        if text and text not in parts:
            parts.append(text)
    return sentence_start(" · ".join(parts))


def _part(code: str, detail: str, today: datetime) -> str:
    kind, _, what = code.partition("_")
    if code == "promise":
        return tr("promise of {owner}", owner=detail)
    if code == "ivr_intent":
        return tr("IVR choice")
    if code == "repeated" and detail.isdecimal():
        return tr("{count} contact about it", count=ordinal(int(detail)))
    channel = channel_text(Channel(what)).lower() if what in _CHANNELS else ""
    if kind == "open" and channel:
        return tr("open {channel} {reference}", channel=channel, reference=detail).strip()
    if not channel:
        return detail
    return _dated(kind, channel, detail, today)


def _dated(kind: str, channel: str, detail: str, today: datetime) -> str:
    """`detail` is a moment; what is none stands as it is."""
    try:
        at = datetime.fromisoformat(detail)
    except ValueError:
        return f"{channel} {detail}".strip()
    match kind:
        case "unanswered":
            length = length_text(today - at)
            return tr("{channel} unanswered for {length}", channel=channel, length=length)
        case "late":
            return tr("{channel} due {day}, late", channel=channel, day=day_text(at, today))
        case "done":
            day = relative_text(at, today)
            return tr("{channel} done {day}", channel=channel, day=day)
    return f"{channel} {relative_text(at, today)}"
