"""'Caller had to repeat': a defect of ours, counted by call."""

from typing import Protocol

from agentassist.domain.ids import AgentId, CallId, ContactId


class Repeats(Protocol):
    async def add(
        self, call_id: CallId, agent: AgentId, contact_id: ContactId | None = None
    ) -> int:
        """Record one and return how many the call has."""
        ...

    async def take_back(self, call_id: CallId, agent: AgentId) -> int:
        """Undo this agent's last one of the call, if any, and return how many the call has."""
        ...
