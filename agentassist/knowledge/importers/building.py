"""An article out of fields, whatever file they stood in."""

from collections.abc import Mapping

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section
from agentassist.knowledge.importers.fields import (
    BadFieldError,
    day,
    identifier,
    line_of_text,
    list_of_text,
    whole_number,
)

KEYS = (
    *("id", "title", "product", "path", "tags", "language", "audience"),
    *("owner", "version", "updated", "valid_until"),
)


def article_from(
    row: Mapping[str, object], sections: tuple[Section, ...] = (), body: str = ""
) -> Article:
    """Typed fields, as TOML has them. Raises BadFieldError."""
    return Article(
        ArticleId(identifier(row, "id")),
        line_of_text(row, "title", required=True),
        sections,
        body,
        line_of_text(row, "product"),
        list_of_text(row, "tags"),
        line_of_text(row, "language") or "en",
        line_of_text(row, "owner"),
        whole_number(row, "version", 1),
        day(row, "updated"),
        day(row, "valid_until"),
        line_of_text(row, "audience"),
        line_of_text(row, "path"),
    )


def article_from_texts(
    row: Mapping[str, str], sections: tuple[Section, ...] = (), body: str = ""
) -> Article:
    """Fields as texts, as cells and meta tags have them; empty ones are absent.

    A time is its day. Raises BadFieldError.
    """
    typed: dict[str, object] = {key: text.strip() for key, text in row.items() if text.strip()}
    for key in ("updated", "valid_until"):
        if isinstance(text := typed.get(key), str):
            typed[key] = text[:10] if text[10:11] in ("", "T", " ") else text
    if isinstance(text := typed.get("version"), str):
        if not (text.isascii() and text.isdigit() and len(text) < 12):
            raise BadFieldError("version", "not a whole number")
        typed["version"] = int(text)
    if isinstance(text := typed.get("tags"), str):
        typed["tags"] = text.replace(";", ",").replace("\n", ",")
    return article_from(typed, sections, body)
