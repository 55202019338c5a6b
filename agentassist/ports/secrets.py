"""The operating system's keystore. It holds one thing: the key of the local store."""

from typing import Protocol


class KeyStore(Protocol):
    """Raises AgentAssistError("keystore.unavailable" | "keystore.locked" | "keystore.refused")."""

    name: str

    def load(self) -> bytes | None:
        """The 32-byte database key, or None when none was stored yet. Blocking: run in a worker."""
        ...

    def save(self, key: bytes) -> None: ...
