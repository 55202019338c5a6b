"""The sources of the settings: built late, tried once, asked at every ring, closed at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.history.local.source import LocalHistory
from agentassist.history.note_sending import NoteWay, SourceNotes
from agentassist.history.refresh import SourcesRefresh
from agentassist.net.source_secret import SecretVariables
from agentassist.ports.clock import Clock
from agentassist.ports.source_settings import SourceSettings
from agentassist.ports.source_setup import MissingSecret
from agentassist.storage.store import Store

if TYPE_CHECKING:  # mappings and HTTP are loaded for those who have a source
    from agentassist.history.site_source import SiteSource, Surroundings
    from agentassist.knowledge.base import LocalKnowledgeBase
    from agentassist.knowledge.keeping import SiteArticles
    from agentassist.net.client import Client
    from agentassist.net.feed_access import FeedAccess
    from agentassist.ports.source import Source
    from agentassist.settings.store import SettingsStore

_TOLD = frozenset({"source.refused", "source.no_canary", "source.bad_address"})  # stays as it is
_ONLY_PART = "secret"  # of a feed's login
_log = logging.getLogger(__name__)


class SiteSources:
    """`refresh` and `notes` may be given away at once; `connect` gives them the sources.

    `mappings` is the folder of the bundled ones, `region` the site's country of numbers. `report`
    hears why a source is left out. Implements `ports.source_setup.SourceSetup`.
    """

    def __init__(
        self,
        store: Store,
        history: LocalHistory,
        clock: Clock,
        *,
        mappings: Path,
        region: str,
        report: Callable[[AgentAssistError], None],
    ) -> None:
        self.refresh = SourcesRefresh([], store.source_records, history, clock)
        self.notes = SourceNotes()
        self._credentials = store.sealed_values
        self._clock = clock
        self._variables = SecretVariables()  # they are taken out of the environment once
        self._mappings = mappings
        self._region = region
        self._report = report
        self._sites: list[SiteSource] = []
        self._feeds: dict[str, FeedAccess] = {}
        self._clients: list[Client] = []
        self.refresh.before_again = self._forget_failures

    def around(self) -> Surroundings:
        """What any source of these settings is put together with."""
        from agentassist.history.site_source import Surroundings
        from agentassist.settings.trusted_file import trusted_bytes

        return Surroundings(
            self._mappings,
            self._region,
            self._clock,
            self._credentials,
            self._variables,
            trusted_bytes,
        )

    def articles(self, base: LocalKnowledgeBase, settings: SettingsStore) -> SiteArticles:
        """The articles of these sources and of the feed, kept in `base`."""
        from agentassist.knowledge.keeping import SiteArticles
        from agentassist.net.feed_access import ARTICLES

        feed = self.feed(ARTICLES, settings)
        return SiteArticles(
            base, self._clock, lambda: settings.sources().sources, feed, self.around
        )

    def feed(self, name: str, settings: SettingsStore) -> FeedAccess:
        """The way to one of the organisation's feeds, ARTICLES or PACKS; its secret is one of
        those that may be missing here."""
        from agentassist.net.feed_access import FeedAccess

        near = self.around()
        self._feeds[name] = FeedAccess(
            name,
            settings,
            variables=near.variables,
            credentials=near.credentials,
            trusted_bytes=near.trusted_bytes,
        )
        return self._feeds[name]

    @property
    def needs_secrets(self) -> bool:
        """A feed wants to know who asks."""
        return any(feed.needs_secret for feed in self._feeds.values())

    async def close(self) -> None:
        """End their connections."""
        await self.refresh.close()

    async def connect(self, tables: Sequence[SourceSettings]) -> None:
        """Put together what can be; nothing is sent yet."""
        from agentassist.history.site_source import SiteSource

        around = self.around()
        found: list[Source] = []
        ways: list[NoteWay] = []
        for settings in tables:
            if not settings.enabled:
                continue
            try:
                site = await asyncio.to_thread(SiteSource.read, settings, around)
                source, client = await site.connect()
            except AgentAssistError as error:
                _log.warning("source %s is left out: %s", settings.name, error.code)
                self._report(error)
                continue
            found.append(source)
            self._sites.append(site)
            self._clients.append(client)
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
        feeds = [
            MissingSecret(
                feed.name, "", _ONLY_PART, urlsplit(feed.place).netloc, self._credentials.kept
            )
            for feed in self._feeds.values()
            if feed.needs_secret and not await feed.has_secret()
        ]
        return feeds + [
            MissingSecret(
                site.settings.name,
                site.settings.title or site.spec.title,
                part,
                urlsplit(site.url).netloc,
                self._credentials.kept,
            )
            for site in self._sites
            for part in site.parts
            if not await site.has(part)
        ]

    async def give(self, source: str, part: str, secret: Secret) -> None:
        """See ports.source_setup.SourceSetup."""
        if source in self._feeds and part == _ONLY_PART:
            await self._feeds[source].secret().keep(secret)
            return
        for site in self._sites:
            if site.settings.name == source and part in site.parts:
                await site.secret(part).keep(secret)
                self._forget_failures()
                return
        raise AgentAssistError("source.unknown", source=source)

    def _forget_failures(self) -> None:
        """Somebody asks for a new try: none of them rests any longer."""
        for client in self._clients:
            client.forget_failures()
