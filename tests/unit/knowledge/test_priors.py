"""Pins, use and age order what matches alike, and nothing else."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex


def _alike(number: int, **more: object) -> Article:
    return Article(ArticleId(f"a{number}"), "Lamp blinks", body="Wait.", **more)  # type: ignore[arg-type]


def _engine(path: Path, *articles: Article) -> SearchEngine:
    index = ArticleIndex(sqlite3.connect(path / "kb.db", isolation_level=None))
    if articles:
        index.put(articles)
    return SearchEngine(index)


def _ids(engine: SearchEngine, query: str = "lamp blinks") -> list[str]:
    return [str(hit.article_id) for hit in engine.search(query, 10).hits]


def test_a_pinned_article_is_first_of_its_equals(tmp_path: Path) -> None:
    engine = _engine(tmp_path, *map(_alike, range(5)))
    assert _ids(engine)[0] == "a0"
    engine.priors.pin(ArticleId("a3"), True)
    assert _ids(engine)[0] == "a3"
    assert engine.search("lamp", 1).hits[0].pinned
    assert _ids(_engine(tmp_path))[0] == "a3"  # it lasts
    engine.priors.pin(ArticleId("a3"), False)
    assert _ids(engine)[0] == "a0"
    assert not engine.search("lamp", 1).hits[0].pinned


def test_what_is_opened_often_rises_and_fades(tmp_path: Path) -> None:
    engine = _engine(tmp_path, *map(_alike, range(3)))
    for _ in range(3):
        engine.priors.note_opened(ArticleId("a2"))
    assert _ids(engine)[0] == "a2"
    for _ in range(600):
        engine.priors.note_opened(ArticleId("a1"))
    assert _ids(engine)[:2] == ["a1", "a2"]
    opened = sqlite3.connect(tmp_path / "kb.db").execute("SELECT max(opened) FROM kb_use")
    assert opened.fetchone()[0] < 500


def test_the_newer_one_is_before_the_older(tmp_path: Path) -> None:
    old, new = date(2024, 1, 1), date(2026, 1, 1)
    engine = _engine(tmp_path, _alike(0, updated=old), _alike(1, updated=new), _alike(2))
    assert _ids(engine) == ["a1", "a0", "a2"]


def test_what_is_out_of_date_is_behind_its_equals(tmp_path: Path) -> None:
    late, last_day = date(2026, 11, 21), date(2026, 11, 22)
    articles = (_alike(0, valid_until=late), _alike(1, valid_until=last_day), _alike(2))
    index = ArticleIndex(sqlite3.connect(tmp_path / "kb.db", isolation_level=None))
    index.put(articles)
    engine = SearchEngine(index, today=lambda: last_day)
    assert _ids(engine) == ["a1", "a2", "a0"]
    engine.priors.pin(ArticleId("a0"), True)
    engine.priors.pin(ArticleId("a2"), True)
    assert _ids(engine) == ["a2", "a0", "a1"], "a pin that is out of date lifts nothing"
    index.put([Article(ArticleId("more"), "Lamp", body="It blinks.")])
    engine.refresh()
    assert _ids(engine)[-1] == "more", "it still says more of the query than this one"


def test_one_date_far_ahead_does_not_make_all_others_old(tmp_path: Path) -> None:
    typed_wrong, old, new = date(2206, 11, 1), date(2020, 1, 1), date(2026, 11, 1)
    index = ArticleIndex(sqlite3.connect(tmp_path / "kb.db", isolation_level=None))
    index.put([_alike(0, updated=old), _alike(1, updated=new), _alike(2, updated=typed_wrong)])
    engine = SearchEngine(index, today=lambda: date(2026, 11, 22))
    of = engine.priors.of
    assert of(_alike(1, updated=new)) > 0.3 > of(_alike(0, updated=old))


def test_no_prior_lifts_an_article_over_one_that_says_more(tmp_path: Path) -> None:
    less = Article(ArticleId("less"), "Lamp", body="Blue.", updated=date(2026, 1, 1))
    more = Article(ArticleId("more"), "Lamp blinks", body="Blue.")
    other = Article(ArticleId("other"), "Door")  # else "lamp" would tell no two articles apart
    engine = _engine(tmp_path, less, more, other)
    engine.priors.pin(ArticleId("less"), True)
    assert _ids(engine, "lamp blinks") == ["more", "less"]


@pytest.mark.parametrize("gone", [ArticleId("nobody"), ArticleId("a1")])
def test_pins_of_articles_that_are_gone_do_no_harm(tmp_path: Path, gone: ArticleId) -> None:
    index = ArticleIndex(sqlite3.connect(tmp_path / "kb.db", isolation_level=None))
    index.put(map(_alike, range(3)))
    engine = SearchEngine(index)
    engine.priors.pin(gone, True)
    index.remove([gone])
    engine.refresh()
    assert str(gone) not in _ids(engine)
