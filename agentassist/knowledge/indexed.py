"""What the index holds of one article: its title's words, its columns, its set of words."""

from dataclasses import dataclass

from agentassist.domain.knowledge import Article
from agentassist.knowledge import text
from agentassist.knowledge.plain_text import PlainText
from agentassist.knowledge.stems import marked_stems
from agentassist.knowledge.titles import Title

COLUMNS = ("title", "labels", "body", "others", "stems")


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """`columns` are the texts of `COLUMNS`, folded; `words` all words but the stems."""

    title: Title
    columns: tuple[str, ...]
    words: frozenset[str]

    @classmethod
    def of(cls, article: Article) -> "IndexedArticle":
        title = Title.of(article.title)
        labels = " ".join((article.product, article.path, *article.tags))
        body = PlainText.of(article).text
        flat_labels, flat_body = text.flat(labels), text.flat(body)
        known = {*title.words, *flat_labels.split(), *flat_body.split()}
        if known and text.too_long(max(known, key=len)):
            flat_labels, flat_body = " ".join(text.words(labels)), " ".join(text.words(body))
            known = {*title.words, *flat_labels.split(), *flat_body.split()}
        others = text.other_words("\n".join((article.title, labels, body)), known)
        # The title's stems stand twice, which is their weight in BM25.
        stems = " ".join(marked_stems((*title.words, *known)))
        known |= others
        return cls(
            title,
            (" ".join(title.words), flat_labels, flat_body, " ".join(others), stems),
            frozenset(known),
        )
