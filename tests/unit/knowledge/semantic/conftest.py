"""Articles in a database, and the real model over them."""

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge.index import ArticleIndex

Connect = Callable[[], sqlite3.Connection]


@pytest.fixture
def base(tmp_path: Path) -> Connect:
    """Opens one more connection to the same knowledge base."""

    def connect() -> sqlite3.Connection:
        opened = sqlite3.connect(tmp_path / "kb.db", isolation_level=None)
        opened.execute("PRAGMA journal_mode = WAL")
        return opened

    return connect


@pytest.fixture
def put(base: Connect) -> Callable[[Iterable[Article]], None]:
    """Stores articles as an import by another program does."""

    def store(articles: Iterable[Article]) -> None:
        connection = base()
        ArticleIndex(connection).put(articles)
        connection.close()

    return store


@pytest.fixture
def article() -> Callable[[str, str], Article]:
    def make(name: str, body: str) -> Article:
        return Article(ArticleId(name), f"About {name}", body=body)

    return make
