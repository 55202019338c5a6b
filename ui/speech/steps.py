"""An article as steps to be read aloud: what to say and to do, one paragraph or list item each."""

from typing import Final

from agentassist.domain.knowledge import Article, SectionKind
from agentassist.domain.spoken_text import plain_words
from ui.i18n import tr
from ui.knowledge.section_text import Block, Form, blocks

LONGEST: Final = 600  # letters of one step
MOST: Final = 60
_READ: Final = (SectionKind.SAY, SectionKind.DO)


def steps(article: Article) -> tuple[str, ...]:
    """Neither what is sent nor what is internal; all of an article without sections."""
    parts: list[tuple[SectionKind | None, str]] = [
        (one.kind, one.text) for one in article.sections if one.kind in _READ
    ]
    found: list[str] = []
    for kind, text in parts or [(None, article.body)]:
        said = [one for block in blocks(text) if (one := _said(block))]
        if said and kind is not None:
            lead = tr("Say") if kind is SectionKind.SAY else tr("Do")
            said[0] = f"{lead}: {said[0]}"
        found += said
    return tuple(found[:MOST])


def _said(block: Block) -> str:
    """Words alone: of a link what it is called, of a table its cells, of code nothing."""
    if block.form is Form.CODE:
        return ""
    if block.form is Form.TABLE:
        return plain_words("; ".join(", ".join(row) for row in block.rows))[:LONGEST]
    shown = "".join(one.text for one in block.stretches if one.address != one.text)
    return plain_words(shown)[:LONGEST]
