"""What is still needed from a caller, once everything already given is taken off."""

from collections.abc import Sequence
from dataclasses import dataclass

from agentassist.domain.contact import Identity, IdentityStatus
from agentassist.domain.ivr import ACCOUNT, GivenFact
from agentassist.domain.screen_pop import NeededFact

WHO, VERIFICATION = "who", "verification"


@dataclass(frozen=True, slots=True)
class VerificationPolicy:
    """Which facts a call needs. `per_intent` adds kinds for an intent, in order.

    The default asks who it is, and to verify them before anything personal is said.
    """

    require_verification: bool = True
    per_intent: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def needed(
        self,
        identity: Identity,
        given: Sequence[GivenFact],
        *,
        verified: bool,
        intent: str | None,
    ) -> tuple[NeededFact, ...]:
        """In the order to ask. Nothing that is given stands in it."""
        have = {fact.kind for fact in given if fact.usable}
        needed: list[NeededFact] = []
        if identity.status is IdentityStatus.INTERNAL:
            return ()
        if identity.status is IdentityStatus.CANDIDATES:
            needed.append(NeededFact(WHO, "pick"))
        elif identity.status in (IdentityStatus.UNKNOWN, IdentityStatus.WITHHELD):
            if ACCOUNT not in have:
                needed.append(NeededFact(ACCOUNT, "identify"))
            else:
                needed.append(NeededFact(WHO, "not_found"))
        if self.require_verification and not verified:
            needed.append(NeededFact(VERIFICATION, "verify"))
        for kind in dict(self.per_intent).get(intent or "", ()):
            if kind not in have:
                needed.append(NeededFact(kind, f"intent:{intent}"))
        return tuple(needed)
