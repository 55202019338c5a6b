"""Values of callers as they may stand in a query: one way of writing for each query language.

What a value looks like is a caller's choice (an account typed in the IVR, an address in a chat),
so a way that can't write it safely refuses it: then nothing is sent.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

LONGEST_KEY: Final = 320  # characters, as long as an e-mail address may be
LONGEST_TEXT: Final = 20_000  # of a note

# Some databases turn these into a plain quote after the query was parsed ("best fit").
_LIKE_QUOTES = frozenset("\u02b9\u02ba\u02bb\u02bc\u02bd\u02c8\u2032\u2033\u2035\u2036\uff02\uff07")
_LIKE_BACKSLASH = frozenset("\u2216\ufe68\uff3c")
_INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+\-][0-9]{2}:[0-9]{2})?"
_SPECIAL = frozenset("'\"\\^%*{}()[]&|;/<>=,:`")


class UnsafeValueError(Exception):
    """A value that can't be written so that it stays a value. The message names no value."""


class Place(Enum):
    """Where in a text a placeholder stands."""

    WHOLE = "alone"
    SINGLE = "between single quotes"
    DOUBLE = "between double quotes"
    OPEN = "between other words"


Writer = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Escape:
    """One way of writing: `places` are where the result is safe."""

    name: str
    places: frozenset[Place]
    write: Writer


def _backslashed(value: str) -> str:
    return re.sub(r"(['\"\\])", r"\\\1", value)


def _like(value: str) -> str:
    return re.sub(r"([%_])", r"\\\1", _backslashed(value))


def _doubled(value: str) -> str:
    return value.replace("'", "''")


def _phrase(value: str) -> str:
    return re.sub(r"([?&|!{}\[\]()^~*:\\\"'+\-])", r"\\\1", value)


def _json_text(value: str) -> str:
    return re.sub(r"([\"\\])", r"\\\1", value)


def _matching(pattern: str, problem: str) -> Writer:
    wanted = re.compile(pattern)

    def write(value: str) -> str:
        if wanted.fullmatch(value) is None:
            raise UnsafeValueError(problem)
        return value

    return write


def _without(forbidden: str, problem: str) -> Writer:
    signs = frozenset(forbidden)

    def write(value: str) -> str:
        if signs & frozenset(value):
            raise UnsafeValueError(problem)
        return value

    return write


def _encoded_query(value: str) -> str:
    """ServiceNow: `^` parts conditions, and `javascript:` would be run by the server."""
    if re.fullmatch(r"[\w .@+\-/#&()':]+", value) is None or "javascript:" in value.casefold():
        raise UnsafeValueError("not_for_encoded_query")
    return value


def _words(value: str) -> str:
    """Letters and digits only: no query language has an operator of these in lower case."""
    kept = "".join(ch if ch.isalnum() else " " for ch in unicodedata.normalize("NFC", value))
    found = " ".join(kept.casefold().split())
    if not found:
        raise UnsafeValueError("no_words")
    return found


def _segment(value: str) -> str:
    """One segment of a path; it is percent-encoded besides."""
    if value in (".", "..") or set(value) & set("/\\?#%;"):
        raise UnsafeValueError("not_for_path")
    return value


def _same(value: str) -> str:
    return value


def _as_html(value: str) -> str:
    """A note for a system that takes HTML: every sign as it is, every line on its own."""
    return html.escape(value).replace("\n", "<br>")


_ANYWHERE = frozenset(Place)
_IN_SINGLE = frozenset({Place.SINGLE})
_IN_DOUBLE = frozenset({Place.DOUBLE})
_IN_QUOTES = frozenset({Place.SINGLE, Place.DOUBLE})
_ALONE = frozenset({Place.WHOLE})

ESCAPES: Final[Mapping[str, Escape]] = {
    one.name: one
    for one in (
        Escape("plain", _ALONE, _same),
        Escape("text", _ANYWHERE, _same),  # in notes only: see `placeholder.py`
        Escape("html", _ANYWHERE, _as_html),  # likewise
        Escape("path", _ANYWHERE, _segment),  # in paths only
        Escape("digits", _ANYWHERE, _matching(r"[0-9]+", "not_digits")),
        Escape("number", _ALONE, _matching(r"[0-9]{1,15}", "not_digits")),
        Escape("token", _ANYWHERE, _matching(r"[A-Za-z0-9_\-]+", "not_token")),
        Escape(
            "guid",
            _ANYWHERE,
            _matching(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", "not_guid"),
        ),
        Escape("instant", _ANYWHERE, _matching(_INSTANT, "not_instant")),
        Escape("words", _ANYWHERE, _words),
        Escape("ticketsql", _IN_QUOTES, _backslashed),
        Escape("soql", _IN_SINGLE, _backslashed),
        Escape("soql_like", _IN_SINGLE, _like),
        Escape("sosl", _IN_DOUBLE, _phrase),
        Escape("odata", _IN_SINGLE, _doubled),
        Escape("lucene", _IN_DOUBLE, _json_text),
        Escape("zendesk", _IN_DOUBLE, _without('"\\*', "not_for_zendesk")),
        Escape("servicenow", _ANYWHERE, _encoded_query),
        Escape("json", _IN_DOUBLE, _json_text),
    )
}  # fmt: skip
_OF_TEXT = frozenset({"text", "html", "plain"})  # may hold line breaks in a note
_NOT_IN_TEXT = frozenset({"Cc", "Cs"})  # an emoji that this Python does not know is Cn
_NOT_IN_KEY = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
_EXACT = frozenset({"digits", "number", "token", "guid", "words", "plain", "text", "html"})


def written(value: str, escape: Escape, *, note: bool = False) -> str:
    """`value` as it may stand where `escape` allows it. Raises UnsafeValueError.

    `note`: a text of the agent, which may be long and have line breaks.
    """
    long = note and escape.name in _OF_TEXT
    if not value.strip():
        raise UnsafeValueError("empty")
    if len(value) > (LONGEST_TEXT if long else LONGEST_KEY):
        raise UnsafeValueError("too_long")
    forbidden = _NOT_IN_TEXT if long else _NOT_IN_KEY
    if any(unicodedata.category(ch) in forbidden and not (long and ch in "\n\t") for ch in value):
        raise UnsafeValueError("control_character")
    if escape.name not in _EXACT and _becomes_special(value):
        raise UnsafeValueError("look_alike")
    return escape.write(value)


def _becomes_special(value: str) -> bool:
    """A sign that another program may read as one with a meaning: a wide quote, say."""
    if value.isascii():
        return False
    if (_LIKE_QUOTES | _LIKE_BACKSLASH) & frozenset(value):
        return True
    folded = (unicodedata.normalize("NFKC", ch) for ch in value if not ch.isascii())
    return any(_SPECIAL & frozenset(text) for text in folded)
