"""Coaching packs that a house keeps in one place for all its desktops.

A folder with `*.aapack`, or an https address with `packs.json`, which names what lies beside it:

    {"format": 1, "packs": [{"file": "north.aapack", "sha256": "<hex>"}]}

Where they come from makes nobody trust them: each goes through every check of an installation, and
is signed even where a developer's unsigned packs would run. What is named no more stays installed.
"""

import asyncio
import hashlib
import json
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from agentassist.coaching.pack_source import (
    ARCHIVE_SUFFIX,
    PACK_LIMIT,
    is_plain_name,
    pack_problem,
    read_files,
)
from agentassist.coaching.trust.shelf import PackShelf
from agentassist.coaching.trust.signing import is_signed
from agentassist.domain.errors import AgentAssistError
from agentassist.settings.whole_file import replace_file

NAME: Final = "packs"
INDEX: Final = "packs.json"
MEMORY: Final = "fetched.json"
MOST: Final = 100  # packs of one feed
_LARGEST_INDEX: Final = 200_000
_HEX: Final = frozenset("0123456789abcdef")


class FetchedBytes(Protocol):
    @property
    def content(self) -> bytes: ...


Fetch = Callable[[str, int], Awaitable[FetchedBytes | None]]  # address, bytes at most


@dataclass(frozen=True, slots=True)
class PackFetch:
    """`installed`: what is new. `problems`: one a pack that was not taken."""

    installed: tuple[str, ...] = ()
    problems: tuple[AgentAssistError, ...] = ()


class PackFeed:
    """`folder` is the shelf's: what was taken from the feed is remembered beside the packs."""

    def __init__(self, place: str, shelf: PackShelf, folder: Path, fetch: Fetch) -> None:
        self._place = place.rstrip("/") if "://" in place else place
        self._shelf = shelf
        self._memory = folder / MEMORY
        self._fetch = fetch

    async def take(self, today: date) -> PackFetch:
        """Install what is new there. AgentAssistError("feed.*", "source.*") for the feed itself."""
        known = await asyncio.to_thread(self._known)
        offered = await self._offered()
        installed: list[str] = []
        problems: list[AgentAssistError] = []
        taken = {file: digest for file, digest in known.items() if file in offered}
        for file, digest in offered.items():
            if known.get(file) == digest:
                continue
            try:
                content = await self._content(file, digest)
                installed.append(await asyncio.to_thread(self._install, file, content, today))
            except AgentAssistError as problem:
                problems.append(problem)
                taken.pop(file, None)
            else:
                taken[file] = digest
        if taken != known:
            await asyncio.to_thread(self._remember, taken)
        return PackFetch(tuple(installed), tuple(problems))

    async def _offered(self) -> Mapping[str, str]:
        """Names of packs and the SHA-256 of each."""
        if "://" not in self._place:
            return await asyncio.to_thread(self._in_folder)
        path = urlsplit(self._place).path
        index = self._place if path.endswith(".json") else f"{self._place}/{INDEX}"
        fetched = await self._fetch(index, _LARGEST_INDEX)
        return _index(index, b"" if fetched is None else fetched.content)

    def _in_folder(self) -> Mapping[str, str]:
        folder = Path(self._place)
        if not folder.is_absolute() or not folder.is_dir():
            raise AgentAssistError("feed.bad_place", place=self._place)
        files = sorted(folder.glob(f"*{ARCHIVE_SUFFIX}"))[:MOST]
        return {file.name: hashlib.sha256(_read(file)).hexdigest() for file in files}

    async def _content(self, file: str, digest: str) -> bytes:
        if "://" not in self._place:
            content = await asyncio.to_thread(_read, Path(self._place) / file)
        else:
            path = urlsplit(self._place).path
            base = self._place.rpartition("/")[0] if path.endswith(".json") else self._place
            fetched = await self._fetch(f"{base}/{file}", PACK_LIMIT)
            content = b"" if fetched is None else fetched.content
        if hashlib.sha256(content).hexdigest() != digest:
            raise AgentAssistError("feed.other_content", place=self._place, file=file)
        return content

    def _install(self, file: str, content: bytes, today: date) -> str:
        try:
            with tempfile.TemporaryDirectory(prefix="agentassist-") as folder:
                archive = Path(folder) / file
                archive.write_bytes(content)
                files = read_files(archive)
            if not is_signed(files):
                raise pack_problem("pack.unsigned", Path(file))
            return self._shelf.install(files, today).pack.id
        except AgentAssistError as problem:
            problem.params["file"] = f"{self._place}/{file}"  # where it came from, not where it lay
            raise
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            raise pack_problem("pack.unreadable", Path(file), problem=reason) from None

    def _known(self) -> Mapping[str, str]:
        """What can't be read is fetched anew: the shelf decides what may go on it, not this."""
        try:
            return _index("", self._memory.read_bytes()[:_LARGEST_INDEX])
        except (OSError, AgentAssistError):
            return {}

    def _remember(self, taken: Mapping[str, str]) -> None:
        self._memory.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        packs = [{"file": file, "sha256": digest} for file, digest in sorted(taken.items())]
        replace_file(self._memory, json.dumps({"format": 1, "packs": packs}))


def _index(place: str, content: bytes) -> Mapping[str, str]:
    wrong = AgentAssistError("feed.bad_index", place=place)
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise wrong from None
    packs = said.get("packs") if isinstance(said, dict) and said.get("format") == 1 else None
    if not isinstance(packs, list) or len(packs) > MOST:
        raise wrong
    found: dict[str, str] = {}
    for one in packs:
        file, digest = (one.get("file"), one.get("sha256")) if isinstance(one, dict) else (0, 0)
        if not isinstance(file, str) or not isinstance(digest, str):
            raise wrong
        named = is_plain_name(file) and file.endswith(ARCHIVE_SUFFIX) and "/" not in file
        if not named or len(digest) != 64 or not _HEX.issuperset(digest):
            raise wrong
        found[file] = digest
    return found


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(PACK_LIMIT + 1)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise pack_problem("pack.unreadable", file, problem=reason) from None
