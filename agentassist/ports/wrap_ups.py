"""Where wrap-ups and their drafts are kept."""

from collections.abc import Sequence
from typing import Protocol

from agentassist.domain.ids import AgentId
from agentassist.domain.wrap_up import WrapUp


class WrapUps(Protocol):
    async def save(self, wrap_up: WrapUp) -> None:
        """Durable when it returns. Saving the same id again replaces it; its draft goes.

        From then on `History.timeline` shows it as an interaction of its contact.
        """
        ...

    async def save_draft(self, wrap_up: WrapUp) -> None:
        """Durable too: a draft survives a crash and is offered again."""
        ...

    async def drafts(self, agent: AgentId) -> Sequence[WrapUp]:
        """What was not saved yet, oldest first."""
        ...
