"""IT's verification policy, read strictly: every complaint names file, line and key."""

import re
import tomllib
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

import msgspec

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.toml_text import LARGEST, line_of, line_of_error, parsed, reason_of_error
from agentassist.domain.verification import (
    KNOWN_KINDS,
    NOT_ASKED,
    SHOWN_AS_TOLD,
    VALUELESS,
    Check,
    FactKind,
    IntentRule,
    VerificationPolicy,
)
from agentassist.settings.verification_format import Fact, IntentTable, VerificationFile, Verify

BUNDLED = "verification.toml"


def read_policy(path: Path) -> VerificationPolicy:
    """The policy in a file. AgentAssistError("verification.*", file, line, key, problem)."""
    text = _text(path)
    tables: dict[str, object] = {}
    try:
        tables = parsed(text)
        return _policy(msgspec.convert(tables, VerificationFile))
    except tomllib.TOMLDecodeError as problem:
        at = line_of_error(problem, text)
        raise _error("verification.not_toml", path, at, None, reason_of_error(problem)) from None
    except msgspec.ValidationError as problem:
        message, key = _told(problem, tables)
        raise _error("verification.key", path, _line(text, key), key, message) from None
    except _MistakeError as mistake:
        line = _line(text, mistake.key)
        raise _error("verification.rule", path, line, mistake.key, mistake.problem) from None


def policy_in_force(
    named: str, bundled: Path, report: Callable[[AgentAssistError], None]
) -> VerificationPolicy:
    """The policy of the file that IT names, if any. With a mistake in it the bundled one holds.

    That one asks: a mistake never means that nothing is needed.
    """
    if named:
        try:
            return read_policy(Path(named).expanduser())
        except AgentAssistError as error:
            report(error)
    return read_policy(bundled)


def _told(problem: msgspec.ValidationError, tables: dict[str, object]) -> tuple[str, str]:
    """What is wrong and the whole key: msgspec does not say which intent or kind it was."""
    message, _, place = str(problem).partition(" - at `")
    place = place.removeprefix("key` in `").removeprefix("$").strip(".`")
    head, several, rest = place.partition("[...]")
    if several:
        place = f"{head}.{_wrong_one(head, tables)}{rest}"
    named = re.search(r"(?:missing required|unknown) field `(\w+)`", message)
    return message, ".".join(part for part in (place, named[1] if named else "") if part)


def _wrong_one(head: str, tables: dict[str, object]) -> str:
    found = tables.get(head)
    for name, table in found.items() if isinstance(found, dict) else ():
        try:
            msgspec.convert(table, {"intents": IntentTable}.get(head, Fact))
        except msgspec.ValidationError:
            return str(name)
    return ""


class _MistakeError(Exception):
    """What no format can say: `problem` is a code, perhaps with the kind behind a colon."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(problem)
        self.key, self.problem = key, problem


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise AgentAssistError(
                "verification.unreadable", file=str(path), line=None, key=None, problem="too_large"
            )
        return raw.decode("utf-8-sig")
    except OSError as problem:
        raise _error("verification.unreadable", path, None, None, problem.strerror) from problem
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise _error("verification.unreadable", path, line, None, "not_utf8") from problem


def _error(
    code: str, path: Path, line: int | None, key: str | None, problem: str | None
) -> AgentAssistError:
    return AgentAssistError(code, file=str(path), line=line, key=key, problem=problem)


def _line(text: str, key: str) -> int | None:
    """Of the key, or of what it stands in."""
    plain = re.sub(r"\[\d+\]", "", key)
    while plain:
        found = line_of(text, plain) or line_of(text, plain, header=True)
        if found:
            return found
        plain = plain.rpartition(".")[0]
    return 1


def _policy(file: VerificationFile) -> VerificationPolicy:
    groups = tuple(frozenset(group) for group in file.never_together)
    ways = tuple((way,) if isinstance(way, str) else tuple(way) for way in file.identify.any_of)
    for way in ways:
        _known(file, "identify.any_of", way)
    _known(file, "never_together", {kind for group in groups for kind in group})
    _known(file, "facts", (kind for kind in file.facts if kind in NOT_ASKED))
    for name, fact in file.facts.items():
        if name not in KNOWN_KINDS and fact.label is None:
            raise _MistakeError(f"facts.{name}", "no_label")
    check = _check(file, "verify", file.verify, groups)
    return VerificationPolicy(
        identify=ways,
        check=check,
        never_together=groups,
        intents={name: _intent(file, name, table, groups) for name, table in file.intents.items()},
        kinds={name: _kind(name, fact) for name, fact in file.facts.items()},
    )


def _kind(name: str, fact: Fact) -> FactKind:
    """A PIN has no value whatever the file says."""
    masked = name not in SHOWN_AS_TOLD if fact.masked is None else fact.masked
    value = name not in VALUELESS and fact.value is not False
    return FactKind(fact.label, masked, value)


def _intent(
    file: VerificationFile, name: str, table: IntentTable, groups: Iterable[frozenset[str]]
) -> IntentRule:
    key = f"intents.{name}"
    if table.nothing and (table.ask or table.verify is not None):
        raise _MistakeError(f"{key}.nothing", "nothing_and_something")
    _known(file, f"{key}.ask", table.ask)
    if table.verify is None:
        return IntentRule(ask=tuple(table.ask), nothing=table.nothing)
    here, common = table.verify, file.verify
    merged = Verify(
        need=common.need if here.need is None else here.need,
        of=common.of if here.of is None else here.of,
        ivr_flag=common.ivr_flag if here.ivr_flag is None else here.ivr_flag,
        tries=common.tries if here.tries is None else here.tries,
    )
    return IntentRule(check=_check(file, f"{key}.verify", merged, groups), ask=tuple(table.ask))


def _check(
    file: VerificationFile, key: str, table: Verify, groups: Iterable[frozenset[str]]
) -> Check:
    _known(file, f"{key}.of", table.of)
    if len(set(table.of)) < len(table.of):
        raise _MistakeError(f"{key}.of", "twice")
    if not _possible(table.need, table.of, tuple(groups)):
        raise _MistakeError(f"{key}.need", "more_than_may_be_asked")
    return Check(table.need, tuple(table.of), table.ivr_flag, table.tries)


def _possible(need: int, kinds: list[str], groups: tuple[frozenset[str], ...]) -> bool:
    """Are there that many that may be asked together?"""
    return any(
        all(len(group & frozenset(chosen)) < 2 for group in groups)
        for chosen in combinations(kinds, need)
    )


def _known(file: VerificationFile, key: str, kinds: Iterable[str]) -> None:
    """A misspelt kind would never be given, and be asked for ever."""
    for kind in kinds:
        if kind in NOT_ASKED:
            raise _MistakeError(key, f"not_to_be_asked: {kind}")
        if kind not in KNOWN_KINDS and kind not in file.facts:
            raise _MistakeError(key, f"unknown_kind: {kind}")
