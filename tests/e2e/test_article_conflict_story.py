"""A conflict with the organisation's feed, from the window's command to what is searched."""

import json
import queue
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from agentassist.app.events import AppEvent, ArticlesSynced
from agentassist.bootstrap import Core, Options
from agentassist.domain.article_sync import Clash, Keep
from agentassist.domain.ids import ArticleId
from agentassist.knowledge.base import LocalKnowledgeBase


def test_an_article_changed_here_and_there_is_settled_in_the_window(
    home: Path, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("nothing is kept after exit")  # no keystore here
    feed = tmp_path / "feed"
    feed.mkdir()

    def publish(body: str) -> None:
        row = {"id": "okapi", "title": "Feeding an okapi", "body": body}
        (feed / "articles.jsonl").write_text(f"{json.dumps(row)}\n{{}}\n", "utf-8")

    publish("Leaves.")
    config = home / "agentassist.toml"
    config.write_text(
        f"[knowledge]\nfeed = {json.dumps(str(feed))}\nsync_minutes = 0\n", encoding="utf-8"
    )
    told: queue.Queue[AppEvent] = queue.Queue()
    core = Core(Options(config=config))
    core.start(told.put)
    try:
        desk = core.desk.article_sources

        def looked() -> ArticlesSynced:
            core.runtime.submit(desk.sync("feed")).result(30)
            while not isinstance(event := told.get(timeout=30), ArticlesSynced):
                pass
            return event

        (report,) = looked().reports
        assert (report.new, report.rejected) == (1, 1)
        (state,) = core.runtime.submit(desk.states()).result(20)
        assert (state.articles, state.place, state.last) == (1, str(feed), report)
        knowledge = core.desk._ports.knowledge
        assert isinstance(knowledge, LocalKnowledgeBase)
        article = core.runtime.submit(knowledge.article(ArticleId("okapi"))).result(20)
        core.runtime.submit(knowledge.put([replace(article, body="Twigs.")])).result(20)
        publish("Hay and leaves.")
        (report,) = looked().reports
        assert [one.clash for one in report.conflicts] == [Clash.CHANGED_BOTH]
        core.runtime.submit(desk.settle("feed", ArticleId("okapi"), Keep.THEIRS)).result(20)
        found = core.runtime.submit(core.desk.articles.search("hay for the okapi")).result(20)
        assert [hit.article_id for hit in found.hits] == ["okapi"]
        core.runtime.submit(desk.undo("feed", ArticleId("okapi"))).result(20)
        (conflict,) = core.runtime.submit(desk.conflicts()).result(20)
        assert conflict.mine is not None
        assert (conflict.mine.body, conflict.kept) == ("Twigs.", None)
    finally:
        core.stop()
