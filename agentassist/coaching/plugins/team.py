"""All Python plugins of the installed packs: asked together, and sent off after three strikes."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from agentassist.coaching.pack import Pack
from agentassist.coaching.pack_source import PackFiles
from agentassist.coaching.plugins import messages
from agentassist.coaching.plugins.process import PluginFailedError, PluginProcess
from agentassist.domain.coaching import CallMoment, Cue, DraftFinding
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import PackId
from agentassist.domain.sealed import redact_long_numbers

STRIKES: Final = 3
T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Plugin:
    pack: PackId
    wants: frozenset[str]
    process: PluginProcess
    strikes: int = 0  # at three it is not asked any more, until the next start
    heard: dict[str, object] | None = None  # the last question, and the answer to it
    said: tuple[Cue, ...] = ()


class PluginTeam:
    """Implements ports.coaching.Plugins. `report` hears of each that is sent off, once."""

    def __init__(
        self,
        packs: Iterable[tuple[Pack, PackFiles]],
        report: Callable[[AgentAssistError], None],
    ) -> None:
        self._report = report
        self._closing = False
        self._plugins = [
            _Plugin(pack.id, frozenset(pack.wants), PluginProcess(files.files))
            for pack, files in packs
            if pack.main is not None
        ]

    async def start(self) -> None:
        """Before the first call, so that the first answer is as quick as the next."""
        await self._of_each(self._begin)

    async def cues(self, moment: CallMoment) -> tuple[Cue, ...]:
        """What holds now by every plugin. One that has heard the same before is not asked."""

        async def ask(plugin: _Plugin) -> tuple[Cue, ...]:
            question = messages.told(moment, plugin.wants)
            if question != plugin.heard:
                plugin.heard, plugin.said = question, ()
                answer = await plugin.process.ask(question)
                plugin.said = messages.cues(answer, plugin.pack)
            return plugin.said

        return await self._of_each(ask)

    async def findings(self, draft: str, moment: CallMoment) -> tuple[DraftFinding, ...]:
        """In a draft, of plugins that want drafts; long numbers are taken out before."""
        shown = redact_long_numbers(draft)

        async def ask(plugin: _Plugin) -> tuple[DraftFinding, ...]:
            if "draft" not in plugin.wants:
                return ()
            answer = await plugin.process.ask(messages.told(moment, plugin.wants), shown)
            return messages.findings(answer, plugin.pack, draft)

        return await self._of_each(ask)

    @property
    def sent_off(self) -> set[PackId]:
        """Those that are not asked any more."""
        return {plugin.pack for plugin in self._plugins if plugin.strikes >= STRIKES}

    async def close(self) -> None:
        self._closing = True
        for plugin in self._plugins:
            await plugin.process.close()

    async def _begin(self, plugin: _Plugin) -> tuple[()]:
        await plugin.process.start()
        return ()

    async def _of_each(
        self, ask: Callable[[_Plugin], Coroutine[Any, Any, tuple[T, ...]]]
    ) -> tuple[T, ...]:
        async def guarded(plugin: _Plugin) -> tuple[T, ...]:
            try:
                return await ask(plugin)
            except PluginFailedError as failed:
                if not self._closing:  # a question that was cut off is no fault of theirs
                    self._strike(plugin, failed)
                return ()

        if self._closing:
            return ()
        here = [plugin for plugin in self._plugins if plugin.strikes < STRIKES]
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(guarded(plugin)) for plugin in here]
        return tuple(one for task in asked for one in task.result())

    def _strike(self, plugin: _Plugin, failed: PluginFailedError) -> None:
        plugin.strikes += 1
        _log.warning("plugin %s: %s, strike %d", plugin.pack, failed, plugin.strikes)
        if plugin.strikes == STRIKES:
            plugin.process.kill()
            self._report(AgentAssistError("plugin.sent_off", pack=plugin.pack, problem=failed.code))
