"""The same words find the same rows in the same order, in whatever process."""

import os
import subprocess
import sys
from pathlib import Path

_SEARCHES = """
import sqlite3
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex

# Each is one letter from "stape". Texts are searched for the likeliest few, and all are as likely.
likely = ("state", "stake", "stage", "stale", "stare", "stave", "shape", "stapes")
others = ("reset", "router", "signal", "invoice", "delivery")
index = ArticleIndex(sqlite3.connect(":memory:", isolation_level=None))
index.put(
    Article(ArticleId(f"{word}-{other}"), f"About {number}", body=f"How to {other} a {word}.")
    for number, (word, other) in enumerate((word, other) for word in likely for other in others)
)
engine = SearchEngine(index)
for query in ("reset stape", "stape rout", "signal stape invoce", "how do i reset the stape onse"):
    found = engine.search(query, 20)
    print(query, found.read_as)
    for hit in found.hits:
        print(hit.article_id, hit.score, hit.snippet_marks, hit.corrections, hit.matched_in)
"""


def _found(seed: str) -> str:
    root = str(Path(__file__).parents[3])
    run = subprocess.run(
        [sys.executable, "-c", _SEARCHES],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return run.stdout


def test_rows_do_not_depend_on_the_order_of_sets() -> None:
    first = _found("1")
    assert len(first.splitlines()) > 50
    assert _found("2") == first
