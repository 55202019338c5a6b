"""Secrets: the operating system's keystore holds one thing, the key of the local store.

What opens phone systems and connectors is sealed in that store.
"""

from typing import Protocol

from agentassist.domain.secret import Secret


class KeyStore(Protocol):
    """Raises AgentAssistError("keystore.unavailable" | "keystore.locked" | "keystore.refused")."""

    name: str

    def load(self) -> bytes | None:
        """The 32-byte database key, or None when none was stored yet. Blocking: run in a worker."""
        ...

    def save(self, key: bytes) -> None: ...


class Credentials(Protocol):
    """Secrets of phone systems and connectors, by name. AgentAssistError("storage.*")."""

    @property
    def kept(self) -> bool:
        """Whether they are there again at the next start."""

    async def put(self, name: str, value: Secret) -> None: ...

    async def get(self, name: str) -> Secret | None: ...

    async def delete(self, name: str) -> None: ...
