"""Articles stored, replaced and removed; what is in memory agrees with the database."""

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex


def _open(path: Path) -> ArticleIndex:
    return ArticleIndex(sqlite3.connect(path, isolation_level=None))


def _state(index: ArticleIndex) -> tuple[object, ...]:
    vocabulary = index.vocabulary
    titles = {row: (title.words, title.others) for row, title in index.titles.items()}
    found = {word: sorted(index.titles.rows(word)) for word in vocabulary.in_titles}
    return dict(vocabulary.in_articles), dict(vocabulary.in_titles), titles, found


FULL = Article(
    ArticleId("full"),
    "Everything set",
    (Section(SectionKind.SAY, "Say this"), Section(SectionKind.INTERNAL, "Not that")),
    body="Und ein Text mit ß.",
    product="Phone",
    tags=("one", "two words"),
    language="de",
    owner="Team North",
    version=7,
    updated=date(2026, 3, 1),
    valid_until=date(2027, 1, 31),
    audience="agents",
    path="A/B",
)


def test_an_article_comes_back_as_it_was_put(index: ArticleIndex) -> None:
    index.put([FULL])
    assert index.article(ArticleId("full")) == FULL
    assert index.article(ArticleId("nobody")) is None


def test_putting_twice_replaces(index: ArticleIndex) -> None:
    before = len(index.titles)
    index.put([Article(ArticleId("router"), "Modem lamp", body="It blinks.")])
    engine = SearchEngine(index)
    assert len(index.titles) == before
    assert [hit.article_id for hit in engine.search("modem", 5).hits] == ["router"]
    assert "router" not in [hit.article_id for hit in engine.search("restart unplug", 5).hits]


def test_the_last_of_two_with_one_id_in_a_batch_counts(index: ArticleIndex) -> None:
    twice = [Article(ArticleId("x"), "First"), Article(ArticleId("x"), "Second")]
    assert index.put(twice) == 1
    stored = index.article(ArticleId("x"))
    assert stored is not None
    assert stored.title == "Second"


def test_removing_takes_every_trace_away(tmp_path: Path, articles: list[Article]) -> None:
    index = _open(tmp_path / "kb.db")
    index.put(articles[:5])
    state = _state(index)
    index.put([*articles[5:], FULL])
    gone = [article.id for article in [*articles[5:], FULL]]
    assert index.remove([*gone, ArticleId("nobody")]) == len(gone)
    assert _state(index) == state
    assert not SearchEngine(index).search("everything set", 5).hits


def test_it_opens_as_it_was_closed(tmp_path: Path, articles: list[Article]) -> None:
    index = _open(tmp_path / "kb.db")
    index.put(articles)
    index.put(articles[3:6])
    again = _open(tmp_path / "kb.db")
    assert _state(again) == _state(index)
    hits = SearchEngine(again).search("forgoten pasword", 3).hits
    assert hits[0].article_id == "password"


def _tidied(index: ArticleIndex) -> ArticleIndex:
    while index.tidy():
        pass
    return index


def _many(first: int, last: int) -> list[Article]:
    return [
        Article(ArticleId(f"m{n}"), f"Lamp {n} of street E-{n} Königsweg", body=f"Watt {n % 7}")
        for n in range(first, last)
    ]


def test_a_snapshot_holds_what_the_journal_told(tmp_path: Path, articles: list[Article]) -> None:
    index = _open(tmp_path / "kb.db")
    index.put(articles)
    index.put(_many(0, 900))
    before = _state(index)
    assert index.titles.changed > 900
    _tidied(index)
    assert index.titles.changed == 0
    assert _state(index) == before
    again = _open(tmp_path / "kb.db")
    assert again.titles.changed == 0
    assert _state(again) == before


def test_changes_after_a_snapshot_stand_beside_it(tmp_path: Path, articles: list[Article]) -> None:
    index = _open(tmp_path / "kb.db")
    index.put([*articles, *_many(0, 900)])
    _tidied(index)
    index.put([*_many(895, 905), Article(ArticleId("router"), "Modem lamp")])
    index.remove([ArticleId("m3"), ArticleId("m899"), ArticleId("m904")])
    index.put(_many(3, 4))
    plain = _open(tmp_path / "plain.db")
    plain.put([*articles, *_many(0, 899), *_many(900, 904)])
    plain.put([Article(ArticleId("router"), "Modem lamp")])
    for opened in (index, _open(tmp_path / "kb.db")):
        assert dict(opened.vocabulary.in_articles) == dict(plain.vocabulary.in_articles)
        assert dict(opened.vocabulary.in_titles) == dict(plain.vocabulary.in_titles)
        assert len(opened.titles) == len(plain.titles)
        found = [hit.article_id for hit in SearchEngine(opened).search("lamp 3 ", 3).hits]
        assert found[0] == "m3"
        assert [h.article_id for h in SearchEngine(opened).search("modem", 3).hits] == ["router"]


def test_a_snapshot_begun_before_a_change_is_begun_again(tmp_path: Path) -> None:
    index = _open(tmp_path / "kb.db")
    index.put(_many(0, 5000))
    while index.tidy() and not _pieces(tmp_path / "kb.db"):
        pass
    other = _open(tmp_path / "kb.db")
    other.put(_many(6000, 6001))
    index.put(_many(7000, 7001))
    _tidied(index)
    assert _state(_open(tmp_path / "kb.db")) == _state(index)
    assert len(index.titles) == 5002


def test_an_import_that_is_killed_leaves_a_short_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agentassist.knowledge.index._JOURNAL_OF_IMPORT", 200)
    path = tmp_path / "kb.db"
    knowledge = LocalKnowledgeBase(lambda: sqlite3.connect(path, isolation_level=None))
    read_again: list[int] = []

    def source() -> Iterator[Article]:
        for number, article in enumerate(_many(0, 1000)):
            if number % 50 == 0 and number:
                opened = _open(path)
                assert len(opened.titles) == number
                read_again.append(opened.titles.changed)
            yield article

    async def imported() -> None:
        await knowledge.put(source())
        await knowledge.close()

    asyncio.run(imported())
    assert max(read_again) == 150
    assert read_again.count(0) == 4


def _pieces(path: Path) -> int:
    connection = sqlite3.connect(path)
    count: int = connection.execute("SELECT count(*) FROM kb_snapshot").fetchone()[0]
    connection.close()
    return count


def test_half_a_snapshot_counts_for_nothing(tmp_path: Path) -> None:
    index = _open(tmp_path / "kb.db")
    index.put(_many(0, 600))
    while index.tidy() and _pieces(tmp_path / "kb.db") < 3:
        pass
    again = _open(tmp_path / "kb.db")  # the first one has crashed
    assert again.titles.changed == 600
    assert _state(again) == _state(index)
    assert _state(_tidied(again)) == _state(index)


def test_a_failed_batch_changes_nothing(index: ArticleIndex) -> None:
    state = _state(index)

    def breaks() -> Iterator[Article]:
        yield Article(ArticleId("new"), "A new one")
        yield Article(ArticleId("router"), "not storable \ud800")

    with pytest.raises(UnicodeEncodeError):
        index.put(breaks())
    assert _state(index) == state
    assert index.article(ArticleId("new")) is None
    engine = SearchEngine(index)
    assert engine.search("restart router", 1).hits[0].title == "Restart the router"


def test_a_change_by_another_connection_is_noticed(tmp_path: Path, articles: list[Article]) -> None:
    reader, writer = _open(tmp_path / "kb.db"), _open(tmp_path / "kb.db")
    assert not reader.changed_elsewhere()
    writer.put(articles)
    assert reader.changed_elsewhere()
    assert _state(reader) == _state(writer)
    assert not reader.changed_elsewhere()
    assert not writer.changed_elsewhere()


def test_an_index_by_older_rules_is_built_anew(tmp_path: Path, articles: list[Article]) -> None:
    index = _open(tmp_path / "kb.db")
    index.put(articles)
    connection = sqlite3.connect(tmp_path / "kb.db", isolation_level=None)
    connection.execute("UPDATE kb_meta SET value = 'older' WHERE key = 'version'")
    connection.execute("DELETE FROM kb_journal")
    connection.execute("INSERT INTO kb_text(kb_text) VALUES ('delete-all')")
    again = _open(tmp_path / "kb.db")
    assert len(again.titles) == 0  # it answers at once, of what was reached so far
    again.put([Article(ArticleId("router"), "Modem lamp")])  # changes do not wait
    again.remove([ArticleId("japan")])
    _tidied(again)
    fresh = _open(tmp_path / "fresh.db")
    fresh.put([*articles, Article(ArticleId("router"), "Modem lamp")])
    fresh.remove([ArticleId("japan")])
    assert index.changed_elsewhere()
    for opened in (again, index):
        assert dict(opened.vocabulary.in_articles) == dict(fresh.vocabulary.in_articles)
    assert SearchEngine(again).search("modem", 1).hits[0].article_id == "router"
    assert SearchEngine(again).search("reset link", 1).hits[0].article_id == "password"
    assert len(again.titles) == len(articles) - 1


def test_the_full_text_index_agrees_with_the_articles_after_changes(
    tmp_path: Path, articles: list[Article]
) -> None:
    index = _open(tmp_path / "kb.db")
    for article in articles:
        index.put([article])
    index.put(articles[::2])
    index.remove([articles[0].id])
    while index.tidy():
        pass
    fresh = _open(tmp_path / "fresh.db")
    fresh.put(articles[1:])
    terms = "CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, kb_text, col)"
    counted = []
    for name in ("kb.db", "fresh.db"):
        connection = sqlite3.connect(tmp_path / name)
        connection.execute(terms)
        counted.append(connection.execute("SELECT * FROM terms ORDER BY term, col").fetchall())
    assert counted[0] == counted[1]
