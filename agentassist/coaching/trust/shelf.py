"""The packs installed for one person: put there after every check, checked again at each load.

One `<id>.aapack` a pack, and `shelf.json`, which remembers what may not go backwards: the highest
version of each pack ever installed and whose key signed it, also after the pack was removed.
"""

from collections.abc import Iterator
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
    """A pack whose bytes were checked. `publisher` None: unsigned, in developer mode."""

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

    def look(self, place: Path, today: date) -> CheckedPack:
        """Every check of an installation, and nothing is installed.

        Raises AgentAssistError pack.*: what stands in the way, the bytes and signature first.
        """
        checked = self._checked(place, today)
        pack = checked.pack
        if pack.id in self._bundled:
            raise pack_problem("pack.bundled_id", place, pack=pack.id)
        self._check_history(checked, self._memory().packs.get(pack.id))
        pack.prepare()
        problems = check_examples(pack)
        if problems:
            raise problems[0]
        return checked

    def install(self, place: Path, today: date) -> CheckedPack:
        """After `look`, from the bytes that were looked at. Replaces an older version."""
        checked = self.look(place, today)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        memory = self._memory()
        signed = checked.signed
        memory.packs[checked.pack.id] = _Known(
            checked.pack.version,
            signed.key.text if signed else None,
            signed.digest if signed else None,
        )
        # The memory first: after a crash in between an old pack is refused, never let back in.
        replace_file(self._folder / MEMORY, msgspec.json.encode(memory).decode())
        target = self._archive(checked.pack.id)
        fresh = target.with_suffix(".new")
        write_archive(checked.files.files, fresh)
        fresh.replace(target)
        return checked

    def remove(self, pack_id: str) -> None:
        """AgentAssistError("pack.not_installed") when there is none."""
        archive = self._archive(pack_id)
        if "/" in pack_id or "\\" in pack_id or not archive.is_file():
            raise AgentAssistError("pack.not_installed", remedy="pack.not_installed", pack=pack_id)
        archive.unlink()

    def load(self, today: date) -> tuple[tuple[CheckedPack, ...], tuple[AgentAssistError, ...]]:
        """Every installed pack that still passes, and why the others do not. By name."""
        packs: list[CheckedPack] = []
        problems: list[AgentAssistError] = []
        try:
            memory = self._memory()
        except AgentAssistError as problem:
            return (), (problem,)
        for archive in self._archives():
            try:
                checked = self._checked(archive, today)
                if f"{checked.pack.id}{ARCHIVE_SUFFIX}" != archive.name:
                    raise pack_problem("pack.wrong_name", archive, pack=checked.pack.id)
                if checked.pack.id in self._bundled:
                    raise pack_problem("pack.bundled_id", archive, pack=checked.pack.id)
                self._check_history(checked, memory.packs.get(checked.pack.id))
            except AgentAssistError as problem:
                problems.append(problem)
            except OSError as problem:
                reason = problem.strerror or type(problem).__name__
                problems.append(pack_problem("pack.unreadable", archive, problem=reason))
            else:
                packs.append(checked)
        return tuple(packs), tuple(problems)

    def _checked(self, place: Path, today: date) -> CheckedPack:
        """Signature, trust, then the content: from one reading of the bytes."""
        files = read_files(place)
        signed: Signed | None = None
        publisher: Publisher | None = None
        if is_signed(files) or not self._trust.developer:
            signed = verify(files)
            publisher = self._trust.check(files, signed, today)
        pack = read_pack(files)
        if signed is not None and (signed.pack_id, signed.version) != (pack.id, pack.version):
            raise pack_problem("pack.bad_signature", place)
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


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
