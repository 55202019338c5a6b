"""The coach: runs the rules of all packs on a moment of a call and on wording drafts."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from agentassist.coaching.condition import Scene
from agentassist.coaching.draft import DraftChecker
from agentassist.coaching.pack import Pack, read_pack
from agentassist.coaching.rule import TEXTS, Rule, better_wording, line_of
from agentassist.coaching.talk_rules import TalkRules
from agentassist.coaching.wording import SlotValues
from agentassist.domain.coaching import CallMoment, Cue, DraftReport
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.utterance import Talk

WORDS_SHOWN = 60  # characters of what a rule heard

_PRACTISED: Final = 1  # examples of a rule


class PackCoach:
    """Implements ports.coaching.Coach. Deterministic: no clock, no memory of earlier calls."""

    def __init__(self, packs: Iterable[Pack] = (), *, language: str = "en") -> None:
        """`language` is the agent's: of packs in several languages their own cues speak it."""
        self.packs = tuple(packs)
        self._language = language
        self._drafts = DraftChecker(self.packs, language)
        self._cue_rules = tuple(
            (pack, rule)
            for pack in spoken_packs(self.packs, language)
            for rule in pack.rules
            if not rule.watches & TEXTS
        )
        self._talk = TalkRules(self.packs, language)

    @classmethod
    def load(cls, folders: Iterable[Path]) -> tuple["PackCoach", tuple[AgentAssistError, ...]]:
        """The coach with every pack that could be read, and what is wrong with the others."""
        packs: dict[str, Pack] = {}
        problems: list[AgentAssistError] = []
        for folder in folders:
            try:
                pack = read_pack(folder)
            except AgentAssistError as problem:
                problems.append(problem)
                continue
            except OSError as problem:
                problems.append(
                    AgentAssistError(
                        "pack.unreadable",
                        remedy="pack.unreadable",
                        file=str(folder),
                        problem=problem.strerror or type(problem).__name__,
                    )
                )
                continue
            if pack.id in packs:
                problems.append(
                    AgentAssistError(
                        "pack.duplicate",
                        remedy="pack.duplicate",
                        file=str(folder),
                        pack=pack.id,
                        other=str(packs[pack.id].folder),
                    )
                )
                continue
            packs[pack.id] = pack
        return cls(packs.values()), tuple(problems)

    def prepare(self) -> None:
        """Compile what drafts need, so that the first one is as quick as the next. ~0.2 s.

        What only talk needs, or packs in another language than the agent's, is compiled at its
        first use: patterns take a third of the coach's memory. For an idle moment after the window
        stands; never needed for a right answer. Raises AgentAssistError("pack.too_complex").
        """
        own = [pack for pack in self.packs if pack.language == self._language]
        for pack in own:
            pack.prepare()
        # RE2 builds its automatons while it reads: the packs' own examples are a first reading.
        for pack in own:
            for rule in pack.rules:
                for example in rule.examples[:_PRACTISED]:
                    self.check_draft(example.text, example.moment)

    def cues(self, moment: CallMoment, before: CallMoment | None) -> tuple[Cue, ...]:
        """Cues whose condition holds now and did not hold before, highest priority first.

        Of what was said, those that a turn since `before` made due.
        """
        due = [
            cue_of(rule, Scene(moment), SlotValues(moment, None, pack.turns, pack.says_back))
            for pack, rule in self._cue_rules
            if rule.condition.verdict(Scene(moment)).holds
            and not (before is not None and rule.condition.verdict(Scene(before)).holds)
        ]
        due += [
            replace(cue_of(one.rule, one.scene, one.values), words=one.words[:WORDS_SHOWN])
            for one in self._talk.heard(moment, before)
        ]
        due.sort(key=lambda cue: (not cue.safety, -cue.priority, cue.rule))
        return tuple(due)

    @property
    def language(self) -> str:
        return self._language

    def apologies(self, talk: Talk) -> int:
        """How many of the agent's turns apologise."""
        return self._talk.apologies(talk)

    def check_draft(self, text: str, moment: CallMoment) -> DraftReport:
        """Findings in the first 4,000 characters of a draft, in the order of the text."""
        return self._drafts.check(text, moment)


def spoken_packs(packs: Iterable[Pack], language: str) -> tuple[Pack, ...]:
    """One pack of each that gives cues in several languages: `apology`, `apology-de`, ..."""
    chosen: dict[str, Pack] = {}
    for pack in packs:
        if all(rule.watches & TEXTS for rule in pack.rules):
            continue
        name = pack.id.removesuffix(f"-{pack.language}")
        other = chosen.get(name)
        if (
            other is None
            or pack.language == language
            or (other.language != language and pack.id == name)
        ):
            chosen[name] = pack
    return tuple(chosen.values())


def cue_of(rule: Rule, scene: Scene, values: SlotValues) -> Cue:
    """The cue a rule gives; a wording whose slots can't all be filled is left out."""
    return Cue(
        pack=rule.pack,
        rule=rule.id,
        line=line_of(rule, values),
        why=values.fill(rule.why) or "",
        better=better_wording(rule, scene, values),
        priority=rule.priority,
        article=rule.article,
        safety=rule.safety,
        once=rule.once,
        cool_down=rule.cool_down,
        suggests=rule.suggests,
        topic=rule.topic,
    )


def pack_folders(folder: Path) -> tuple[Path, ...]:
    """The pack folders in a folder like plugins/, by name; folders without a pack.toml are none."""
    return tuple(sorted(path.parent for path in folder.glob("*/pack.toml")))
