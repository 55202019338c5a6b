"""What coaching packs say about a call and about a wording draft."""

from typing import Protocol, runtime_checkable

from agentassist.domain.coaching import CallMoment, Cue, DraftFinding, DraftReport
from agentassist.domain.utterance import Talk


class Coach(Protocol):
    """Pure in effect: the same moment gives the same cues. Budget and cool-down are the app's."""

    def cues(self, moment: CallMoment, before: CallMoment | None) -> tuple[Cue, ...]:
        """Cues that became due between `before` and `moment`, highest priority first."""
        ...

    def check_draft(self, text: str, moment: CallMoment) -> DraftReport:
        """Findings in a draft the agent is about to say or send. `text` up to 4,000 characters."""
        ...


@runtime_checkable
class HearsApologies(Protocol):
    """A coach that knows an apology when it hears one."""

    @property
    def language(self) -> str:
        """The agent's, as a code of two letters."""
        ...

    def apologies(self, talk: Talk) -> int:
        """How many of the agent's turns apologise."""
        ...


class Plugins(Protocol):
    """Coaching written in Python, each in a process of its own. Answers come late, or not at all.

    Never raises: a plugin that fails says nothing, and is sent off when it goes on failing.
    """

    async def cues(self, moment: CallMoment) -> tuple[Cue, ...]:
        """Everything that holds at `moment`, each time anew."""
        ...

    async def findings(self, draft: str, moment: CallMoment) -> tuple[DraftFinding, ...]:
        """What plugins that look at drafts find in this one."""
        ...
