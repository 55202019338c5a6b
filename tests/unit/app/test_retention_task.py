"""The timer: at the start and every day, as settings say, whatever the store answers."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from agentassist.app.retention import keep_no_longer, kept_for
from agentassist.bootstrap import SystemClock
from agentassist.domain.errors import AgentAssistError
from agentassist.ports.retention import KeptFor
from agentassist.settings.store import SettingsStore


class _Retention:
    """Fails the first time; the third time is the last."""

    def __init__(self) -> None:
        self.asked: list[KeptFor] = []
        self.done = asyncio.Event()

    async def apply(self, kept: KeptFor) -> Mapping[str, int]:
        self.asked.append(kept)
        if len(self.asked) == 3:
            self.done.set()
        if len(self.asked) == 1:
            raise AgentAssistError("storage.busy")
        return {"audit": 2}


def test_settings_say_how_long(tmp_path: Path) -> None:
    settings = SettingsStore(tmp_path / "s.toml", SystemClock())
    assert kept_for(settings) == KeptFor()
    settings.set("retention.wrap_ups_days", 90)
    assert kept_for(settings).wrap_ups == timedelta(days=90)
    with pytest.raises(AgentAssistError, match=r"setting\.bad_value"):
        settings.set("retention.audit_days", 364)


def test_a_store_that_fails_is_asked_again(tmp_path: Path, expect_log: "object") -> None:
    expect_log("storage.busy")  # type: ignore[operator]

    async def scenario() -> None:
        retention = _Retention()
        settings = SettingsStore(tmp_path / "s.toml", SystemClock())
        async with asyncio.TaskGroup() as group:
            task = group.create_task(keep_no_longer(retention, settings, first_s=0.0, every_s=0.0))
            await retention.done.wait()
            task.cancel()
        assert len(retention.asked) >= 3

    asyncio.run(scenario())
