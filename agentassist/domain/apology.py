"""An apology put together from what it needs, in the order in which it helps.

Responsibility first, repair second, forgiveness never asked for (Lewicki, Polin, Lount 2016). Where
the fault is not ours nothing is admitted: the trouble is seen, they are thanked, it goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from agentassist.domain.coaching import Fault


class Slot(StrEnum):
    """What an apology needs, in the order in which it is said."""

    NAME = "name"
    PROBLEM = "problem"
    IMPACT = "impact"
    ACTION = "action"
    BY_WHEN = "by_when"


@dataclass(frozen=True, slots=True)
class EarlierApology:
    """One on file: when, and what it was about."""

    at: datetime
    about: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class ApologyHelp:
    """What the call knows: a verified name, the language, and how often sorry was said already."""

    first_name: str | None = None
    language: str = "en"
    in_call: int = 0
    on_file: tuple[EarlierApology, ...] = ()
    now: datetime | None = None


# Problem, whose it is, impact, time. Those with a colon take a sentence as it is: no word order
# has to change.
_TEXTS: Final[Mapping[str, Mapping[Fault, tuple[str, str, str, str]]]] = {
    "en": {
        Fault.OURS: ("I'm sorry that {}.", "That was our mistake.", "It meant that {}.", "by {}"),
        Fault.NOT_OURS: ("thank you for telling us that {}.", "", "I can see that {}.", "by {}"),
        Fault.UNKNOWN: (
            "I can hear what trouble it is that {}.",
            "I'm finding out how it came about.",
            "I understand that {}.",
            "by {}",
        ),
    },
    "de": {
        Fault.OURS: (
            "es tut mir leid: {}.",
            "Das war unser Fehler.",
            "Für Sie hieß das: {}.",
            "bis {}",
        ),
        Fault.NOT_OURS: ("danke, dass Sie es sagen: {}.", "", "Für Sie heißt das: {}.", "bis {}"),
        Fault.UNKNOWN: (
            "ich sehe, welchen Ärger das macht: {}.",
            "Ich kläre, wie es dazu kam.",
            "Für Sie heißt das: {}.",
            "bis {}",
        ),
    },
    "es": {
        Fault.OURS: (
            "lo siento: {}.",
            "Ha sido un error nuestro.",
            "Para usted ha supuesto esto: {}.",
            "antes de {}",
        ),
        Fault.NOT_OURS: (
            "gracias por decírnoslo: {}.",
            "",
            "Para usted supone esto: {}.",
            "antes de {}",
        ),
        Fault.UNKNOWN: (
            "veo la molestia que esto causa: {}.",
            "Estoy averiguando cómo ocurrió.",
            "Para usted supone esto: {}.",
            "antes de {}",
        ),
    },
    "fr": {
        Fault.OURS: (
            "je suis désolé : {}.",
            "C'est notre erreur.",
            "Pour vous, cela a voulu dire : {}.",
            "avant {}",
        ),
        Fault.NOT_OURS: (
            "merci de nous le dire : {}.",
            "",
            "Pour vous, cela veut dire : {}.",
            "avant {}",
        ),
        Fault.UNKNOWN: (
            "je vois la gêne que cela cause : {}.",
            "Je cherche d'où cela vient.",
            "Pour vous, cela veut dire : {}.",
            "avant {}",
        ),
    },
}


def apology_text(slots: Mapping[Slot, str], fault: Fault, language: str = "en") -> str:
    """What can be said with the slots that are filled; '' with none but the name."""
    said = {slot: slots.get(slot, "").strip().rstrip(".,;:!") for slot in Slot}
    opening, owning, impact, time = _TEXTS.get(language, _TEXTS["en"])[fault]
    parts: list[str] = []
    if said[Slot.PROBLEM]:
        parts.append(opening.format(said[Slot.PROBLEM]))
        parts += [owning] * bool(owning)
    if said[Slot.IMPACT]:
        parts.append(impact.format(said[Slot.IMPACT]))
    if said[Slot.ACTION]:
        when = f", {time.format(said[Slot.BY_WHEN])}" if said[Slot.BY_WHEN] else ""
        parts.append(f"{_capital(said[Slot.ACTION])}{when}.")
    if not parts:
        return ""
    name = said[Slot.NAME]
    # 'I' keeps its capital behind a name; what opens with it is capital anyway.
    parts[0] = f"{name}, {parts[0]}" if name and said[Slot.PROBLEM] else _capital(parts[0])
    return " ".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
