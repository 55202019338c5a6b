"""What the repositories ask of the store, so that none of them knows it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from agentassist.storage.engine import Connection

T = TypeVar("T")


class Database(Protocol):
    """One database with its threads; see `storage.store.Store`, which is one."""

    @property
    def kept(self) -> bool:
        """Whether anything outlives the program."""

    async def read(self, query: Callable[[Connection], T]) -> T:
        """One consistent view of the data. AgentAssistError("storage.*")."""
        ...

    async def write(self, change: Callable[[Connection], T]) -> T:
        """One transaction, on the disk when this returns. AgentAssistError("storage.*")."""
        ...
