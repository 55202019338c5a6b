"""The whole core: what an agent searches in vain is in the store; a demo's is not."""

import asyncio
import json
import queue
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agentassist.app import article_keeping
from agentassist.app.events import AppEvent, ArticlesSynced, KnowledgeReady
from agentassist.bootstrap import Core, Options
from agentassist.domain.ids import ArticleId
from agentassist.domain.search_gap import GapKind, Verdict
from agentassist.knowledge.feed import written_zip
from agentassist.knowledge.gaps import rows
from agentassist.knowledge.gaps.rows import GapRow

OKAPI, ZEBRA = ArticleId("okapi"), ArticleId("zebra")


async def search_twice(core: Core) -> tuple[list[GapRow], int]:
    """An article is opened and left at once for another, and then reported."""
    articles = core.desk.articles
    found = await articles.search("feeding")
    first = found.hits[0].article_id if found.hits else OKAPI
    await articles.article_opened(first)
    await articles.search("stripes 4711")
    await articles.article_used(ZEBRA)
    await articles.search_left()
    writing = [task for task in asyncio.all_tasks() if task.get_name() == "search in vain"]
    assert len(writing) == 1
    await asyncio.gather(*writing)
    known = {hit.article_id for hit in found.hits}
    if known:
        await articles.report(first, Verdict.WRONG, "they eat leaves, says Kowalczuk")
    store: Any = core.desk._ports.audit._database  # type: ignore[attr-defined]
    kept = await store.read(rows.all_rows)
    return list(kept), len(known)


@pytest.fixture
def core_with() -> Callable[..., Any]:
    """Runs a core until `kind` was told, and what is asked of it then."""

    def run(options: Options, kind: type[AppEvent]) -> tuple[list[GapRow], int]:
        told: queue.Queue[AppEvent] = queue.Queue()
        core = Core(options)
        core.start(told.put)
        try:
            while not isinstance(told.get(timeout=20), kind):
                pass
            return core.runtime.submit(search_twice(core)).result(20)
        finally:
            core.stop()

    return run


def test_kept_without_what_is_personal(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Any,
    core_with: Callable[..., Any],
) -> None:
    expect_log("nothing is kept after exit")  # no keystore here
    monkeypatch.setattr(article_keeping, "FIRST_S", 0.0)
    monkeypatch.setattr(article_keeping, "SPREAD_S", 0.0)
    articles = (
        {"id": "okapi", "title": "Feeding an okapi", "body": "Leaves."},
        {"id": "zebra", "title": "Stripes of a zebra", "body": "Grass."},
    )
    feed = tmp_path / "feed"
    feed.mkdir()
    lines = "\n".join(map(json.dumps, articles))
    (feed / "articles.zip").write_bytes(written_zip(lines.encode()))
    config = home / "agentassist.toml"
    config.write_text(f"[knowledge]\nfeed = {json.dumps(str(feed))}\n", "utf-8")

    kept, _ = core_with(Options(config=config), ArticlesSynced)

    left, reported = kept
    assert (left.kind, left.article, left.words) == (GapKind.LEFT, OKAPI, "feeding")
    assert (left.then_words, left.then_article) == ("stripes", ZEBRA)
    assert (reported.article, reported.why) == (OKAPI, "they eat leaves says …")


def test_a_demo_leaves_nothing_but_what_is_reported(core_with: Callable[..., Any]) -> None:
    kept, found = core_with(Options(demo=True, speed=0), KnowledgeReady)

    assert {row.kind for row in kept} <= {GapKind.WRONG}
    assert len(kept) == bool(found)
