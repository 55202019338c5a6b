"""The shipped mapping of MediaWiki, on a real one (tests/servers/mediawiki.py)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from agentassist.assets import resources
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.knowledge import Article
from agentassist.domain.source import KeyKind, SourceKey
from agentassist.history.rest.articles import RestArticles
from tests.servers.connected import articles_of, connected
from tests.servers.mediawiki import ARTICLES, MediaWiki
from tests.servers.mediawiki import mediawiki as another
from tests.servers.relay import Relay

T = TypeVar("T")
SHIPPED = resources() / "sources" / "mediawiki.toml"


def asked(
    wiki: MediaWiki,
    question: Callable[[RestArticles], Awaitable[T]],
    mapping: str | Path = "mediawiki",
) -> T:
    async def ask() -> T:
        async with articles_of(mapping, wiki.url) as source:
            return await question(source)

    return asyncio.run(ask())


def exported(
    wiki: MediaWiki, since: datetime, mapping: str | Path = "mediawiki"
) -> list[list[Article]]:
    async def pages(source: RestArticles) -> list[list[Article]]:
        return [list(page) async for page in source.export(since)]

    return asked(wiki, pages, mapping)


def test_a_page_is_read_as_its_readers_see_it(mediawiki: MediaWiki) -> None:
    (found,) = asked(mediawiki, lambda source: source.search("zebra3"))
    assert found.title == "Refund procedure 3"
    assert found.body == (
        "## When\n\nThe customer paid twice.\n\n## Do\n\n"
        "- Open the order\n- Press refund. Keyword zebra3."
    )
    assert found.tags == ("Procedures",)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("refund procedure 3", ["Refund procedure 3"]),  # words of a title
        ("giraffe", ["Café & crème: 50% off"]),
        ("CAFÉ", ["Café & crème: 50% off"]),
        ("there is no such word", []),
        ("zebra3 OR giraffe", []),  # words, not an operator
        ('zebra3" OR "giraffe', []),
        ("-zebra3", ["Refund procedure 3"]),
        ("***", []),
    ],
)
def test_titles_and_texts_are_searched_by_words(
    mediawiki: MediaWiki, query: str, titles: list[str]
) -> None:
    found = asked(mediawiki, lambda source: source.search(query))
    assert [one.title for one in found] == titles


def test_no_more_than_asked_for_come(mediawiki: MediaWiki) -> None:
    found = asked(mediawiki, lambda source: source.search("refund", limit=4))
    assert len(found) == 4
    assert len({one.id for one in found}) == 4


@pytest.mark.parametrize("size", [50, 3])
def test_pages_are_taken_over_since_a_time(mediawiki: MediaWiki, tmp_path: Path, size: int) -> None:
    mapping = tmp_path / "wiki.toml"
    shipped = SHIPPED.read_text("utf-8")
    assert 'garvlimit = "50"' in shipped
    mapping.write_text(shipped.replace('garvlimit = "50"', f'garvlimit = "{size}"'), "utf-8")
    pages = exported(mediawiki, datetime(2026, 10, 4, 8, tzinfo=UTC), mapping)
    assert len(pages) > 1 or size == 50
    found = {one.title: one for page in pages for one in page}
    assert set(found) == {title for title, _, at in ARTICLES if at >= "2026-10-04"} | {"Main Page"}
    assert found["Refund procedure 9"].updated == date(2026, 10, 10)
    assert found["Refund procedure 9"].language == "en"
    assert "Keyword zebra9" in found["Refund procedure 9"].body
    assert found["Café & crème: 50% off"].body == 'Keyword giraffe. It\'s a "special" page.'


def test_nothing_new_is_nothing(mediawiki: MediaWiki) -> None:
    assert exported(mediawiki, datetime(2099, 1, 1, tzinfo=UTC)) == [[]]


def test_a_question_that_it_refuses_is_an_error_and_not_nothing(
    mediawiki: MediaWiki, tmp_path: Path
) -> None:
    mapping = tmp_path / "wiki.toml"
    text = SHIPPED.read_text("utf-8").replace('garvdir = "newer"', 'garvdir = "sideways"')
    mapping.write_text(text, "utf-8")
    with pytest.raises(AgentAssistError) as caught:
        exported(mediawiki, datetime(2026, 10, 4, tzinfo=UTC), mapping)
    assert caught.value.code == "source.unexpected"
    assert caught.value.params["where"] == "articles.export"


def test_it_is_asked_for_no_customer(mediawiki: MediaWiki) -> None:
    async def ask() -> None:
        async with connected("mediawiki", mediawiki.url) as source:
            assert source.finds_by == frozenset()
            assert await source.find(SourceKey(KeyKind.EMAIL, "cust3@example.com")) == ()
            await source.canary()

    asyncio.run(ask())


def test_a_wiki_that_dies_in_the_middle_is_one_clear_error(
    mediawiki: MediaWiki, tmp_path: Path
) -> None:
    async def ask(wiki: MediaWiki) -> AgentAssistError:
        wiki.running.freeze()  # it takes the request, and never gets to answer
        async with (
            Relay(wiki.url, wiki.running.kill) as relay,
            articles_of("mediawiki", relay.url) as source,
        ):
            with pytest.raises(AgentAssistError) as caught:
                await source.search("zebra3")
            assert relay.requests > 0
            return caught.value

    with another(mediawiki.folder, log=tmp_path / "log") as wiki:
        error = asyncio.run(ask(wiki))
    assert error.code == "source.unreachable"
    assert error.retryable
