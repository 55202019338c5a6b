"""Which articles were read, and their vectors, as articles come, change and go."""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge.index import ArticleIndex
from agentassist.knowledge.semantic import meanings as meanings_module
from agentassist.knowledge.semantic.meanings import Meanings, read_so_far
from agentassist.knowledge.semantic.messages import VECTOR
from agentassist.storage.engine import connect_file

Make = Callable[[str, str], Article]
Put = Callable[[Iterable[Article]], None]


def vector(digest: bytes) -> bytes:
    return (digest * VECTOR)[:VECTOR]


def read(meanings: Meanings) -> list[str]:
    """Read all that is unread; the texts that a model would have been asked for."""
    rows = meanings.unread().tolist()
    readings = meanings.readings(rows)
    new = {one.digest: vector(one.digest) for one in readings if not one.known}
    meanings.put(rows, new)
    return [one.text for one in readings if not one.known]


def there(meanings: Meanings) -> set[str]:
    """Ids of the articles that can be found."""
    numbers, vectors = meanings.after(0)
    assert len(vectors) == VECTOR * len(numbers)
    assert meanings.with_vector() == len(numbers)
    return set(meanings.ids(numbers).values())


def test_articles_are_read_once(
    base: Callable[[], sqlite3.Connection], put: Put, article: Make
) -> None:
    put([article("a", "one"), article("b", "two")])
    meanings = Meanings(base())
    assert read(meanings) == ["About a. one", "About b. two"]
    assert meanings.counts() == (2, 2)
    assert read(meanings) == []
    assert there(Meanings(base())) == {"a", "b"}


def test_a_changed_article_is_read_again_and_a_deleted_one_is_gone(
    base: Callable[[], sqlite3.Connection], put: Put, article: Make
) -> None:
    put([article("a", "one"), article("b", "two"), article("c", "three")])
    meanings = Meanings(base())
    read(meanings)
    numbers, _ = meanings.after(0)
    put([article("c", "another text")])  # in the row that was the last one
    ArticleIndex(base()).remove([ArticleId("a")])
    assert there(meanings) == {"b"}
    assert read(meanings) == ["About c. another text"]
    assert there(meanings) == {"b", "c"}
    assert set(meanings.ids(numbers).values()) == {"b"}, "no number is used twice"


def test_an_article_imported_again_as_it_was_is_not_read_again(
    base: Callable[[], sqlite3.Connection], put: Put, article: Make
) -> None:
    articles = [article("a", "one"), article("b", "two")]
    put(articles)
    meanings = Meanings(base())
    read(meanings)
    put(articles)
    assert meanings.counts() == (0, 2)
    assert read(meanings) == []
    assert there(meanings) == {"a", "b"}


def test_what_changes_while_it_is_read_stays_unread(
    base: Callable[[], sqlite3.Connection], put: Put, article: Make
) -> None:
    put([article("a", "one")])
    meanings = Meanings(base())
    rows = meanings.unread().tolist()
    (reading,) = meanings.readings(rows)
    put([article("a", "changed meanwhile")])
    assert meanings.put(rows, {reading.digest: vector(reading.digest)}) == ([], b"")
    assert there(meanings) == set()
    assert len(meanings.unread()) == 1


def test_vectors_nobody_has_are_forgotten(
    base: Callable[[], sqlite3.Connection], put: Put, article: Make
) -> None:
    put([article("a", "one")])
    meanings = Meanings(base())
    read(meanings)
    put([article("a", "two")])
    read(meanings)
    meanings.tidy()
    count = base().execute("SELECT count(*) FROM kb_meaning_vector").fetchone()[0]
    assert count == 1


def test_another_model_begins_anew(
    base: Callable[[], sqlite3.Connection],
    put: Put,
    article: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put([article("a", "one")])
    read(Meanings(base()))
    assert read_so_far(base()) == (1, 1)
    monkeypatch.setattr(meanings_module.model, "VERSION", "another")
    assert read_so_far(base()) == (0, 1)
    meanings = Meanings(base())
    assert there(meanings) == set()
    assert len(meanings.unread()) == 1


def test_a_language_the_model_does_not_know_is_left_to_the_words(
    base: Callable[[], sqlite3.Connection], put: Put, article: Make
) -> None:
    german = replace(article("de", "Deutsch"), language="de")
    put([german, replace(article("gb", "British"), language="en-GB")])
    meanings = Meanings(base())
    assert read(meanings) == ["About gb. British"]
    assert meanings.counts() == (2, 2)
    assert there(meanings) == {"gb"}


def test_on_the_disk_vectors_are_as_secret_as_the_articles(tmp_path: Path, article: Make) -> None:
    file = tmp_path / "store.db"
    connection = connect_file(file, b"k" * 32)
    ArticleIndex(connection).put([article("a", "one")])
    meanings = Meanings(connection)
    read(meanings)
    _, vectors = meanings.after(0)
    connection.close()
    assert vectors
    assert vectors[:64] not in file.read_bytes()
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(file).execute("SELECT * FROM kb_meaning_vector")
