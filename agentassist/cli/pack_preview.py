"""`agentassist packs preview`: what a pack would have said in recorded calls."""

import argparse
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from agentassist.coaching.pack import Pack, read_pack
from agentassist.coaching.preview import Preview, RuleOutcome
from agentassist.coaching.recorded_talk import read_talks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pack", type=Path, metavar="PACK")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--calls",
        type=Path,
        metavar="FOLDER",
        help="recorded calls or transcripts, *.txt or *.jsonl; a folder or one file",
    )
    source.add_argument("--text", type=Path, metavar="FILE", help="one draft a line")
    parser.add_argument(
        "--budget", type=int, default=4, metavar="N", help="cues in one call at most (default 4)"
    )
    parser.add_argument(
        "--seen",
        type=float,
        default=15.0,
        metavar="SECONDS",
        help="how long a cue stands before the agent puts it away (default 15)",
    )
    parser.add_argument(
        "--alone", action="store_true", help="without the packs of the program beside it"
    )


def preview_pack(args: argparse.Namespace, bundled: Callable[[], tuple[Pack, ...]]) -> int:
    """0, whatever it would have said. A pack or a call that can't be read: AgentAssistError."""
    pack = read_pack(args.pack)
    beside = () if args.alone else tuple(one for one in bundled() if one.id != pack.id)
    preview = Preview(
        pack,
        beside=beside,
        budget=max(0, args.budget),
        seen=timedelta(seconds=max(0.0, args.seen)),
    )
    calls = 0
    if args.text is not None:
        preview.texts(args.text)
        print(f"{pack.id} {pack.version}: {preview.turns} drafts")
    else:
        for calls, talk in enumerate(read_talks(args.calls), 1):  # noqa: B007 - told below
            preview.talk(talk)
        print(f"{pack.id} {pack.version}: {calls} calls, {preview.turns} turns of agents")
    silent: list[str] = []
    for outcome in preview.outcomes():
        if outcome.fired or outcome.again:
            _say(outcome)
        else:
            silent.append(outcome.rule)
    if silent:
        print(f"  never: {', '.join(silent)}")
    if calls:
        _say_budget(preview, args.budget)
    return 0


def _say(outcome: RuleOutcome) -> None:
    said = []
    if outcome.findings:
        said.append(f"found in {outcome.findings} texts")
    if outcome.suggested:
        said.append(f"suggested {outcome.suggested} times")
    if outcome.cues:
        said.append(f"due {outcome.cues} times, shown {outcome.shown}")
    said += [
        f"{words} {count}"
        for count, words in (
            (outcome.over_budget, "over budget"),
            (outcome.missed, "moment passed"),
            (outcome.again, "already said"),
        )
        if count
    ]
    print(f"  {outcome.rule}: {', '.join(said)}")
    for place in outcome.places:
        print(f"      {place}")


def _say_budget(preview: Preview, budget: int) -> None:
    full = sum(count for used, count in preview.cues_in_calls.items() if used >= budget)
    cues = sum(used * count for used, count in preview.cues_in_calls.items())
    print(f"  all packs together: {cues} cues; the budget of {budget} was spent in {full} calls")
