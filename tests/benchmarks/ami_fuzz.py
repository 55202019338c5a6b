"""The fuzzing of tests/unit/telephony/ami/test_ami_fuzz.py, for as long as wanted.

    python tests/benchmarks/ami_fuzz.py --seconds 300 --seed 1000000
    python tests/benchmarks/ami_fuzz.py --round isolated --seed 55 --rounds 1    one seed alone

Each seed is a round of each kind. Prints each failing seed once for each place that it fails at,
then the counts; status 1 when there was any.
"""

import argparse
import resource
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "telephony" / "ami"))

from ami_rounds import ROUNDS

SLOW_S = 2.0  # CPU seconds of one round; the usual one takes 0.02


def main() -> int:
    parser = argparse.ArgumentParser(description="fuzz the AMI path for a while")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1_000_000, help="the first one")
    parser.add_argument("--rounds", type=int, help="seeds to try, instead of --seconds")
    parser.add_argument("--round", choices=sorted(ROUNDS), help="this kind only")
    given = parser.parse_args()
    kinds = {given.round: ROUNDS[given.round]} if given.round else ROUNDS
    begun, seed = time.monotonic(), given.seed
    found: Counter[str] = Counter()
    slowest = 0.0
    while (
        seed < given.seed + given.rounds
        if given.rounds
        else time.monotonic() - begun < given.seconds
    ):
        for name, play in kinds.items():
            cpu = time.process_time()
            try:
                play(seed)
            except Exception as fault:  # noqa: BLE001 - any exception is a find
                place = traceback.extract_tb(fault.__traceback__)[-1]
                where = f"{name}: {type(fault).__name__} in {place.name}:{place.lineno}"
                if not found[where]:
                    print(f"seed {seed} {where}: {str(fault)[:300]}", flush=True)
                found[where] += 1
            cpu = time.process_time() - cpu
            slowest = max(slowest, cpu)
            if cpu > SLOW_S:
                found[f"{name}: slow"] += 1
                print(f"seed {seed} {name}: {cpu:.1f} s CPU", flush=True)
        seed += 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"{(seed - given.seed) * len(kinds)} rounds from seed {given.seed}, slowest"
        f" {slowest:.2f} s CPU, memory {memory} MB at most, found {dict(found) or 'nothing'}"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
