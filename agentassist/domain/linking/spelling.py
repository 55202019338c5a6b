"""How far two words are apart, and how a word sounds, roughly and in several languages."""

from functools import lru_cache

_SOUNDS = {
    **dict.fromkeys("bpfvw", "p"),
    **dict.fromkeys("ckgqxszj", "k"),
    **dict.fromkeys("dt", "t"),
    **dict.fromkeys("mn", "m"),
    "l": "l",
    "r": "r",
}
_VARIANTS = (
    ("sch", "sh"), ("ph", "f"), ("ck", "k"), ("ch", "k"), ("c", "k"), ("h", ""), ("y", "i"),
    ("ie", "i"), ("ee", "i"), ("z", "s"), ("w", "v"), ("j", "i"),
)  # fmt: skip
_SHORT, _LONG = 4, 7  # letters: below the first nothing is a slip, from the second on two are


@lru_cache(maxsize=1 << 16)
def slips(a: str, b: str, most: int = 2) -> int:
    """Letters typed wrongly, left out, added or exchanged with their neighbour; `most` + 1 if more.

    The optimal string alignment distance, on what is left between a common start and end.
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    start = 0
    shorter = min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    if not a or not b:
        return max(len(a), len(b))
    letters, others = set(a), set(b)
    if len(letters - others) > most or len(others - letters) > most:
        return most + 1  # each slip brings or takes one letter at most
    return _aligned(a, b, most)


def alike(a: str, b: str) -> bool:
    """Whether one may be a slip of the other: one letter, in longer words two; none in short."""
    longer = max(len(a), len(b))
    return longer >= _SHORT and _within(a, b, 1 if longer < _LONG else 2)


def almost_alike(a: str, b: str) -> bool:
    """Whether it can't be told: one slip more than `alike` allows, with the same beginning."""
    if a[:1] != b[:1]:
        return False
    longer = max(len(a), len(b))
    return _within(a, b, 1 if longer < _SHORT else 2 if longer < _LONG else 3)


def _within(a: str, b: str, most: int) -> bool:
    """Whether `slips` are no more; most words of two strangers are told apart by their letters."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > most:
        return False
    one, other = _letters(a), _letters(b)
    if (one & ~other).bit_count() > most or (other & ~one).bit_count() > most:
        return False  # each slip brings or takes one letter at most
    return slips(a, b, most) <= most


@lru_cache(maxsize=1 << 16)
def _letters(word: str) -> int:
    """Which letters are in it, as bits. Two may share one: then words only look more alike."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found


@lru_cache(maxsize=1 << 14)
def variant(word: str) -> str:
    """One spelling for those that sound the same: `sarah` and `sara`, `stephan` and `stefan`."""
    for written, plain in _VARIANTS:
        word = word.replace(written, plain)
    return "".join(ch for at, ch in enumerate(word) if at == 0 or ch != word[at - 1])


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """A word by its consonants: the first letter's sound, then those that follow, doubled once.

    `schmidt`, `schmitt` and `smit` share none of each other by accident; it is for finding, and
    never decides.
    """
    if not word:
        return ""
    plain = word.replace("ph", "f").replace("sch", "s").replace("ck", "k")
    found = [_SOUNDS.get(plain[0], "a")]
    for letter in plain[1:]:
        code = _SOUNDS.get(letter, "")
        if code and code != found[-1]:
            found.append(code)
    return "".join(found)[:5]


def _aligned(a: str, b: str, most: int) -> int:
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, ch in enumerate(a, start=1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (ch != other))
            if i > 1 and j > 1 and ch == b[j - 2] and a[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) >= most:
            return most + 1
    return min(row[-1], most + 1)
