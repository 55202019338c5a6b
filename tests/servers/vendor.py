"""A vendor's API as its documentation describes it, and a shipped mapping that asks it.

These servers are ours: they hold to what is documented and refuse whatever is not, so that a
mapping that asks in another way fails here. They are no proof of how the vendor's own ones behave.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from agentassist.assets import resources
from agentassist.bootstrap import SystemClock
from agentassist.history.rest.articles import RestArticles
from agentassist.history.rest.source import RestSource
from agentassist.history.site_source import SiteSource, Surroundings
from agentassist.net.source_secret import SecretVariables
from agentassist.ports.source_settings import NO_PROXY, SourceSettings
from tests.servers.json_server import Answered, Asked, JsonServer

DATA = Path(__file__).parents[1] / "data" / "sources"
Row = dict[str, Any]


class RefusedError(Exception):
    """What the documentation says is answered to a wrong request."""

    def __init__(self, status: int, body: object, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {body}")
        self.answer = Answered(body, status, headers or {})


@dataclass
class Vendor:
    """`ignores_filters`: filters are left out, and everybody comes back.

    `refusals` are answered first, one to each request. `mapping` is asked by instead of the
    shipped one.
    """

    name: ClassVar[str] = ""
    secret: ClassVar[str] = "a-made-up-secret"
    ignores_filters: bool = False
    refusals: list[Answered] = field(default_factory=list)
    mapping: Path | None = None
    written: list[Row] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Answered:
        if self.refusals:
            return self.refusals.pop(0)
        try:
            return self.answer(asked)
        except RefusedError as refused:
            return refused.answer

    def answer(self, asked: Asked) -> Answered:
        raise NotImplementedError

    def settings(self, url: str) -> Mapping[str, str]:
        return {"url": url}

    @classmethod
    def rows(cls, name: str) -> list[Row]:
        rows: list[Row] = json.loads((DATA / cls.name / f"{name}.json").read_text("utf-8"))
        return rows


@dataclass(frozen=True)
class Opened:
    source: RestSource
    articles: RestArticles
    server: JsonServer

    def asked(self) -> list[str]:
        """Method and target of every request, in order."""
        return [f"{one.method} {one.target}" for one in self.server.asked]


def site_source(vendor: Vendor, url: str) -> SiteSource:
    """As the app reads it from its settings; of the rates only the headers count: nobody waits."""
    around = Surroundings(
        mappings=resources() / "sources",
        region="DE",
        clock=SystemClock(),
        credentials=None,
        variables=SecretVariables({"TEST_SECRET": vendor.secret}),
        trusted_bytes=Path.read_bytes,
    )
    settings = SourceSettings(
        "desk",
        str(vendor.mapping or vendor.name),
        secret_env="TEST_SECRET",
        proxy=NO_PROXY,
        values=dict(vendor.settings(url)),
    )
    site = SiteSource.read(settings, around)
    rates = replace(site.spec.rates, overall=None, by_cost={})
    return SiteSource(settings, replace(site.spec, rates=rates), around)


@asynccontextmanager
async def opened(vendor: Vendor) -> AsyncIterator[Opened]:
    async with JsonServer(vendor) as server:
        site = site_source(vendor, server.url)
        source, client = await site.connect()
        try:
            articles = RestArticles(
                "desk",
                site.spec,
                client,
                clock=SystemClock(),
                settings=site.settings.values,
            )
            yield Opened(source, articles, server)
        finally:
            await source.close()


@asynccontextmanager
async def source_of(vendor: Vendor) -> AsyncIterator[RestSource]:
    """For the contract of sources."""
    async with opened(vendor) as at:
        yield at.source


def play(story: Callable[[Opened], Awaitable[None]], vendor: Vendor) -> None:
    async def run() -> None:
        async with opened(vendor) as at:
            await story(at)

    asyncio.run(run())


def with_part(name: str, begins: str, folder: Path, *changes: tuple[str, str]) -> Path:
    """A copy of a shipped mapping with the part put in that stands there as a comment.

    The part follows the comment that `begins` so; its first line begins with `# [`.
    """
    text = (resources() / "sources" / f"{name}.toml").read_text("utf-8")
    before, heading, part = text.partition(f"# {begins}")
    assert heading, begins
    head, _, rest = part.partition("\n# [")
    lines = [line.removeprefix("#").removeprefix(" ") for line in f"# [{rest}".splitlines()]
    text = "\n".join([f"{before}{heading}{head}", *lines, ""])
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    copy = folder / f"{name}.toml"
    copy.write_text(text, "utf-8")
    return copy


def origin(asked: Asked) -> str:
    return f"http://{asked.headers['host']}"


def digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def paged(rows: list[Row], page: int, size: int) -> tuple[list[Row], bool]:
    """One page, and whether another one follows."""
    start = (page - 1) * size
    return rows[start : start + size], len(rows) > start + size


def matching(rows: list[Row], wanted: Callable[[Row], bool], everybody: bool) -> list[Row]:
    return [row for row in rows if everybody or wanted(row)]
