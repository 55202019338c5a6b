"""Wording drafts: what the rules find in them, and the draft put right."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from agentassist.coaching.anchor import anchors
from agentassist.coaching.condition import Scene, touched
from agentassist.coaching.context import known, usable_fact
from agentassist.coaching.folding import fold, replace_words, words
from agentassist.coaching.language.acts import language_of
from agentassist.coaching.language.guess import spoken_language
from agentassist.coaching.language.reading import Reading
from agentassist.coaching.pack import Pack
from agentassist.coaching.rule import Rule, Watch, better_wording, line_of
from agentassist.coaching.wording import SlotValues
from agentassist.domain.coaching import (
    CallMoment,
    DraftFinding,
    DraftMark,
    DraftReport,
    Severity,
)
from agentassist.domain.knowledge import Span

DRAFT_LIMIT = 4_000
_GRAVITY = {Severity.WRONG: 0, Severity.WARNING: 1, Severity.ADVICE: 2}


class DraftChecker:
    """Runs the draft rules of all packs, each pack reading typos in its own vocabulary.

    Of packs in several languages only those in the draft's run; in `language` when none is clear.
    """

    def __init__(self, packs: Iterable[Pack], language: str = "en") -> None:
        self._language = language
        self._packs = tuple(
            (
                pack,
                tuple(
                    (rule, anchors(rule.condition))
                    for rule in pack.rules
                    if Watch.DRAFT in rule.watches
                ),
            )
            for pack in packs
        )
        self._small_words = small_words(pack for pack, _ in self._packs)

    def check(self, text: str, moment: CallMoment) -> DraftReport:
        """Findings in the order of the text, and the whole draft rewritten when that can be done.

        Advice without a wording does not stand in the way of a rewritten draft.
        """
        findings, marks = self._look(text, moment)
        return DraftReport(text, findings, self._rewritten(text, findings, moment), marks)

    def _look(
        self, text: str, moment: CallMoment
    ) -> tuple[tuple[DraftFinding, ...], tuple[DraftMark, ...]]:
        readings = Readings(text[:DRAFT_LIMIT])
        findings: list[DraftFinding] = []
        marks: dict[str, DraftMark] = {}
        small = self._small_words
        spoken = readings.language(small, self._language)
        for pack, rules in self._packs:
            if (
                spoken is not None
                and pack.language in self._small_words
                and pack.language != spoken
            ):
                continue
            scene = Scene(moment, readings.of(pack))
            said = scene.reading.words
            for rule, needed in rules:
                if not any(map(said.isdisjoint, needed)):
                    findings += _findings(rule, scene, pack.language)
            for mark in pack.marks:
                if mark.needed.verdict(scene).holds:
                    present = mark.found.verdict(scene).holds
                    marks.setdefault(mark.key, DraftMark(mark.key, mark.label, present))
        findings.sort(key=lambda found: (found.span, _GRAVITY[found.severity], found.rule))
        return tuple(findings), tuple(marks.values())

    def _rewritten(
        self, text: str, findings: tuple[DraftFinding, ...], moment: CallMoment
    ) -> str | None:
        grave = [found for found in findings if found.severity is not Severity.ADVICE]
        if not grave or any(not found.better for found in grave):
            return None
        better = text
        end = len(text) + 1
        for found in sorted(grave, key=lambda each: each.span, reverse=True):
            if found.span[1] > end:  # two findings share words: no telling which wording is right
                return None
            better = _replaced(better, found.span, found.better)
            end = found.span[0]
        left, _ = self._look(better, moment)
        return None if any(each.severity is not Severity.ADVICE for each in left) else better


def small_words(packs: Iterable[Pack]) -> Mapping[str, frozenset[str]]:
    """What tells the languages of these packs apart, by code."""
    return {
        pack.language: grammar.guess
        for pack in packs
        if (grammar := language_of(pack.language).grammar) is not None
    }


class Readings:
    """One text, read once in each language, and anew for a pack that knows a typo in it."""

    def __init__(self, text: str) -> None:
        self._folded = fold(text)
        self._languages: dict[str, Reading] = {}

    def language(self, known: Mapping[str, frozenset[str]], otherwise: str) -> str | None:
        """The language of the text among these; None when there is nothing to choose."""
        if len(known) < 2:
            return None
        text = self._folded.folded
        spoken = spoken_language((text[begin:end] for begin, end in words(text)), known)
        return spoken or (otherwise if otherwise in known else None)

    def of(self, pack: Pack) -> Reading:
        reading = self._languages.get(pack.language)
        if reading is None:
            reading = self._languages[pack.language] = language_of(pack.language).read(self._folded)
        if pack.speller.empty:
            return reading
        text = reading.folded
        read = replace_words(text, tuple(words(text.folded)), pack.speller.read)
        return reading if read is text else Reading(read, reading.grammar)


def _findings(rule: Rule, scene: Scene, language: str) -> list[DraftFinding]:
    fact = usable_fact(scene.moment, rule.asks) if rule.asks else None
    if rule.asks and fact is None and not (rule.or_known and known(scene.moment, rule.or_known)):
        return []
    verdict = rule.condition.verdict(scene)
    if not verdict.holds:
        return []
    values = SlotValues(scene.moment, fact, language=language)
    line = line_of(rule, values)
    better = better_wording(rule, scene, values)
    kept = rule.keep.verdict(scene).spans if better and rule.keep else ()
    # A request that asks for more, or is part of a larger sentence: nothing fits in its place.
    torn = {each.span for each in scene.reading.requests if not each.whole} if better else set()
    finding = DraftFinding(
        rule.pack, rule.id, (0, 0), rule.severity, line, fact, why=values.fill(rule.why) or ""
    )
    return [
        replace(
            finding,
            span=scene.reading.folded.original_span(span),
            better="" if span in torn or touched(span, kept) else better,
        )
        for span in _separate(verdict.spans)
    ]


def _separate(spans: tuple[Span, ...]) -> list[Span]:
    """Spans without those inside an earlier one."""
    apart: list[Span] = []
    for span in sorted(spans, key=lambda each: (each[0], -each[1])):
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def _replaced(text: str, span: Span, better: str) -> str:
    """`text` with `better` in place of the span, fitted to the sentence around it."""
    before, after = text[: span[0]], text[span[1] :]
    lead = before.rstrip()
    if lead and lead[-1] not in '.!?:\n"“' and not better.startswith(("I ", "I'")):
        better = better[0].lower() + better[1:]
    rest = after.lstrip()
    if rest.startswith("?"):  # the question is none any more
        after = rest[1:] if better.endswith((".", "!")) else "." + rest[1:]
    elif better.endswith((".", "!")) and rest[:1] in (".", "!", ","):
        after = rest[1:]
    return before + better + after
