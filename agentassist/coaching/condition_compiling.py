"""Compiles conditions: the keys of a `when` table of a pack or of a language."""

from collections.abc import Mapping, Sequence

from agentassist.coaching import pack_file
from agentassist.coaching.answer import NOTHING, Answers
from agentassist.coaching.condition import (
    All,
    AnyOf,
    Asks,
    Clausal,
    Condition,
    Emphatic,
    Excused,
    Following,
    Formed,
    Named,
    Not,
    Says,
    Together,
    Words,
)
from agentassist.coaching.content import Beyond, Saying
from agentassist.coaching.context import facts
from agentassist.coaching.matcher import Matcher, PatternError
from agentassist.coaching.phrase import PhraseError, PhraseReader

CONDITION_DEPTH = 8


class RuleProblem(Exception):  # noqa: N818 - becomes an AgentAssistError with its place
    """What is wrong with a rule, and at which key."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


class ConditionCompiler:
    """Compiles conditions in one language; `acts` are what its texts are known to do."""

    def __init__(self, reader: PhraseReader, acts: Mapping[str, Says]) -> None:
        self._reader = reader
        self._acts = acts
        self._matchers: dict[str, Matcher] = {}

    @property
    def matchers(self) -> tuple[Matcher, ...]:
        return tuple(self._matchers.values())

    def condition(self, raw: pack_file.When, key: str, depth: int = 0) -> Condition:
        """Raises RuleProblem."""
        if depth > CONDITION_DEPTH:
            raise RuleProblem(key, "nested too deeply")
        try:
            parts: list[Condition] = [*facts(raw)]
        except KeyError as problem:
            raise RuleProblem(f"{key}.known", f"unknown: {problem.args[0]}") from None
        # What the language says of a text is known to all rules; words are looked for last.
        parts += [*self._language(raw, key), *self._words(raw, key)]
        for name, branches in (("all", raw.all), ("any", raw.any)):
            if branches is not None:
                inner = tuple(
                    self.condition(branch, f"{key}.{name}[{number}]", depth + 1)
                    for number, branch in enumerate(branches)
                )
                parts.append(All(inner) if name == "all" else AnyOf(inner))
        if raw.not_ is not None:
            parts.append(Not(self.condition(raw.not_, f"{key}.not", depth + 1)))
        whole = parts[0] if len(parts) == 1 else All(tuple(parts))
        if raw.unless is not None:
            whole = Excused(whole, self.phrases(raw.unless, f"{key}.unless"), raw.at_least)
        if raw.within is not None:
            whole = Together(whole)
        return whole

    def phrases(self, phrases: Sequence[str], key: str) -> Matcher:
        """One matcher for phrases. Raises RuleProblem."""
        return self._matcher(self._translated(phrases, key))

    def _language(self, raw: pack_file.When, key: str) -> list[Condition]:
        parts: list[Condition] = []
        least = 1 if raw.unless or raw.phrases or raw.patterns else raw.at_least
        if raw.says is not None:
            unknown = [each for each in raw.says if each not in self._acts]
            if unknown:
                raise RuleProblem(f"{key}.says", f"unknown: {unknown[0]}")
            said = tuple(self._acts[each] for each in raw.says)
            parts.append(said[0] if len(said) == 1 else AnyOf(said))
        if raw.requests is not None:
            parts.append(Asks(frozenset(raw.requests), least))
        if raw.form is not None:
            parts.append(Formed(frozenset(raw.form), least))
        if raw.names_them is not None:
            parts.append(Named() if raw.names_them else Not(Named()))
        if raw.emphasis is not None:
            parts.append(Emphatic(frozenset(raw.emphasis)))
        if raw.answers is not None:
            parts.append(self._answer(raw.answers, key))
        if raw.beyond is not None and raw.phrases is None and raw.patterns is None:
            parts.append(Beyond(self.phrases(raw.beyond, f"{key}.beyond"), raw.at_least))
        return parts

    def _answer(self, wanted: Sequence[str], key: str) -> Answers:
        unknown = [each for each in wanted if each not in self._acts and each != NOTHING]
        if unknown:
            raise RuleProblem(f"{key}.answers", f"unknown: {unknown[0]}")
        acts = tuple(self._acts[each] for each in wanted if each != NOTHING)
        return Answers(acts, NOTHING in wanted)

    def _words(self, raw: pack_file.When, key: str) -> list[Condition]:
        if raw.phrases is None and raw.patterns is None:
            if raw.after is not None or raw.between is not None:
                raise RuleProblem(f"{key}.after", "has no phrases to follow")
            if _clausal(raw):
                raise RuleProblem(key, "subject, voice, negated and quoted need phrases")
            return []
        sources = [*self._translated(raw.phrases or (), f"{key}.phrases")]
        sources += [f"(?:{pattern})" for pattern in raw.patterns or ()]
        matcher = self._matcher(sources)
        if raw.patterns:  # written by hand: may be anything
            try:
                matcher.prepare()
            except PatternError as problem:
                raise RuleProblem(f"{key}.patterns", str(problem)) from None
        if raw.after is not None:
            between = self._between(tuple(raw.between or ()), f"{key}.between")
            first = self.phrases(raw.after, f"{key}.after")
            return [self._in_clause(raw, Following(first, between, matcher), key)]
        late = raw.unless is not None or _clausal(raw) or raw.beyond is not None
        return [self._in_clause(raw, Words(matcher, 1 if late else raw.at_least), key)]

    def _in_clause(self, raw: pack_file.When, part: Condition, key: str) -> Condition:
        if raw.beyond is not None:
            part = Saying(part, self.phrases(raw.beyond, f"{key}.beyond"))
        if not _clausal(raw):
            return part
        return Clausal(
            part,
            None if raw.subject is None else frozenset(raw.subject),
            None if raw.voice is None else frozenset(raw.voice),
            raw.negated,
            raw.conditional,
            raw.quoted,
            1 if raw.unless else raw.at_least,
        )

    def _between(self, phrases: tuple[str, ...], key: str) -> Matcher:
        try:
            return self._matcher([self._reader.run(phrases)])
        except PhraseError as problem:
            raise RuleProblem(key, str(problem)) from None

    def _matcher(self, sources: Sequence[str]) -> Matcher:
        """One automaton for the same sources, however many rules use them."""
        wanted = "|".join(sources)
        if wanted not in self._matchers:
            self._matchers[wanted] = Matcher(sources, self._reader.anchors(sources))
        return self._matchers[wanted]

    def _translated(self, phrases: Sequence[str], key: str) -> list[str]:
        sources = []
        for phrase in phrases:
            try:
                sources.append(self._reader.translate(phrase))
            except PhraseError as problem:
                raise RuleProblem(key, f"{phrase!r}: {problem}") from None
        return sources


def depends_on_answers(raw: pack_file.When, acts: Mapping[str, Says]) -> bool:
    """Whether a condition looks at what the caller said before, itself or through an act."""
    inner = [*(raw.all or ()), *(raw.any or ()), *filter(None, [raw.not_])]
    return (
        raw.answers is not None
        or any(acts[each].answers for each in raw.says or () if each in acts)
        or any(depends_on_answers(each, acts) for each in inner)
    )


def _clausal(raw: pack_file.When) -> bool:
    keys = (raw.subject, raw.voice, raw.negated, raw.conditional, raw.quoted)
    return any(each is not None for each in keys)
