"""A source as the app puts it together from its settings, for the length of a block."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from agentassist.assets import resources
from agentassist.bootstrap import SystemClock
from agentassist.history.rest.articles import RestArticles
from agentassist.history.rest.source import RestSource
from agentassist.history.site_source import SiteSource, Surroundings
from agentassist.net.source_secret import SecretVariables
from agentassist.ports.source_settings import NO_PROXY, SourceSettings


@asynccontextmanager
async def connected(
    mapping: str | Path, url: str, secret: str = "", *, name: str = "desk", **values: str
) -> AsyncIterator[RestSource]:
    """`mapping` is the name of a bundled one or a file; `secret` reaches it by the environment."""
    source, _ = await _site_source(mapping, url, secret, name, values).connect()
    try:
        yield source
    finally:
        await source.close()


@asynccontextmanager
async def articles_of(
    mapping: str | Path, url: str, secret: str = "", *, name: str = "desk", **values: str
) -> AsyncIterator[RestArticles]:
    """Its articles, by the same way out."""
    site = _site_source(mapping, url, secret, name, values)
    _, client = await site.connect()
    try:
        yield RestArticles(
            name, site.spec, client, clock=SystemClock(), settings=site.settings.values
        )
    finally:
        await client.close()


def _site_source(
    mapping: str | Path, url: str, secret: str, name: str, values: dict[str, str]
) -> SiteSource:
    around = Surroundings(
        mappings=resources() / "sources",
        region="ES",
        clock=SystemClock(),
        credentials=None,
        variables=SecretVariables({"TEST_SECRET": secret}),
        trusted_bytes=Path.read_bytes,
    )
    settings = SourceSettings(
        name,
        str(mapping),
        secret_env="TEST_SECRET",
        proxy=NO_PROXY,
        values={"url": url, **values},
    )
    return SiteSource.read(settings, around)
