"""Sources of record: what one is asked by, what it answers, and how its answer stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from agentassist.domain.contact import Contact
from agentassist.domain.interaction import Interaction

if TYPE_CHECKING:  # the rules of linking are not needed for the first paint
    from agentassist.domain.linking.birth_date import BirthDate
    from agentassist.domain.linking.record_link import SourceRecord

LOCAL = "local"  # the store itself


class KeyKind(StrEnum):
    """What a customer can be found by in a source."""

    PHONE = "phone"
    EMAIL = "email"
    ACCOUNT = "account"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class SourceKey:
    """One key, normalised: E.164, a lower-case address, an account or order as the site writes it.

    An empty value matches everybody somewhere: `value` is never empty.
    """

    kind: KeyKind
    value: str = field(repr=False)

    def __post_init__(self) -> None:
        if not self.value.strip():
            raise ValueError("an empty key")


@dataclass(frozen=True, slots=True)
class SourceContact:
    """A customer as one source has them; `contact.id` is `contact_id(record)`.

    `updated` is the source's own time of the last change, `birth` only for linking.
    """

    record: SourceRecord
    contact: Contact
    updated: datetime | None = None
    birth: BirthDate = ()


@dataclass(frozen=True, slots=True)
class SourceHistory:
    """The newest interactions of one record, newest first; `more` if there are older ones."""

    record: SourceRecord
    interactions: tuple[Interaction, ...] = ()
    more: bool = False


class SourceState(StrEnum):
    """How one source's answer to one call stands."""

    ASKING = "asking"
    ANSWERED = "answered"  # what it has is shown, also when that is nothing
    FAILED = "failed"  # it was asked; what is shown of it is a copy, or nothing
    NOT_ASKED = "not_asked"  # it can't be asked by any key of this call
    REFUSED = "refused"  # its mapping failed the canary: nothing it says is believed


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """`found`: records of it that are shown. `error` is a code for `ui/errors.py`.

    `last_good` is when what is shown of it was fetched (None: nothing is). `lag`: what is younger
    than this may not be in its index yet, so that "not found" is not "new customer".
    """

    source: str
    state: SourceState
    title: str = ""  # as a person knows it: "Help desk"
    found: int = 0
    error: str | None = None
    last_good: datetime | None = None
    lag: timedelta = timedelta()
