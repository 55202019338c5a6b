"""One article a page of HTML: its fields in meta tags, its sections by headings or classes.

    <meta name="id" content="refund-late">      also: title, product, path, tags (or keywords),
    <h2>Say</h2> ... <h2>Internal</h2> ...      language, audience, owner (or author), version,
    <div class="internal">...</div>             updated, valid_until

Without them the id is the file's name, the title that of the page, the language that of <html>.
Pages that Confluence exports are known by what they are made of: only their content is read.
"""

import codecs
import re
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from agentassist.domain.knowledge import Article
from agentassist.knowledge.importers import Rejection
from agentassist.knowledge.importers.building import KEYS, article_from_texts
from agentassist.knowledge.importers.fields import BadFieldError
from agentassist.knowledge.importers.html_text import HtmlPage, read_page

SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
LARGEST = 4_000_000  # bytes of one page
_OTHER_NAMES = {
    "keywords": "tags",
    "author": "owner",
    "article:modified_time": "updated",
    "last-modified": "updated",
    "dc.title": "title",
}
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?([a-zA-Z0-9_.:-]{1,40})")
_EXPORTED = frozenset({"breadcrumbs", "author", "editor", "page-metadata", "label-list"})
_CHANGED = re.compile(r"\bon ([A-Z][a-z]{2} \d{1,2}, \d{4})")
_NUMBERED = re.compile(r"(?:^|[_/])(\d{4,20})$")


def read_page_file(path: Path, name: str, content: bytes) -> Article | Rejection:
    """`name` is where the page stands in its folder: its id where it has no other."""
    if len(content) > LARGEST:
        return Rejection(path, 1, "too long")
    marked = decoded(content)
    if marked is None:
        return Rejection(path, 1, "not in the encoding that it names")
    page = read_page(marked, _EXPORTED)
    exported = "breadcrumbs" in page.captured or 'id="main-content"' in marked
    try:
        fields = _of_confluence(page, name) if exported else _fields(page, name)
        return article_from_texts(fields, page.sections, page.body)
    except BadFieldError as bad:
        line = _line_of(marked, bad.key)
        return Rejection(path, line, bad.reason, bad.key)


def decoded(content: bytes) -> str | None:
    """By its mark, by what it says of itself, else UTF-8, else Western; None: it is not in that."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _in(content, encoding)
    said = _CHARSET.search(content[:4096])
    if said is not None:
        name = said[1].decode("ascii").lower()
        known = {"iso-8859-1": "cp1252", "latin1": "cp1252", "utf-16": "utf-8"}.get(name, name)
        return _in(content, known)
    found = _in(content, "utf-8")
    return _in(content, "cp1252") if found is None else found


def _in(content: bytes, encoding: str) -> str | None:
    try:
        info = codecs.lookup(encoding)
        # zip, hex and the like are no encodings of text
        return content.decode(info.name) if info._is_text_encoding else None
    except (LookupError, UnicodeError, ValueError):
        return None


def _fields(page: HtmlPage, name: str) -> dict[str, str]:
    fields = {"id": name, "title": page.title or page.heading, "language": _language(page.language)}
    for key, text in page.meta.items():
        known = _OTHER_NAMES.get(key, key.removeprefix("kb:"))
        if known in KEYS and text.strip():
            fields[known] = text
    return fields


def _of_confluence(page: HtmlPage, name: str) -> dict[str, str]:
    """`<title>` is `Space : Page`, the file is called `Page_12345.html` or `12345.html`."""
    crumbs = [one for text in page.captured.get("breadcrumbs", ()) if (one := text.strip())]
    title, _, page_title = (page.title or page.heading).partition(" : ")
    number = _NUMBERED.search(str(PurePosixPath(name).with_suffix("")))
    said = " ".join("".join(page.captured.get("page-metadata", ())).split())
    changed = _CHANGED.search(said)
    return {
        "id": f"confluence:{number[1] if number else PurePosixPath(name).stem}",
        "title": page_title or title,
        "path": "/".join(crumbs),
        "product": crumbs[0] if crumbs else "",
        "owner": " ".join("".join(page.captured.get("author", ())).split()),
        "updated": _day(changed[1]) if changed else "",
        "tags": ",".join(text.strip() for text in page.captured.get("label-list", ())),
        "language": _language(page.language),
    }


def _day(text: str) -> str:
    try:
        found: date = datetime.strptime(text, "%b %d, %Y").date()  # noqa: DTZ007  a day alone
    except ValueError:
        return ""
    return found.isoformat()


def _language(said: str) -> str:
    """`de` of `de-AT`."""
    return re.split("[-_]", said.strip(), maxsplit=1)[0].lower()[:8]


def _line_of(marked: str, key: str) -> int:
    found = re.search(rf"<meta[^>]{{0,200}}\b{re.escape(key)}\b", marked)
    return marked.count("\n", 0, found.start()) + 1 if found else 1
