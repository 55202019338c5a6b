"""Telephone numbers as linking keys, and the country where a file's numbers are."""

import re
from collections import Counter
from collections.abc import Iterable
from zlib import crc32

import phonenumbers
from phonenumbers import NumberParseException

from agentassist.domain.linking.person import PhoneKey
from agentassist.domain.linking.phone import is_filler
from agentassist.history.identity import ANONYMOUS, LONGEST, PhoneKeyParser

SAMPLE = 400  # numbers without a country code that are tried in each country
_EXTENSION = re.compile(
    r"(?:[;,]?\s*(?:ext\.?|extension|extn|app\.?|durchwahl|dw|x|#)|;ext=)\s*:?\s*(\d{1,6})\s*$",
    re.I,
)
_INTERNATIONAL = re.compile(r"\s*\(?\+\s*(\d[\d\s().-]{6,})")


class PhoneReader:
    """Keys of numbers as people write them; `region` is where one without a country code is."""

    def __init__(self, region: str) -> None:
        self.region = region
        self._parser = PhoneKeyParser(region)

    def key(self, text: str) -> PhoneKey | None:
        """None for what is no whole number, is withheld, or stands for 'has none'."""
        text = text.strip()
        if len(text) > LONGEST or text.lower() in ANONYMOUS:
            return None
        extension = ""
        if found := _EXTENSION.search(text):
            text, extension = text[: found.start()], found[1]
        e164 = self._parser.e164(text)
        if e164 is None or is_filler(e164):
            return None
        return PhoneKey(e164, extension)


def region_of(numbers: Iterable[str], default: str) -> str:
    """The country that the numbers without a country code are in.

    Tried are `default` and the countries that the numbers with a code name most often; what
    counts is how many are valid there, and half as much how often it was named: many numbers are
    valid in two countries. Which ones are tried depends on the numbers alone, not on their order.
    """
    named: Counter[str] = Counter()
    local: dict[str, int] = {}
    for number in numbers:
        if match := _INTERNATIONAL.match(number):
            named[_region(re.sub(r"\D", "", match[1]))] += 1
        elif len(number) <= LONGEST:
            local[number] = crc32(number.encode())
            if len(local) > SAMPLE * 50:
                local = dict(sorted(local.items(), key=_by_number)[:SAMPLE])
    tried = [default, *(region for region, _ in named.most_common(3) if region)]
    sample = [number for number, _ in sorted(local.items(), key=_by_number)[:SAMPLE]]
    with_code = max(named.total(), 1)

    def fits(region: str) -> float:
        valid = sum(_is_valid(number, region) for number in sample)
        return valid / max(len(sample), 1) + named[region] / with_code / 2

    return max(dict.fromkeys(tried), key=fits)


def _by_number(item: tuple[str, int]) -> tuple[int, str]:
    return item[1], item[0]


def _region(digits: str) -> str:
    for length in (1, 2, 3):
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:length]))
        if regions:
            return regions[0] if regions[0] in phonenumbers.SUPPORTED_REGIONS else ""
    return ""


def _is_valid(number: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except NumberParseException:
        return False
