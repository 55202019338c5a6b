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
    @property
    def mark(self) -> str: ...


Fetch = Callable[[str, str, int], Awaitable[FetchedBytes | None]]  # address, mark, bytes at most


@dataclass(frozen=True, slots=True)
class PackFetch:
    """`installed`: what is new. `problems`: one a pack that was not taken.

    `kept`: packs the feed has no more; they stay installed until somebody removes them.
    """

    installed: tuple[str, ...] = ()
    problems: tuple[AgentAssistError, ...] = ()
    unchanged: int = 0
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Memory:
    """What was taken: the SHA-256 of each file and the pack in it. `mark`: of the whole list."""

    taken: Mapping[str, str]
    packs: Mapping[str, str]
    place: str = ""
    mark: str = ""


class PackFeed:
    """`folder` is the shelf's: what was taken from the feed is remembered beside the packs."""

    def __init__(self, place: str, shelf: PackShelf, folder: Path, fetch: Fetch) -> None:
        self._place = place.rstrip("/") if "://" in place else place
        self._shelf = shelf
        self._memory = folder / MEMORY
        self._fetch = fetch
        self._mark = ""

    async def take(
        self, today: date, progress: Callable[[str], None] = lambda file: None
    ) -> PackFetch:
        """Install what is new there. AgentAssistError("feed.*", "source.*") for the feed itself.

        `progress` is called with each file before it is fetched.
        """
        memory = await asyncio.to_thread(self._known)
        known = memory.taken
        self._mark = memory.mark if memory.place == self._place else ""
        offered = await self._offered()
        if offered is None:
            return PackFetch(unchanged=len(known))
        installed: list[str] = []
        problems: list[AgentAssistError] = []
        taken = {file: digest for file, digest in known.items() if file in offered}
        packs = dict(memory.packs)
        for file, digest in offered.items():
            if known.get(file) == digest:
                continue
            progress(file)
            try:
                content = await self._content(file, digest)
                packs[file] = await asyncio.to_thread(self._install, file, content, today)
            except AgentAssistError as problem:
                problems.append(problem)
                taken.pop(file, None)
            else:
                installed.append(packs[file])
                taken[file] = digest
        still = {packs[file] for file in offered if file in packs}
        gone = {packs[file] for file in known if file in packs} - still
        mark = "" if problems else self._mark  # what was not taken is asked for again
        now = _Memory(
            taken, {file: packs[file] for file in taken if file in packs}, self._place, mark
        )
        if now != memory:
            await asyncio.to_thread(self._remember, now)
        unchanged = len(offered) - len(installed) - len(problems)
        return PackFetch(tuple(installed), tuple(problems), unchanged, tuple(sorted(gone)))

    async def _offered(self) -> Mapping[str, str] | None:
        """Names of packs and the SHA-256 of each; None: the same list as last time."""
        if "://" not in self._place:
            self._mark = ""
            return await asyncio.to_thread(self._in_folder)
        path = urlsplit(self._place).path
        index = self._place if path.endswith(".json") else f"{self._place}/{INDEX}"
        fetched = await self._fetch(index, self._mark, _LARGEST_INDEX)
        if fetched is None:
            return None
        self._mark = fetched.mark if '"' in fetched.mark else ""  # a time is too coarse
        return _index(index, fetched.content)

    def _in_folder(self) -> Mapping[str, str]:
        folder = Path(self._place)
        if not folder.is_absolute() or not folder.is_dir():
            raise AgentAssistError("feed.bad_place", place=self._place)
        found = (file for file in folder.glob(f"*{ARCHIVE_SUFFIX}") if file.is_file())  # no pipe
        files = sorted(found)[:MOST]
        return {file.name: hashlib.sha256(_read(file)).hexdigest() for file in files}

    async def _content(self, file: str, digest: str) -> bytes:
        if "://" not in self._place:
            content = await asyncio.to_thread(_read, Path(self._place) / file)
        else:
            path = urlsplit(self._place).path
            base = self._place.rpartition("/")[0] if path.endswith(".json") else self._place
            fetched = await self._fetch(f"{base}/{file}", "", PACK_LIMIT)
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

    def _known(self) -> _Memory:
        """What can't be read is fetched anew: the shelf decides what may go on it, not this."""
        try:
            content = self._memory.read_bytes()[:_LARGEST_INDEX]
            taken, said = _index("", content), json.loads(content)
        except (OSError, AgentAssistError):
            return _Memory({}, {})
        packs = {one["file"]: one["pack"] for one in said["packs"] if _is_text(one.get("pack"))}
        place, mark = said.get("place"), said.get("mark")
        if not (_is_text(place) and _is_text(mark)):
            place = mark = ""
        return _Memory(taken, packs, place, mark)

    def _remember(self, memory: _Memory) -> None:
        self._memory.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        packs = [
            {"file": file, "sha256": digest, "pack": memory.packs.get(file)}
            for file, digest in sorted(memory.taken.items())
        ]
        said = {"format": 1, "packs": packs, "place": memory.place, "mark": memory.mark}
        replace_file(self._memory, json.dumps(said))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


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
