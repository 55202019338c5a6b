"""Words that mean the same: found, told as the reason, and read strictly."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.knowledge import SearchHit
from agentassist.knowledge import synonyms
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex

_FILE = """
[[same]]
words = ["password", "passphrase"]

[[same]]
words = ["router", "cell box"]

[[means]]
typed = "kündigung"
finds = ["cancel"]
"""

Search = Callable[[str], tuple[SearchHit, ...]]


def _file(tmp_path: Path, written: str) -> Path:
    path = tmp_path / "synonyms.toml"
    path.write_text(written, encoding="utf-8")
    return path


@pytest.fixture
def search(tmp_path: Path, index: ArticleIndex) -> Search:
    engine = SearchEngine(index, synonyms.read(_file(tmp_path, _FILE)))
    return lambda query: engine.search(query, 5).hits


@pytest.mark.parametrize(
    ("query", "article", "reason"),
    [
        ("passphrase forgotten", "password", ("passphrase", "password")),
        ("passphrases ", "password", ("passphrases", "password")),
        ("kundigung", "cancel", ("kundigung", "cancel")),
        ("restart cell box", "router", ("cell box", "router")),
        ("how do i get a new passphrase please", "password", ("passphrase", "password")),
    ],
)
def test_a_synonym_finds_and_is_told(
    query: str, article: str, reason: tuple[str, str], search: Search
) -> None:
    first = search(query)[0]
    assert first.article_id == article
    assert reason in first.synonyms
    assert first.corrections == ()


def test_the_word_itself_needs_no_reason(search: Search) -> None:
    assert search("forgotten password")[0].synonyms == ()


def test_a_synonym_is_no_correction(tmp_path: Path, index: ArticleIndex) -> None:
    engine = SearchEngine(index, synonyms.read(_file(tmp_path, _FILE)))
    assert engine.search("restart cell box", 5).read_as is None


def test_one_way_is_not_the_other(tmp_path: Path, index: ArticleIndex) -> None:
    same = synonyms.read(_file(tmp_path, _FILE))
    assert same.of("kundigung") == ("cancel",)
    assert same.of("cancel") == ()


@pytest.mark.parametrize(
    ("written", "line", "reason"),
    [
        ("[[same]]\nwords = ['one']", 1, "words needs a list of 2 or more"),
        ("\n\n[[same]]\nword = ['a', 'b']", 3, "[[same]] needs words alone"),
        ("[[same]]\nwords=['a','b']\n[[same]]\nwords = [1, 'b']", 3, "1 to 5 words"),
        ("[[means]]\ntyped = 'a'", 1, "[[means]] needs finds and typed alone"),
        ("[[means]]\ntyped = 'a'\nfinds = 'b'", 1, "finds needs a list"),
        ("[[means]]\ntyped = '?!'\nfinds = ['b']", 1, "1 to 5 words"),
        ("[other]\na = 1", 0, "other is not [[same]] or [[means]]"),
        ("same = 1", 1, "same is not"),
        ("[[same]]\nwords = [", 2, ""),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, written: str, line: int, reason: str) -> None:
    path = _file(tmp_path, written)
    with pytest.raises(AgentAssistError) as caught:
        synonyms.read(path)
    assert caught.value.code == "knowledge.bad_synonyms"
    assert caught.value.params["file"] == str(path)
    assert caught.value.params["line"] == line
    assert reason in str(caught.value.params["reason"])


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for made in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(AgentAssistError) as caught:
            synonyms.read(made)
        assert caught.value.code == "knowledge.bad_synonyms"
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(AgentAssistError) as caught:
        synonyms.read(tmp_path / "bytes.toml")
    assert caught.value.params["reason"] == "not UTF-8"
