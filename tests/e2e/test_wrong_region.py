"""A country that does not exist must not leave the agent with a dead window."""

import queue
from pathlib import Path
from typing import Any

from agentassist.app.events import AppEvent, KnowledgeReady, Notified
from agentassist.bootstrap import Core, Options


def test_a_wrong_region_is_named_and_everything_else_opens(home: Path, expect_log: Any) -> None:
    expect_log("nothing is kept after exit")  # no keystore here
    expect_log("numbers.unknown_region")
    config = home / "agentassist.toml"
    config.write_text('[agent]\nextension = "101"\n[numbers]\nregion = "ZZ"\n', "utf-8")
    told: queue.Queue[AppEvent] = queue.Queue()
    core = Core(Options(config=config))
    core.start(told.put)
    seen: list[AppEvent] = []
    try:
        while not seen or not isinstance(seen[-1], KnowledgeReady):
            seen.append(told.get(timeout=20))
        core.runtime.submit(core.desk.articles.search("router")).result(20)
    finally:
        core.stop()
    notices = [event for event in seen if isinstance(event, Notified)]
    assert [notice.code for notice in notices] == ["numbers.unknown_region"]
    assert ("region", "ZZ") in notices[0].params
