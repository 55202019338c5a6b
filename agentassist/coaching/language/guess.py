"""Which language a text is in, as far as its small words tell."""

from collections.abc import Iterable, Mapping

_CLEAR = 2  # words more than any other language has


def spoken_language(words: Iterable[str], known: Mapping[str, frozenset[str]]) -> str | None:
    """The code with clearly the most of its small words, None when a text is too short to tell.

    `known` maps codes to folded small words.
    """
    said = set(words)
    counts = sorted(((len(said & small), code) for code, small in known.items()), reverse=True)
    if not counts or not counts[0][0]:
        return None
    best, code = counts[0]
    rest = counts[1][0] if len(counts) > 1 else 0
    return code if best - rest >= min(_CLEAR, best) and best > rest else None
