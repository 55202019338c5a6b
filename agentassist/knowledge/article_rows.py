"""An article as a row of the database, and back."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind

COLUMNS = (
    "id, title, product, path, tags, sections, body, language, audience, owner, version,"
    " updated, valid_until"
)


def values_of(article: Article) -> tuple[object, ...]:
    return (
        article.id,
        article.title,
        article.product,
        article.path,
        json.dumps(article.tags),
        json.dumps([(section.kind, section.text) for section in article.sections]),
        article.body,
        article.language,
        article.audience,
        article.owner,
        article.version,
        article.updated and article.updated.isoformat(),
        article.valid_until and article.valid_until.isoformat(),
    )


def article_of(values: Sequence[Any]) -> Article:
    """The reverse of `values_of`."""
    (
        article_id,
        title,
        product,
        path,
        tags,
        sections,
        body,
        language,
        audience,
        owner,
        version,
        updated,
        valid_until,
    ) = values
    return Article(
        ArticleId(article_id),
        title,
        tuple(Section(SectionKind(kind), told) for kind, told in json.loads(sections)),
        body,
        product,
        tuple(json.loads(tags)),
        language,
        owner,
        version,
        updated and date.fromisoformat(updated),
        valid_until and date.fromisoformat(valid_until),
        audience,
        path,
    )
