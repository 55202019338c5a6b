"""What coaching costs: reading the bundled packs, a cue, checking a draft, hearing a turn.

    python tests/benchmarks/coaching_cost.py [--drafts 400]

CPU time of this thread, so that a busy machine does not show in it. Every kind of fact is given,
which makes all rules work; drafts are words in random order, one in twenty misspelt, so that no
two are alike and nothing comes from a cache that a real draft would not find.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from agentassist import assets
from agentassist.coaching.engine import PackCoach, pack_folders
from agentassist.coaching.pack import read_pack
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment
from agentassist.domain.ivr import GivenFact, InputResult
from agentassist.domain.utterance import Speaker

RULES = 450  # with those of the bundled packs more than 500
KINDS = ("account", "pin", "menu", "name", "phone", "order", "email", "date_of_birth", "address")
MOMENT = CallMoment(
    AgentState.TALKING,
    given=tuple(GivenFact(kind, None, None, InputResult.OK) for kind in KINDS),
    intent="billing",
    verified=True,
    first_name="Dana",
    apologies_on_file=2,
)
TEXT = """Thanks for waiting Dana. I can see the two charges from the 18th on your account and I am
returning the second one now, it will be on your card by Tuesday. I'm sorry that we charged you
twice. Could you tell me whether the new router blinks? The invoice was corrected yesterday by a
colleague in the billing department, and you will get a confirmation by mail, with the number."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--drafts", type=int, default=400)
    args = parser.parse_args()
    folders = pack_folders(assets.bundled_plugins())
    report("first load, imports included", [cost(lambda: PackCoach.load(folders))])
    report("load", [cost(lambda: PackCoach.load(folders)) for _ in range(20)])
    coach, problems = PackCoach.load(folders)
    for problem in problems:
        raise problem
    report("compile what drafts need", [cost(coach.prepare)])
    report("cues", [cost(lambda: coach.cues(MOMENT, None)) for _ in range(1000)])
    chance = random.Random(7)
    for size in (200, 4000):
        measure_drafts(coach, size, args.drafts, chance)
    measure_turns(coach, 200, args.drafts, chance)
    with tempfile.TemporaryDirectory() as place:
        many = PackCoach([*coach.packs, read_pack(large_pack(Path(place), RULES))])
        many.prepare()
        measure_drafts(many, 200, args.drafts, chance, f"+ {RULES} rules")
        measure_turns(many, 200, args.drafts, chance, f"+ {RULES} rules")


def measure_turns(
    coach: PackCoach, size: int, count: int, chance: random.Random, what: str = ""
) -> None:
    """One more turn in a talk that goes on: agent and caller by turns."""
    moment, costs = MOMENT, []
    for number in range(count):
        elapsed = MOMENT.elapsed + timedelta(seconds=5 * number)
        speaker = Speaker.CALLER if number % 2 else Speaker.AGENT
        text = draft(size, chance)
        talk = moment.talk.hear(speaker, text, final=True, elapsed=elapsed, at=None)
        after = replace(moment, talk=talk, elapsed=elapsed)
        costs.append(cost(lambda after=after, moment=moment: coach.cues(after, moment)))
        moment = after
    report(f"turn of {size} characters {what}".strip(), costs[1:])


def measure_drafts(
    coach: PackCoach, size: int, count: int, chance: random.Random, what: str = ""
) -> None:
    drafts = [draft(size, chance) for _ in range(count)]
    coach.check_draft(drafts[0], MOMENT)
    costs = [cost(lambda text=text: coach.check_draft(text, MOMENT)) for text in drafts]
    report(f"draft of {size} characters {what}".strip(), costs)


def large_pack(place: Path, rules: int) -> Path:
    """A pack of as many rules, each with words of its own and a condition of the language."""
    text = (
        '[pack]\nid = "large"\nversion = "1.0.0"\nsdk = ">=1.1,<2"\nlanguage = "en"\n'
        'title = "Large"\npublisher = "a benchmark"\n'
    )
    words = sorted({word.strip(".,?'").lower() for word in TEXT.split() if word.isalpha()})
    for number in range(rules):
        one, two = words[number % len(words)], words[(number * 7 + 3) % len(words)]
        text += (
            f'[[rule]]\nid = "rule-{number}"\nwatches = ["draft", "agent_utterance"]\n'
            'line = "Say it"\n[rule.when]\n'
            f'phrases = ["{one} ...3 {two} word{number}", "[{one}] {two}{number} (we|you) ~send"]\n'
            'says = ["contains_apology"]\n[rule.examples]\n'
            f'fires = ["sorry, {two}{number} we sent"]\nsilent = ["goodbye"]\n'
        )
    (place / "pack.toml").write_text(text, encoding="utf-8")
    return place


def draft(size: int, chance: random.Random) -> str:
    words = TEXT.split()
    text = ""
    while len(text) < size:
        word = chance.choice(words)
        if chance.random() < 0.05:
            cut = chance.randrange(len(word))
            word = word[:cut] + chance.choice("aeiourst") + word[cut + 1 :]
        text += word + " "
    return text[:size]


def cost(work: Callable[[], object]) -> float:
    """Milliseconds of CPU."""
    begin = time.thread_time_ns()
    work()
    return (time.thread_time_ns() - begin) / 1e6


def report(what: str, costs: list[float]) -> None:
    costs.sort()
    p99 = costs[min(len(costs) - 1, int(len(costs) * 0.99))]
    print(
        f"{what:32} p50 {statistics.median(costs):8.3f} ms  p99 {p99:8.3f} ms"
        f"  max {costs[-1]:8.3f} ms"
    )


if __name__ == "__main__":
    main()
