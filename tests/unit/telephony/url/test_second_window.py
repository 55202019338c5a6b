"""A window that was started while the first still was starting: it finds the first, and goes."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from agentassist.bridge import links
from agentassist.bridge.links import Links
from agentassist.domain.errors import AgentAssistError

LINK = "agentassist:call?from=%2B49301234567"


def unused(*_: object) -> Any:
    raise AssertionError("a second window opens no ear of its own")


def second(file: Path) -> Links:
    window = Links(file, unused)
    window.first = False
    window.listen(unused)
    return window


def test_it_waits_for_the_first_and_brings_it_forward(
    listening: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "PAUSE_S", 0.001)
    file = tmp_path / "hand-over.json"

    async def story() -> int:
        async with asyncio.TaskGroup() as group:
            asked = group.create_task(second(file).show_first())
            await asyncio.sleep(0)  # it looks, and finds nobody yet
            async with listening(file=file) as ear:
                assert await asked
                return int(ear.shown)

    assert asyncio.run(asyncio.wait_for(story(), 20)) == 1


def test_its_link_goes_to_the_first(listening: Any) -> None:
    async def story() -> list[str | None]:
        async with listening() as ear:
            await second(ear.file).open(LINK)
            return [one.caller.number for one in ear.seen]

    assert asyncio.run(story()) == ["+49301234567"]


def test_without_the_first_it_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "PATIENCE_S", 0.01)
    window = second(tmp_path / "hand-over.json")
    assert asyncio.run(window.show_first()) is False
    with pytest.raises(AgentAssistError, match=r"link\.no_window"):
        asyncio.run(window.open(LINK))


def test_the_demo_takes_no_links(tmp_path: Path) -> None:
    with pytest.raises(AgentAssistError, match=r"link\.no_answer"):
        asyncio.run(Links(tmp_path / "hand-over.json", unused).open(LINK))
