"""An article as a search looks at it: what is derived of its text, each when it is first asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from agentassist.domain.knowledge import Article
from agentassist.knowledge import snippet, text
from agentassist.knowledge.plain_text import PlainText
from agentassist.knowledge.sentences import Sentences

WHOLE = 1 << 30  # characters: all of an article


@dataclass(frozen=True)
class Page:
    """An article as far as a search shows it; kept for the next keystroke."""

    article: Article
    limit: int = snippet.LOOKED_AT  # characters of its text that are looked at

    @property
    def cut(self) -> bool:
        """Whether the article may go on behind what is looked at."""
        return max(len(self.article.body), len(self.plain.text)) >= self.limit

    def in_headings(self, places: Sequence[snippet.Place]) -> list[snippet.Place]:
        return [
            place
            for place in places
            if any(start <= place.start < end for start, end in self.plain.headings)
        ]

    @cached_property
    def title(self) -> tuple[text.Token, ...]:
        return snippet.all_tokens(self.article.title)

    @cached_property
    def labels(self) -> frozenset[str]:
        labels = " ".join((self.article.product, self.article.path, *self.article.tags))
        if not labels.strip():
            return frozenset()
        words = frozenset(text.words(labels))
        return words | text.other_words(labels, words)

    @cached_property
    def plain(self) -> PlainText:
        return PlainText.of(self.article)

    @cached_property
    def looked_at(self) -> str:
        return self.plain.text[: self.limit]

    @cached_property
    def searched(self) -> str:
        """Its words between spaces: see `snippet.Finder.passage`."""
        return snippet.searched(self.looked_at)

    @cached_property
    def occurrences(self) -> snippet.Occurrences:
        """Where the words looked for so far stand in `searched`: see `snippet.Finder.passage`."""
        return {}

    @cached_property
    def words(self) -> frozenset[str]:
        """By the rules of the index, other spellings included."""
        words = frozenset(text.words(self.looked_at))
        return words | text.other_words(self.looked_at, words)

    @cached_property
    def tokens(self) -> tuple[text.Token, ...]:
        """The same with their places. Slow: for what is in `words` and not seen in `searched`."""
        return tuple(sorted(snippet.all_tokens(self.looked_at), key=lambda token: token.start))

    @cached_property
    def sentences(self) -> Sentences:
        return Sentences(f"{self.article.title}\n{self.looked_at}")
