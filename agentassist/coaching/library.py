"""All packs a coach runs: those that ship with the program and those installed here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agentassist.coaching.engine import PackCoach, pack_folders
from agentassist.coaching.pack import Pack, read_pack
from agentassist.coaching.pack_source import PackFiles, read_files
from agentassist.coaching.trust.publishers import Publisher, Trust, read_publishers
from agentassist.coaching.trust.shelf import PackShelf
from agentassist.domain.errors import AgentAssistError
from agentassist.ports.settings import Settings

Report = Callable[[AgentAssistError], None]


def read_trust(settings: Settings, report: Report) -> Trust:
    """Whom the settings trust. What can't be read in them is reported and trusts nobody."""
    texts = list(_texts(settings, "packs.publishers"))
    if settings.get("packs.agent_trust").value is True:
        texts += _texts(settings, "packs.trusted_here")
    publishers, problems = read_publishers(texts)
    for problem in problems:
        report(problem)
    return Trust(
        publishers=publishers,
        revoked=frozenset(text.strip() for text in _texts(settings, "packs.revoked")),
        developer=settings.get("packs.developer").value is True,
    )


def trust_publisher(settings: Settings, publisher: Publisher) -> None:
    """The person here compared the fingerprint and takes this publisher's packs from now on.

    AgentAssistError("pack.trust_forbidden") where the organisation keeps that to itself.
    """
    if settings.get("packs.agent_trust").value is not True:
        raise AgentAssistError("pack.trust_forbidden", remedy="pack.trust_forbidden")
    trusted = [text for text in _texts(settings, "packs.trusted_here") if text.strip()]
    if publisher.text not in trusted:
        settings.set("packs.trusted_here", (*trusted, publisher.text))


@dataclass(frozen=True, slots=True)
class LoadedPacks:
    """`plugins` are the packs whose part in Python may run here."""

    coach: PackCoach
    plugins: tuple[tuple[Pack, PackFiles], ...] = ()


class PackLibrary:
    """`bundled` is the folder of packs that ship with the program, `installed` the shelf's, if any.

    `report` hears of every pack that is left out.
    """

    def __init__(
        self, settings: Settings, bundled: Path, installed: Path | None, report: Report
    ) -> None:
        self._settings = settings
        self._report = report
        self._folders = pack_folders(bundled)
        names = frozenset(folder.name for folder in self._folders)
        self.shelf = PackShelf(installed, read_trust(settings, report), bundled=names)

    def bundled(self) -> tuple[Pack, ...]:
        return tuple(read_pack(folder) for folder in self._folders)

    def load(self, today: date) -> LoadedPacks:
        """Every pack that passes and is not switched off."""
        off = set(_texts(self._settings, "packs.off"))
        shipped, problems = PackCoach.load(
            folder for folder in self._folders if folder.name not in off
        )
        installed, refused = self.shelf.load(today)
        for problem in (*problems, *refused):
            self._report(problem)
        sound = [(one.pack, one.files) for one in installed if one.pack.id not in off]
        coach = PackCoach((*shipped.packs, *(pack for pack, _ in sound)))
        sound += [(pack, read_files(pack.folder)) for pack in shipped.packs if pack.main]
        python = self._settings.get("packs.python")
        allowed = python.value is True and python.locked  # the agent alone can't allow it
        return LoadedPacks(coach, tuple(one for one in sound if one[0].main and allowed))


def _texts(settings: Settings, key: str) -> tuple[str, ...]:
    value = settings.get(key).value
    return value if isinstance(value, tuple) else ()
