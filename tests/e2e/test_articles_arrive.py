"""Articles of the organisation's feed reach a desktop by themselves, and are found there."""

import json
import queue
from pathlib import Path
from typing import Any

import pytest

from agentassist.app import article_keeping
from agentassist.app.events import AppEvent, ArticlesSynced, KnowledgeReady
from agentassist.bootstrap import Core, Options
from agentassist.knowledge.feed import written_zip


def test_a_feed_is_searched_without_anybody_doing_anything(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: Any
) -> None:
    expect_log("nothing is kept after exit")  # no keystore here
    monkeypatch.setattr(article_keeping, "FIRST_S", 0.0)
    monkeypatch.setattr(article_keeping, "SPREAD_S", 0.0)
    feed = tmp_path / "feed"
    feed.mkdir()
    row = {"id": "okapi", "title": "Feeding an okapi", "body": "Leaves."}
    (feed / "articles.zip").write_bytes(written_zip(json.dumps(row).encode()))
    config = home / "agentassist.toml"
    config.write_text(f"[knowledge]\nfeed = {json.dumps(str(feed))}\n", "utf-8")
    told: queue.Queue[AppEvent] = queue.Queue()
    core = Core(Options(config=config))
    core.start(told.put)
    try:
        while not isinstance(event := told.get(timeout=20), ArticlesSynced):
            pass
        (report,) = event.reports
        assert (report.source, report.stored, report.clean) == ("feed", 1, True)
        while not isinstance(event := told.get(timeout=20), KnowledgeReady):
            pass
        found = core.runtime.submit(core.desk.articles.search("okpai")).result(20)
    finally:
        core.stop()
    assert [hit.article_id for hit in found.hits] == ["okapi"]
