"""Whose packs may run here: by machine policy, or once by an agent who compared a fingerprint."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from agentassist.coaching.pack_source import PackFiles, pack_problem
from agentassist.coaching.trust.keys import PublicKey
from agentassist.coaching.trust.signing import Signed
from agentassist.domain.errors import AgentAssistError


@dataclass(frozen=True, slots=True)
class Publisher:
    """`name` is what whoever trusted it calls it, not what it calls itself."""

    name: str
    key: PublicKey

    @classmethod
    def parse(cls, text: str) -> "Publisher":
        """From `Team North aapub1:...`, as policy and settings write it."""
        name, _, key = text.strip().rpartition(" ")
        return cls(name.strip() or "-", PublicKey.parse(key))

    @property
    def text(self) -> str:
        return f"{self.name} {self.key.text}"


@dataclass(frozen=True, slots=True)
class Trust:
    """What counts here. `revoked` has keys (`aapub1:...`) and digests of single editions.

    `developer`: packs without a signature run too, and are marked wherever they are named.
    """

    publishers: tuple[Publisher, ...] = ()
    revoked: frozenset[str] = field(default_factory=frozenset)
    developer: bool = False

    def publisher(self, key: PublicKey) -> Publisher | None:
        return next((one for one in self.publishers if one.key == key), None)

    def check(self, files: PackFiles, signed: Signed, today: date) -> Publisher:
        """Who vouches for it.

        Raises AgentAssistError pack.revoked, pack.expired or pack.untrusted (with the fingerprint
        to compare), in this order: a revoked key is never offered for trust.
        """
        self.check_current(files, signed, today)
        publisher = self.publisher(signed.key)
        if publisher is None:
            raise pack_problem(
                "pack.untrusted",
                files.place,
                publisher=signed.publisher,
                fingerprint=signed.key.fingerprint,
            )
        return publisher

    def check_current(self, files: PackFiles, signed: Signed, today: date) -> None:
        """What holds whoever signed it: pack.revoked, pack.expired."""
        if {signed.key.text, signed.digest} & self.revoked:
            raise pack_problem("pack.revoked", files.place, publisher=signed.publisher)
        if signed.expires is not None and today > signed.expires:
            raise pack_problem("pack.expired", files.place, expires=signed.expires.isoformat())


def read_publishers(
    texts: Iterable[str],
) -> tuple[tuple[Publisher, ...], tuple[AgentAssistError, ...]]:
    """Those that can be read, and what is wrong with the others, in the order written."""
    publishers: list[Publisher] = []
    problems: list[AgentAssistError] = []
    for text in texts:
        try:
            publishers.append(Publisher.parse(text))
        except AgentAssistError as problem:
            problems.append(problem)
    return tuple(publishers), tuple(problems)
