"""Backchannels: the small words of somebody who listens. They interrupt nobody.

Mulder-Vos, Heerings and others, BMJ Open 2023: 'mm' and 'go on' are part of good listening.
"""

from typing import Final

_MOST = 4  # words
_WORDS: Final = (
    "mm mmm hm hmm mhm mmhm uh huh uhuh aha ah oh ok okay yes yeah yep yup right sure see go on "
    "i understand exactly indeed really wow of course please do tell me "
    "ja jaja genau verstehe ich aha achso ach so gut klar natürlich stimmt richtig oje "
    "sí si claro vale ya entiendo comprendo ajá bien siga por supuesto "
    "oui ouais d'accord bien sûr je vois comprends tout à fait exactement allez y "
)
_KNOWN: Final = frozenset(_WORDS.split())


def encourages(text: str) -> bool:
    """Whether a turn is nothing but such words: 'Mm-hm.', 'Yes, go on.'"""
    words = text.casefold().replace("-", " ").replace("’", "'").split()
    said = [core for word in words if (core := word.strip(".,;:!…"))]
    return 0 < len(said) <= _MOST and all(word in _KNOWN for word in said)
