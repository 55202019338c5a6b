"""What goes to the clipboard: plain text, and beside it simple HTML of our own making.

A mail takes the lists and the bold words, everything else the plain text. Internal text has no way
here.
"""

import html
from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import QMimeData

from agentassist.domain.knowledge import Article, SectionKind
from ui.knowledge.section_text import Block, Form, blocks, plain
from ui.knowledge.section_words import section_word
from ui.knowledge.stretches import Stretch, stretches


def of_section(article: Article, kind: SectionKind | None) -> QMimeData | None:
    """The sections of one kind, or the text of an article without sections (None)."""
    if kind is SectionKind.INTERNAL:
        return None
    if kind is None:
        texts = [article.body] if article.body else []
    else:
        texts = [section.text for section in article.sections if section.kind is kind]
    if not texts:
        return None
    return _both("\n\n".join(map(plain, texts)), "".join(map(_html, texts)))


def of_article(article: Article) -> QMimeData:
    """Title and all sections under their words, but nothing internal."""
    words = [article.title]
    marked = [f"<p><b>{html.escape(article.title)}</b></p>"]
    for section in article.sections:
        if section.kind is SectionKind.INTERNAL:
            continue
        word = section_word(section.kind)
        words.append(f"{word}\n{plain(section.text)}")
        marked.append(f"<p><b>{html.escape(word)}</b></p>{_html(section.text)}")
    if article.body:
        words.append(plain(article.body))
        marked.append(_html(article.body))
    return _both("\n\n".join(words), "".join(marked))


def _both(text: str, marked: str) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    data.setHtml(marked)
    return data


def _html(text: str) -> str:
    """Blocks as HTML without any style: the mail's own letters are kept."""
    found: list[str] = []
    for item, group in groupby(blocks(text), lambda block: block.form is Form.ITEM):
        together = tuple(group)
        found.extend([_list(together)] if item else map(_block, together))
    return "".join(found)


def _block(block: Block) -> str:
    if block.form is Form.TABLE:
        return f'<table border="1" cellspacing="0" cellpadding="4">{"".join(_rows(block))}</table>'
    if block.form is Form.CODE:
        return f"<pre>{html.escape(block.text)}</pre>"
    words = _line(block.stretches)
    if block.form is Form.HEADING:
        return f"<p><b>{words}</b></p>"
    return f"<blockquote>{words}</blockquote>" if block.form is Form.QUOTE else f"<p>{words}</p>"


def _rows(block: Block) -> Iterator[str]:
    for number, row in enumerate(block.rows):
        tag = "th" if block.headed and number == 0 else "td"
        cells = "".join(f"<{tag}>{_line(stretches(cell))}</{tag}>" for cell in row)
        yield f"<tr>{cells}</tr>"


def _list(items: Sequence[Block], level: int = 0) -> str:
    """Items of one depth, each with the deeper ones that follow it."""
    found: list[str] = []
    at, open_as = 0, ""
    while at < len(items):
        item = items[at]
        end = at + 1
        while end < len(items) and items[end].level > level:
            end += 1
        tag = "ul" if item.marker == "•" else "ol"
        if tag != open_as:
            found.append(f"</{open_as}>" * bool(open_as) + _opening(tag, item))
            open_as = tag
        deeper = _list(items[at + 1 : end], level + 1) if end > at + 1 else ""
        found.append(f"<li>{_line(item.stretches)}{deeper}</li>")
        at = end
    return "".join(found) + f"</{open_as}>" * bool(open_as)


def _opening(tag: str, item: Block) -> str:
    start = item.marker.rstrip(".")
    return f'<ol start="{start}">' if tag == "ol" and start not in ("", "1") else f"<{tag}>"


def _line(parts: Sequence[Stretch]) -> str:
    return "".join(map(_stretch, parts))


def _stretch(part: Stretch) -> str:
    words = html.escape(part.text)
    if part.address:
        return f'<a href="{html.escape(part.address, quote=True)}">{words}</a>'
    for on, tag in ((part.bold, "b"), (part.italic, "i"), (part.code, "code")):
        words = f"<{tag}>{words}</{tag}>" if on else words
    return words
