"""From the written rule to the compiled one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agentassist.coaching import pack_file
from agentassist.coaching.condition import (
    All,
    AnyOf,
    Condition,
    Excused,
    Following,
    Not,
    Words,
)
from agentassist.coaching.context import KNOWN, facts
from agentassist.coaching.matcher import Matcher, PatternError
from agentassist.coaching.phrase import PhraseError, PhraseReader
from agentassist.coaching.rule import Example, MarkRule, Rule, Watch, Wording
from agentassist.coaching.wording import slots_of
from agentassist.domain.coaching import CallMoment
from agentassist.domain.ids import ArticleId, PackId, RuleId
from agentassist.domain.ivr import PIN, PIN_MASK, GivenFact
from agentassist.domain.sealed import Sealed

CONDITION_DEPTH = 8
_EXAMPLE_TIME = datetime(2026, 1, 1, 10, 2, tzinfo=UTC)
_EXAMPLE_VALUE = "55500018"  # invented; stands for whatever kind an example says was given


class RuleProblem(Exception):  # noqa: N818 - becomes an AgentAssistError with its place
    """What is wrong with a rule, and at which key."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


class RuleCompiler:
    """Compiles the rules of one pack. `vocabulary` collects the words its phrases use."""

    def __init__(self, pack: PackId, lists: Mapping[str, Sequence[str]]) -> None:
        self._pack = pack
        self._reader = PhraseReader(lists)
        self._matchers: dict[str, Matcher] = {}

    @property
    def matchers(self) -> tuple[Matcher, ...]:
        return tuple(self._matchers.values())

    @property
    def vocabulary(self) -> set[str]:
        return self._reader.vocabulary

    def rule(self, raw: pack_file.Rule, file: Path, line: int) -> Rule:
        """`file` and `line` say where it stands. Raises RuleProblem."""
        lines = (raw.line,) if isinstance(raw.line, str) else tuple(raw.line)
        for number, text in enumerate(lines):
            if _slots(text, "line") and number == len(lines) - 1:
                raise RuleProblem("line", "the last line must do without slots")
        _slots(raw.why, "why")
        if raw.watches is not Watch.DRAFT and _has_words(raw.when):
            raise RuleProblem("when", "words are looked for in drafts only")
        if raw.watches is Watch.DRAFT and not _has_words(raw.when):
            raise RuleProblem("when", "a rule on drafts needs phrases or patterns")
        if raw.or_known is not None and raw.or_known not in KNOWN:
            raise RuleProblem("or_known", f"unknown: {raw.or_known}")
        return Rule(
            id=RuleId(raw.id),
            pack=self._pack,
            watches=raw.watches,
            condition=self._condition(raw.when, "when", 0),
            lines=lines,
            why=raw.why,
            wordings=tuple(
                self._wording(each, f"wording[{number}]") for number, each in enumerate(raw.wording)
            ),
            severity=raw.severity,
            priority=raw.priority,
            cool_down=timedelta(seconds=raw.cool_down_seconds),
            once=raw.once_per_call,
            safety=raw.safety,
            article=ArticleId(raw.article) if raw.article else None,
            asks=tuple(raw.asks),
            or_known=raw.or_known,
            keep=Words(self._phrases(raw.keep, "keep")) if raw.keep else None,
            examples=_examples(raw.examples, file, line),
        )

    def mark(self, raw: pack_file.Mark) -> MarkRule:
        """Raises RuleProblem."""
        return MarkRule(
            raw.key,
            raw.label,
            self._condition(raw.when, "when", 0),
            self._condition(raw.needed, "needed", 0),
        )

    def _wording(self, raw: pack_file.Wording, key: str) -> Wording:
        _slots(raw.text, f"{key}.text")
        when = self._condition(raw.when, f"{key}.when", 0) if raw.when else None
        return Wording(raw.text, when)

    def _condition(self, raw: pack_file.When, key: str, depth: int) -> Condition:
        if depth > CONDITION_DEPTH:
            raise RuleProblem(key, "nested too deeply")
        try:
            parts: list[Condition] = [*facts(raw), *self._words(raw, key)]
        except KeyError as problem:
            raise RuleProblem(f"{key}.known", f"unknown: {problem.args[0]}") from None
        for name, branches in (("all", raw.all), ("any", raw.any)):
            if branches is not None:
                inner = tuple(
                    self._condition(branch, f"{key}.{name}[{number}]", depth + 1)
                    for number, branch in enumerate(branches)
                )
                parts.append(All(inner) if name == "all" else AnyOf(inner))
        if raw.not_ is not None:
            parts.append(Not(self._condition(raw.not_, f"{key}.not", depth + 1)))
        whole = parts[0] if len(parts) == 1 else All(tuple(parts))
        if raw.unless is None:
            return whole
        return Excused(whole, self._phrases(raw.unless, f"{key}.unless"), raw.at_least)

    def _words(self, raw: pack_file.When, key: str) -> list[Condition]:
        if raw.phrases is None and raw.patterns is None:
            if raw.after is not None or raw.between is not None:
                raise RuleProblem(f"{key}.after", "has no phrases to follow")
            return []
        sources = [*self._translated(raw.phrases or (), f"{key}.phrases")]
        sources += [f"(?:{pattern})" for pattern in raw.patterns or ()]
        matcher = self._matcher(sources)
        if raw.patterns:  # written by hand: may be anything
            try:
                matcher.prepare()
            except PatternError as problem:
                raise RuleProblem(f"{key}.patterns", str(problem)) from None
        if raw.after is None:
            return [Words(matcher, 1 if raw.unless else raw.at_least)]
        between = self._between(tuple(raw.between or ()), f"{key}.between")
        return [Following(self._phrases(raw.after, f"{key}.after"), between, matcher)]

    def _between(self, phrases: tuple[str, ...], key: str) -> Matcher:
        try:
            return self._matcher([self._reader.run(phrases)])
        except PhraseError as problem:
            raise RuleProblem(key, str(problem)) from None

    def _phrases(self, phrases: Sequence[str], key: str) -> Matcher:
        return self._matcher(self._translated(phrases, key))

    def _matcher(self, sources: Sequence[str]) -> Matcher:
        """One automaton for the same sources, however many rules use them."""
        wanted = "|".join(sources)
        if wanted not in self._matchers:
            self._matchers[wanted] = Matcher(sources)
        return self._matchers[wanted]

    def _translated(self, phrases: Sequence[str], key: str) -> list[str]:
        sources = []
        for phrase in phrases:
            try:
                sources.append(self._reader.translate(phrase))
            except PhraseError as problem:
                raise RuleProblem(key, f"{phrase!r}: {problem}") from None
        return sources


def _slots(template: str, key: str) -> frozenset[str]:
    try:
        return slots_of(template)
    except ValueError as problem:
        raise RuleProblem(key, f"no such slot: {problem}") from None


def _has_words(when: pack_file.When) -> bool:
    inner = [*(when.all or ()), *(when.any or ())]
    return bool(when.phrases or when.patterns) or any(_has_words(each) for each in inner)


def _examples(raw: pack_file.Examples, file: Path, line: int) -> tuple[Example, ...]:
    found = []
    for fires, entries in ((True, raw.fires), (False, raw.silent)):
        for number, entry in enumerate(entries):
            situation = raw.situation if isinstance(entry, str) else entry
            text = entry if isinstance(entry, str) else situation.text or ""
            key = f"examples.{'fires' if fires else 'silent'}[{number}]"
            found.append(Example(text, _moment(situation), fires, file, line, key))
    return tuple(found)


def _moment(raw: pack_file.Situation) -> CallMoment:
    return CallMoment(
        state=raw.state,
        given=tuple(_given(kind, raw) for kind in raw.given),
        intent=raw.intent,
        verified=raw.verified,
        first_name=raw.first_name,
        overdue_promise=raw.overdue_promise,
        mood=raw.mood,
        fault=raw.fault,
        elapsed=timedelta(seconds=raw.seconds),
        wait=None if raw.waited_seconds is None else timedelta(seconds=raw.waited_seconds),
        transfers=raw.transfers,
        notes=raw.notes,
        apologies_on_file=raw.apologies_on_file,
        open_contacts=raw.open_contacts,
        recognition=raw.recognition,
    )


def _given(kind: str, raw: pack_file.Situation) -> GivenFact:
    value = None if kind == PIN else Sealed(_EXAMPLE_VALUE)
    mask = value.mask if value else PIN_MASK
    return GivenFact(kind, value, mask, raw.given_result, at=_EXAMPLE_TIME)
