"""Labels: what the language layer and the packs make of single turns, to be compared with people's.

resources/schemas/cue-labels.json says which act of the language a label is, and which label each
rule of the bundled packs stands for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec

from agentassist import assets
from agentassist.coaching.condition import Scene
from agentassist.coaching.engine import PackCoach, pack_folders
from agentassist.coaching.language.acts import Language, language_of
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment
from agentassist.domain.utterance import LONGEST, Speaker, Talk

TABLE = "cue-labels.json"
_MOMENT = CallMoment(AgentState.TALKING)  # fault unknown, nothing given
_MOST_CUES = 4  # of one turn: the default budget of a call
_NO_IDENTIFIER = {"reason": "other"}


class RuleLabel(msgspec.Struct):
    """The label one rule stands for."""

    pack: str
    label: str


class LabelTable(msgspec.Struct):
    """`labels`, `emotions`: the acts that are labels of an agent's and of a customer's turn."""

    labels: list[str]
    emotions: list[str]
    rules: dict[str, RuleLabel]


def label_table() -> LabelTable:
    """The table as it ships."""
    path = assets.resources() / "schemas" / TABLE
    return msgspec.json.decode(path.read_bytes(), type=LabelTable)


@dataclass(frozen=True, slots=True)
class Labeller:
    coach: PackCoach
    language: Language
    table: LabelTable

    @classmethod
    def load(cls) -> "Labeller":
        """With the bundled packs, in English."""
        coach, problems = PackCoach.load(pack_folders(assets.bundled_plugins()))
        for problem in problems:
            raise problem
        return cls(coach, language_of("en"), label_table())

    def label(self, text: str, context: Sequence[str] = ()) -> Mapping[str, object]:
        """{asks, labels, cues, emotions, emphasis} of one turn; `context` are turns before it."""
        moment = replace(_MOMENT, talk=_talk(context))
        scene = Scene(moment, self.language.read(text))
        asks = {_NO_IDENTIFIER.get(each.kind, each.kind) for each in scene.reading.requests}
        return {
            "asks": sorted(asks) or ["none"],
            "labels": self._acts(scene, self.table.labels),
            "cues": self._cues(text, moment),
            "emotions": self._acts(scene, self.table.emotions) or ["neutral"],
            "emphasis": [str(each) for each in scene.reading.emphasis],
        }

    def _acts(self, scene: Scene, keys: Sequence[str]) -> list[str]:
        acts = self.language.acts
        return [key for key in keys if key in acts and acts[key].verdict(scene).holds]

    def _cues(self, text: str, moment: CallMoment) -> list[dict[str, str]]:
        report = self.coach.check_draft(text, moment)
        cues = {
            each.rule: {"rule": each.rule, "line": each.line, "words": text[slice(*each.span)]}
            for each in reversed(report.findings)
        }
        return list(cues.values())[::-1][:_MOST_CUES]


def _talk(context: Sequence[str]) -> Talk:
    """Turns like `customer: ...` and `agent: ...`, the oldest first."""
    talk = Talk()
    for line in context:
        who, _, text = line.partition(": ")
        speaker = Speaker.AGENT if who == Speaker.AGENT else Speaker.CALLER
        talk = talk.hear(speaker, text[:LONGEST], final=True, elapsed=timedelta(), at=None)
    return talk
