"""Articles looked for in the background: spread over time, and quiet."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from agentassist.app.article_keeping import FIRST_S, OFF_S, SPREAD_S, keep_articles_current
from agentassist.app.bus import Bus
from agentassist.app.events import AppEvent, ArticlesSynced, Notified
from agentassist.bootstrap import SystemClock
from agentassist.domain.article_sync import Clash, Conflict, SyncReport
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.settings.store import SettingsStore

CLASH = Conflict(ArticleId("a"), Clash.CHANGED_BOTH)


class _Over(BaseException):
    """Ends the loop of a test."""


class _Keeper:
    def __init__(self, *answers: SyncReport | AgentAssistError) -> None:
        self._answers = list(answers)

    async def sync(
        self,
        name: str | None = None,
        *,
        whole: bool = False,
        progress: Callable[[str, int], None] = lambda source, read: None,
    ) -> Sequence[SyncReport]:
        if not self._answers:
            raise _Over
        answer = self._answers.pop(0)
        if isinstance(answer, AgentAssistError):
            raise answer
        return [answer]


def kept(
    settings: SettingsStore, chance: float, *answers: SyncReport | AgentAssistError, waits: int = 99
) -> tuple[list[float], list[AppEvent]]:
    """How long it waited each time, and what it told."""
    waited: list[float] = []
    told: list[AppEvent] = []
    bus = Bus()
    bus.subscribe(told.append)

    async def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == waits:
            raise _Over

    with pytest.raises(_Over):
        asyncio.run(
            keep_articles_current(
                _Keeper(*answers), settings, bus, chance=lambda: chance, wait=wait
            )
        )
    return waited, told


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "s.toml", SystemClock())


@pytest.mark.parametrize(("chance", "share"), [(0.0, 0.9), (0.5, 1.0), (1.0, 1.1)])
def test_desktops_do_not_come_all_at_once(
    settings: SettingsStore, chance: float, share: float
) -> None:
    settings.set("knowledge.sync_minutes", 30)
    waited, told = kept(settings, chance, SyncReport("wiki", stored=2))
    assert waited == [FIRST_S + SPREAD_S * chance, pytest.approx(1800 * share)]
    assert told == [ArticlesSynced((SyncReport("wiki", stored=2),))]


def test_it_can_be_switched_off(settings: SettingsStore) -> None:
    settings.set("knowledge.sync_minutes", 0)
    waited, told = kept(settings, 0.0, SyncReport("wiki"), waits=3)
    assert waited == [FIRST_S, OFF_S, OFF_S]
    assert told == []


def test_what_somebody_has_to_see_to_is_said_once(
    settings: SettingsStore, expect_log: Callable[[str], None]
) -> None:
    expect_log("knowledge.articles_in_conflict")
    clash = SyncReport("wiki", conflicts=(CLASH,))
    _, told = kept(settings, 0.0, clash, clash, SyncReport("wiki"), clash)
    said = [event for event in told if isinstance(event, Notified)]
    assert [one.code for one in said] == ["knowledge.articles_in_conflict"] * 2
    assert dict(said[0].params) == {"source": "wiki", "count": "1"}


def test_a_source_out_of_reach_is_no_news(
    settings: SettingsStore, expect_log: Callable[[str], None]
) -> None:
    expect_log("source.unreachable")
    expect_log("source.forbidden")
    expect_log("storage.busy")
    away = AgentAssistError("source.unreachable", retryable=True, source="wiki")
    forbidden = AgentAssistError("source.forbidden", source="wiki")
    reports = (SyncReport("wiki", problem=away), SyncReport("wiki", problem=forbidden))
    _, told = kept(settings, 0.0, reports[0], AgentAssistError("storage.busy"), reports[1])
    assert [event.code for event in told if isinstance(event, Notified)] == ["source.forbidden"]
