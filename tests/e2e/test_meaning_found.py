"""Switched on by IT, a question in other words finds its article in the whole program."""

import json
import queue
from pathlib import Path
from typing import Any

import pytest

from agentassist.app import article_keeping
from agentassist.app.events import AppEvent, ResultsDeepened, SemanticChanged
from agentassist.bootstrap import Core, Options
from agentassist.domain.knowledge import MatchedIn
from agentassist.domain.semantic import SemanticState, SemanticStatus
from agentassist.knowledge.feed import written_zip
from agentassist.knowledge.semantic import process

QUESTION = "is it expensive to phone from a foreign country"
ROWS = (
    {"id": "roaming", "title": "Roaming abroad", "body": "Calls abroad cost extra."},
    {"id": "move", "title": "Moving house", "body": "The contract moves along."},
)


def test_a_question_in_other_words_is_found(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: Any
) -> None:
    expect_log("nothing is kept after exit")  # no keystore here
    monkeypatch.setattr(article_keeping, "FIRST_S", 0.0)
    monkeypatch.setattr(article_keeping, "SPREAD_S", 0.0)
    monkeypatch.setattr(process, "FINDING_S", 30.0)
    feed = tmp_path / "feed"
    feed.mkdir()
    rows = "".join(f"{json.dumps(row)}\n" for row in ROWS)
    (feed / "articles.zip").write_bytes(written_zip(rows.encode()))
    config = home / "agentassist.toml"
    config.write_text(
        f"[knowledge]\nfeed = {json.dumps(str(feed))}\nsemantic = true\n", encoding="utf-8"
    )
    told: queue.Queue[AppEvent] = queue.Queue()
    core = Core(Options(config=config))
    ready = SemanticStatus(SemanticState.READY, len(ROWS), len(ROWS))
    core.start(told.put)
    try:
        while True:
            event = told.get(timeout=30)
            if isinstance(event, SemanticChanged) and event.status == ready:
                break
        found = core.runtime.submit(core.desk.articles.search("okpai feeding")).result(20)
        assert not found.semantic
        found = core.runtime.submit(core.desk.articles.search(QUESTION)).result(20)
        assert not found.semantic, "the words' result is there first"
        while not isinstance(event := told.get(timeout=30), ResultsDeepened):
            pass
    finally:
        core.stop()
    assert event.query == QUESTION
    assert event.result.semantic
    assert event.result.hits[0].article_id == "roaming"
    reasons = event.result.hits[0].matched_in
    assert MatchedIn.MEANING in reasons or found.hits[0].article_id == "roaming"
