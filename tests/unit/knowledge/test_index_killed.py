"""Killed at any moment of an import, a rebuilding or a removal, the index is whole."""

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from agentassist.domain.knowledge import Article
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex
from agentassist.knowledge.inventory import all_articles
from agentassist.storage.engine import Connection, connect_file

CHILD = Path(__file__).with_name("killed_index.py")
KEY, IN_BATCH = b"k" * 32, 15
LIVES = 12


def _killed(path: Path, seed: int, life: int) -> None:
    """Run the child until it has told so many bytes, which it does in the middle of its work."""
    command = [sys.executable, str(CHILD), str(path), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert len(process.stdout.read(life)) == life, "it ended by itself"
        process.kill()


def _terms(connection: Connection) -> list[tuple[object, ...]]:
    row = connection.execute("SELECT value FROM kb_meta WHERE key = 'edition'").fetchone()
    table = f"kb_text{row[0] if row else ''}"
    connection.execute(f"CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, {table}, col)")
    found: list[tuple[object, ...]] = connection.execute(
        "SELECT * FROM terms ORDER BY term, col"
    ).fetchall()
    connection.execute("DROP TABLE temp.terms")
    return found


def _counts(index: ArticleIndex) -> tuple[object, ...]:
    titles = {title.words: title.others for _, title in index.titles.items()}
    return dict(index.vocabulary.in_articles), dict(index.vocabulary.in_titles), titles


def _agrees(path: Path, articles: list[Article], index: ArticleIndex) -> None:
    fresh_at = path.with_name("fresh.db")
    fresh_at.unlink(missing_ok=True)
    connection = connect_file(fresh_at, KEY)
    fresh = ArticleIndex(connection)
    fresh.put(articles)
    mine = connect_file(path, KEY)
    assert _counts(index) == _counts(fresh)
    assert _terms(mine) == _terms(connection)
    mine.close()
    connection.close()


def _whole(articles: list[Article]) -> None:
    stamps: dict[str, list[str]] = defaultdict(list)
    for article in articles:
        stamps[article.id.partition("-")[0]].append(article.owner)
    for number, found in stamps.items():
        assert len(found) == IN_BATCH, number
        assert len(set(found)) == 1, number


def test_an_index_that_was_killed_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    stored = rebuilding = 0
    for seed in range(LIVES):
        _killed(path, seed, 100 + 431 * seed % 1300)
        connection = connect_file(path, KEY)
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        articles = list(all_articles(connection))
        _whole(articles)
        index = ArticleIndex(connection)  # as the next start finds it
        rebuilding += index.rebuilt() is not None
        assert len(index.titles) == len(articles)
        if articles:
            title = articles[seed % len(articles)].title
            assert SearchEngine(index).search(title, 1).hits[0].title == title
        if seed % 2:  # else the next life finds what this one left
            while index.tidy():
                pass
            assert index.rebuilt() is None
            _agrees(path, articles, index)
        stored += len(articles)
        connection.close()
    assert stored > 0
    assert rebuilding > 0
