"""Under which names IVR data came: for IT, who has to map them. Never a value."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable


class NameOrigin(StrEnum):
    """How the phone system brought a name."""

    RIDES_ALONG = "rides_along"  # with every event of a channel
    SET = "set"  # told when it was set; needs a right that is better not given
    STEP = "step"  # of a trail, or of a report of one input


@dataclass(frozen=True, slots=True)
class NameSeen:
    """A raw name that IVR data came under; never a value.

    `count`: calls that rang with a value under it; for SET how often it was set, for STEP how often
    it came. `mapped`: what it is known as, None when the settings name it nowhere.
    """

    name: str
    origin: NameOrigin
    count: int
    mapped: str | None = None


@dataclass(frozen=True, slots=True)
class NamesReport:
    """What came since the start. `rings`: calls that rang; `more`: further names, not kept."""

    names: tuple[NameSeen, ...] = ()
    rings: int = 0
    more: int = 0


@runtime_checkable
class SeesNames(Protocol):
    """A phone system, or the feed over it, that knows under which names IVR data came."""

    def names_seen(self) -> NamesReport: ...
