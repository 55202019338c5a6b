"""When somebody was last known to call by a number: old evidence counts less."""

from typing import Protocol

from agentassist.domain.contact import IdentityKeys
from agentassist.domain.ids import ContactId


class KeyUses(Protocol):
    """Raises AgentAssistError("storage.*")."""

    async def used(self, contact_id: ContactId, keys: IdentityKeys, *, verified: bool) -> None:
        """A call by these keys was this person's; `verified`: they proved it. Unknown ids pass."""
        ...
