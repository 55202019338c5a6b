"""Counts of how the cues of each rule were taken; kept on this computer."""

from typing import Protocol

from agentassist.domain.cue_tally import CueTally


class CueCounts(Protocol):
    async def add(self, change: CueTally) -> None:
        """Add these numbers to the rule's; negative ones take back."""
        ...

    async def all(self) -> tuple[CueTally, ...]:
        """By pack and rule. AgentAssistError("storage.*")."""
        ...
