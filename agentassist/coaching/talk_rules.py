"""Rules on utterances: what packs hear in the turns of a transcript."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from agentassist.coaching.anchor import anchors
from agentassist.coaching.condition import Scene, Verdict
from agentassist.coaching.context import known, usable_fact
from agentassist.coaching.draft import Readings, small_words
from agentassist.coaching.folding import fold, words
from agentassist.coaching.language.acts import language_of
from agentassist.coaching.language.guess import spoken_language
from agentassist.coaching.pack import Pack
from agentassist.coaching.rule import UTTERANCES, Rule
from agentassist.coaching.wording import SlotValues
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment
from agentassist.domain.utterance import Said, Speaker, Talk

FRESH: Final = timedelta(seconds=15)  # after that a turn is no news any more
APOLOGY: Final = "contains_apology"
_TALKING: Final = CallMoment(AgentState.TALKING)
_READ: Final = 64  # readings kept: a row of turns is looked at again with each new one
_FOR_THE_LANGUAGE: Final = 6  # turns


@dataclass(frozen=True, slots=True)
class HeardRule:
    """A rule that a turn made speak: the scene it was judged in, and the words that did it."""

    pack: Pack
    rule: Rule
    scene: Scene
    values: SlotValues
    words: str


class TalkRules:
    """Runs the utterance rules of the packs in the language that is being spoken.

    In `language` when the talk does not tell.
    """

    def __init__(self, packs: Iterable[Pack], language: str = "en") -> None:
        self._language = language
        heard = frozenset(UTTERANCES.values())
        self._rules = tuple(
            (pack, rules)
            for pack in packs
            if (
                rules := tuple(
                    (rule, anchors(rule.condition)) for rule in pack.rules if rule.watches & heard
                )
            )
        )
        self._small_words = small_words(pack for pack, _ in self._rules)
        self._readings: OrderedDict[str, Readings] = OrderedDict()

    def heard(self, moment: CallMoment, before: CallMoment | None) -> Iterator[HeardRule]:
        """Rules that speak of what was said since `before`; without it, of the latest turns."""
        talk = moment.talk
        if not self._rules or not talk.turns:
            return
        new = talk.since(before.talk.heard) if before is not None else talk.turns
        if not new:
            return
        language = self._spoken(talk)
        for speaker in Speaker:
            latest = talk.of(speaker)
            if not latest or all(one is not latest[0] for one in new):
                continue
            if moment.elapsed - latest[0].elapsed <= FRESH:
                yield from self._judge(speaker, latest, moment, language)

    def apologies(self, talk: Talk) -> int:
        """How many of the agent's turns apologise, in the language that is being spoken."""
        language = language_of(self._spoken(talk) or self._language)
        sorry = language.acts.get(APOLOGY)
        if sorry is None:
            return 0
        scenes = (Scene(_TALKING, language.read(turn.text)) for turn in talk.of(Speaker.AGENT))
        return sum(sorry.verdict(scene).holds for scene in scenes)

    def _judge(
        self, speaker: Speaker, latest: tuple[Said, ...], moment: CallMoment, language: str | None
    ) -> Iterator[HeardRule]:
        earlier = _given_before(latest[0], moment)
        for pack, rules in self._rules:
            if pack.language in self._small_words and language not in (None, pack.language):
                continue
            scene = self._scene(pack, latest[0], moment)
            said = scene.reading.words
            for rule, needed in rules:
                if UTTERANCES[speaker] not in rule.watches or len(latest) < rule.in_a_row:
                    continue
                if any(map(said.isdisjoint, needed)):
                    continue
                fact = usable_fact(earlier, rule.asks) if rule.asks else None
                if rule.asks and fact is None and not _known(rule, moment):
                    continue
                verdict = self._verdict(pack, rule, latest, scene)
                if verdict.holds:
                    values = SlotValues(moment, fact, pack.turns, pack.says_back, pack.language)
                    yield HeardRule(pack, rule, scene, values, _words(scene, verdict))

    def _verdict(self, pack: Pack, rule: Rule, turns: tuple[Said, ...], latest: Scene) -> Verdict:
        """Of the latest turn, if enough of those before it are like it."""
        verdict = rule.condition.verdict(latest)
        alike = 1
        for place, turn in enumerate(turns[1:], 1):
            if not verdict.holds or (alike >= rule.times and place >= rule.in_a_row):
                break
            holds = rule.condition.verdict(self._scene(pack, turn, latest.moment)).holds
            alike += holds
            if not holds and place < rule.in_a_row:
                return Verdict(False)
        return verdict if alike >= rule.times else Verdict(False)

    def _scene(self, pack: Pack, turn: Said, moment: CallMoment) -> Scene:
        readings = self._readings.pop(turn.text, None) or Readings(turn.text)
        self._readings[turn.text] = readings
        if len(self._readings) > _READ:
            self._readings.popitem(last=False)
        return Scene(replace(moment, talk=moment.talk.until(turn)), readings.of(pack))

    def _spoken(self, talk: Talk) -> str | None:
        if len(self._small_words) < 2:
            return None
        text = fold(" ".join(one.text for one in talk.turns[-_FOR_THE_LANGUAGE:])).folded
        spoken = spoken_language((text[begin:end] for begin, end in words(text)), self._small_words)
        return spoken or (self._language if self._language in self._small_words else None)


def _given_before(turn: Said, moment: CallMoment) -> CallMoment:
    """What was given before the turn: an answer to the question itself is no reproach."""
    given = tuple(
        fact for fact in moment.given if fact.at is None or turn.at is None or fact.at < turn.at
    )
    return replace(moment, given=given)


def _words(scene: Scene, verdict: Verdict) -> str:
    return scene.reading.typed(verdict.spans[0]) if verdict.spans else ""


def _known(rule: Rule, moment: CallMoment) -> bool:
    return rule.or_known is not None and known(moment, rule.or_known)
