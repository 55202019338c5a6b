"""A page of Markdown as wikis and note books write it: YAML between --- lines, or nothing at all.

    ---
    title: Refund has not arrived      also: id, product (or category), path, tags (or keywords),
    tags: [refund, late]               language (or lang), audience, owner (or author), version,
    ---                                updated (or date, lastmod), valid_until

Of YAML only `key: text`, `key: [a, b]` and lists of `- text` are read; other keys are ignored.
Without an id it is where the page stands, without a title its first heading, else the file's name.
Headings *Say*, *Do*, *Send* and *Internal* make sections; what stands under *Internal* stays in it.
"""

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.knowledge.importers import Rejection, markdown
from agentassist.knowledge.importers.building import KEYS, article_from_texts
from agentassist.knowledge.importers.fields import BadFieldError
from agentassist.knowledge.importers.html import LARGEST, decoded
from agentassist.knowledge.importers.html_sections import Outline

_FENCE = "---"
_ENDS = (_FENCE, "...")
_OTHER_NAMES = {
    "category": "product",
    "keywords": "tags",
    "lang": "language",
    "author": "owner",
    "date": "updated",
    "lastmod": "updated",
}
_KEY = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*))?$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.+)$")
_QUOTED = re.compile(r"""[ \t]*(["'])(.*?)\1[ \t]*(?:#.*)?$""")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t#]*$")
_CODE = re.compile(r"[ ]{0,3}(?:```|~~~)")


def read_page_file(path: Path, name: str, content: bytes) -> Article | Rejection:
    """`name` is where the page stands in its folder: its id where it has no other.

    A page with the program's own front matter, between +++ lines, is read as that.
    """
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"+++"):
        return markdown.read_bytes(path, content)
    if len(content) > LARGEST:
        return Rejection(path, 1, "too long")
    text = decoded(content)
    if text is None:
        return Rejection(path, 1, "not in the encoding that it names")
    lines = text.splitlines()
    if not any(map(str.strip, lines)):
        return Rejection(path, 1, "empty", "body")
    fields, first = _front_matter(lines)
    heading, body, sections = _parts(lines[first:], titled="title" in fields)
    title = heading or PurePosixPath(name).name.replace("-", " ").replace("_", " ")
    try:
        return article_from_texts({"id": name, "title": title, **fields}, sections, body)
    except BadFieldError as bad:
        return Rejection(path, _line_of(lines[:first], bad.key), bad.reason, bad.key)


def _front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """What it says, and the index of the first line after it. A rule (`---`) is none."""
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() in _ENDS), 0)
    if not end or lines[0].rstrip() != _FENCE or not _KEY.match(lines[1]):
        return {}, 0
    found: dict[str, list[str]] = {}
    key = ""
    for line in lines[1:end]:
        if said := _KEY.match(line):
            key = _OTHER_NAMES.get(said[1].lower(), said[1].lower())
            found.setdefault(key, []).extend(_values(said[2] or ""))
        elif (item := _ITEM.match(line)) and key:
            found[key].append(_unquoted(item[1]))
    return {key: ", ".join(values) for key, values in found.items() if key in KEYS and values}, (
        end + 1
    )


def _values(said: str) -> list[str]:
    said = said.strip()
    if said.startswith("[") and said.endswith("]"):
        return [text for one in said[1:-1].split(",") if (text := _unquoted(one))]
    return [text] if (text := _unquoted(said)) else []


def _unquoted(text: str) -> str:
    if quoted := _QUOTED.match(text):
        return quoted[2]
    text = text.partition(" #")[0].strip()  # a comment
    return "" if text in (">", "|", "null", "~") else text


def _parts(lines: Sequence[str], *, titled: bool) -> tuple[str, str, tuple[Section, ...]]:
    """The first heading, unless the page has its title already; the body; the sections."""
    outline, heading, code = Outline(), "", False
    texts: dict[SectionKind | None, list[str]] = {}
    for line in lines:
        code ^= _CODE.match(line) is not None
        found = None if code else _HEADING.match(line)
        if found is not None:
            if len(found[1]) == 1 and not (titled or heading):
                heading = found[2]
                continue
            if outline.heading(len(found[1]), found[2]) is not None:
                continue  # the section says it
        texts.setdefault(outline.kind, []).append(line)
    told = {kind: "\n".join(texts[kind]).strip() for kind in texts}
    body = told.pop(None, "")
    return heading, body, tuple(Section(kind, text) for kind, text in told.items() if kind and text)


def _line_of(front: Sequence[str], key: str) -> int:
    names = {key, *(other for other, known in _OTHER_NAMES.items() if known == key)}
    said = (_KEY.match(line) for line in front)
    return next((at for at, one in enumerate(said, 1) if one and one[1].lower() in names), 1)
