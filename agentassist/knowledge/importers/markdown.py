"""One article a file: TOML front matter between +++ lines, then sections.

    +++
    id = "refund-late"
    title = "Refund has not arrived"
    product = "Billing"        # from here on optional: tags, owner, version, updated,
    +++                        # valid_until, language, audience, path
    ## Say
    ## Do
    ## Send
    ## Internal

Text before the first section is the article's body. Other headings of the second level may stand
in an article without these sections, or within the body.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.domain.toml_text import line_of_error, parsed
from agentassist.knowledge.importers import Rejection
from agentassist.knowledge.importers.building import KEYS, article_from
from agentassist.knowledge.importers.fields import BadFieldError
from agentassist.knowledge.importers.html_sections import kind_of_heading

_LARGEST = 16_000_000  # bytes
_FENCE = "+++"
_HEADING = re.compile(r"##[ \t]+(.+?)[ \t#]*$")


class _BadFileError(Exception):
    def __init__(self, line: int, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.detail = detail


def read_folder(folder: Path) -> Iterator[Article | Rejection]:
    """Every *.md file below `folder` in order of its path; a second file with an id is rejected.

    Raises AgentAssistError("knowledge.unreadable_file") when there is no such folder.
    """
    if not folder.is_dir():
        raise AgentAssistError("knowledge.unreadable_file", file=str(folder), reason="no folder")
    yield from read_files(sorted(folder.rglob("*.md")))


def read_files(paths: Iterable[Path]) -> Iterator[Article | Rejection]:
    seen: dict[ArticleId, Path] = {}
    for path in paths:
        result = read(path)
        if isinstance(result, Article):
            first = seen.setdefault(result.id, path)
            if first is not path:
                yield Rejection(path, 1, "id already used", first.name)
                continue
        yield result


def read(path: Path) -> Article | Rejection:
    """One file as an article, or what is wrong with it and where."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
    except OSError as error:
        return Rejection(path, 1, "unreadable", error.strerror or "")
    return read_bytes(path, content)


def read_bytes(path: Path, content: bytes) -> Article | Rejection:
    """What stood in the file at `path`."""
    if len(content) > _LARGEST:
        return Rejection(path, 1, "too long")
    try:
        return _article(content.decode("utf-8-sig").splitlines())
    except UnicodeDecodeError:
        return Rejection(path, 1, "not UTF-8")
    except _BadFileError as bad:
        return Rejection(path, bad.line, bad.reason, bad.detail)


def _article(lines: list[str]) -> Article:
    front, first_line = _front_matter(lines)
    body, sections = _sections(lines, first_line)
    try:
        return article_from(front, sections, body)
    except BadFieldError as bad:
        raise _BadFileError(_line_of(lines, bad.key), bad.reason, bad.key) from bad


def _front_matter(lines: list[str]) -> tuple[dict[str, object], int]:
    """The front matter and the index of the first line after it."""
    if not lines or lines[0].strip() != _FENCE:
        raise _BadFileError(1, "no front matter", f"the first line must be {_FENCE}")
    try:
        end = next(at for at, line in enumerate(lines) if at and line.strip() == _FENCE)
    except StopIteration:
        raise _BadFileError(1, "front matter has no end", f"a line {_FENCE} is missing") from None
    text = "\n".join(lines[1:end])
    try:
        front = parsed(text)
    except tomllib.TOMLDecodeError as error:
        line = line_of_error(error, text) + 1  # the fence stands before it
        raise _BadFileError(line, "not TOML", str(error)) from error
    for key in front:
        if key not in KEYS:
            raise _BadFileError(_line_of(lines, key), "unknown key", key)
    return front, end + 1


def _line_of(lines: list[str], key: str) -> int:
    written = re.compile(rf"\[*\s*[\"']?{re.escape(key)}\b")
    return next((at for at, line in enumerate(lines, 1) if written.match(line.strip())), 1)


def _sections(lines: list[str], first: int) -> tuple[str, tuple[Section, ...]]:
    """The body (text before the first section) and the sections in the order of the file."""
    parts: list[tuple[SectionKind | None, list[str]]] = [(None, [])]
    for number, line in enumerate(lines[first:], start=first + 1):
        heading = _HEADING.match(line)
        if heading is None:
            parts[-1][1].append(line)
            continue
        named = kind_of_heading(heading.group(1))
        if named is not None:
            if any(kind is named for kind, _ in parts):
                raise _BadFileError(number, "section twice", heading.group(1))
            parts.append((named, []))
        elif parts[-1][0] is None:
            parts[-1][1].append(line)
        else:
            raise _BadFileError(number, "unknown section", heading.group(1))
    texts = [(kind, "\n".join(told).strip()) for kind, told in parts]
    body = "".join(told for kind, told in texts if kind is None)
    return body, tuple(Section(kind, told) for kind, told in texts if kind is not None and told)
