"""Rules of a pack as the engine uses them: compiled, checked, immutable."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from agentassist.coaching.condition import Condition, Scene, Words
from agentassist.coaching.wording import SlotValues
from agentassist.domain.coaching import CallMoment, Severity
from agentassist.domain.ids import ArticleId, PackId, RuleId
from agentassist.domain.interaction import Mood
from agentassist.domain.utterance import Speaker

LINE_LIMIT = 90


class Watch(StrEnum):
    """What a rule looks at."""

    DRAFT = "draft"
    CALL = "call"  # events, context and the clock
    NOTES = "notes"
    AGENT_UTTERANCE = "agent_utterance"  # a turn of the transcript
    CALLER_UTTERANCE = "caller_utterance"


TEXTS = frozenset({Watch.DRAFT, Watch.AGENT_UTTERANCE, Watch.CALLER_UTTERANCE})
UTTERANCES = {
    Speaker.AGENT: Watch.AGENT_UTTERANCE,
    Speaker.CALLER: Watch.CALLER_UTTERANCE,
}


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording to offer when `when` holds and every slot of `text` can be filled."""

    text: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A text at a moment that must or must not make the rule speak, and where it is written."""

    text: str
    moment: CallMoment
    fires: bool
    file: Path
    line: int
    key: str
    cuts_in: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """`asks` are kinds of fact a draft would ask for; `or_known` says when one is known anyway.

    `keep` finds text around a match that a replacement would tear apart: then none is offered.
    `in_a_row`: so many of the speaker's last turns must be like that, `times`: so many of all;
    `suggests` a mood, not a cue.
    Rules of one `topic` share what is said once a call, and the cool-down.
    """

    id: RuleId
    pack: PackId
    watches: frozenset[Watch]
    condition: Condition
    lines: tuple[str, ...]
    why: str = ""
    wordings: tuple[Wording, ...] = ()
    severity: Severity = Severity.ADVICE
    priority: int = 50
    cool_down: timedelta = timedelta()
    once: bool = True
    safety: bool = False
    article: ArticleId | None = None
    asks: tuple[str, ...] = ()
    or_known: str | None = None
    keep: Words | None = None
    in_a_row: int = 1
    times: int = 1
    suggests: Mood | None = None
    topic: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkRule:
    """Something a good apology has; `needed` says in which drafts to look for it."""

    key: str
    label: str
    found: Condition
    needed: Condition


def line_of(rule: Rule, values: SlotValues) -> str:
    """The first line whose slots can be filled; the last one has none."""
    line = next(text for each in rule.lines if (text := values.fill(each)) is not None)
    return line if len(line) <= LINE_LIMIT else line[: LINE_LIMIT - 1].rstrip() + "…"


def better_wording(rule: Rule, scene: Scene, values: SlotValues) -> str:
    """The first wording that suits the scene and whose slots can all be filled, or ''."""
    for wording in rule.wordings:
        if wording.when is None or wording.when.verdict(scene).holds:
            text = values.fill(wording.text, to_say=True)
            if text is not None:
                return text
    return ""
