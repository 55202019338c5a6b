"""The record of who looked at what: reveals and copies of masked values."""

from typing import Protocol

from agentassist.domain.ids import AgentId, CallId, ContactId


class Audit(Protocol):
    async def record(
        self,
        action: str,
        *,
        agent: AgentId,
        call_id: CallId | None = None,
        contact_id: ContactId | None = None,
        detail: str = "",
    ) -> None:
        """Append one line; `detail` names the kind of fact, never its value."""
        ...
