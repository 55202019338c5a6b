"""What is still needed from a caller, once everything already given is taken off.

IT's file says which facts identify and verify a caller (settings/verification_file.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from agentassist.domain.contact import Identity, IdentityStatus
from agentassist.domain.ivr import ACCOUNT, CARD, MENU, PIN, is_secret
from agentassist.domain.ledger import Ledger
from agentassist.domain.screen_pop import NeededFact

WHO, VERIFICATION = "who", "verification"
# Kinds the program has words for; of these the value is never kept, or there is none.
KNOWN_KINDS: Final = frozenset(
    {ACCOUNT, PIN, VERIFICATION, "order", "name", "charge_date", "date_of_birth", "postcode"}
    | {"phone", "email", "city", "company", "last_payment"}
)
VALUELESS: Final = frozenset({PIN, VERIFICATION})
SHOWN_AS_TOLD: Final = frozenset({"order", "name", "charge_date", "city", "company"})
NOT_ASKED: Final = frozenset({CARD, MENU, WHO})


@dataclass(frozen=True, slots=True)
class FactKind:
    """`label` in the words of the center, None: the program's own. `value`: one may be noted."""

    label: str | None = None
    masked: bool = True
    value: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """Verified: the IVR's own word (`ivr_flag`), or `need` of these found right.

    `tries`: after so many wrong answers an agent does not ask for that fact any more.
    """

    need: int = 1
    of: tuple[str, ...] = (VERIFICATION,)
    ivr_flag: bool = True
    tries: int = 2


@dataclass(frozen=True, slots=True)
class IntentRule:
    """`check` None: as for every call. `ask`: what this intent needs besides, in order."""

    check: Check | None = None
    ask: tuple[str, ...] = ()
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class VerificationPolicy:
    """Which facts a call needs. The default: the account if nobody was found, and one check.

    `identify` are alternatives, tried in order. Of a group in `never_together` one is asked.
    """

    identify: tuple[tuple[str, ...], ...] = ((ACCOUNT,),)
    check: Check = Check()
    never_together: tuple[frozenset[str], ...] = ()
    intents: Mapping[str, IntentRule] = field(default_factory=dict)
    kinds: Mapping[str, FactKind] = field(default_factory=dict)

    def kind(self, name: str) -> FactKind:
        known = self.kinds.get(name)
        keeps = name not in VALUELESS and not is_secret(name)
        return known or FactKind(None, name not in SHOWN_AS_TOLD, keeps)

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Kinds that the center has its own words for."""
        return tuple((name, kind.label) for name, kind in self.kinds.items() if kind.label)

    def recorded(self, intent: str | None) -> frozenset[str]:
        """Kinds worth taking from the contact's record: those that would be asked otherwise."""
        return frozenset(self._rule(intent).ask)

    def verified(self, ledger: Ledger, *, ivr_verified: bool, intent: str | None) -> bool:
        """Enough was found right. A link, a record and wrong attempts never count."""
        check = self._check(intent)
        if ivr_verified and check.ivr_flag:
            return True
        return check.need > 0 and len(self._right(check, ledger)) >= check.need

    def needed(
        self,
        identity: Identity,
        ledger: Ledger,
        *,
        ivr_verified: bool,
        intent: str | None,
    ) -> tuple[NeededFact, ...]:
        """In the order to ask. Nothing that is given stands in it."""
        rule = self._rule(intent)
        if identity.status is IdentityStatus.INTERNAL or rule.nothing:
            return ()
        needed: list[NeededFact] = []
        if identity.status is IdentityStatus.CANDIDATES:
            needed.append(NeededFact(WHO, "pick"))
        elif identity.status in (IdentityStatus.UNKNOWN, IdentityStatus.WITHHELD):
            needed += self._identifying(ledger)
        if not self.verified(ledger, ivr_verified=ivr_verified, intent=intent):
            needed += self._verifying(self._check(intent), ledger)
        have = ledger.given | ledger.on_record
        asked = [kind for kind in rule.ask if kind not in have and not ledger.failed_tries(kind)]
        needed += [self._ask(kind, f"intent:{intent}") for kind in asked]
        return tuple({fact.kind: fact for fact in reversed(needed)}.values())[::-1]

    def _rule(self, intent: str | None) -> IntentRule:
        return self.intents.get(intent or "") or IntentRule()

    def _check(self, intent: str | None) -> Check:
        return self._rule(intent).check or self.check

    def _ask(self, kind: str, why: str, *, check: bool = False) -> NeededFact:
        known = self.kind(kind)
        return NeededFact(kind, why, known.label, known.value, check, known.masked)

    def _identifying(self, ledger: Ledger) -> Sequence[NeededFact]:
        """The first way to find them that is still open."""
        for kinds in self.identify:
            missing = [kind for kind in kinds if kind not in ledger.given]
            if missing and not any(ledger.failed_tries(kind) for kind in missing):
                return [self._ask(kind, "identify") for kind in missing]
        tried = any(kind in ledger.given for kinds in self.identify for kind in kinds)
        return [NeededFact(WHO, "not_found" if tried else "look_up")]

    def _verifying(self, check: Check, ledger: Ledger) -> Sequence[NeededFact]:
        right = self._right(check, ledger)
        missing = check.need - len(right)
        asked = [kind for kind in check.of if ledger.failed_tries(kind)]
        open_: list[str] = []
        for kind in check.of:
            if kind in right or ledger.failed_tries(kind) >= check.tries:
                continue
            if not self._clashes(kind, (*right, *asked, *open_)):
                open_.append(kind)
        if missing > len(open_):  # nothing that may still be asked would be enough
            return [NeededFact(VERIFICATION, "failed")]
        return [
            self._ask(kind, "check" if kind in ledger.given else "verify", check=True)
            for kind in open_[:missing]
        ]

    def _right(self, check: Check, ledger: Ledger) -> tuple[str, ...]:
        """What counts; of facts that may not be asked together only the first does."""
        right: list[str] = []
        for kind in check.of:
            if kind in ledger.checked and not self._clashes(kind, right):
                right.append(kind)
        return tuple(right)

    def _clashes(self, kind: str, others: Iterable[str]) -> bool:
        beside = frozenset(others) - {kind}
        return any(kind in group and beside & group for group in self.never_together)
