"""Calls whose course the agent tells, because what announced them can't."""

from enum import StrEnum
from typing import Protocol

from agentassist.domain.ids import CallId


class CallStep(StrEnum):
    """What the agent says happened. OVER counts as answered; MISSED was never taken."""

    ANSWERED = "answered"
    OVER = "over"
    MISSED = "missed"


class ToldCalls(Protocol):
    """On the core thread."""

    def tell(self, call_id: CallId, step: CallStep) -> None:
        """AgentAssistError("link.unknown_call") when there is no such call any more."""
