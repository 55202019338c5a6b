"""The packs installed for one person: put there after every check, checked again at each load.

One `<id>.aapack` a pack, and `shelf.json`, which remembers what may not go backwards: the highest
version of each pack ever installed and whose key signed it, also after the pack was removed; and
the latest day that was seen, so that setting the clock back revives nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from agentassist.coaching.examples import check_examples
from agentassist.coaching.pack import Pack, read_pack
from agentassist.coaching.pack_source import (
    ARCHIVE_SUFFIX,
    PackFiles,
    pack_problem,
    read_files,
    write_archive,
)
from agentassist.coaching.trust.publishers import Publisher, Trust
from agentassist.coaching.trust.signing import Signed, is_signed, verify
from agentassist.domain.errors import AgentAssistError
from agentassist.settings.whole_file import replace_file

MEMORY: Final = "shelf.json"
_LARGEST_MEMORY: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """A pack whose bytes were checked.

    `publisher` None: unsigned, in developer mode, or looked at while nobody trusts it yet.
    """

    pack: Pack
    files: PackFiles
    signed: Signed | None
    publisher: Publisher | None


class _Known(msgspec.Struct):
    version: str
    key: str | None = None  # None: unsigned
    digest: str | None = None


class _Memory(msgspec.Struct):
    packs: dict[str, _Known] = {}
    latest: date | None = None


class PackShelf:
    """Without a `folder` there is nothing on it, and nothing can be put there.

    `bundled` are ids that ship with the program: an installed pack can't take one of them.
    """

    def __init__(
        self, folder: Path | None, trust: Trust, *, bundled: frozenset[str] = frozenset()
    ) -> None:
        self._place = folder
        self._trust = trust
        self._bundled = bundled

    def look(
        self, place: Path | PackFiles, today: date, *, trusted_only: bool = True
    ) -> CheckedPack:
        """Every check of an installation, and nothing is installed.

        Raises AgentAssistError pack.*: what stands in the way, the bytes and signature first.
        Without `trusted_only` a publisher whom nobody trusts yet does not stand in the way.
        """
        memory = self._memory()
        day = _latest(memory, today)
        checked = self._checked(place, day, trusted_only=trusted_only)
        pack = checked.pack
        if pack.id in self._bundled:
            raise pack_problem("pack.bundled_id", checked.files.place, pack=pack.id)
        self._check_history(checked, memory.packs.get(pack.id))
        pack.prepare()
        problems = check_examples(pack)
        if problems:
            raise problems[0]
        return checked

    def install(self, place: Path | PackFiles, today: date) -> CheckedPack:
        """After `look`, from the bytes that were looked at. Replaces an older version."""
        checked = self.look(place, today)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        memory = self._memory()
        memory.latest = _latest(memory, today)
        signed = checked.signed
        memory.packs[checked.pack.id] = _Known(
            checked.pack.version,
            signed.key.text if signed else None,
            signed.digest if signed else None,
        )
        # The memory first: after a crash in between an old pack is refused, never let back in.
        self._remember(memory)
        self._put(checked.pack.id, checked.files.files)
        return checked

    def remove(self, pack_id: str) -> PackFiles:
        """Its files, for `put_back`. AgentAssistError("pack.not_installed") when there is none."""
        archive = self._archive(pack_id)
        if "/" in pack_id or "\\" in pack_id or not archive.is_file():
            raise AgentAssistError("pack.not_installed", remedy="pack.not_installed", pack=pack_id)
        try:
            files = read_files(archive)
        except AgentAssistError:  # rubbish goes as well; there is nothing to put back
            files = PackFiles(archive, {})
        archive.unlink()
        return files

    def put_back(self, pack_id: str, files: PackFiles) -> None:
        """What `remove` took. It is checked at the next load, as always."""
        if files.files:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._put(pack_id, files.files)

    def load(self, today: date) -> tuple[tuple[CheckedPack, ...], tuple[AgentAssistError, ...]]:
        """Every installed pack that still passes, and why the others do not. By name."""
        try:
            found = tuple(self.each(today))
        except AgentAssistError as problem:
            return (), (problem,)
        return (
            tuple(one for _, one in found if isinstance(one, CheckedPack)),
            tuple(one for _, one in found if isinstance(one, AgentAssistError)),
        )

    def each(self, today: date) -> Iterator[tuple[str, CheckedPack | AgentAssistError]]:
        """Every pack on the shelf by its name there: checked, or what is wrong with it.

        AgentAssistError("pack.memory") when nothing can be said of any.
        """
        memory = self._memory()
        day = _latest(memory, today)
        archives = tuple(self._archives())
        if archives and memory.latest != day:
            memory.latest = day
            with suppress(OSError):  # a shelf that can't be written still has its packs
                self._remember(memory)
        for archive in archives:
            yield archive.stem, self._loaded(archive, day, memory)

    def _loaded(self, archive: Path, day: date, memory: _Memory) -> CheckedPack | AgentAssistError:
        try:
            checked = self._checked(archive, day)
            if f"{checked.pack.id}{ARCHIVE_SUFFIX}" != archive.name:
                raise pack_problem("pack.wrong_name", archive, pack=checked.pack.id)
            if checked.pack.id in self._bundled:
                raise pack_problem("pack.bundled_id", archive, pack=checked.pack.id)
            self._check_history(checked, memory.packs.get(checked.pack.id))
        except AgentAssistError as problem:
            return problem
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            return pack_problem("pack.unreadable", archive, problem=reason)
        return checked

    def _checked(
        self, place: Path | PackFiles, today: date, *, trusted_only: bool = True
    ) -> CheckedPack:
        """Signature, trust, then the content: from one reading of the bytes."""
        files = place if isinstance(place, PackFiles) else read_files(place)
        signed: Signed | None = None
        publisher: Publisher | None = None
        if is_signed(files) or not self._trust.developer:
            signed = verify(files)
            if trusted_only:
                publisher = self._trust.check(files, signed, today)
            else:
                self._trust.check_current(files, signed, today)
                publisher = self._trust.publisher(signed.key)
        pack = read_pack(files)
        if signed is not None and (signed.pack_id, signed.version) != (pack.id, pack.version):
            raise pack_problem("pack.bad_signature", files.place)
        return CheckedPack(pack, files, signed, publisher)

    def _check_history(self, checked: CheckedPack, known: _Known | None) -> None:
        """No older version, no other bytes under the same version, no other publisher."""
        if known is None:
            return
        pack, signed = checked.pack, checked.signed
        if _order(pack.version) < _order(known.version):
            raise pack_problem(
                "pack.older",
                checked.files.place,
                pack=pack.id,
                version=pack.version,
                known=known.version,
            )
        if known.key is not None and (signed is None or signed.key.text != known.key):
            raise pack_problem("pack.other_publisher", checked.files.place, pack=pack.id)
        same_version = pack.version == known.version
        if same_version and signed is not None and known.digest not in (None, signed.digest):
            raise pack_problem(
                "pack.same_version", checked.files.place, pack=pack.id, version=pack.version
            )

    @property
    def _folder(self) -> Path:
        if self._place is None:
            raise AgentAssistError("pack.no_shelf", remedy="pack.no_shelf")
        return self._place

    def _archives(self) -> Iterator[Path]:
        if self._place is not None and self._place.is_dir():
            yield from sorted(self._place.glob(f"*{ARCHIVE_SUFFIX}"))

    def _archive(self, pack_id: str) -> Path:
        return self._folder / f"{pack_id}{ARCHIVE_SUFFIX}"

    def _put(self, pack_id: str, files: Mapping[str, bytes]) -> None:
        target = self._archive(pack_id)
        fresh = target.with_suffix(".new")
        write_archive(files, fresh)
        fresh.replace(target)

    def _remember(self, memory: _Memory) -> None:
        replace_file(self._folder / MEMORY, msgspec.json.encode(memory).decode())

    def _memory(self) -> _Memory:
        """AgentAssistError("pack.memory") when it can't be read: nothing is guessed then."""
        if self._place is None:
            return _Memory()
        file = self._place / MEMORY
        try:
            with file.open("rb") as stream:
                return msgspec.json.decode(stream.read(_LARGEST_MEMORY), type=_Memory)
        except FileNotFoundError:
            return _Memory()
        except (OSError, msgspec.MsgspecError):
            raise pack_problem("pack.memory", file) from None


def _latest(memory: _Memory, today: date) -> date:
    """Today, or the day after which it can't be: the clock was set back."""
    return today if memory.latest is None else max(today, memory.latest)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
