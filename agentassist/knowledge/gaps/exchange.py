"""Files of anonymous counts: what one desktop writes, and what a lead reads of a team.

A line with fewer than `AT_LEAST` searches comes without day, call reasons and what helped: a single
search can't be joined to a call. Which words may be in a file at all was decided when they were
kept. Files come from anywhere: whatever is not as written here is an error that names its place.
`resources/schemas/gaps.schema.json` describes the same.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.search_gap import GapKind, reason_code
from agentassist.domain.shown_text import one_line
from agentassist.knowledge.gaps.file_places import Places, bad_file
from agentassist.knowledge.gaps.lines import GapLine, scored

FORMAT: Final = "agentassist-gaps"
VERSION: Final = 1
AT_LEAST = 3
LARGEST = 8 << 20  # bytes of a file
LONGEST = 400  # characters of a text
MOST_COUNTED = 1_000_000
MOST_NAMES = 200  # reasons of a line
_MOST_THEN = 10
_MOST_WHY = 20
_HEAD = ("format", "version", "from", "to", "at_least")
_FIELDS = ("words", "article", "title", "counts", "languages", "last", "reasons", "then", "why")
_FORBIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
T = TypeVar("T")


# --- writing ---------------------------------------------------------------------------------


def written(lines: Iterable[GapLine], first: date, last: date, at_least: int = AT_LEAST) -> str:
    """One line of the file for each line, so that a person can read it before it is sent."""
    head = (FORMAT, VERSION, first.isoformat(), last.isoformat(), at_least)
    named = zip(_HEAD, head, strict=True)
    parts = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in named]
    rows = [json.dumps(_as_json(line, at_least), ensure_ascii=False) for line in lines]
    return "\n".join(["{", *parts, '  "lines": [', ",\n".join(rows), "  ]", "}", ""])


def _as_json(line: GapLine, at_least: int) -> dict[str, object]:
    row: dict[str, object] = {
        "words": line.words,
        "article": line.article,
        "title": _plain(line.title),
        "counts": {kind.value: count for kind, count in line.counts.items()},
        "languages": dict(line.languages),
        "why": line.whys,
    }
    if line.total >= at_least:
        row["last"] = line.last.isoformat()
        row["reasons"] = {
            reason: count for reason, count in line.reasons.items() if count >= at_least
        }
        row["then"] = [
            {"words": words, "article": article, "count": count}
            for (words, article), count in line.then.most_common(_MOST_THEN)
        ]
    return {key: value for key, value in row.items() if value}


def _plain(title: str) -> str:
    """Without signs that no reader takes."""
    visible = (ch for ch in title if unicodedata.category(ch) not in _FORBIDDEN or ch.isspace())
    return " ".join("".join(visible).split())[:LONGEST]


# --- reading ---------------------------------------------------------------------------------


def read(path: Path, today: date) -> list[GapLine]:
    """The lines of a file, with their scores.

    AgentAssistError("knowledge.bad_gaps", file, line, field, reason),
    AgentAssistError("knowledge.unreadable_file").
    """
    try:
        if path.exists() and not path.is_file():
            raise bad_file(path, 1, "file", "no file")
        if path.stat().st_size > LARGEST:
            raise bad_file(path, 1, "file", f"more than {LARGEST >> 20} MB")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise AgentAssistError(
            "knowledge.unreadable_file", file=str(path), reason=error.strerror or ""
        ) from error
    except UnicodeDecodeError:
        raise bad_file(path, 1, "file", "no text in UTF-8") from None
    head, lines = Places(path, text).parts()
    to = min(_head(path, head), today)
    return [scored(_Fields(path, number, line, to).line(), today) for number, line in lines]


def _head(path: Path, head: dict[str, object]) -> date:
    """The last day that the file is about."""
    for key in head:
        if key not in _HEAD:
            raise bad_file(path, 1, _shown(key), "unknown")
    if head.get("format") != FORMAT:
        raise bad_file(path, 1, "format", f"not {FORMAT}")
    if type(head.get("version")) is not int or head["version"] != VERSION:
        raise bad_file(path, 1, "version", f"not {VERSION}")
    at_least = head.get("at_least")
    if type(at_least) is not int or not 0 < at_least <= MOST_COUNTED:
        raise bad_file(path, 1, "at_least", f"no number from 1 to {MOST_COUNTED}")
    _day(head.get("from"), lambda reason: bad_file(path, 1, "from", reason))
    return _day(head.get("to"), lambda reason: bad_file(path, 1, "to", reason))


class _Fields:
    """One line as it was read; every value is looked at."""

    def __init__(self, path: Path, number: int, line: object, to: date) -> None:
        self._path, self._number, self._to = path, number, to
        if not isinstance(line, dict):
            raise self._error("lines", "no object")
        self._line: dict[str, object] = line
        for key in line:
            if key not in _FIELDS:
                raise self._error(_shown(key), "unknown")

    def line(self) -> GapLine:
        words, article = self._text(self._line, "words"), self._text(self._line, "article")
        counts = self._counts("counts", _kind)
        if not counts:
            raise self._error("counts", "missing")
        last = self._to
        if "last" in self._line:
            last = _day(self._line["last"], lambda reason: self._error("last", reason))
        return GapLine(
            words,
            article,
            self._text(self._line, "title"),
            last=min(last, self._to),
            counts=counts,
            reasons=self._counts("reasons", reason_code),
            languages=self._counts("languages", _language),
            then=self._then(),
            whys=self._whys(),
            wordings=Counter({words: counts.total()}),
        )

    def _text(self, of: dict[str, object], key: str) -> str:
        value = of.get(key, "")
        if not isinstance(value, str):
            raise self._error(key, "no text")
        if len(value) > LONGEST:
            raise self._error(key, f"longer than {LONGEST}")
        if any(unicodedata.category(ch) in _FORBIDDEN for ch in value):
            raise self._error(key, "has a sign that no text has")
        return " ".join(value.split())

    def _count(self, value: object, field: str) -> int:
        if type(value) is not int or not 0 < value <= MOST_COUNTED:
            raise self._error(field, f"no number from 1 to {MOST_COUNTED}")
        return value

    def _counts(self, key: str, known: Callable[[str], T | None]) -> Counter[T]:
        value = self._line.get(key, {})
        if not isinstance(value, dict) or len(value) > MOST_NAMES:
            raise self._error(key, f"no object with {MOST_NAMES} names at most")
        found: Counter[T] = Counter()
        for name, count in value.items():
            field = f"{key}.{_shown(name)}"
            if not (what := known(name)):
                raise self._error(field, "unknown")
            found[what] = self._count(count, field)
        return found

    def _then(self) -> Counter[tuple[str, str]]:
        value = self._line.get("then", [])
        if not isinstance(value, list) or len(value) > _MOST_THEN:
            raise self._error("then", f"no list of {_MOST_THEN} at most")
        found: Counter[tuple[str, str]] = Counter()
        for one in value:
            if not isinstance(one, dict) or not one.keys() <= {"words", "article", "count"}:
                raise self._error("then", "no object with words, article and count")
            what = self._text(one, "words"), self._text(one, "article")
            found[what] += self._count(one.get("count"), "then.count")
        return found

    def _whys(self) -> list[str]:
        value = self._line.get("why", [])
        if not isinstance(value, list) or len(value) > _MOST_WHY:
            raise self._error("why", f"no list of {_MOST_WHY} at most")
        return [self._text({"why": one}, "why") for one in value]

    def _error(self, field: str, reason: str) -> AgentAssistError:
        return bad_file(self._path, self._number, field, reason)


def _kind(name: str) -> GapKind | None:
    return next((kind for kind in GapKind if kind == name), None)


def _language(code: str) -> str:
    return code if code.isascii() and code.isalpha() and code.islower() and len(code) < 4 else ""


def _day(value: object, error: Callable[[str], AgentAssistError]) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise error("no day such as 2026-11-21") from None


def _shown(name: str) -> str:
    """A field's name out of a file, fit to be shown."""
    return one_line(name, 40)
