"""An article's text without its light Markdown, as it is indexed and quoted in snippets."""

import re
from itertools import pairwise

from agentassist.domain.knowledge import Article, SectionKind

_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+)", re.MULTILINE)
_EMPHASIS = re.compile(r"\*{1,3}|__|`+")


def without_markdown(marked: str) -> str:
    """Headings, bullets, emphasis and links as plain words; other text as it is."""
    plain = _LINK.sub(r"\1", marked) if "](" in marked else marked
    plain = _LINE_MARK.sub("", plain)
    return _EMPHASIS.sub("", plain) if "*" in plain or "`" in plain or "__" in plain else plain


def parts(article: Article) -> list[tuple[SectionKind | None, str]]:
    """The article's searchable text in order; None marks the body."""
    found: list[tuple[SectionKind | None, str]] = [
        (section.kind, without_markdown(section.text)) for section in article.sections
    ]
    if article.body:
        found.append((None, without_markdown(article.body)))
    return found


def searchable_text(article: Article) -> str:
    return "\n\n".join(part for _, part in parts(article))


def section_at(article: Article, offset: int) -> SectionKind | None:
    """The section that holds character `offset` of `searchable_text`."""
    found = parts(article)
    starts = [0]
    for _, part in found:
        starts.append(starts[-1] + len(part) + 2)
    for (kind, _), (start, end) in zip(found, pairwise(starts), strict=True):
        if start <= offset < end:
            return kind
    return None
