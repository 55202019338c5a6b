"""A plugin's side of the conversation: a question a line in, an answer a line out, as JSON."""

import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import BinaryIO, Protocol

from agentassist.sdk.moment import Cue, Finding, Moment

Cues = Callable[[Moment], Iterable[Cue]]
Drafts = Callable[[str, Moment], Iterable[Finding]]


class Host(Protocol):
    """Who runs a plugin: the program over a pipe, or a test."""

    def serve(self, cues: Cues | None, drafts: Drafts | None) -> None: ...


_host: Host | None = None  # set before the plugin's own code runs


def run_by(host: Host | None) -> None:
    """Whom `serve` is to answer to."""
    global _host
    _host = host


def serve(*, cues: Cues | None = None, drafts: Drafts | None = None) -> None:
    """Answer until the program that asks is gone. The last line of a plugin's main.py.

    `cues` says what holds now, each time anew; the same `rule` is shown once a call.
    """
    if _host is None:
        sys.exit("agentassist runs this plugin; agentassist.sdk.testing asks it questions")
    _host.serve(cues, drafts)


class Pipe:
    """Questions on what was stdin, answers on what was stdout; prints go to stderr from now on."""

    def __init__(self) -> None:
        self.questions: BinaryIO = os.fdopen(os.dup(0), "rb")
        self._answers: BinaryIO = os.fdopen(os.dup(1), "wb")
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(2, 1)

    def serve(self, cues: Cues | None, drafts: Drafts | None) -> None:
        self._say({"ready": True})
        for line in self.questions:
            question = json.loads(line)
            moment = Moment.of(question["moment"])
            self._say(
                {"id": question["id"], **_answer(question.get("draft"), moment, cues, drafts)}
            )

    def _say(self, answer: dict[str, object]) -> None:
        self._answers.write(json.dumps(answer).encode() + b"\n")
        self._answers.flush()


def _answer(
    draft: str | None, moment: Moment, cues: Cues | None, drafts: Drafts | None
) -> dict[str, object]:
    """A fault of the plugin is told by its kind and line alone: its text may quote a caller."""
    try:
        if draft is not None:
            findings = drafts(draft, moment) if drafts is not None else ()
            return {"findings": [asdict(finding) for finding in findings]}
        return {"cues": [asdict(cue) for cue in (cues(moment) if cues is not None else ())]}
    except Exception as fault:  # noqa: BLE001 - the boundary to a plugin's own code
        return {"fault": f"{type(fault).__name__}, line {_line(fault)}"}


def _line(fault: Exception) -> int:
    """The last line of the plugin's own code on the way to the fault."""
    trace, line = fault.__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith("plugin:"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
