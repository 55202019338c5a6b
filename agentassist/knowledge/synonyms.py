"""Words that mean the same in one house: a file that a team lead writes.

    [[same]]
    words = ["cell phone", "mobile", "handset"]    # each finds the others

    [[means]]
    typed = "handy"
    finds = ["mobile phone"]                       # not the other way round

Read strictly: whatever is not understood is an error that names file, line and reason, because a
synonym that silently does nothing is looked for in vain.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import NamedTuple

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.toml_text import LARGEST, line_of_error, parsed, reason_of_error
from agentassist.knowledge import text
from agentassist.knowledge.stems import stem
from agentassist.ports.settings import Settings

MOST_PHRASES = 5_000
LONGEST_PHRASE = 5  # words

Phrase = tuple[str, ...]


class Rewriting(NamedTuple):
    """The words of a query after `typed` in it was changed for `found`."""

    words: tuple[str, ...]
    typed: str
    found: str


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Folded phrases by the stems of what is typed, so that "handsets" finds what "handset" does.

    `words` has single words for single words, which stand beside the typed one in any search;
    `phrases` the rest, which need the query to be read once more.
    """

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    phrases: Mapping[Phrase, tuple[Phrase, ...]] = field(default_factory=dict)

    def of(self, word: str) -> tuple[str, ...]:
        return self.words.get(stem(word), ()) if self.words else ()

    def rewritten(self, words: Sequence[str]) -> Iterator[Rewriting]:
        """The query with one phrase in it changed for one that means the same."""
        if not self.phrases:
            return
        stems = tuple(map(stem, words))
        for at in range(len(words)):
            for end in range(min(len(words), at + LONGEST_PHRASE), at, -1):
                for other in self.phrases.get(stems[at:end], ()):
                    rest = (*words[:at], *other, *words[end:])
                    yield Rewriting(rest, " ".join(words[at:end]), " ".join(other))


def of_settings(settings: Settings, report: Callable[[AgentAssistError], None]) -> Synonyms | None:
    """Those of the file that `knowledge.synonyms` names; `report` hears what is wrong with it."""
    named = str(settings.get("knowledge.synonyms").value)
    try:
        return read(Path(named)) if named else None
    except AgentAssistError as error:
        report(error)
        return None


def read(path: Path) -> Synonyms:
    """AgentAssistError("knowledge.bad_synonyms", file=..., line=..., reason=...) if it is not good.

    `line` is 0 where no line can be told.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise _bad(path, 0, "too large")
        written = raw.decode("utf-8-sig")
        tables = parsed(written.replace("\r\n", "\n"))
    except OSError as error:
        raise _bad(path, 0, error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise _bad(path, 0, "not UTF-8") from error
    except TOMLDecodeError as error:
        raise _bad(path, line_of_error(error, written), reason_of_error(error)) from error
    return _Reader(path, written.splitlines()).synonyms(tables)


def _bad(path: Path, line: int, reason: str) -> AgentAssistError:
    return AgentAssistError("knowledge.bad_synonyms", file=str(path), line=line, reason=reason)


class _Reader:
    def __init__(self, path: Path, lines: Sequence[str]) -> None:
        self._path = path
        self._lines = lines
        self._found: dict[Phrase, list[Phrase]] = defaultdict(list)

    def synonyms(self, tables: Mapping[str, object]) -> Synonyms:
        for name, entries in tables.items():
            if name not in ("same", "means") or not isinstance(entries, list):
                raise _bad(self._path, self._line(name), f"{name} is not [[same]] or [[means]]")
            for number, entry in enumerate(entries):
                self._entry(name, number, entry)
        if len(self._found) > MOST_PHRASES:
            raise _bad(self._path, 0, f"more than {MOST_PHRASES} phrases")
        words: dict[str, tuple[str, ...]] = {}
        phrases: dict[Phrase, tuple[Phrase, ...]] = {}
        for typed, finds in self._found.items():
            key = tuple(map(stem, typed))
            if len(key) == 1:
                words[key[0]] = tuple(other[0] for other in finds if len(other) == 1)
                finds = [other for other in finds if len(other) > 1]
            if finds:
                phrases[key] = tuple(dict.fromkeys(finds))
        return Synonyms({typed: finds for typed, finds in words.items() if finds}, phrases)

    def _entry(self, name: str, number: int, entry: object) -> None:
        line = self._line(f"[[{name}]]", number)
        keys = {"words"} if name == "same" else {"typed", "finds"}
        if not isinstance(entry, dict) or entry.keys() != keys:
            raise _bad(self._path, line, f"[[{name}]] needs {' and '.join(sorted(keys))} alone")
        if name == "same":
            phrases = self._phrases(line, "words", entry["words"], least=2)
            for phrase in phrases:
                self._found[phrase] += [other for other in phrases if other != phrase]
        else:
            typed = self._phrases(line, "typed", [entry["typed"]], least=1)[0]
            self._found[typed] += self._phrases(line, "finds", entry["finds"], least=1)

    def _phrases(self, line: int, key: str, value: object, least: int) -> list[Phrase]:
        if not isinstance(value, list) or len(value) < least:
            raise _bad(self._path, line, f"{key} needs a list of {least} or more")
        phrases = []
        for item in value:
            phrase = tuple(text.words(item)) if isinstance(item, str) else ()
            if not 1 <= len(phrase) <= LONGEST_PHRASE:
                raise _bad(self._path, line, f"{key} needs texts of 1 to {LONGEST_PHRASE} words")
            phrases.append(phrase)
        return phrases

    def _line(self, header: str, number: int = 0) -> int:
        """The line of the entry, from 1; tomllib does not tell it."""
        places = [at for at, line in enumerate(self._lines, 1) if line.strip().startswith(header)]
        return places[number] if number < len(places) else 0
