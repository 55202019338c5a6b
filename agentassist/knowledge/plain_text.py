"""An article's text without its light Markdown, as it is indexed and quoted in snippets."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from agentassist.domain.knowledge import Article, SectionKind, Span

# Neither part goes beyond the next bracket of its kind: an open one is not looked at to the end.
_LINK = re.compile(r"!?\[([^\[\]\n]*+)\]\((?:[^()\n]++|\([^()\n]*+\))*+\)")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+(.*)$", re.MULTILINE)
# With the end of the line before: that is looked for much faster than the beginning of a line.
_LINE_MARK = re.compile(r"\n[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+)")
_BETWEEN = "\n\n"
_EMPHASIS = re.compile(r"\*{1,3}|__|`+")


def without_markdown(marked: str) -> str:
    """Headings, bullets, emphasis and links as plain words; other text as it is."""
    plain = _LINK.sub(r"\1", marked) if "](" in marked else marked
    plain = _LINE_MARK.sub("\n", f"\n{plain}")[1:]
    return _EMPHASIS.sub("", plain) if "*" in plain or "`" in plain or "__" in plain else plain


def _headings(marked: str, plain: str) -> Iterator[Span]:
    """Where the headings of a marked text stand in the plain one."""
    at = 0
    for match in _HEADING.finditer(marked):
        heading = without_markdown(match.group(1)).strip()
        start = plain.find(heading, at) if heading else -1
        if start >= 0:
            at = start + len(heading)
            yield start, at


@dataclass(frozen=True, slots=True)
class PlainText:
    """`text` of all sections and the body; `starts` are where each begins, `kinds` which it is.

    `headings` are the places of headings within the text.
    """

    text: str
    starts: tuple[int, ...]
    kinds: tuple[SectionKind | None, ...]
    headings: tuple[Span, ...] = ()

    @classmethod
    def of(cls, article: Article) -> "PlainText":
        parts: list[tuple[SectionKind | None, str]] = [
            (section.kind, without_markdown(section.text)) for section in article.sections
        ]
        if article.body:
            parts.append((None, without_markdown(article.body)))
        starts = accumulate((len(part) + len(_BETWEEN) for _, part in parts), initial=0)
        text = _BETWEEN.join(part for _, part in parts)
        marked = "\n".join((*(section.text for section in article.sections), article.body))
        return cls(
            text,
            tuple(starts)[: len(parts)],
            tuple(kind for kind, _ in parts),
            tuple(_headings(marked, text)) if "#" in marked else (),
        )

    def section_at(self, offset: int) -> SectionKind | None:
        """The section that holds a character; None is the body."""
        return self.kinds[bisect_right(self.starts, offset) - 1] if self.starts else None
