"""What coaching packs say about a call and about a wording draft."""

from typing import Protocol

from agentassist.domain.coaching import CallMoment, Cue, DraftReport


class Coach(Protocol):
    """Pure in effect: the same moment gives the same cues. Budget and cool-down are the app's."""

    def cues(self, moment: CallMoment, before: CallMoment | None) -> tuple[Cue, ...]:
        """Cues that became due between `before` and `moment`, highest priority first."""
        ...

    def check_draft(self, text: str, moment: CallMoment) -> DraftReport:
        """Findings in a draft the agent is about to say or send. `text` up to 4,000 characters."""
        ...
