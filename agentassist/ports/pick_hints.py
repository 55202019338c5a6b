"""What an agent picked for a number: a hint for the next call, never an identification."""

from typing import Protocol

from agentassist.domain.ids import AgentId, ContactId


class PickHints(Protocol):
    """Hints expire by themselves. Raises AgentAssistError("storage.*")."""

    async def remember(self, number: str, contact_id: ContactId, agent: AgentId) -> None:
        """`number` is E.164."""
        ...

    async def forget(self, number: str, contact_id: ContactId, agent: AgentId) -> None:
        """The pick was taken back."""
        ...
