"""How the search by meaning is doing."""

from dataclasses import dataclass
from enum import StrEnum


class SemanticState(StrEnum):
    OFF = "off"  # by the settings, which is the default
    NOT_INSTALLED = "not_installed"  # `missing` names the packages
    WRONG_MODEL = "wrong_model"  # `file` is not the one this version was made for: not loaded
    STARTING = "starting"
    BUILDING = "building"  # `done` of `total` articles can be found by meaning
    PAUSED = "paused"
    READY = "ready"
    FAILED = "failed"  # too often: off until the program starts again


@dataclass(frozen=True, slots=True)
class SemanticStatus:
    """`done` of `total` articles; a search by meaning answers from those that are done."""

    state: SemanticState = SemanticState.OFF
    done: int = 0
    total: int = 0
    missing: tuple[str, ...] = ()
    file: str = ""

    @property
    def percent(self) -> int:
        """0 to 100, and 100 only when everything is done."""
        return 100 if self.done >= self.total else 100 * self.done // self.total
