"""Implements ports.packs.PackCollection: the packs of one person, looked after while they run."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from agentassist.coaching.library import (
    KnownPack,
    LoadedPacks,
    PackLibrary,
    Report,
    switch_pack,
    trust_publisher,
)
from agentassist.coaching.pack_source import PackFiles
from agentassist.coaching.plugins.team import PluginTeam
from agentassist.coaching.trust.publishers import Publisher
from agentassist.coaching.trust.shelf import CheckedPack
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import PackId
from agentassist.ports.clock import Clock
from agentassist.ports.packs import (
    Equipment,
    PackCard,
    PackLook,
    PackSeal,
    PackView,
    PythonPart,
    RuleCard,
)
from agentassist.ports.settings import Settings

if TYPE_CHECKING:  # httpx is loaded when something is fetched
    from agentassist.net.feed_access import FeedAccess
    from agentassist.net.file_fetch import FetchedFile

T = TypeVar("T")
StartTask = Callable[[Coroutine[Any, Any, object], str], None]


class LocalPacks:
    """`installed` None: nothing can be installed (the demo). Files are read on a thread."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        bundled: Path,
        installed: Path | None,
        report: Report,
        start_task: StartTask,
    ) -> None:
        self.access: FeedAccess | None = None  # how the feed is fetched; None: as anybody
        self._settings = settings
        self._clock = clock
        self._bundled = bundled
        self._installed = installed
        self._report = report
        self._start_task = start_task
        self._loaded: LoadedPacks | None = None
        self._team: PluginTeam | None = None
        self._sent_off: set[PackId] = set()  # of teams before this one
        self._looked: tuple[PackLook, CheckedPack] | None = None
        self._removed: dict[PackId, tuple[PackCard, PackFiles]] = {}
        self._fetch_told: set[str] = set()

    async def equip(self) -> Equipment:
        """What can't be used is reported; what was reported before is not said again."""
        told = {str(one.problem) for one in self._known() if one.problem is not None}
        problems: list[AgentAssistError] = []

        def load() -> LoadedPacks:
            loaded = self._library(problems.append).load(self._today())
            loaded.coach.prepare()
            return loaded

        loaded = self._loaded = await asyncio.to_thread(load)
        for problem in problems:
            if str(problem) not in told:
                self._report(problem)
        await self.close()
        asked = [one for one in loaded.plugins if one[0].id not in self._sent_off]
        if asked:
            self._team = PluginTeam(asked, self._report)
            self._start_task(self._team.start(), "coaching plugins")
        packs = frozenset(pack.id for pack in loaded.coach.packs)
        return Equipment(loaded.coach, self._team, packs)

    async def close(self) -> None:
        """End the plugins' processes. Who was sent off stays so until the next start."""
        team, self._team = self._team, None
        if team is not None:
            self._sent_off |= team.sent_off
            await team.close()

    async def view(self) -> PackView:
        switches = self._settings.get("packs.off")
        return PackView(
            packs=tuple(self._card(known) for known in self._known()),
            switchable=not switches.locked,
            installable=self._installed is not None,
            developer=self._settings.get("packs.developer").value is True,
            removed=tuple(card for card, _ in self._removed.values()),
        )

    async def look(self, place: str) -> PackLook:
        def read() -> CheckedPack:
            shelf = self._library().shelf
            try:
                return shelf.look(Path(place), self._today(), trusted_only=False)
            except OSError as problem:
                reason = problem.strerror or type(problem).__name__
                raise AgentAssistError(
                    "pack.unreadable", remedy="pack.unreadable", file=place, problem=reason
                ) from None

        if self._installed is None:
            raise AgentAssistError("pack.no_shelf", remedy="pack.no_shelf")
        checked = await asyncio.to_thread(read)
        before = next((one for one in self._known() if one.id == checked.pack.id), None)
        look = PackLook(
            card=self._described(checked),
            place=place,
            examples=sum(len(rule.examples) for rule in checked.pack.rules),
            replaces=before.checked.pack.version if before and before.checked else None,
            may_trust=self._settings.get("packs.agent_trust").value is True,
            key=checked.signed.key.text if checked.signed else "",
        )
        self._looked = look, checked
        return look

    async def install(self, look: PackLook, *, trusting: bool) -> None:
        if self._looked is None or self._looked[0] != look:
            raise AgentAssistError("pack.missing", remedy="pack.missing", file=look.place)
        checked = self._looked[1]

        def put() -> None:
            if trusting and checked.signed is not None and checked.publisher is None:
                name = " ".join(checked.signed.publisher.split())
                trust_publisher(self._settings, Publisher(name, checked.signed.key))
            self._library().shelf.install(checked.files, self._today())

        await asyncio.to_thread(put)
        self._looked = None
        self._removed.pop(checked.pack.id, None)
        self._sent_off.discard(checked.pack.id)

    async def fetch(self) -> bool:
        """See the port."""
        place = str(self._settings.get("packs.feed").value).strip()
        if not place or self._installed is None:
            return False
        from agentassist.coaching.feed import PackFeed, PackFetch

        shelf = self._library().shelf
        try:
            feed = PackFeed(place, shelf, self._installed, self._fetched)
            found = await feed.take(self._today())
        except AgentAssistError as unusable:
            found = PackFetch(problems=(unusable,))
        for problem in found.problems:
            if not problem.retryable and str(problem) not in self._fetch_told:
                self._report(problem)
        self._fetch_told = {str(problem) for problem in found.problems}
        return bool(found.installed)

    async def remove(self, pack: PackId) -> None:
        known = next((one for one in self._known() if one.id == pack and not one.bundled), None)
        files = await asyncio.to_thread(lambda: self._library().shelf.remove(pack))
        if known is not None and files.files:
            self._removed[pack] = self._card(known), files

    async def put_back(self, pack: PackId) -> None:
        if pack not in self._removed:
            raise AgentAssistError("pack.not_installed", remedy="pack.not_installed", pack=pack)
        _, files = self._removed.pop(pack)
        await asyncio.to_thread(lambda: self._library().shelf.put_back(pack, files))

    async def switch(self, pack: PackId, on: bool) -> None:
        await asyncio.to_thread(lambda: switch_pack(self._settings, pack, on))
        self._sent_off.discard(pack)  # off and on again: another chance

    def _known(self) -> tuple[KnownPack, ...]:
        return self._loaded.known if self._loaded is not None else ()

    def _library(self, report: Report = lambda problem: None) -> PackLibrary:
        """Made anew each time: whom the settings trust may have changed."""
        return PackLibrary(self._settings, self._bundled, self._installed, report)

    def _today(self) -> date:
        return self._clock.now().astimezone().date()

    def _card(self, known: KnownPack) -> PackCard:
        if known.checked is None:
            return PackCard(
                known.id,
                PackSeal.REFUSED,
                on=known.on,
                bundled=known.bundled,
                problem=known.problem,
            )
        card = replace(self._described(known.checked), on=known.on, bundled=known.bundled)
        return replace(card, seal=PackSeal.SHIPPED, signer="") if known.bundled else card

    def _described(self, checked: CheckedPack) -> PackCard:
        pack, signed, publisher = checked.pack, checked.signed, checked.publisher
        seal = PackSeal.SIGNED if publisher is not None else PackSeal.UNKNOWN
        return PackCard(
            pack.id,
            seal if signed is not None else PackSeal.UNSIGNED,
            title=pack.title,
            version=pack.version,
            publisher=pack.publisher,
            language=pack.language,
            signer=publisher.name if publisher is not None else "",
            fingerprint=signed.key.fingerprint if signed is not None else "",
            expires=signed.expires if signed is not None else None,
            wants=pack.wants,
            rules=tuple(RuleCard(rule.id, rule.lines[-1]) for rule in pack.rules),
            python=self._python(checked),
        )

    def _python(self, checked: CheckedPack) -> PythonPart:
        if checked.pack.main is None:
            return PythonPart.NONE
        if not self._library().python_allowed:
            return PythonPart.NOT_ALLOWED
        away = self._sent_off | (self._team.sent_off if self._team is not None else set())
        return PythonPart.SENT_OFF if checked.pack.id in away else PythonPart.RUNS

    async def _fetched(self, address: str, mark: str, most: int) -> "FetchedFile | None":
        if self.access is not None:
            return await self.access.fetch(address, mark, most=most)
        from agentassist.net.file_fetch import fetch_file

        return await fetch_file("packs", address, mark, most=most)
