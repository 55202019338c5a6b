"""What a source of record is told of a saved wrap-up: reason, outcome, summary; nothing more.

No account and no telephone number stands in it whole: the source has its own, and a note is read by
many. Dates, prices and other short numbers stay readable.
"""

import re
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

from agentassist.domain.card_number import redact_cards
from agentassist.domain.ids import ContactId, InteractionId, WrapUpId
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.mask import mask
from agentassist.domain.wrap_up import Disposition, WrapUp

LANGUAGES: Final = ("en", "de")
_LONGEST = 8_000  # characters
_LONG_NUMBER = 6  # digits: shorter ones are rarely an account or a telephone
_DATE = r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\s?\d{1,2}[./]\s?(?:\d{4}|\d{2}))\b"
_NUMBER = re.compile(rf"{_DATE}|\+?\d(?:[\s./()\u2010-\u2015-]{{0,3}}\d)+")


@dataclass(frozen=True, slots=True)
class SourceNote:
    """For one record of one source. `interaction`: put to this ticket; None: to the customer.

    `corrected` is sent in place of `text` when an earlier note of this wrap-up may be there.
    """

    record: SourceRecord
    interaction: InteractionId | None
    text: str = field(repr=False)
    corrected: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotesOfWrapUp:
    """All that is told of one wrap-up. `withdrawn`: by source, what is said where one was wrong."""

    wrap_up: WrapUpId
    contact_id: ContactId | None
    notes: tuple[SourceNote, ...] = ()
    withdrawn: tuple[tuple[str, str], ...] = ()


_WORDS: Final = {
    "en": {
        "call": "Call of",
        "reason": "Reason",
        "outcome": "Outcome",
        "correction": "Correction of an earlier note:",
        "withdrawn": "Correction: the earlier note about the call of {at} is about somebody else.",
        Disposition.RESOLVED: "resolved",
        Disposition.NO_ACTION: "nothing to do",
        Disposition.WAITING: "waiting",
        Disposition.HANDED_OVER: "handed over",
    },
    "de": {
        "call": "Anruf vom",
        "reason": "Grund",
        "outcome": "Ergebnis",
        "correction": "Berichtigung einer früheren Notiz:",
        "withdrawn": "Berichtigung: Die frühere Notiz zum Anruf vom {at} betrifft jemand anderen.",
        Disposition.RESOLVED: "gelöst",
        Disposition.NO_ACTION: "nichts zu tun",
        Disposition.WAITING: "wartet",
        Disposition.HANDED_OVER: "übergeben",
    },
}


def note_text(wrap_up: WrapUp, language: str, zone: tzinfo) -> str:
    """The note, in plain lines. `language` is one of LANGUAGES."""
    words = _WORDS[language]
    lines = [f"{words['call']} {_moment(wrap_up, zone)}"]
    if wrap_up.reason:
        lines.append(f"{words['reason']}: {_readable(wrap_up.reason)}")
    lines.append(f"{words['outcome']}: {words[wrap_up.disposition]}")
    if wrap_up.summary.strip():
        lines += ["", _readable(wrap_up.summary.strip())]
    return "\n".join(lines)[:_LONGEST]


def corrected_text(text: str, language: str) -> str:
    return f"{_WORDS[language]['correction']}\n\n{text}"


def withdrawn_text(wrap_up: WrapUp, language: str, zone: tzinfo) -> str:
    """Where the wrap-up turned out to be somebody else's."""
    return _WORDS[language]["withdrawn"].format(at=_moment(wrap_up, zone))


def _moment(wrap_up: WrapUp, zone: tzinfo) -> str:
    at = wrap_up.started_at.astimezone(zone)
    return f"{at:%Y-%m-%d %H:%M} (UTC{at:%z})"


def _readable(text: str) -> str:
    return _NUMBER.sub(_masked, redact_cards(text))


def _masked(found: re.Match[str]) -> str:
    digits = "".join(ch for ch in found[0] if ch.isdecimal())
    if len(digits) < _LONG_NUMBER or re.fullmatch(_DATE, found[0]):
        return found[0]
    return mask(digits)
