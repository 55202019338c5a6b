"""Spelling that does not matter when looking somebody up: case, accents, separators.

Names need less than articles do (knowledge/text.py): no places in the text, no scripts without
spaces, but å and ø as people spell them out in names.
"""

import re
import unicodedata

from agentassist.domain.account import normalise_account
from agentassist.domain.letters import UNDECOMPOSED
from agentassist.domain.linking.email import repaired

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_JOINTS = re.compile(r"(?<=\w)['’-](?=\w)")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case without accents: `José Weiß` -> `jose weiss`."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(UNDECOMPOSED))
    return "".join(ch for ch in apart if not unicodedata.combining(ch))


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))


def index_words(text: str) -> str:
    """What a name is found by: its words, as they are, spelt out and joined.

    `Müller` gives muller and mueller, `O'Brien` o, brien and obrien.
    """
    joined = _JOINTS.sub("", text)
    forms = [text] if joined == text else [text, joined]
    if text.isascii():  # most names; an import has a million of them
        return " ".join(forms).lower()
    spelt_out = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    return " ".join(dict.fromkeys(word for form in (*forms, spelt_out) for word in words(form)))


def email_key(address: str) -> str:
    """An e-mail address as a key: case folded, repaired where it can be, nothing taken off."""
    return repaired(address) or address.strip().casefold()


def reference_key(reference: str) -> str | None:
    """An order or ticket number as a key: `#WO-20 118` -> `WO20118`; None if nothing is left."""
    return normalise_account(reference) or None
