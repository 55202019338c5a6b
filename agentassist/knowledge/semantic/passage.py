"""The part of an article that the model reads: its title and how it begins."""

from agentassist.domain.knowledge import Article
from agentassist.knowledge.plain_text import PlainText

LOOKED_AT = 3_000  # characters of a body that are read from the database
_READ = 1_000  # of plain text; the model takes some 128 words, and the rest is cut off there
_LONGEST_QUESTION = 500


def suits(article: Article) -> bool:
    """Whether the model knows its language: it learnt English alone."""
    return article.language.partition("-")[0].lower() in ("en", "")


def of_article(article: Article) -> str:
    return encodable(f"{article.title}. {PlainText.of(article).text[:_READ]}")


def of_question(query: str) -> str:
    return encodable(query.strip()[:_LONGEST_QUESTION])


def encodable(text: str) -> str:
    """Without halves of characters, which no encoding knows."""
    return text.encode("utf-8", "replace").decode("utf-8")
