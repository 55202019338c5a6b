"""Card numbers in speech that was written down: in digits, or digit by digit in words.

A transcript may have `four one one one ...`; and a number that is not whole yet, or is cut in two
by a pause, passes no checksum. So a long row is taken out here whatever its sum is.
"""

import re
from typing import Final

from agentassist.domain.mask import DOTS
from agentassist.domain.sealed import redact_cards

_LEAST: Final = 9  # in a row: an account, a telephone number or most of a card; none is needed
_WORDS: Final = (
    "zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple"
    "|null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun"
    "|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
    "|zéro|un|deux|trois|quatre|cinq|sept|huit|neuf"
)
_ONE = rf"(?:(?:{_WORDS})\b|\d)"
_ROW = re.compile(rf"(?i)(?<!\w){_ONE}(?:[\s,.\-–]{{0,3}}{_ONE}){{{_LEAST - 1},}}")


def redact_spoken(text: str) -> str:
    """The text without card numbers, and without rows of nine and more spoken digits."""
    return _ROW.sub(DOTS, redact_cards(text))
