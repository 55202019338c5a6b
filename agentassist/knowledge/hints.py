"""Articles that fit a call's words, and articles by name: asked in the background.

How well one fits is counted in words that tell something: stop words, numbers and single letters
don't. A misspelt word and a synonym count as what they stand for, as the search found them.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final

from agentassist.domain.article_choice import Fit
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, SearchHit
from agentassist.knowledge import text
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex
from agentassist.knowledge.stems import stem
from agentassist.knowledge.stop_words import STOP_WORDS

_LOOKED_AT: Final = 12  # hits of one search
_MOST_NAMES: Final = 800  # looked up at once
_MOST_TITLES: Final = 2_000  # with a word of a name: more have one that tells nothing
_OFTEN: Final = 2  # times opened, from which it is one that this agent uses

GiveWay = Callable[[], None]


class LocalArticleHints:
    """Implements `ports.article_hints.ArticleHints` beside the searches of a knowledge base."""

    def __init__(self, base: LocalKnowledgeBase) -> None:
        self._base = base

    async def fitting(self, words: str, today: date) -> Sequence[Fit] | None:
        """See the port."""

        def work(index: ArticleIndex, engine: SearchEngine, give_way: GiveWay) -> list[Fit]:
            # A space: the last word is a whole one.
            hits = engine.search(f"{words} ", _LOOKED_AT, give_way).hits
            found = []
            for hit in hits:
                article = index.article(hit.article_id)
                if article is not None and not _over(article, today):
                    used = engine.priors.opened(article.id) >= _OFTEN or hit.pinned
                    found.append(fit(words, hit, article, used=used))
            return found

        return await self._base.aside(work)

    async def called(self, names: Collection[str]) -> Mapping[str, tuple[ArticleId, str]] | None:
        """See the port."""
        wanted = tuple(dict.fromkeys(names))[:_MOST_NAMES]

        def work(
            index: ArticleIndex, engine: SearchEngine, give_way: GiveWay
        ) -> dict[str, tuple[ArticleId, str]]:
            found: dict[str, tuple[ArticleId, str]] = {}
            for name in wanted:
                give_way()
                article = index.article(ArticleId(name)) or _titled(index, name)
                if article is not None:
                    found[name] = article.id, article.title
            return found

        return await self._base.aside(work)


def fit(words: str, hit: SearchHit, article: Article, *, used: bool = False) -> Fit:
    """How well an article that a search found by `words` fits them."""
    title = [token for token in text.tokens(article.title) if _tells(token.word)]
    marked = [
        token.word
        for token in title
        if any(start < token.end and token.start < end for start, end in hit.title_marks)
    ]
    stands_for = dict((*hit.corrections, *hit.synonyms))
    labels = text.words(" ".join((article.product, article.path, *article.tags)))
    in_title = {stem(word) for word in marked}
    there = in_title | {stem(word) for word in labels}
    asked = {
        token.word: words[token.start : token.end]
        for token in text.tokens(words)
        if _tells(token.word)
    }
    meant = {word: stem(stands_for.get(word, word)) for word in asked}
    held = [word for word in asked if meant[word] in there]
    return Fit(
        article.id,
        article.title,
        len(marked) / len(title) if title else 0.0,
        len(held) / len(asked) if asked else 0.0,
        tuple(asked[word] for word in asked if meant[word] in in_title),
        used,
    )


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in STOP_WORDS and not word.isdigit()


def _over(article: Article, today: date) -> bool:
    return article.valid_until is not None and article.valid_until < today


def _titled(index: ArticleIndex, name: str) -> Article | None:
    """The one whose whole title this is, letter case and accents aside; None for two of them."""
    words = tuple(text.words(name))
    if len(words) < 2:
        return None  # one word is no title that anybody would know it by
    titles = index.titles
    rarest = min(words, key=titles.count)
    if not 0 < titles.count(rarest) <= _MOST_TITLES:
        return None
    rows = [row for row in set(titles.rows(rarest)) if titles.title(row).words == words]
    return index.beginnings(rows, 1)[rows[0]] if len(rows) == 1 else None
