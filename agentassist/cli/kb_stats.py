"""`agentassist kb stats`: how many articles there are, of what, and how their index is doing."""

import argparse
import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from agentassist.cli.kb_place import add_place, on_base
from agentassist.domain.shown_text import one_line

if TYPE_CHECKING:
    from agentassist.knowledge.database import Connection

_SHOWN = 10  # languages, products
_OLD_DAYS = 365


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    stats = actions.add_parser("stats", help="count articles, and say how their index is doing")
    stats.add_argument("--json", action="store_true", help="as one object of JSON")
    add_place(stats)


def run_stats(args: argparse.Namespace) -> int:
    return on_base(args.db, lambda connection: _stats(connection, args.json), must_exist=True)


def _stats(connection: "Connection", as_json: bool) -> int:
    from agentassist.knowledge.index import ArticleIndex
    from agentassist.knowledge.inventory import index_state
    from agentassist.knowledge.semantic.meanings import read_so_far
    from agentassist.system_clock import SystemClock

    ArticleIndex(connection)  # makes the tables of an empty file
    counts = _counted(connection, SystemClock().now().astimezone().date())
    counts["index"] = index_state(connection)
    done, total = read_so_far(connection)
    counts["read_for_search_by_meaning"] = f"{done} of {total} articles"
    pages, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])  # SQLCipher answers with a text
        for name in ("page_count", "page_size")
    )
    counts["bytes"] = {"articles": counts.pop("text_bytes"), "database": pages * size}
    if as_json:
        print(json.dumps(counts, ensure_ascii=False))
        return 0
    for name, value in counts.items():
        print(f"{name.replace('_', ' ')}: {_said(value)}")
    return 0


def _counted(connection: "Connection", today: date) -> dict[str, object]:
    from agentassist.knowledge.inventory import all_articles

    languages: Counter[str] = Counter()
    products: Counter[str] = Counter()
    sections: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for article in all_articles(connection):
        found["articles"] += 1
        languages[article.language] += 1
        products[article.product or "(none)"] += 1
        sections.update(str(section.kind) for section in article.sections)
        found["expired"] += article.valid_until is not None and article.valid_until < today
        old = article.updated is not None and (today - article.updated).days > _OLD_DAYS
        found["older_than_a_year"] += old
        found["without_date"] += article.updated is None
        told = (article.title, article.body, *(section.text for section in article.sections))
        found["text_bytes"] += sum(len(text.encode()) for text in told)
    names = ("articles", "expired", "older_than_a_year", "without_date")
    return {
        **{name: found[name] for name in names},
        "languages": dict(languages.most_common()),
        "products": dict(products.most_common()),
        "sections": dict(sections.most_common()),
        "text_bytes": found["text_bytes"],
    }


def _said(value: object) -> str:
    if not isinstance(value, Mapping):
        return f"{value:,}" if isinstance(value, int) else str(value)
    first = [
        f"{one_line(str(key), 80)} {_said(each)}" for key, each in list(value.items())[:_SHOWN]
    ]
    more = len(value) - _SHOWN
    return ", ".join(first or ["none"]) + (f" and {more} more" if more > 0 else "")
