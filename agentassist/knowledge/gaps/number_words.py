"""Numbers that were spoken and typed as they were heard: digit by digit, in pairs, in one word.

A telephone number is said as "seis uno dos, treinta y cuatro" or "dreiundzwanzig fünfundvierzig".
Each of these words is an ordinary one; only what stands in a row tells somebody's number. Digits
are known of more languages than the rest, since agents write down what callers say.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from agentassist.knowledge.text import fold

LEAST: Final = 3  # digits in a row
WRITTEN: Final = -1  # the place of a number in digits, between the words

_DIGITS: Final = """
zero oh nought one two three four five six seven eight nine ten double triple
null eins ein eine zwei zwo drei vier fünf sechs sieben acht neun zehn
cero uno una dos tres cuatro cinco seis siete ocho nueve diez
zéro un une deux trois quatre cinq sept huit neuf dix
uno due tre quattro cinque sei sette otto nove dieci nul een twee vijf zes zeven negen tien
drie
um dois duas três quatro oito sete dez meia jeden dwa trzy cztery pięć sześć siedem osiem dziewięć
sıfır bir iki üç dört beş altı yedi sekiz dokuz
ноль один одна два две три четыре пять шесть семь восемь девять
once seize hundred thousand hundert tausend cent cents cien mil mille
twenty thirty forty fifty sixty seventy eighty ninety
zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig
veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa
vingt vingts trente quarante cinquante soixante septante huitante octante nonante
venti trenta quaranta cinquanta sessanta settanta ottanta novanta
vinte trinta quarenta cinquenta sessenta oitenta
"""
_PAIRS: Final = """
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn
doce trece catorce quince dieciséis diecisiete dieciocho diecinueve
onze douze treize quatorze quinze undici dodici tredici quattordici quindici sedici
ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos
novecientos
"""
_WORTH: Final = dict.fromkeys(map(fold, _DIGITS.split()), 1) | dict.fromkeys(
    map(fold, _PAIRS.split()), 2
)
# Between two of them: "treinta y cuatro", "twelve dash seven", the letter for nought.
_JOINTS: Final = """
and und y et e en i ve и o dash hyphen minus strich bindestrich slash guion tiret
"""
_BETWEEN: Final = frozenset(map(fold, _JOINTS.split()))
_PART: Final = re.compile(
    r"und|((?:zwan|drei|vier|funf|sechs?|sieb(?:en)?|acht|neun)(?:zig|ssig|zehn)?|eins?|zwei|zwo|zehn|elf"
    r"|zwolf|(?:twin|der|veer|vijf|zes|zeven|tach|negen)(?:tig)?|drie|een|twee|tien"
    r"|hundert|tausend|honderd|duizend|veinti|venti?|trenta?|quaranta?|cinquanta?"
    r"|uno?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|due|tre|quattro|cinque|sei|sette|otto|nove)|en"
)
_COMPOUND: Final = re.compile(rf"(?:{_PART.pattern})+")


def in_rows(said: Iterable[tuple[int, str]]) -> set[int]:
    """The places of folded words that tell a number. Of a number in digits the place is WRITTEN."""
    found: set[int] = set()
    for row in _rows(said):
        if sum(worth for _, worth in row) >= LEAST:
            found.update(place for place, _ in row)
    return found - {WRITTEN}


def _rows(said: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, int]]]:
    """Number words that follow each other, with how many digits each tells at least."""
    row: list[tuple[int, int]] = []
    between: list[tuple[int, int]] = []
    for place, word in said:
        worth = 1 if place == WRITTEN else _worth(word)
        if worth:
            row += (*between, (place, worth))
            between = []
        elif row and not between and word in _BETWEEN:
            between = [(place, 0)]
        else:
            yield row
            row, between = [], []
    yield row


def _worth(word: str) -> int:
    known = _WORTH.get(word)
    if known is not None:
        return known
    if _COMPOUND.fullmatch(word) is None:
        return 0
    parts = sum(map(bool, _PART.findall(word)))
    return parts if parts > 1 else 0
