"""What a plugin is told, and what it may answer: hostile until parsed."""

from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from agentassist.coaching.pack_file import Line, Name
from agentassist.domain.coaching import CallMoment, Cue, DraftFinding, Severity
from agentassist.domain.ids import PackId, RuleId
from agentassist.domain.sealed import redact_long_numbers
from agentassist.domain.shown_text import one_line
from agentassist.domain.utterance import Speaker

_Short = Annotated[str, Meta(max_length=400)]
_SECOND = timedelta(seconds=1)
_SIDES = {"agent_utterance": Speaker.AGENT, "caller_utterance": Speaker.CALLER}
TURNS_TOLD = 10


class _Cue(Struct):
    rule: Name
    line: Line
    why: _Short = ""
    better: _Short = ""
    priority: Annotated[int, Meta(ge=0, le=100)] = 50


class _Finding(Struct):
    rule: Name
    line: Line
    start: Annotated[int, Meta(ge=0)]
    end: Annotated[int, Meta(ge=0)]
    severity: Severity = Severity.ADVICE
    better: _Short = ""
    why: _Short = ""


class Answer(Struct):
    """One line of a plugin's."""

    id: int = -1
    ready: bool = False
    cues: Annotated[list[_Cue], Meta(max_length=16)] = []
    findings: Annotated[list[_Finding], Meta(max_length=64)] = []
    fault: Annotated[str, Meta(max_length=200)] | None = None


ANSWERS = msgspec.json.Decoder(Answer)


def told(moment: CallMoment, wants: frozenset[str]) -> dict[str, object]:
    """The parts of a moment that the pack's `wants` names, as sdk.Moment has them.

    Card numbers and other long numbers are taken out of texts; of given facts only the mask goes.
    Of a talk, the last turns of the side that is wanted.
    """
    every: dict[str, object] = {
        "intent": moment.intent,
        "verified": moment.verified,
        "first_name": moment.first_name,
        "given": [
            {
                "kind": fact.kind,
                "mask": fact.mask,
                "result": fact.result,
                "source": fact.source,
            }
            for fact in moment.given
        ],
        "mood": moment.mood,
        "fault": moment.fault,
        "elapsed": moment.elapsed / _SECOND,
        "wait": moment.wait / _SECOND if moment.wait is not None else None,
        "transfers": moment.transfers,
        "notes": redact_long_numbers(moment.notes),
        "apologies_on_file": moment.apologies_on_file,
        "open_contacts": moment.open_contacts,
        "overdue_promise": moment.overdue_promise,
        "recognition": moment.recognition,
    }
    if wants & _SIDES.keys():
        every["said"] = [
            {"speaker": turn.speaker, "text": redact_long_numbers(turn.text)}
            for turn in moment.talk.turns[-TURNS_TOLD:]
            if any(_SIDES[want] is turn.speaker for want in wants & _SIDES.keys())
        ]
        wants |= {"said"}
    return {"state": moment.state, **{key: every[key] for key in every.keys() & wants}}


def cues(answer: Answer, pack: PackId) -> tuple[Cue, ...]:
    return tuple(
        Cue(
            pack=pack,
            rule=RuleId(cue.rule),
            line=one_line(cue.line),
            why=one_line(cue.why),
            better=one_line(cue.better),
            priority=cue.priority,
        )
        for cue in answer.cues
    )


def findings(answer: Answer, pack: PackId, draft: str) -> tuple[DraftFinding, ...]:
    """Those that lie within the draft."""
    return tuple(
        DraftFinding(
            pack=pack,
            rule=RuleId(finding.rule),
            span=(finding.start, finding.end),
            severity=finding.severity,
            line=one_line(finding.line),
            better=one_line(finding.better),
            why=one_line(finding.why),
        )
        for finding in answer.findings
        if finding.start < finding.end <= len(draft)
    )
