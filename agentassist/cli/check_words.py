"""What `agentassist sources check` says: for people, or as JSON. No customer's value in full."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from agentassist.assets import resources
from agentassist.cli.errors import error_text
from agentassist.domain.errors import AgentAssistError

if TYPE_CHECKING:
    from agentassist.history.rest.explanation import Explanation, Operation
    from agentassist.history.rest.spec import MappingSpec
    from agentassist.history.rest.trial import Trial

_ROW = re.compile(r"\| ((?:`\w+`(?:, )?)+) \| (.*) \|")
_DROPPED: Mapping[str, str] = {
    "not_this_key": "the key that was asked for is not in their record, as the mapping reads it",
    "not_theirs": "they belong to somebody else, as `owner` of the mapping reads it",
    "twice": "found by another request already",
    "too_many_people": "more people have this key than are kept: a switchboard, or a wrong filter",
    "too_large": "one row has more values than can be read",
    "empty": "null instead of a row",
}
_WRONG_IN_ROW: Mapping[str, str] = {
    "missing": "is not there",
    "date": "is no time as [dates] says",
    "text": "is no text",
    "word": "is a word that no table names",
    "number": "is no number in its limits",
    "yes_or_no": "is neither yes nor no",
    "expression": "could not be read by its expression",
    "not_usable": "cannot be used as it is",
}
_UNASKED: Mapping[str, str] = {
    "not_mapped": "the mapping does not find by it",
    "no_number": "this is no telephone number in this country: nothing was sent (--region)",
    "empty": "nothing was given: nothing was sent",
}
_HARMLESS = frozenset({"not_this_key", "twice", "not_theirs", "empty", "too_many_people"})
_TITLES: Mapping[str, str] = {
    "find": "find by",
    "interactions": "history:",
    "articles": "articles:",
    "note": "note to a",
}


@dataclass(slots=True)
class Check:
    """All that was found out. `problem` ended it; `unasked` are keys that were not sent, why."""

    target: str
    spec: "MappingSpec | None" = None
    explanation: "Explanation | None" = None
    address: str = ""
    canaries: "dict[str, Trial]" = field(default_factory=dict)
    trials: "dict[str, Trial]" = field(default_factory=dict)
    unasked: dict[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    problem: AgentAssistError | None = None

    @property
    def wrong(self) -> bool:
        asked = [*self.canaries.values(), *self.trials.values()]
        return bool(self.problem or self.unasked or any(map(is_wrong, asked)))

    def as_json(self) -> dict[str, object]:
        spec, explanation = self.spec, self.explanation
        return {
            "target": self.target,
            "mapping": str(spec.file) if spec else None,
            "title": spec.title if spec else None,
            "system": spec.system if spec else None,
            "tried": (spec.tried or None) if spec else None,
            "operations": [asdict(one) for one in explanation.operations] if explanation else [],
            "missing": list(explanation.missing) if explanation else [],
            "address": self.address or None,
            "canary": {name: _trial_json(one) for name, one in self.canaries.items()},
            "asked": {name: _trial_json(one) for name, one in self.trials.items()},
            "not_asked": dict(self.unasked),
            "articles": list(self.titles),
            "problem": _problem_json(self.problem),
            "ok": not self.wrong,
        }


def is_wrong(trial: "Trial") -> bool:
    """It ended in an error, rows could not be read, or rows came and none of them counts."""
    unread = any(reason not in _HARMLESS for reason, _ in trial.dropped)
    came = sum(rows for _, rows in trial.rows)
    return trial.error is not None or unread or bool(came and not trial.kept and trial.dropped)


def told(check: Check) -> Iterator[str]:
    """Line by line."""
    if check.spec is not None:
        yield from _heading(check.spec)
    if check.address:
        yield f"asked at {check.address}"
    elif check.spec is not None and check.explanation is not None:
        yield from _mapping(check.spec, check.explanation)
    for name, trial in check.canaries.items():
        yield from _canary(name, trial)
    if any(trial.error for trial in check.canaries.values()):
        yield "  nothing else is asked before that is right"
    for name, trial in check.trials.items():
        yield from _trial(name, trial)
        if name == "articles.search":
            yield from (f"    - {title}" for title in check.titles)
    for name, why in check.unasked.items():
        yield f"{name}: {_UNASKED[why]}"
    if check.problem is not None:
        yield f"wrong: {error_text(check.problem)}"
        if advice := advice_for(check.problem):
            yield f"  {advice}"
    yield ""
    yield "something is wrong" if check.wrong else "nothing is wrong"


def advice_for(problem: AgentAssistError) -> str:
    """What the guide says of a mapping's mistake."""
    if problem.code != "mapping.wrong":
        return ""
    wanted = f"`{problem.params.get('problem')}`"
    guide = resources() / "help" / "sources.md"
    for line in guide.read_text("utf-8").splitlines():
        row = _ROW.fullmatch(line.strip())
        if row and wanted in row[1].split(", "):
            return row[2].replace("`", "")
    return ""


def _heading(spec: "MappingSpec") -> Iterator[str]:
    tried = f"tried with {spec.tried}" if spec.tried else "not tried on a real system yet"
    yield f"{spec.title} ({spec.system}), {tried}"
    yield f"  {spec.file}"


def _mapping(spec: "MappingSpec", explanation: "Explanation") -> Iterator[str]:
    yield f"  begins at {spec.base}; an answer is waited for {spec.deadline.total_seconds():g} s"
    yield f"  needs in the settings: {', '.join(sorted(spec.settings)) or 'nothing'}"
    yield f"  login: {_login(spec)}"
    if spec.lag:
        yield f"  what is new is missing in its search for {spec.lag.total_seconds():g} s"
    for operation in explanation.operations:
        yield ""
        yield from _operation(operation)
    if explanation.missing:
        yield ""
        yield f"not in this mapping: {', '.join(explanation.missing)}"


def _login(spec: "MappingSpec") -> str:
    auth = spec.auth
    match auth.style:
        case "header":
            return f"the header {auth.name}: {auth.prefix}SECRET"
        case "basic":
            return f"user {auth.user} and a secret (HTTP Basic)"
        case "oauth2":
            return f"OAuth2, {auth.grant.replace('_', ' ')}, token from {auth.token_url}"
    return "none"


def _operation(operation: "Operation") -> Iterator[str]:
    kind, _, name = operation.name.partition(".")
    yield f"{_TITLES.get(kind, kind)} {name}"
    for line in operation.requests:
        yield f"  {line.where}  {line.request}"
        if kind != "note":
            pages = "one page" if line.pages == 1 else f"{line.pages} pages"
            yield f"    rows: {line.items}; {pages} and {line.limit} rows at most"
    if kind == "find":
        yield f"  counts only if the {name} asked for stands in: {operation.verified}"
    elif kind == "interactions" and operation.verified:
        yield f"  counts only if it is the customer's: owner is {operation.verified}"
    elif kind == "interactions":
        yield "  rows don't say whose they are (owner_unchecked): the canary alone watches"
    elif kind == "note" and operation.verified:
        yield f"  not written twice: its key is looked for in {operation.verified}"
    elif kind == "note":
        yield "  may be written twice after a fault: this system can't be asked whether it is there"
    if operation.guarded:
        key = operation.impossible or "something that nobody has"
        yield f"  canary: asked for {key} first; if anybody comes back, the source is not used"


def _canary(name: str, trial: "Trial") -> Iterator[str]:
    came = sum(rows for _, rows in trial.rows)
    if trial.error is None:
        yield f"  canary {name}: passed, nobody came back"
    elif trial.error == "source.refused":
        yield f"  canary {name}: REFUSED. Asked for what nobody has, {came} rows came back:"
        yield "    this system leaves out what it is asked for, and would show you strangers."
        yield "    Look whether it has this filter, by this name, and whether the login may use it."
    else:
        yield f"  canary {name}: could not be asked: {_why(trial)}"
    yield from _steps(trial)


def _trial(name: str, trial: "Trial") -> Iterator[str]:
    yield f"  {name}:"
    yield from _steps(trial)
    came = ", ".join(f"{rows} at {where}" for where, rows in trial.rows) or "nothing"
    yield f"    rows: {came}; kept: {trial.kept}"
    for reason, rows in trial.dropped:
        yield f"    dropped {rows}: {_reason(reason)}"
    for table, word in trial.unknown_words:
        yield f"    [words.{table}] has no {_shown_word(word)!r}: it is read as its '*'"
    if trial.error is not None:
        yield f"    wrong: {_why(trial)}"


def _steps(trial: "Trial") -> Iterator[str]:
    for step in trial.steps:
        ended = f"  {step.error}" if step.error else ""
        yield f"    {step.milliseconds:6.0f} ms  {step.where}  {step.request}{ended}"


def _reason(reason: str) -> str:
    name, _, wrong = reason.partition(":")
    if wrong:
        return f"the field {name} {_WRONG_IN_ROW.get(wrong, wrong)}"
    if reason.endswith(".each"):
        return f"what {reason} needs is not in the row before"
    return _DROPPED.get(reason, reason)


def _shown_word(word: str) -> str:
    """A word of the source's vocabulary; what looks like a customer's value is not shown."""
    if "@" in word or sum(map(str.isdigit, word)) > 3:
        return "(a value, no word)"
    return word


def _why(trial: "Trial") -> str:
    return error_text(trial.cause) if trial.cause else str(trial.error)


def _trial_json(trial: "Trial") -> dict[str, object]:
    return {
        "steps": [asdict(step) for step in trial.steps],
        "rows": dict(trial.rows),
        "kept": trial.kept,
        "dropped": dict(trial.dropped),
        "unknown_words": [[table, _shown_word(word)] for table, word in trial.unknown_words],
        "error": trial.error,
        "why": _why(trial) if trial.error else None,
        "ok": not is_wrong(trial),
    }


def _problem_json(problem: AgentAssistError | None) -> dict[str, object] | None:
    if problem is None:
        return None
    params = problem.params
    return {
        "code": problem.code,
        "text": error_text(problem),
        "advice": advice_for(problem),
        **{name: params[name] for name in ("file", "line", "key", "problem") if name in params},
    }
