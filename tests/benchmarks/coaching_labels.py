"""How right `agentassist coach label` is on rows that people labelled.

    python tests/benchmarks/coaching_labels.py --gold asks.jsonl --field asks [--rounds 300]

Rows are {id, text, context, conv, stratum, <field>: [labels]}. Prints precision, recall and F1 of
each label with a 90 % interval of F1 (bootstrap over conversations), the macro F1 over labels with
at least ten rows, in all and in each of five folds of conversations, the mean of the five labels of
bad apologies, and the false cues on the rows that were drawn at random.

Rows of folds 0 to 2 were read to learn what kinds of wording are missing; folds 3 and 4 (`check`)
were scored and never read, so they say how the rules do on what nobody looked at.
"""

import argparse
import hashlib
import json
import random
from collections import Counter, defaultdict
from pathlib import Path

from agentassist.coaching.labels import Labeller

EMPTY = {"asks": "none", "emotions": "neutral"}
FEWEST = 10
READ = (0, 1, 2)
BAD_APOLOGIES = (
    "conditional_or_non_apology",
    "but_apology",
    "apology_without_solution",
    "defensive_or_over_explains",
    "deflects_blame",
)
Row = tuple[str, frozenset[str], frozenset[str]]  # conversation, gold, predicted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--field", choices=("asks", "labels", "emotions", "emphasis"))
    parser.add_argument("--rounds", type=int, default=300)
    args = parser.parse_args()
    if not args.gold.is_file():
        raise SystemExit(f"{args.gold} is not there: this benchmark needs rows labelled by people")
    gold = [json.loads(line) for line in args.gold.read_text("utf-8").splitlines() if line.strip()]
    labeller = Labeller.load()
    said = {row["id"]: labeller.label(row["text"], row.get("context", [])) for row in gold}
    rows = [
        (
            row["conv"],
            _set(row[args.field], args.field),
            _set(said[row["id"]][args.field], args.field),
        )
        for row in gold
    ]
    draws = _draws(rows, args.rounds)
    _print_labels(rows, draws)
    frequent = [
        label for label, n in Counter(x for _, g, _ in rows for x in g).items() if n >= FEWEST
    ]
    folds = [_macro([r for r in rows if _fold(r[0]) == fold], frequent) for fold in range(5)]
    print(f"folds of conversations: {' '.join(f'{each:.2f}' for each in folds)}")
    for name, part in (
        ("all", rows),
        ("read", [r for r in rows if _fold(r[0]) in READ]),
        ("check", [r for r in rows if _fold(r[0]) not in READ]),
    ):
        drawn = draws if part is rows else _draws(part, args.rounds)
        _report(f"macro F1, {name}", part, frequent, drawn)
        if args.field == "labels":
            _report(f"five bad apologies, {name}", part, list(BAD_APOLOGIES), drawn)
    if args.field == "asks":
        identifier = [(c, _identifier(g), _identifier(p)) for c, g, p in rows]
        print(
            "any identifier: precision {:.3f} recall {:.3f} F1 {:.3f}".format(*_f1(identifier, "x"))
        )
    if args.field in ("asks", "labels"):
        drawn = [row for row in gold if row.get("stratum") == "random"]
        false = Counter(
            cue["rule"]
            for row in drawn
            for cue in said[row["id"]]["cues"]
            if labeller.table.rules[cue["rule"]].label not in row[args.field]
        )
        print(f"false cues on {len(drawn)} random rows: {false.total()} {dict(false)}")


def _set(labels: list[str], field: str) -> frozenset[str]:
    return frozenset(labels) or frozenset(filter(None, [EMPTY.get(field)]))


def _identifier(labels: frozenset[str]) -> frozenset[str]:
    return frozenset("x" if labels - {"none", "other"} else ())


def _fold(conversation: str) -> int:
    return int(hashlib.sha256(("aa5" + conversation).encode()).hexdigest(), 16) % 5


def _f1(rows: list[Row], label: str) -> tuple[float, float, float]:
    both = sum(label in g and label in p for _, g, p in rows)
    said, true = sum(label in p for _, _, p in rows), sum(label in g for _, g, _ in rows)
    precision, recall = both / said if said else 0.0, both / true if true else 0.0
    return precision, recall, 2 * both / (said + true) if said + true else 0.0


def _macro(rows: list[Row], labels: list[str]) -> float:
    return sum(_f1(rows, label)[2] for label in labels) / len(labels)


def _report(what: str, rows: list[Row], labels: list[str], draws: list[list[Row]]) -> None:
    low, high = _interval([_macro(drawn, labels) for drawn in draws])
    print(f"{what}: {_macro(rows, labels):.3f}, 90 % [{low:.3f}, {high:.3f}]")


def _draws(rows: list[Row], rounds: int) -> list[list[Row]]:
    """Samples of conversations, with replacement."""
    conversations: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        conversations[row[0]].append(row)
    chance = random.Random(1)
    names = list(conversations)
    return [
        [row for name in chance.choices(names, k=len(names)) for row in conversations[name]]
        for _ in range(rounds)
    ]


def _interval(values: list[float]) -> tuple[float, float]:
    """What 90 % of the samples lie between."""
    values = sorted(values)
    return values[int(len(values) * 0.05)], values[int(len(values) * 0.95) - 1]


def _print_labels(rows: list[Row], draws: list[list[Row]]) -> None:
    check = [row for row in rows if _fold(row[0]) not in READ]
    for label, number in Counter(x for _, gold, _ in rows for x in gold).most_common():
        precision, recall, f1 = _f1(rows, label)
        low, high = _interval([_f1(drawn, label)[2] for drawn in draws])
        print(
            f"{label:28} n {number:4}  P {precision:.2f}  R {recall:.2f}  F1 {f1:.3f}"
            f"  90 % [{low:.2f}, {high:.2f}]  check {_f1(check, label)[2]:.2f}"
        )


if __name__ == "__main__":
    main()
