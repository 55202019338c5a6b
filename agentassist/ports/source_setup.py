"""Secrets that sources of record still need; typed once, they are sealed in the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from agentassist.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class MissingSecret:
    """`part`: secret, client_secret, refresh_token or proxy. `place` is where it is sent to.

    `kept`: once typed it is there at the next start; else it is asked for again.
    """

    source: str
    title: str
    part: str
    place: str
    kept: bool


class SourceSetup(Protocol):
    """Raises AgentAssistError("storage.*")."""

    async def missing(self) -> Sequence[MissingSecret]:
        """Of the sources that are asked; neither environment, policy nor store has them."""
        ...

    async def give(self, source: str, part: str, secret: Secret) -> None:
        """As it was typed. AgentAssistError("source.unknown") for what no source needs."""
        ...
