"""Where wrap-ups and their drafts are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from agentassist.domain.ids import AgentId
from agentassist.domain.wrap_up import WrapUp

if TYPE_CHECKING:  # the rules of linking are not needed for the first paint
    from agentassist.domain.source_note import NotesOfWrapUp


class WrapUps(Protocol):
    async def save(self, wrap_up: WrapUp, notes: NotesOfWrapUp | None = None) -> None:
        """Durable when it returns, with what sources are to be told of it.

        Saving the same id again replaces it; its draft goes. From then on `History.timeline` shows
        it as an interaction of its contact.
        """
        ...

    async def save_draft(self, wrap_up: WrapUp) -> None:
        """Durable too: a draft survives a crash and is offered again."""
        ...

    async def drafts(self, agent: AgentId) -> Sequence[WrapUp]:
        """What was not saved yet, oldest first."""
        ...
