"""All packs a coach runs: those that ship with the program and those installed here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agentassist.coaching.agent_language import agent_language
from agentassist.coaching.engine import PackCoach
from agentassist.coaching.pack import Pack, read_pack
from agentassist.coaching.pack_source import PackFiles, pack_problem
from agentassist.coaching.trust.bundled import BundledPacks
from agentassist.coaching.trust.publishers import Publisher, Trust, read_publishers
from agentassist.coaching.trust.shelf import CheckedPack, PackShelf
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import PackId
from agentassist.ports.settings import Settings

Report = Callable[[AgentAssistError], None]
OFF = "packs.off"


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


def switch_pack(settings: Settings, pack: PackId, on: bool) -> None:
    """AgentAssistError("setting.locked") where the organisation says which are on."""
    off = [one for one in _texts(settings, OFF) if one != pack]
    settings.set(OFF, tuple(off) if on else (*off, pack))


@dataclass(frozen=True, slots=True)
class KnownPack:
    """One pack that is there: checked, or `problem` says why it is left out."""

    id: PackId
    bundled: bool
    on: bool
    checked: CheckedPack | None
    problem: AgentAssistError | None = None


@dataclass(frozen=True, slots=True)
class LoadedPacks:
    """`plugins` are the packs whose part in Python may run here; `known` is every pack."""

    coach: PackCoach
    plugins: tuple[tuple[Pack, PackFiles], ...] = ()
    known: tuple[KnownPack, ...] = ()


class PackLibrary:
    """`bundled` is the folder of packs that ship with the program, `installed` the shelf's, if any.

    `report` hears of every pack that is left out.
    """

    def __init__(
        self, settings: Settings, bundled: Path, installed: Path | None, report: Report
    ) -> None:
        self._settings = settings
        self._report = report
        trust = read_trust(settings, report)
        self._bundled = BundledPacks(bundled, trust.revoked)
        self.shelf = PackShelf(installed, trust, bundled=frozenset(self._bundled.names))

    def bundled(self, today: date) -> tuple[Pack, ...]:
        """Those that are as they were shipped."""
        shipped = (self._shipped(name, today) for name in self._bundled.names)
        return tuple(one.pack for one in shipped if isinstance(one, CheckedPack))

    def load(self, today: date) -> LoadedPacks:
        """Every pack that passes and is not switched off runs, from the bytes that passed."""
        known = tuple(self._known(today))
        for one in known:
            if one.problem is not None and one.on:
                self._report(one.problem)
        sound = [one.checked for one in known if one.checked is not None and one.on]
        language = agent_language(self._settings)
        coach = PackCoach((checked.pack for checked in sound), language=language)
        python = [(one.pack, one.files) for one in sound if one.pack.main]
        return LoadedPacks(coach, tuple(python) if self.python_allowed else (), known)

    @property
    def python_allowed(self) -> bool:
        """By machine policy; the agent alone can't allow it."""
        python = self._settings.get("packs.python")
        return python.value is True and python.locked

    def _known(self, today: date) -> Iterator[KnownPack]:
        off = set(_texts(self._settings, OFF))
        for name in self._bundled.names:
            yield _known(name, True, name not in off, self._shipped(name, today))
        try:
            for name, found in self.shelf.each(today):
                yield _known(name, False, name not in off, found)
        except AgentAssistError as problem:
            self._report(problem)

    def _shipped(self, name: str, today: date) -> CheckedPack | AgentAssistError:
        try:
            files = self._bundled.read(name, today)
            pack = read_pack(files)
        except AgentAssistError as problem:
            return problem
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            return pack_problem("pack.unreadable", self._bundled.folder / name, problem=reason)
        if pack.id != name:
            return pack_problem("pack.wrong_name", files.place, pack=pack.id)
        return CheckedPack(pack, files, None, None)


def _known(name: str, bundled: bool, on: bool, found: CheckedPack | AgentAssistError) -> KnownPack:
    if isinstance(found, AgentAssistError):
        return KnownPack(PackId(name), bundled, on, None, found)
    return KnownPack(PackId(name), bundled, on, found)


def _texts(settings: Settings, key: str) -> tuple[str, ...]:
    value = settings.get(key).value
    return value if isinstance(value, tuple) else ()
