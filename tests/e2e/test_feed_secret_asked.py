"""A feed that wants to know who asks: the window asks once, and is told nothing of others."""

import queue
from collections.abc import Callable
from pathlib import Path

from agentassist.app.events import AppEvent, SecretsMissing
from agentassist.bootstrap import Core, Options
from agentassist.domain.secret import Secret


def test_the_secret_of_a_feed_is_asked_for_and_sealed(
    home: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("nothing is kept after exit")  # no keystore here
    config = home / "agentassist.toml"
    config.write_text(
        '[knowledge]\nfeed = "https://articles.example/a.zip"\nfeed_login = "bearer"\n'
        "sync_minutes = 0\n",
        encoding="utf-8",
    )
    told: queue.Queue[AppEvent] = queue.Queue()
    core = Core(Options(config=config))
    core.start(told.put)

    def missing() -> SecretsMissing:
        while not isinstance(event := told.get(timeout=30), SecretsMissing):
            pass
        return event

    try:
        (one,) = missing().missing
        assert (one.source, one.part, one.place) == ("feed", "secret", "articles.example")
        core.runtime.submit(
            core.desk.sources.give_secret("feed", "secret", Secret("tok-5512"))
        ).result(20)
        assert missing().missing == ()
    finally:
        core.stop()
