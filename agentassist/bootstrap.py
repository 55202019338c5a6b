"""The composition root: the one module that sees the app and every adapter.

Nothing here is imported before the first paint but light modules: adapters come in lazily, on the
core thread, while the window already stands.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.app.article_keeping import keep_articles_current
from agentassist.app.bus import Bus
from agentassist.app.desk import Desk, Ports
from agentassist.app.events import (
    AppEvent,
    Notified,
    Severity,
    StoreChanged,
    StoreState,
    WindowRequested,
)
from agentassist.app.retention import keep_no_longer
from agentassist.app.runtime import Runtime
from agentassist.assets import bundled_plugins, resources
from agentassist.bridge.links import Links
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId
from agentassist.settings.paths import user_paths
from agentassist.settings.policy_sources import machine_policy_source
from agentassist.settings.store import SettingsStore
from agentassist.settings.ui_state import UiState
from agentassist.system_clock import SystemClock as SystemClock

if TYPE_CHECKING:
    from agentassist.bridge.site import SitePhones
    from agentassist.coaching.collection import LocalPacks
    from agentassist.history.local.source import LocalHistory
    from agentassist.history.sources import SiteSources
    from agentassist.knowledge.base import LocalKnowledgeBase
    from agentassist.ports.demo import DemoState
    from agentassist.ports.telephony import CallFeed
    from agentassist.storage.store import Store
    from agentassist.telephony.replay.player import DemoPlayer

_log = logging.getLogger(__name__)
DEMO_SEED = 4821
DEMO_EXTENSION = "101"


@dataclass(frozen=True, slots=True)
class Options:
    """`demo`: recorded calls against a made-up center, in memory; `speed` and `theme` are its."""

    demo: bool = False
    speed: float = 1.0
    config: Path | None = None
    theme: str = "system"


def start_logging(options: Options) -> None:
    """JSON lines without secrets: to the user's log file; the demo's to stderr, trouble only."""
    from agentassist.observability.logging import configure

    if options.demo:
        configure(logging.WARNING)
    else:
        configure(logging.INFO, file=user_paths().log_file)


class Core:
    """Everything below the window: settings at once, the rest after `start`."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self.clock = SystemClock()
        self.bus = Bus()
        self.runtime = Runtime()
        self.runtime.on_failure = self._report
        self._config = None if options.demo else options.config or user_paths().config_file
        self.settings = SettingsStore(
            self._config, self.clock, None if options.demo else machine_policy_source()
        )
        self.ui_state = UiState(None if options.demo else user_paths().ui_state)
        if options.demo:
            self.settings.set("agent.extension", DEMO_EXTENSION)
            self.settings.set("ui.theme", options.theme)
        self.desk = Desk(bus=self.bus, clock=self.clock, start_task=self.runtime.start_task)
        self.links = Links(user_paths().hand_over, lambda: self.bus.publish(WindowRequested()))
        self.on_player: Callable[[DemoPlayer], None] = lambda player: None
        self.on_demo_state: Callable[[DemoState], None] = lambda state: None

    def start(self, listener: Callable[[AppEvent], None]) -> None:
        """Start the core thread; `listener` gets every event, on that thread."""
        self.bus.subscribe(listener)
        self.runtime.start()
        self.runtime.submit(self._begin())

    def stop(self) -> None:
        self.runtime.stop()

    async def _begin(self) -> None:
        self.runtime.start_task(self._open(), "opening")

    def _report(self, error: AgentAssistError) -> None:
        self._notify(Severity.ERROR, error)

    def _warn(self, error: AgentAssistError) -> None:
        self._notify(Severity.WARNING, error)

    def _notify(self, severity: Severity, error: AgentAssistError) -> None:
        params = tuple((key, str(value)) for key, value in error.params.items())
        _log.warning("%s", error)
        self.bus.publish(Notified(severity, error.code, params))

    async def _open(self) -> None:
        from agentassist.history.local.source import LocalHistory
        from agentassist.history.number_settings import key_parser, reassigned_after
        from agentassist.knowledge import recent_use, synonyms
        from agentassist.knowledge.base import LocalKnowledgeBase
        from agentassist.knowledge.conflicts import LocalArticleConflicts
        from agentassist.knowledge.gaps.log import LocalSearchGaps
        from agentassist.knowledge.hints import LocalArticleHints
        from agentassist.knowledge.semantic.search import LocalSemantic
        from agentassist.settings.site_policies import discretion_of, verification_of
        from agentassist.speech import local_speaker

        for problem in self.settings.problems:
            self._warn(problem)
        store = await self._open_store()
        same = await asyncio.to_thread(synonyms.of_settings, self.settings, self._warn)
        knowledge = LocalKnowledgeBase(store.connect, same)
        self.runtime.on_stop(knowledge.close)
        packs = self._packs()
        equipment = await packs.equip()
        if self._options.demo:
            await self._fill_center(store, knowledge)
        phones = None if self._options.demo else await self._site_phones(store)
        feed = await self._demo_feed() if phones is None else phones.feed
        history = LocalHistory(store, reassigned_after=reassigned_after(self.settings))
        sources = None if self._options.demo else self._sources(store, history)
        keeper = None if sources is None else sources.articles(knowledge, self.settings)
        packs.access = None if sources is None else sources.feed("packs", self.settings)
        await self.desk.open(
            Ports(
                settings=self.settings,
                history=history,
                keys=key_parser(self.settings, self._warn),
                knowledge=knowledge,
                article_keeper=keeper,
                article_conflicts=LocalArticleConflicts(knowledge),
                article_hints=LocalArticleHints(knowledge),
                recent_uses=recent_use.LocalRecentUses(store, knowledge),
                coach=equipment.coach,
                plugins=equipment.plugins,
                packs=packs,
                cue_counts=store.cue_counts,
                wrap_ups=store.wrap_ups,
                audit=store.audit,
                repeats=store.repeats,
                feed=feed,
                phones=None if phones is None else phones.setup,
                told_calls=self.links.told_calls,
                verification=await asyncio.to_thread(
                    verification_of, self.settings, resources(), self._report
                ),
                discretion=await asyncio.to_thread(discretion_of, self.settings, self._report),
                linking=store.links,
                hints=store.pick_hints,
                key_uses=store.key_uses,
                refresh=None if sources is None else sources.refresh,
                source_setup=sources,
                outbox=store.outbox,
                note_sender=None if sources is None else sources.notes,
                talk=None if phones is None else phones.talk,
                search_gaps=LocalSearchGaps(
                    store,
                    knowledge,
                    folder=resources() / "words",
                    synonyms=same,
                    counts_searches=not self._options.demo,
                ),
            )
        )
        self.runtime.on_stop(self.desk.close)
        self.runtime.start_task(feed.run(), "phone system")
        self.runtime.start_task(knowledge.warm_up(), "knowledge")
        semantic = LocalSemantic.of_settings(store.connect, self.settings)
        self.runtime.on_stop(semantic.close)
        self.desk.articles.deepen_by(semantic, self.bus)
        self.desk.speech.open(self.settings, local_speaker)
        self.runtime.on_stop(self.desk.speech.close)
        self.runtime.start_task(keep_no_longer(store.retention, self.settings), "retention")
        if sources is not None and keeper is not None:
            self.runtime.start_task(self._connect(sources), "sources")
            keeping = keep_articles_current(keeper, self.settings, self.bus, self.desk)
            self.runtime.start_task(keeping, "articles")
            self.runtime.start_task(self.desk.packs.keep_current(self.settings), "packs")

    def _sources(self, store: Store, history: LocalHistory) -> SiteSources:
        """Sources of record beside the store; they are connected once the desk is open."""
        from agentassist.history.sources import SiteSources

        sources = SiteSources(
            store,
            history,
            self.clock,
            mappings=resources() / "sources",
            region=str(self.settings.get("numbers.region").value),
            report=self._warn,
        )
        self.runtime.on_stop(sources.close)
        return sources

    async def _connect(self, sources: SiteSources) -> None:
        tables = self.settings.sources()
        for problem in tables.problems:
            self._warn(problem)
        if tables.sources or sources.needs_secrets:
            await sources.connect(tables.sources)
            await self.desk.sources.connected()
            await sources.try_all()

    def _packs(self) -> LocalPacks:
        """Bundled packs, and those installed for this person; the demo has none of these."""
        from agentassist.coaching.collection import LocalPacks

        packs = LocalPacks(
            self.settings,
            self.clock,
            bundled=bundled_plugins(),
            installed=None if self._options.demo else user_paths().packs,
            report=self._warn,
            start_task=self.runtime.start_task,
        )
        self.runtime.on_stop(packs.close)
        return packs

    async def _open_store(self) -> Store:
        from agentassist.store_choice import opened_store

        opened = await opened_store(self.settings, self.clock, demo=self._options.demo)
        store = opened.store
        self.runtime.on_stop(store.close)
        if store.set_aside is not None:
            aside = AgentAssistError(store.set_aside.code, file=str(store.set_aside.path))
            self._notify(Severity.ERROR, aside)
        self.links.first = opened.reason != "storage.in_use"
        state = StoreState.KEPT if store.kept else StoreState.MEMORY_ONLY
        self.bus.publish(StoreChanged(state, opened.reason))
        return store

    async def _fill_center(self, store: Store, knowledge: LocalKnowledgeBase) -> None:
        from agentassist.samples.filling import fill

        await fill(
            store,
            knowledge,
            resources() / "samples" / "center",
            seed=DEMO_SEED,
            now=self.clock.now().astimezone(),
            report=self._warn,
        )

    async def _demo_feed(self) -> CallFeed:
        from agentassist.bridge.demo_phone import demo_phone

        samples, follow = resources() / "samples", AgentId(DEMO_EXTENSION)
        player, feed = await demo_phone(samples, follow, self._options.speed, self.on_demo_state)
        self.runtime.start_task(player.run(), "demo phone system")
        self.on_player(player)
        return feed

    async def _site_phones(self, store: Store) -> SitePhones:
        """The phone systems of the settings; without one the feed says that none is set up."""
        from agentassist.bridge.site import SitePhones

        phones = SitePhones(
            self.settings,
            self._config,
            self._warn,
            store.sealed_values,
            user_paths().signatures,
        )
        await phones.set_up()
        self.links.listen(phones.listen)
        return phones

    async def open_link(self, text: str) -> None:
        """A link that reached this window: its call. AgentAssistError("link.*")."""
        await self.desk.opened.wait()
        await self.links.open(text)
