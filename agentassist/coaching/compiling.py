"""From the written rule to the compiled one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agentassist.coaching import pack_file
from agentassist.coaching.condition import Words
from agentassist.coaching.condition_compiling import ConditionCompiler, RuleProblem
from agentassist.coaching.context import KNOWN
from agentassist.coaching.language.acts import Language
from agentassist.coaching.matcher import Matcher
from agentassist.coaching.rule import TEXTS, UTTERANCES, Example, MarkRule, Rule, Watch, Wording
from agentassist.coaching.wording import slots_of
from agentassist.domain.coaching import CallMoment
from agentassist.domain.ids import ArticleId, PackId, RuleId
from agentassist.domain.ivr import PIN, PIN_MASK, GivenFact
from agentassist.domain.sealed import Sealed
from agentassist.domain.utterance import Speaker, Talk

_EXAMPLE_TIME = datetime(2026, 1, 1, 10, 2, tzinfo=UTC)
_EXAMPLE_VALUE = "55500018"  # invented; stands for whatever kind an example says was given

__all__ = ["RuleCompiler", "RuleProblem"]


class RuleCompiler:
    """Compiles the rules of one pack. `vocabulary` collects the words its phrases use."""

    def __init__(
        self, pack: PackId, lists: Mapping[str, Sequence[str]], language: Language
    ) -> None:
        self._pack = pack
        self._reader = language.reader(lists)
        self._conditions = ConditionCompiler(self._reader, language.acts)

    @property
    def matchers(self) -> tuple[Matcher, ...]:
        return self._conditions.matchers

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
        watches = _watches(raw)
        if raw.or_known is not None and raw.or_known not in KNOWN:
            raise RuleProblem("or_known", f"unknown: {raw.or_known}")
        return Rule(
            id=RuleId(raw.id),
            pack=self._pack,
            watches=watches,
            condition=self._conditions.condition(raw.when, "when"),
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
            keep=Words(self._conditions.phrases(raw.keep, "keep")) if raw.keep else None,
            in_a_row=raw.in_a_row,
            times=raw.times,
            suggests=raw.suggests,
            topic=raw.topic or "",
            examples=_examples(raw.examples, file, line),
        )

    def mark(self, raw: pack_file.Mark) -> MarkRule:
        """Raises RuleProblem."""
        return MarkRule(
            raw.key,
            raw.label,
            self._conditions.condition(raw.when, "when"),
            self._conditions.condition(raw.needed, "needed"),
        )

    def _wording(self, raw: pack_file.Wording, key: str) -> Wording:
        _slots(raw.text, f"{key}.text")
        when = self._conditions.condition(raw.when, f"{key}.when") if raw.when else None
        return Wording(raw.text, when)


def _watches(raw: pack_file.Rule) -> frozenset[Watch]:
    """What the rule watches, once it is one that can."""
    watches = frozenset((raw.watches,) if isinstance(raw.watches, Watch) else raw.watches)
    if watches & TEXTS and watches - TEXTS:
        raise RuleProblem("watches", "a text and the call can't be watched by one rule")
    if not watches & TEXTS and _has_words(raw.when):
        raise RuleProblem("when", "words are looked for in drafts and utterances only")
    if Watch.DRAFT in watches and not _has_words(raw.when):
        raise RuleProblem("when", "a rule on drafts needs phrases or patterns")
    if (raw.in_a_row > 1 or raw.times > 1) and not watches <= set(UTTERANCES.values()):
        raise RuleProblem("in_a_row", "turns are counted in a transcript only")
    if raw.suggests is not None and watches != {Watch.CALLER_UTTERANCE}:
        raise RuleProblem("suggests", "a mood is suggested by what the caller said only")
    return watches


def _slots(template: str, key: str) -> frozenset[str]:
    try:
        return slots_of(template)
    except ValueError as problem:
        raise RuleProblem(key, f"no such slot: {problem}") from None


def _has_words(when: pack_file.When) -> bool:
    inner = [*(when.all or ()), *(when.any or ())]
    says = when.phrases or when.patterns or when.says or when.requests or when.form
    return bool(says or when.emphasis) or any(_has_words(each) for each in inner)


def _examples(raw: pack_file.Examples, file: Path, line: int) -> tuple[Example, ...]:
    found = []
    for fires, entries in ((True, raw.fires), (False, raw.silent)):
        for number, entry in enumerate(entries):
            situation = raw.situation if isinstance(entry, str) else entry
            text = entry if isinstance(entry, str) else situation.text or ""
            key = f"examples.{'fires' if fires else 'silent'}[{number}]"
            moment = moment_of(situation)
            found.append(Example(text, moment, fires, file, line, key, cuts_in=situation.cuts_in))
    return tuple(found)


def moment_of(raw: pack_file.Situation) -> CallMoment:
    """The call that a situation of an example or of a recorded talk describes."""
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
        refused=frozenset(raw.refused),
        talk=_talk(raw.said, timedelta(seconds=raw.seconds)),
    )


def _talk(lines: Sequence[str], elapsed: timedelta) -> Talk:
    """Turns like `agent: Good morning`; what names nobody is the caller's."""
    talk = Talk()
    for line in lines:
        who, colon, text = line.partition(": ")
        speaker = Speaker(who) if colon and who in set(Speaker) else None
        said = text if speaker is not None else line
        talk = talk.hear(speaker or Speaker.CALLER, said, final=True, elapsed=elapsed, at=None)
    return talk


def _given(kind: str, raw: pack_file.Situation) -> GivenFact:
    value = None if kind == PIN else Sealed(_EXAMPLE_VALUE)
    mask = value.mask if value else PIN_MASK
    return GivenFact(kind, value, mask, raw.given_result, at=_EXAMPLE_TIME)
