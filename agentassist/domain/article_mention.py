"""Where a text names an article: by its address, its number or its title.

Only what somebody wrote as a name counts: a link, a title in quotation marks or on a line of its
own, a code. Whether there is an article of that name is for the knowledge base to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote_plus, urlsplit

MOST: Final = 40  # names in one text
_LONGEST_TEXT: Final = 20_000
_LONGEST: Final = 200
_SHORTEST: Final = 4
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'“”»«()\[\]{}]{4,600}", re.IGNORECASE)
_QUOTED: Final = re.compile(
    r"[“„»\"]([^“”„»«\"\n]{4,200})[”“«\"]|‘([^‘’\n]{4,200})’|\[([^\[\]\n]{4,200})\]\("
)
# Words joined by hyphens, or letters and a number: how ids of articles look. No plain number: that
# may be anything.
_CODE: Final = re.compile(r"(?<![\w@/.-])(?:[A-Za-z]{1,8}[-_#]?\d{2,8}|\w+(?:-\w+){1,9})(?![\w@/])")
_NUMBERED: Final = re.compile(r"(\d{3,20})[-_+ ]?(.*)", re.DOTALL)
_KEYS: Final = frozenset({"id", "title", "pageid", "curid", "article", "articleid", "page"})
_LEAD: Final = re.compile(
    r"^(?:re|fw|fwd|aw|wg|article|artikel|see|mail|chat|call)\s*[:·]\s*", re.I
)


@dataclass(frozen=True, slots=True)
class Mention:
    """`name` may be an article's id or title; `words` is how it stands in the text, on one line."""

    name: str = field(repr=False)  # a line of somebody's mail may be one
    words: str = field(repr=False)


def mentions(text: str) -> tuple[Mention, ...]:
    """In the order of their kinds: addresses, titles, codes; each name once, `MOST` at most."""
    text = text[:_LONGEST_TEXT]
    found: dict[str, Mention] = {}
    rest = _ADDRESS.sub(" ", text)
    for match in _ADDRESS.finditer(text):
        words = match[0].rstrip(".,;:!?")
        for name in names_of_address(words):
            found.setdefault(name, Mention(name, words[:_LONGEST]))
    for name in (*_titles(rest), *(match[0] for match in _CODE.finditer(rest))):
        found.setdefault(name, Mention(name, name))
    kept = (one for one in found.values() if _SHORTEST <= len(one.name) <= _LONGEST)
    return tuple(one for one, _ in zip(kept, range(MOST), strict=False))


def names_of_address(address: str) -> Iterator[str]:
    """What in an address may be an article's id or title: the ends of its path, its parameters."""
    try:
        parts = urlsplit(address)
        asked = parse_qsl(parts.query, max_num_fields=20)
    except ValueError:
        return
    for key, value in asked:
        if key.lower() in _KEYS:
            yield from _forms(value)
    for segment in [one for one in parts.path.split("/") if one][-2:]:
        yield from _forms(re.sub(r"\.(?:html?|md|php|aspx)$", "", unquote_plus(segment)))


def _forms(name: str) -> Iterator[str]:
    """As it stands there, its number, and as the words of a title."""
    yield name
    numbered = _NUMBERED.fullmatch(name)
    if numbered is not None:
        yield numbered[1]
        name = numbered[2]
    yield " ".join(re.split(r"[-_+\s]+", name)).strip()


def _titles(text: str) -> Iterator[str]:
    for match in _QUOTED.finditer(text):
        yield next(part for part in match.groups() if part).strip()
    for line in text.splitlines():
        stripped = _LEAD.sub("", line.strip(" \t*-•>#"))
        if stripped and len(stripped) <= _LONGEST:
            yield stripped
