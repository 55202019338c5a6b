"""An index built anew beside the one that answers."""

import sqlite3
from pathlib import Path

import pytest

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge import snapshot, tables
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex

OLDER_RULES = f"{tables.LAYOUT}.0.{snapshot.FORMAT}"


def _open(path: Path) -> ArticleIndex:
    return ArticleIndex(sqlite3.connect(path, isolation_level=None))


def _many(first: int, last: int) -> list[Article]:
    return [
        Article(ArticleId(f"m{n}"), f"Lamp {n} of street E-{n} Königsweg", body=f"Watt {n % 7}")
        for n in range(first, last)
    ]


def _ids(index: ArticleIndex, query: str) -> list[str]:
    return [str(hit.article_id) for hit in SearchEngine(index).search(query, 5).hits]


def _tidied(index: ArticleIndex) -> ArticleIndex:
    while index.tidy():
        pass
    return index


def _counts(index: ArticleIndex) -> tuple[object, ...]:
    titles = {row: (title.words, title.others) for row, title in index.titles.items()}
    return dict(index.vocabulary.in_articles), dict(index.vocabulary.in_titles), titles


def _terms(path: Path) -> list[tuple[object, ...]]:
    """Every word of the full-text index that answers, and how often it stands where."""
    connection = sqlite3.connect(path)
    row = connection.execute("SELECT value FROM kb_meta WHERE key = 'edition'").fetchone()
    table = f"kb_text{row[0] if row else ''}"
    connection.execute(f"CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, {table}, col)")
    return connection.execute("SELECT * FROM terms ORDER BY term, col").fetchall()


def _tables(path: Path) -> set[str]:
    found = sqlite3.connect(path).execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in found}


def _older(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    sql = "UPDATE kb_meta SET value = ? WHERE key LIKE 'version%'"
    connection.execute(sql, (OLDER_RULES,))
    connection.close()


@pytest.fixture
def path(tmp_path: Path, articles: list[Article]) -> Path:
    filled = _open(tmp_path / "kb.db")
    filled.put([*articles, *_many(0, 900)])
    _tidied(filled)
    return tmp_path / "kb.db"


def test_after_an_upgrade_the_old_index_answers_until_the_new_one_is_complete(path: Path) -> None:
    _older(path)
    index = _open(path)
    steps = 0
    while index.tidy():
        steps += 1
        assert len(index.titles) == 916
        assert _ids(index, "forgoten pasword") == ["password"]
        assert _ids(index, "lamp 77")[0] == "m77"
    assert steps > 20
    version = (
        sqlite3.connect(path)
        .execute("SELECT value FROM kb_meta WHERE key = 'version_2'")
        .fetchone()
    )
    assert version == (tables.VERSION,)
    assert "kb_text" not in _tables(path)
    assert not _open(path).tidy()


def test_changes_while_it_is_built_are_in_the_old_and_in_the_new_index(
    path: Path, tmp_path: Path, articles: list[Article]
) -> None:
    _older(path)
    ours, theirs = _open(path), _open(path)
    for _ in range(8):
        assert ours.tidy()
    ours.put([Article(ArticleId("router"), "Modem lamp"), *_many(1000, 1010)])
    theirs.put([Article(ArticleId("m850"), "Buoy light")])
    theirs.remove([ArticleId("japan"), ArticleId("m3"), ArticleId("m1009")])
    theirs.put(_many(2000, 2001))  # takes the number of the row that has just gone
    assert ours.changed_elsewhere()
    for index in (ours, theirs):
        assert _ids(index, "modem") == ["router"]
        assert _ids(index, "buoy") == ["m850"]
        assert "m3" not in _ids(index, "lamp 3")
        assert "japan" not in _ids(index, "リセット")
    ours.tidy()
    _tidied(theirs)
    _tidied(ours)
    fresh = _open(tmp_path / "fresh.db")
    fresh.put([one for one in articles if one.id not in ("router", "japan")])
    fresh.put([one for one in _many(0, 900) if one.id not in ("m3", "m850")])
    fresh.put([Article(ArticleId("router"), "Modem lamp"), *_many(1000, 1009), *_many(2000, 2001)])
    fresh.put([Article(ArticleId("m850"), "Buoy light")])
    assert not ours.changed_elsewhere()
    for index in (ours, theirs, _open(path)):
        assert _counts(index)[:2] == _counts(fresh)[:2]
    assert _terms(path) == _terms(tmp_path / "fresh.db")


def test_it_is_rebuilt_when_asked_again_and_again(path: Path) -> None:
    index, sleeper = _open(path), _open(path)
    before = _counts(index), _terms(path)
    for active in ("kb_text_2", "kb_text"):
        index.rebuild()
        assert index.rebuilt() == (0, 916)
        _tidied(index)
        assert index.rebuilt() is None
        assert {table for table in _tables(path) if table in ("kb_text", "kb_text_2")} == {active}
        assert (_counts(index), _terms(path)) == before
    index.remove([ArticleId("m5")])
    assert sleeper.changed_elsewhere()  # after two rebuildings, under the name that it knew
    assert _counts(sleeper) == _counts(index)
    assert _ids(sleeper, "modem") == []
    assert _ids(sleeper, "lamp 77")[0] == "m77"


def test_a_rebuilding_that_is_given_up_leaves_the_old_index(path: Path) -> None:
    index, other = _open(path), _open(path)
    before = _counts(index), _terms(path)
    index.rebuild()
    for _ in range(10):
        assert index.tidy()
        assert other.rebuilt() is not None
    assert index.rebuilt() == (450, 916)
    other.cancel_rebuild()
    assert index.rebuilt() is None
    _tidied(index)
    assert (_counts(index), _terms(path)) == before
    assert not any(table.endswith("_2") for table in _tables(path))
    other.put(_many(3000, 3001))
    assert index.changed_elsewhere()
    assert _ids(index, "lamp 3000")[0] == "m3000"


def test_what_a_crash_left_of_a_rebuilding_is_continued(path: Path) -> None:
    index = _open(path)
    before = _counts(index), _terms(path)
    index.rebuild()
    for _ in range(10):
        assert index.tidy()
    again = _open(path)  # the first one has crashed
    assert again.tidy()
    assert again.rebuilt() == (500, 916)
    _tidied(again)
    assert (_counts(again), _terms(path)) == before


def test_an_edition_by_rules_of_another_version_is_begun_anew(path: Path) -> None:
    index = _open(path)
    index.rebuild()
    for _ in range(10):
        assert index.tidy()
    _older(path)
    again = _tidied(_open(path))
    assert _ids(again, "lamp 77")[0] == "m77"
    found = dict(sqlite3.connect(path).execute("SELECT key, value FROM kb_meta").fetchall())
    assert found[f"version{found['edition']}"] == tables.VERSION
    assert not {"next", "rebuild"} & found.keys()
