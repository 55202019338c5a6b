"""A party of a call: number, name and whether they may be shown."""

from dataclasses import dataclass
from enum import StrEnum


class Presentation(StrEnum):
    """`CALLERID(pres)`: may the number be shown? Without evidence it is unknown, and shown."""

    ALLOWED = "allowed"
    RESTRICTED = "restricted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Party:
    """`number` (ANI) as the phone system wrote it; number and name are None when restricted."""

    number: str | None = None
    name: str | None = None
    presentation: Presentation = Presentation.UNKNOWN


WITHHELD = Party(presentation=Presentation.RESTRICTED)
