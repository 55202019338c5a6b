"""Values from outside, checked one by one."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime

_LONGEST_LINE = 1000
_HALF_OF_A_PAIR = re.compile("[\ud800-\udfff]")
_NO_TEXT = frozenset({"Cc", "Cs"})
_JOINERS = "\u200c\u200d"  # part of the spelling in Persian, Hindi and emoji
_INVISIBLE = _NO_TEXT | {"Cf", "Co", "Cn", "Zl", "Zp"}


class BadFieldError(Exception):
    """`key` holds no acceptable value; `reason` is a code of Rejection."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{reason}: {key}")
        self.key = key
        self.reason = reason


def identifier(row: Mapping[str, object], key: str) -> str:
    """A text kept exactly as it is, so that it leads back to its source."""
    value = row.get(key)
    if value is None:
        raise BadFieldError(key, "missing")
    if not isinstance(value, str):
        raise BadFieldError(key, "not a text")
    if not value.strip():
        raise BadFieldError(key, "empty")
    if len(value) > _LONGEST_LINE:
        raise BadFieldError(key, "too long")
    if any(unicodedata.category(character) in _NO_TEXT for character in value):
        raise BadFieldError(key, "control characters")
    return value


def line_of_text(row: Mapping[str, object], key: str, *, required: bool = False) -> str:
    """One line of at most 1,000 characters; "" when it is absent.

    White space becomes single spaces. Control characters and invisible ones that could turn the
    direction of what stands beside them are dropped: real titles hold stray ones.
    """
    value = row.get(key)
    if value is None:
        if required:
            raise BadFieldError(key, "missing")
        return ""
    value = " ".join(_text(value, key).split())
    if not value.isprintable():
        value = "".join(filter(_visible, value)).strip()
    if required and not value:
        raise BadFieldError(key, "empty")
    if len(value) > _LONGEST_LINE:
        raise BadFieldError(key, "too long")
    return value


def _visible(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character) not in _INVISIBLE


def long_text(row: Mapping[str, object], key: str) -> str:
    """Text of many lines; it must be there, and may be empty."""
    value = row.get(key)
    if value is None:
        raise BadFieldError(key, "missing")
    return _text(value, key).replace("\x00", "")


def _text(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise BadFieldError(key, "not a text")
    if not value.isascii() and _HALF_OF_A_PAIR.search(value):
        raise BadFieldError(key, "not valid Unicode")
    return value


def list_of_text(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    """A list of lines, or one line with commas."""
    value = row.get(key)
    if value is None:
        return ()
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        raise BadFieldError(key, "not a list of texts")
    found = (line_of_text({key: item}, key) for item in value if item is not None)
    return tuple(item for item in found if item)


def whole_number(row: Mapping[str, object], key: str, default: int) -> int:
    value = row.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise BadFieldError(key, "not a whole number")
    return value


def day(row: Mapping[str, object], key: str) -> date | None:
    """A date, or a text YYYY-MM-DD."""
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise BadFieldError(key, "not a date")
