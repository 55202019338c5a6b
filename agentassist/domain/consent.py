"""Consent: what a customer agreed to or refused, as a source of record noted it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """What a customer may be asked leave for."""

    RECORDING = "recording"  # of their calls
    MARKETING = "marketing"  # offers, in whatever way
    PHONE = "phone"  # being called, call-backs included
    MAIL = "mail"
    MESSAGE = "message"
    LETTER = "letter"
    PROFILING = "profiling"  # conclusions from what they did


@dataclass(frozen=True, slots=True)
class Consent:
    """One answer. `at` is when they gave it, `source` who has it on record."""

    purpose: Purpose
    granted: bool
    source: str = "local"
    at: datetime | None = None


def refused(consents: Iterable[Consent], purpose: Purpose) -> Consent | None:
    """The refusal that holds, or None: they agreed, or nobody asked.

    The latest dated word of all sources counts; where none is dated, one refusal is enough.
    """
    said = [one for one in consents if one.purpose is purpose]
    dated = [one for one in said if one.at is not None]
    if dated:
        latest = max(one.at for one in dated if one.at is not None)
        said = [one for one in dated if one.at == latest]
    return next((one for one in said if not one.granted), None)


def refusals(consents: Iterable[Consent]) -> tuple[Consent, ...]:
    """Everything that is refused, in the order of purposes."""
    every = tuple(consents)
    found = (refused(every, purpose) for purpose in Purpose)
    return tuple(one for one in found if one is not None)
