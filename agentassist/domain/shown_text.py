"""Text that came from outside, made fit to stand on one line of a screen or a log."""

import re
import unicodedata

from agentassist.domain.sealed import redact_cards

MAX_LENGTH = 300
_LONGEST_NUMBER = 15  # digits, E.164; what has more may be a card
_OPENERS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"} | {
    "\u2066": "\u2069",
    "\u2067": "\u2069",
    "\u2068": "\u2069",
}
_BIDI = frozenset(_OPENERS) | {"\u202c", "\u2069"}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BREAKS = frozenset("\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def one_line(text: str, limit: int = MAX_LENGTH) -> str:
    """No line break, no control character, no bidi override left open, at most `limit` long."""
    if text.isascii() and text.isprintable():
        return text[:limit].strip()
    cleaned = "".join(
        " " if ch in _BREAKS else ch
        for ch in text[: 4 * limit].replace("\r\n", "\n")
        if ch in _BREAKS or unicodedata.category(ch) not in ("Cc", "Cs")
    )
    cleaned = cleaned[:limit].strip()
    return cleaned if _balanced(cleaned) else "".join(ch for ch in cleaned if ch not in _BIDI)


def readable(text: str) -> str:
    """A text of several lines that reads as it is written: nothing in it turns or hides a part.

    Without control characters and overrides of the direction; other signs of direction stay where
    each line closes what it opens, as texts in Arabic and Hebrew have them.
    """
    if text.isascii() and _CONTROL.search(text) is None:
        return text
    if _ODD.search(text) is None:
        return text
    lines = _CONTROL.sub("", text.replace("\x85", "\n")).split("\n")
    return "\n".join(map(_not_turned, lines))


def _not_turned(line: str) -> str:
    line = line.replace("\u202d", "").replace("\u202e", "")
    return line if _balanced(line) else "".join(ch for ch in line if ch not in _BIDI)


def shown_text(text: str, limit: int = MAX_LENGTH) -> str:
    """`one_line`, and every card number in it replaced by its mask, also one cut by the limit."""
    return one_line(redact_cards(one_line(text, 4 * limit)), limit)


def shown_number(text: str, limit: int = MAX_LENGTH) -> str:
    """`one_line` of a phone number. One too long for that is masked if it passes for a card."""
    line = one_line(text, limit)
    digits = sum(ch.isdecimal() for ch in line)
    return line if digits <= _LONGEST_NUMBER else shown_text(line, limit)


def _balanced(text: str) -> bool:
    """Every embedding, override and isolate is closed, in order."""
    waiting: list[str] = []
    for ch in text:
        if ch in _OPENERS:
            waiting.append(_OPENERS[ch])
        elif ch in _BIDI and (not waiting or waiting.pop() != ch):
            return False
    return not waiting
