"""How long linking takes: a file of made-up records in, groups and candidates out.

Prints reading, grouping and writing of the whole file, precision and recall of the links, how
often a true partner is among the candidates, the most memory used, and how long one new record
takes. Beside it, over the same rows, the naive join: equal digits of the phone, or equal
lower-case e-mail, or equal name and birth date, then everything that hangs together.

The people are made up by a seeded generator: names of syllables and common given names, several
written forms, slips, nicknames, households on one phone, a switchboard, `info@`. With
`--labelled FILE` rows of your own are linked instead: JSONL with a `cluster` that is not read
for linking.
"""

import argparse
import json
import random
import resource
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from agentassist.domain.linking.nicknames import names, short_forms
from agentassist.history.linking.file import link_file
from agentassist.history.linking.linker import Linker
from agentassist.history.linking.phones import PhoneReader
from agentassist.history.linking.rows import RowReader

Row = dict[str, Any]
ONSETS = (*"bdfghjklmnprstvwz", "br", "dr", "gr", "kl", "sch", "st", "tr")
VOWELS = ("a", "e", "i", "o", "u", "ei", "au", "ie")
ENDS = (*"nrlst", "ck", "mann", "er", "ing", "feld", "sen", "son", "ski")
MAIL = ("mail.example", "post.example", "example.com", "example.net", "example.org")
CHANNELS = ("phone", "email", "chat", "web", "store")


class People:
    """Rows of made-up people, several of each, `cluster` saying who is who."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._nicknames = {name: sorted(short_forms(name)) for name in names()}
        self._given = sorted(self._nicknames)
        self._families = sorted({self._word() for _ in range(20_000)})
        # as in a telephone book: a few names are everybody's
        self._weights = list(accumulate(1 / (1 + at) ** 0.7 for at in range(len(self._families))))

    def rows(self, count: int) -> Iterator[Row]:
        made = person = 0
        while made < count:
            person += 1
            for row in self._person(person)[: count - made]:
                made += 1
                yield {"rec_id": f"r{made}", "cluster": f"p{person}", **row}

    def _word(self) -> str:
        pick = self._random.choice
        parts = (pick(ONSETS) + pick(VOWELS) for _ in range(pick((1, 1, 2))))
        return "".join(parts) + pick(ENDS)

    def _person(self, number: int) -> list[Row]:
        pick, chance = self._random.choice, self._random.random
        given = pick(self._given)
        family = self._random.choices(self._families, cum_weights=self._weights)[0]
        if number % 20 == 0 and self._before:
            family, phone = self._before  # a household: another person at the phone of the last
        else:
            phone = f"{pick((151, 160, 170, 171, 175))}{self._random.randrange(10**7, 10**8)}"
        self._before = (family, phone)
        mailbox = pick((f"{given}.{family}", f"{given[0]}{family}", f"{family}.{given}"))
        email = f"{mailbox}{number if chance() < 0.7 else ''}@{pick(MAIL)}"
        if number % 500 == 0:
            email = f"info@firma{number}.example"
        born = f"{pick(range(1930, 2006))}{pick(range(1, 13)):02d}{pick(range(1, 29)):02d}"
        street = {
            "street_number": str(pick(range(1, 200))),
            "address_1": f"{pick(self._families)}weg",
            "postcode": f"{pick(range(10000, 99999))}",
        }
        whole = {"phone": phone, "email": email, "dob": born, "address": street}
        copies = self._random.choices((0, 1, 2, 3, 5), (40, 20, 15, 15, 10))[0]
        rows = [self._row("crm", given, family, whole)]
        rows += [self._row(pick(CHANNELS), given, family, whole, True) for _ in range(copies)]
        return rows

    _before: tuple[str, str] | None = None

    def _row(self, channel: str, given: str, family: str, whole: Row, slips: bool = False) -> Row:
        chance, pick = self._random.random, self._random.choice
        if slips and chance() < 0.1:
            given = pick(self._nicknames[given])
        if slips and chance() < 0.2:
            given = self._slip(given)
        if slips and chance() < 0.15:
            family = self._slip(family)
        if slips and chance() < 0.04:
            given, family = family, given
        row: Row = {"channel": channel, "name": {"given": given, "surname": family}}
        phone, email = whole["phone"], whole["email"]
        if slips and chance() < 0.05:
            phone = f"170{self._random.randrange(10**7, 10**8)}"
        if slips and chance() < 0.06:
            email = self._slip(email.partition("@")[0]) + "@" + email.partition("@")[2]
        form = pick(("+49 {}", "0049{}", "0{}", "0{}", "(0){}", "+49-{}"))
        if channel in ("crm", "phone", "web", "store"):
            row["phone"] = form.format(f"{phone[:3]}{pick(('', ' ', '/', '-'))}{phone[3:]}")
        if channel in ("crm", "email", "chat", "web"):
            row["email"] = pick((email, email, email.upper(), email.replace("@", " (at) ")))
        if channel in ("crm", "phone"):
            row["dob"] = whole["dob"]
        if channel in ("crm", "chat", "store"):
            row["address"] = whole["address"]
        return row

    def _slip(self, word: str) -> str:
        if len(word) < 3:
            return word
        at = self._random.randrange(1, len(word) - 1)
        return self._random.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + self._random.choice("aeiourstln") + word[at + 1 :],
            )
        )


def naive(rows: Iterable[Row]) -> list[int]:
    """The group of each row by the naive join."""
    above: list[int] = []

    def top(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    first: dict[tuple[str, ...], int] = {}
    for place, row in enumerate(rows):
        above.append(place)
        name = (row["name"]["given"], row["name"]["surname"])
        keys = [("phone", "".join(filter(str.isdigit, row.get("phone", ""))))]
        keys.append(("email", row.get("email", "").lower()))
        if row.get("dob"):
            keys.append((*name, row["dob"]))
        for key in keys:
            if key[1]:
                above[top(place)] = top(first.setdefault(key, place))
    return [top(place) for place in range(len(above))]


def agreement(groups: list[Any], truth: list[str]) -> tuple[float, float]:
    """Pairwise precision and recall, from sizes alone."""

    def pairs(labels: Iterable[Any]) -> int:
        return sum(size * (size - 1) // 2 for size in Counter(labels).values())

    both = pairs(zip(groups, truth, strict=True))
    return both / max(pairs(groups), 1), both / max(pairs(truth), 1)


def rows_of(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def partners(answers: list[Row], truth: list[str]) -> tuple[float, float]:
    """How often a true partner is among the candidates: of the rows, and of all true pairs."""
    of: dict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(truth):
        of[person].append(place)
    place_of = {row["rec_id"]: place for place, row in enumerate(answers)}
    rows = hit = pairs = found = 0
    for place, row in enumerate(answers):
        others = set(of[truth[place]]) - {place}
        if others:
            candidates = {place_of[name] for name in row["candidates"]}
            rows += 1
            hit += bool(others & candidates)
            pairs += len(others)
            found += len(others & candidates)
    return hit / max(rows, 1), found / max(pairs, 1)


def one_by_one(path: Path, region: str, count: int) -> list[float]:
    """Seconds of CPU that each of `count` new records takes beside all the others."""
    reader, linker = RowReader(PhoneReader(region)), Linker()
    with path.open("rb") as lines:
        every = list(lines)
    step = max(len(every) // count, 2)
    new = every[::step][:count]
    for at, line in enumerate(every):
        if at % step:
            linker.add(reader.read(line)[1])
    linker.link()
    times = []
    for line in new:
        record = reader.read(line)[1]
        started = time.process_time()  # of this process: others share the machine
        linker.place(record)
        times.append(time.process_time() - started)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--labelled", type=Path, metavar="FILE")
    parser.add_argument("--new", type=int, default=500, help="records placed one by one")
    args = parser.parse_args()
    if args.labelled and not args.labelled.is_file():
        raise SystemExit(f"{args.labelled} is not there")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        if args.labelled:
            source = args.labelled
        else:
            with source.open("w", encoding="utf-8") as out:
                for row in People(args.seed).rows(args.records):
                    out.write(json.dumps(row) + "\n")
        print(f"{__doc__.splitlines()[0]}\n")
        steps: dict[str, float] = {}
        started, cpu = time.perf_counter(), time.process_time()
        report = link_file(
            source, target, default_region="DE", reject=print,
            progress=lambda step, *_: steps.setdefault(step, time.perf_counter() - started),
        )  # fmt: skip
        whole, cpu = time.perf_counter() - started, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        truth = [row["cluster"] for row in rows_of(source)]
        answers = list(rows_of(target))
        precision, recall = agreement([row["cluster"] for row in answers], truth)
        by_row, by_pair = partners(answers, truth)
        print(f"{report.rows} records, {report.groups} groups, region {report.region}")
        print(
            f"linked          {whole:8.1f} s   {report.rows / whole:8.0f} records/s,"
            f" CPU {cpu:.1f} s"
        )
        print(
            f"  grouping from {steps['linked']:8.1f} s, writing from {steps['rows written']:.1f} s"
        )
        print(f"memory          {peak:8.0f} MB at most")
        print(f"precision       {precision:8.4f}     recall {recall:.4f}")
        print(f"true partner    {by_row:8.4f} of the rows, {by_pair:.4f} of the pairs", flush=True)
        started = time.perf_counter()
        groups = naive(rows_of(source))
        spent = time.perf_counter() - started
        precision, recall = agreement(groups, truth)
        print(
            f"naive join      {spent:8.1f} s   precision {precision:.4f}, recall {recall:.4f}",
            flush=True,
        )
        del answers
        times = sorted(one_by_one(source, report.region, args.new))
        print(
            f"one new record  {statistics.median(times) * 1000:8.2f} ms median,"
            f" p95 {times[int(len(times) * 0.95)] * 1000:.2f}, most {times[-1] * 1000:.2f}"
        )


if __name__ == "__main__":
    main()
