"""What one field says about two records being the same person."""

from enum import IntEnum


class Verdict(IntEnum):
    """Ordered: a larger one speaks more for one person."""

    CONTRADICTS = 0
    UNKNOWN = 1  # missing on one side, or too little to tell
    PARTLY = 2  # as far as it goes: a surname alone, an initial, a birth date with one slip
    AGREES = 3
