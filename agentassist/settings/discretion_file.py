"""IT's word on discretion, one TOML file: what may be said, only known, or is hidden.

    [facts]
    mood = "hide"
    [channels]
    survey = "know"
    [sources]
    legal-desk = "hide"

What is not named stays as the program has it. A mistake never shows more than was meant: a mark
that is not understood counts as "hide", and where nothing can be read little is shown.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from agentassist.domain.discretion import Discretion
from agentassist.domain.discretion_policy import CHANNELS, FACTS, KINDS, DiscretionPolicy
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.interaction import Channel
from agentassist.domain.toml_text import LARGEST, line_of, line_of_error, parsed, reason_of_error

_NEEDED: Final = frozenset({"consent", "reference", "promise"})
STRICTEST: Final = DiscretionPolicy(
    facts=dict.fromkeys(KINDS - _NEEDED, Discretion.HIDE) | {"promise": Discretion.KNOW},
    channels=dict.fromkeys(CHANNELS, Discretion.HIDE),
)
Report = Callable[[AgentAssistError], None]
K = TypeVar("K", bound=str)


class _Table(StrEnum):
    FACTS = "facts"
    CHANNELS = "channels"
    SOURCES = "sources"


def discretion_in_force(named: str, report: Report) -> DiscretionPolicy:
    """The policy of the file that IT names, if any; each mistake in it is reported."""
    if not named:
        return DiscretionPolicy()
    path = Path(named).expanduser()
    try:
        text = _text(path)
    except AgentAssistError as error:
        report(error)
        return STRICTEST
    try:
        tables = parsed(text)
    except tomllib.TOMLDecodeError as problem:
        at, why = line_of_error(problem, text), reason_of_error(problem)
        report(_error("discretion.not_toml", path, at, None, why))
        return STRICTEST
    return _Reading(path, text, report).policy(tables)


class _Reading:
    """One file, line by line where something is wrong."""

    def __init__(self, path: Path, text: str, report: Report) -> None:
        self._path, self._text, self._report = path, text, report

    def policy(self, tables: Mapping[str, object]) -> DiscretionPolicy:
        for name in tables:
            if name not in set(_Table):
                self._complain(name, "unknown_table")
        facts = self._marks(tables, _Table.FACTS, {kind: kind for kind in KINDS})
        channels = self._marks(tables, _Table.CHANNELS, {one.value: one for one in Channel})
        named = tables.get(_Table.SOURCES)
        every = {name: name for name in named} if isinstance(named, dict) else {}
        sources = dict(self._marks(tables, _Table.SOURCES, every))
        return DiscretionPolicy({**FACTS, **dict(facts)}, {**CHANNELS, **dict(channels)}, sources)

    def _marks(
        self, tables: Mapping[str, object], which: _Table, known: Mapping[str, K]
    ) -> Iterator[tuple[K, Discretion]]:
        table = tables.get(which, {})
        if not isinstance(table, dict):
            self._complain(which, "no_table")
            return
        for name, said in table.items():
            key = f"{which}.{name}"
            kind = known.get(name)
            if kind is None:
                self._complain(key, "unknown_kind")
                continue
            if not isinstance(said, str) or said not in set(Discretion):
                self._complain(key, "say_know_or_hide")
                said = Discretion.HIDE
            yield kind, Discretion(said)

    def _complain(self, key: str, problem: str) -> None:
        line = line_of(self._text, key) or line_of(self._text, key, header=True) or 1
        self._report(_error("discretion.key", self._path, line, key, problem))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise AgentAssistError(
                "discretion.unreadable", file=str(path), line=None, key=None, problem="too_large"
            )
        return raw.decode("utf-8-sig")
    except OSError as problem:
        raise _error("discretion.unreadable", path, None, None, problem.strerror) from problem
    except UnicodeDecodeError as problem:
        raise _error("discretion.unreadable", path, None, None, "not_utf8") from problem


def _error(
    code: str, path: Path, line: int | None, key: str | None, problem: str | None
) -> AgentAssistError:
    return AgentAssistError(code, file=str(path), line=line, key=key, problem=problem)
