"""Articles that a house keeps in one place for all its desktops: a folder, or an https address.

There: `articles.jsonl`, or `articles.zip` with it and `manifest.json`, which says what it is:

    {"format": 1, "files": {"articles.jsonl": "<SHA-256 in hex>"}}

A folder may hold pages of Markdown and HTML instead. A feed is always whole: what is in it no more
goes from the desktops.
"""

import asyncio
import hashlib
import io
import json
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

from agentassist.domain.article_sync import MOST_REJECTS, Reject
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.knowledge import Article
from agentassist.domain.shown_text import one_line
from agentassist.knowledge.importers import Input, Rejection
from agentassist.knowledge.importers.opening import open_input
from agentassist.ports.article_source import Delivery

NAME: Final = "feed"
LARGEST: Final = 200_000_000  # bytes, also of what a zip holds
_ROWS, _ZIP, _MANIFEST = "articles.jsonl", "articles.zip", "manifest.json"
_PAGE: Final = 200
_HASH = re.compile(r"[0-9a-f]{64}")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError),
    *(OSError, RuntimeError, ValueError, IndexError, struct.error),
)


class Fetched(Protocol):
    @property
    def content(self) -> bytes: ...
    @property
    def mark(self) -> str: ...


Fetch = Callable[[str, str, str], Awaitable[Fetched | None]]  # name, address, mark


class ArticleFeed:
    """Implements `ArticleSource`. `fetch` is `net.file_fetch.fetch_file`."""

    def __init__(self, place: str, fetch: Fetch, *, name: str = NAME) -> None:
        self._place = place
        self._fetch = fetch
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    async def deliver(self, since: datetime | None, mark: str) -> Delivery | None:
        """AgentAssistError("feed.*", "source.*", "knowledge.*")."""
        place, _, known = mark.rpartition("\n")
        mark = known if place == self._place else ""  # that of another place says nothing here
        if "://" in self._place:
            fetched = await self._fetch(self._name, self._place, mark)
            if fetched is None:
                return None
            return self._delivery(fetched.content, fetched.mark)
        return await self._of_folder(Path(self._place), mark)

    async def _of_folder(self, place: Path, mark: str) -> Delivery | None:
        if not place.is_absolute():
            raise AgentAssistError("feed.bad_place", place=self._place)
        found = await asyncio.to_thread(_in_folder, place)
        if isinstance(found, Path):
            status = await asyncio.to_thread(found.stat)
            now = f"{status.st_size} {status.st_mtime_ns}"
            if now == mark:
                return None
            return self._delivery(await asyncio.to_thread(_bytes, found), now)
        if found.mark == mark:
            return None
        reader = _Reader()
        pages = reader.pages(lambda: found)
        return self._delivered(reader, pages, found.mark)

    def _delivery(self, content: bytes, mark: str) -> Delivery:
        reader = _Reader()
        return self._delivered(reader, reader.pages_of(self._place, content), mark)

    def _delivered(
        self, reader: "_Reader", pages: AsyncGenerator[Sequence[Article], None], mark: str
    ) -> Delivery:
        return Delivery(
            pages, True, self._marked(mark), lambda: reader.rejected, lambda: reader.rejects
        )

    def _marked(self, mark: str) -> str:
        return f"{self._place}\n{mark}" if mark else ""


class _Reader:
    """One delivery. What came is checked whole before the first article is believed."""

    def __init__(self) -> None:
        self.rejected = 0
        self.rejects: list[Reject] = []

    async def pages_of(self, place: str, content: bytes) -> AsyncGenerator[Sequence[Article], None]:
        with tempfile.TemporaryDirectory(prefix="agentassist-") as folder:
            rows = Path(folder) / _ROWS

            def unpacked() -> Input:
                rows.write_bytes(feed_rows(place, content))
                return open_input(rows, "jsonl")

            async with aclosing(self.pages(unpacked)) as pages:
                async for page in pages:
                    yield page

    async def pages(self, opened: Callable[[], Input]) -> AsyncGenerator[Sequence[Article], None]:
        items = (await asyncio.to_thread(opened)).items()
        found = (item.found for item in items)

        def next_page() -> list[Article] | None:
            batch = list(islice(found, _PAGE))
            good = [one for one in batch if isinstance(one, Article)]
            self._reject([one for one in batch if isinstance(one, Rejection)])
            return good if batch else None

        while (page := await asyncio.to_thread(next_page)) is not None:
            if page:
                yield page

    def _reject(self, found: Sequence[Rejection]) -> None:
        self.rejected += len(found)
        for one in found[: MOST_REJECTS - len(self.rejects)]:
            place = one.file.name  # not where it lay while it was read
            self.rejects.append(Reject(one.reason, place, one.line, one_line(one.detail, 200)))


def feed_rows(place: str, content: bytes) -> bytes:
    """The rows of a feed as it was fetched. AgentAssistError("feed.*")."""
    if not content.startswith(b"PK\x03\x04"):
        if content.lstrip()[:1] not in (b"{", b"\xef", b""):
            raise AgentAssistError("feed.not_articles", place=place)
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            name, digest = _promised(place, _entry(place, archive, _MANIFEST, 100_000))
            rows = _entry(place, archive, name, LARGEST)
    except _BROKEN:
        raise AgentAssistError("feed.damaged", place=place) from None
    if hashlib.sha256(rows).hexdigest() != digest:
        raise AgentAssistError("feed.other_content", place=place, file=name)
    return rows


def _promised(place: str, manifest: bytes) -> tuple[str, str]:
    try:
        said = json.loads(manifest)
    except (ValueError, RecursionError):
        said = None
    files = said.get("files") if isinstance(said, dict) and said.get("format") == 1 else None
    if isinstance(files, dict) and len(files) == 1:
        ((name, digest),) = files.items()
        if name == _ROWS and isinstance(digest, str) and _HASH.fullmatch(digest.lower()):
            return name, digest.lower()
    raise AgentAssistError("feed.bad_manifest", place=place)


def _entry(place: str, archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        entry = archive.getinfo(name)
    except KeyError:
        raise AgentAssistError("feed.bad_manifest", place=place) from None
    with archive.open(entry) as stream:  # the size in the header is only a claim
        content = stream.read(most + 1)
    if len(content) > most:
        raise AgentAssistError("feed.too_large", place=place)
    return content


def _in_folder(place: Path) -> Path | Input:
    """The feed's file, or the folder's pages."""
    if place.is_file():
        return place
    for name in (_ZIP, _ROWS):
        if (place / name).is_file():
            return place / name
    return open_input(place)


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise AgentAssistError(
            "knowledge.unreadable_file", file=str(file), reason=error.strerror or ""
        ) from error
    if len(content) > LARGEST:
        raise AgentAssistError("feed.too_large", place=str(file))
    return content


def written_zip(rows: bytes) -> bytes:
    """A feed's zip of these rows, the same bytes for the same rows."""
    made = io.BytesIO()
    promise = {"format": 1, "files": {_ROWS: hashlib.sha256(rows).hexdigest()}}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _parts(rows, json.dumps(promise).encode()):
            entry = zipfile.ZipInfo(name)  # 1980-01-01: no clock in it
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return made.getvalue()


def _parts(rows: bytes, manifest: bytes) -> Iterator[tuple[str, bytes]]:
    yield _MANIFEST, manifest
    yield _ROWS, rows
