"""Coaching packs as a person looks after them: which there are, whose, and what they want."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import PackId, RuleId
from agentassist.ports.coaching import Coach, Plugins


class PackSeal(StrEnum):
    """Why the bytes of a pack are believed."""

    SHIPPED = "shipped"  # came with the program, and is as it came
    SIGNED = "signed"  # by a publisher who is trusted here
    UNKNOWN = "unknown"  # a true signature of somebody nobody here trusts yet
    UNSIGNED = "unsigned"  # developer mode
    REFUSED = "refused"  # see `problem`


class PythonPart(StrEnum):
    """How the part in Python is doing, if there is one."""

    NONE = "none"
    RUNS = "runs"
    NOT_ALLOWED = "not_allowed"  # machine policy does not let any run
    SENT_OFF = "sent_off"  # failed three times


@dataclass(frozen=True, slots=True)
class RuleCard:
    """`line` is what the agent reads when the rule speaks."""

    id: RuleId
    line: str


@dataclass(frozen=True, slots=True)
class PackCard:
    """`publisher` is what the pack calls its maker, `signer` what who trusted the key calls them.

    `wants` are the keys of its manifest; a refused pack has only its `id` and its `problem`.
    """

    id: PackId
    seal: PackSeal
    on: bool = True
    bundled: bool = False
    title: str = ""
    version: str = ""
    publisher: str = ""
    language: str = ""
    signer: str = ""
    fingerprint: str = ""
    expires: date | None = None
    wants: tuple[str, ...] = ()
    rules: tuple[RuleCard, ...] = ()
    python: PythonPart = PythonPart.NONE
    problem: AgentAssistError | None = None


@dataclass(frozen=True, slots=True)
class PackLook:
    """A pack that was looked at before it is installed: every check but trust was passed.

    `replaces` is the version that is installed now; `key` is the publisher's, for `install`.
    """

    card: PackCard
    place: str
    examples: int
    replaces: str | None = None
    may_trust: bool = True  # the agent may trust a publisher
    key: str = ""


@dataclass(frozen=True, slots=True)
class PackView:
    """`switchable`: the agent decides which are on. `developer`: unsigned packs run here."""

    packs: tuple[PackCard, ...] = ()
    switchable: bool = True
    installable: bool = True
    developer: bool = False
    removed: tuple[PackCard, ...] = ()  # in this run; they can be put back


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a coach runs on: all packs that are on."""

    coach: Coach
    plugins: Plugins | None = None
    packs: Collection[PackId] = field(default_factory=frozenset)


class PackCollection(Protocol):
    """Every method raises AgentAssistError pack.* or setting.*; files are read off the loop."""

    async def view(self) -> PackView: ...

    async def equip(self) -> Equipment:
        """Read and verify every pack anew."""
        ...

    async def look(self, place: str) -> PackLook:
        """A file or folder, with every check of an installation. Nothing is changed."""
        ...

    async def install(self, look: PackLook, *, trusting: bool) -> None:
        """The bytes that were looked at. `trusting`: the fingerprint was compared just now."""
        ...

    async def fetch(self) -> bool:
        """Install what is new where the organisation keeps its packs; whether anything was.

        Raises nothing: what is wrong there is reported once.
        """
        ...

    async def remove(self, pack: PackId) -> None: ...

    async def put_back(self, pack: PackId) -> None:
        """What `remove` took away in this run."""
        ...

    async def switch(self, pack: PackId, on: bool) -> None: ...
