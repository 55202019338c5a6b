"""Places in a text that are somebody's by their form: addresses, streets, what a name follows."""

import re
import unicodedata
from collections.abc import Iterator

from agentassist.domain.spoken_digits import redact_spoken

HIDDEN = "•"  # for each character that is taken out: no letter, and places stay true
_WORD = r"[^\W\d_][\w'’\-]*"

_ADDRESSES = re.compile(
    r"""
    \S*@\S*                                                       # dana@example.com, @dana
    | \w[\w.\-]*\s*(?:\(at\)|\[at\]|\bat\b)\s*[\w\-]+\s*
        (?:\.|\(dot\)|\b(?:dot|punkt|punto|point)\b)\s*\w+
    | (?:https?://|www\.)\S+
    | \b[\w\-]+(?:\.[\w\-]+)+/\S*                                 # example.com/dana
    | \b[\w\-]+\.(?:com|net|org|info|biz|io|de|at|ch|es|fr|eu|uk|us|co)\b\S*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_STREETS = re.compile(
    rf"""
    \b(?:\w[\w\-]*?|{_WORD}\s+)(?:straße|strasse|str\.?|gasse|allee|platz|weg|damm|ufer|chaussee)
        \s*\d+\s?[a-z]?\b
    | \b(?:am|an\ der|im|in\ der|zum|zur)\s+{_WORD}(?:\s+{_WORD})?\s+\d+\s?[a-z]?\b
    | \b\d+\s?[a-z]?,?\s+(?:{_WORD}\s+){{1,3}}
        (?:street|st|road|rd|avenue|ave|lane|ln|drive|court|square|close|terrace|crescent)\b
    | \b\d*\s?(?:bis|ter)?,?\s*
        (?:rue|avenue|boulevard|bd|impasse|chemin|quai|calle|avenida|plaza|paseo)
        \s+(?:(?:de|du|des|del|la|las|los|le|l['’])\s*)*{_WORD}(?:\s+\d+)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TITLES = r"(?:mr|mrs|ms|mister|dr|prof|herrn?|frau|señora?|senora?|sra?|monsieur|madame|mme|mlle)"
_NAMED = re.compile(
    rf"""
    (?:\b(?:name\s+is|name\s+ist|named|namens|nom\s+est|nombre\s+es|ich\s+hei(?:ß|ss)e|me\s+llamo|se\s+llama
        |je\s+m\s?['’]?\s?appelle|s\s?['’]\s?appelle)\b | \b(?:names?|nom|nombre)\s*[:=])\s*
        (?:{_WORD}(?:\s+{_WORD})?(?:\s+(?-i:[A-ZÀ-Þ])[\w'’\-]*)*)
    | \b{_TITLES}\b\.?\s+(?:{_TITLES}\b\.?\s+)*{_WORD}
    """,
    re.IGNORECASE | re.VERBOSE,
)
# A name may follow: what nobody knows there is left out for good.
_SUSPECT = re.compile(
    rf"""
    \b(?:hi|hello|dear|hey|hallo|hola|bonjour|liebe[rs]?|this\s+is|here\s+is|i\s+am|i['’]?m|hier\s+ist
        |hier\s+spricht|ich\s+bin|soy|habla|je\s+suis|c['’]?est|from|von|for|für|with|mit|caller|customer
        |kunde|kundin|client|cliente|{_TITLES})\b\.?[\s:,]+(?P<after>{_WORD}(?:\s+{_WORD})?(?:\s+{_WORD})?)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_STREET_WORD = re.compile(r"\w{3,}(?:strasse|str|gasse|allee|platz)")


def without_addresses(text: str) -> str:
    """Composed, without invisible characters, and with `HIDDEN` where somebody's data stood."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(
        " " if unicodedata.category(ch) == "Cc" else ch
        for ch in plain
        if unicodedata.category(ch) != "Cf"
    )
    plain = redact_spoken(plain)
    for pattern in (_ADDRESSES, _STREETS):
        plain = pattern.sub(lambda match: HIDDEN * len(match[0]), plain)
    return _NAMED.sub(_without_name, plain)


def _without_name(match: re.Match[str]) -> str:
    """The words before it say nothing, either."""
    return HIDDEN * len(match[0])


def suspects(text: str) -> Iterator[tuple[int, int]]:
    """Where a name may stand, as (start, end)."""
    at = 0
    while (match := _SUSPECT.search(text, at)) is not None:
        yield match.span("after")
        at = match.start("after")


def looks_like_street(word: str) -> bool:
    return _STREET_WORD.fullmatch(word) is not None
