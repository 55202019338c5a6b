"""What a statement about a customer rests on, and how sure that makes it."""

from dataclasses import dataclass
from enum import StrEnum

from agentassist.domain.ids import InteractionId, PromiseId


class Certainty(StrEnum):
    """How sure a reason may be called: never surer than its evidence."""

    SAID = "said"  # the caller chose it
    PROBABLE = "probable"  # it fits what they chose, or somebody of ours owes them something
    POSSIBLE = "possible"  # it is on file, no more


class BasisKind(StrEnum):
    INTERACTION = "interaction"
    PROMISE = "promise"
    FACT = "fact"  # of the call's ledger, by its kind: "menu"


@dataclass(frozen=True, slots=True)
class Basis:
    """One piece of evidence; `id` is an interaction's, a promise's, or the kind of a fact."""

    kind: BasisKind
    id: str

    @property
    def key(self) -> str:
        """As `timeline.Timeline.row_of` knows it; a fact is in no timeline."""
        return f"promise:{self.id}" if self.kind is BasisKind.PROMISE else self.id


def interaction_basis(interaction: InteractionId) -> Basis:
    return Basis(BasisKind.INTERACTION, interaction)


def promise_basis(promise: PromiseId) -> Basis:
    return Basis(BasisKind.PROMISE, promise)


def fact_basis(kind: str) -> Basis:
    return Basis(BasisKind.FACT, kind)
