"""Card numbers in speech that was written down: in digits, or in words, one by one or in pairs.

A transcript may have `four one one one ...` or `forty-one eleven ...`; and a number that is not
whole yet, or is cut in two by a pause, passes no checksum. So a long row is taken out here whatever
its sum is.
"""

import re
from typing import Final

from agentassist.domain.mask import DOTS
from agentassist.domain.sealed import redact_cards

_LEAST: Final = 9  # digits in a row: an account, a telephone number or most of a card
_ONE: Final = (
    "zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple"
    "|null|eins|ein|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun"
    "|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
    "|zéro|un|deux|trois|quatre|cinq|sept|huit|neuf"
    # with the digit that follows they tell two; alone they do, too, but then the row is short
    "|twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety|hundred|hundert|cent|cien"
    "|zwanzig|dreißig|dreissig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig"
    "|veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
    "|vingts?|trente|quarante|cinquante|soixante"
)
_TWO: Final = (
    "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    "|zehn|elf|zwölf|(?:drei|vier|fünf|sech|sieb|acht|neun)zehn"
    "|(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und(?:zwan|drei|vier|fünf|sech|sieb|acht|neun)"
    "(?:zig|ßig|ssig)"
    "|diez|once|doce|trece|catorce|quince|dieci(?:séis|seis|siete|ocho|nueve)|veinti[a-zé]{3,6}"
    "|dix|onze|douze|treize|quatorze|quinze|seize"
)
_PART: Final = rf"(?:(?:{_TWO}|{_ONE})\b|\d)"
_BETWEEN: Final = r"(?:\s+(?:and|und|y|et)\s+|[\s,.\-–]{0,3})"
_ROW: Final = re.compile(rf"(?i)(?<!\w){_PART}(?:{_BETWEEN}{_PART}){{{_LEAST // 2},}}")
_EACH: Final = re.compile(rf"(?i)(?P<two>(?:{_TWO})\b)|(?:{_ONE})\b|\d")


def redact_spoken(text: str) -> str:
    """The text without card numbers, and without rows of nine and more spoken digits."""
    return _ROW.sub(_without_long, redact_cards(text))


def _without_long(row: re.Match[str]) -> str:
    told = sum(2 if each["two"] else 1 for each in _EACH.finditer(row[0]))
    return DOTS if told >= _LEAST else row[0]
