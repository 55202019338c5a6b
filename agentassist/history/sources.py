"""The sources of the settings: built late, tried once, asked at every ring, closed at the end."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.history.note_sending import NoteWay, SourceNotes
from agentassist.history.refresh import SourcesRefresh
from agentassist.history.site_source import SiteSource, Surroundings
from agentassist.ports.source import Source
from agentassist.ports.source_settings import SourceSettings
from agentassist.ports.source_setup import MissingSecret

_TOLD = frozenset({"source.refused", "source.bad_address"})  # nothing a moment will change
_log = logging.getLogger(__name__)


class SiteSources:
    """`refresh` may be given away at once; `connect` gives it the sources.

    `notes` takes what is written back, where the settings allow it. `report` hears why a source is
    left out. Implements `ports.source_setup.SourceSetup`.
    """

    def __init__(
        self,
        refresh: SourcesRefresh,
        around: Surroundings,
        report: Callable[[AgentAssistError], None],
    ) -> None:
        self.refresh = refresh
        self.notes = SourceNotes()
        self._around = around
        self._report = report
        self._sites: list[SiteSource] = []

    async def connect(self, tables: Sequence[SourceSettings]) -> None:
        """Put together what can be; nothing is sent yet."""
        found: list[Source] = []
        ways: list[NoteWay] = []
        for settings in tables:
            if not settings.enabled:
                continue
            try:
                site = await asyncio.to_thread(SiteSource.read, settings, self._around)
                source = await site.connect()
            except AgentAssistError as error:
                _log.warning("source %s is left out: %s", settings.name, error.code)
                self._report(error)
                continue
            found.append(source)
            self._sites.append(site)
            if settings.write_back and source.takes_notes:
                ways.append(NoteWay(source, settings.note_language, frozenset(site.spec.notes)))
        self.refresh.use(found)
        self.notes.use(ways)

    async def try_all(self) -> None:
        """Each is asked for what nobody has. Of what stays wrong, a person hears."""
        for error in await self.refresh.check_all():
            if error.code in _TOLD:
                self._report(error)

    async def missing(self) -> Sequence[MissingSecret]:
        """See ports.source_setup.SourceSetup."""
        return [
            MissingSecret(
                site.settings.name,
                site.settings.title or site.spec.title,
                part,
                urlsplit(site.url).netloc,
                self._kept,
            )
            for site in self._sites
            for part in site.parts
            if not await site.has(part)
        ]

    async def give(self, source: str, part: str, secret: Secret) -> None:
        """See ports.source_setup.SourceSetup."""
        for site in self._sites:
            if site.settings.name == source and part in site.parts:
                await site.secret(part).keep(secret)
                return
        raise AgentAssistError("source.unknown", source=source)

    @property
    def _kept(self) -> bool:
        credentials = self._around.credentials
        return credentials is not None and credentials.kept
