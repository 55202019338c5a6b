"""Who is calling: from keys and the contacts that have them to one person or honest candidates.

A contact opens by itself only when exactly one contact has the key and nothing strong speaks
against it; in every other case the agent picks:

- the account entered in the IVR (or told to an agent) is the strong key, the exact number a
  medium one;
- an account that one contact has identifies it, from whatever number: people call from several.
  When the number belongs to somebody else alone, that person stays in the candidates, in sight;
- an account that several share (a household) is narrowed by a number only one of them has;
- a number that one contact has identifies it, unless the caller entered an account that is not
  among those on file for it: two strong keys then point to two people, and nobody is opened;
- a number that several have identifies nobody;
- one that they have not used for long, its older spelling, and whom an agent once picked for it
  (`WEAK`) show people to pick from, and open nobody.

What only a link says identifies nobody either: see `unvouched`.
"""

from collections.abc import Sequence
from dataclasses import replace

from agentassist.domain.contact import (
    Candidate,
    Contact,
    Evidence,
    EvidenceKind,
    Identity,
    IdentityKeys,
    IdentityStatus,
)

_BY_NUMBER = frozenset(
    {EvidenceKind.EXACT_NUMBER, EvidenceKind.SHARED_NUMBER, EvidenceKind.SWITCHBOARD}
)


def resolve(keys: IdentityKeys, candidates: Sequence[Candidate]) -> Identity:
    """The identity that `candidates` (best first, as `History.find` gives them) allow."""
    if keys.internal:
        return Identity(IdentityStatus.INTERNAL)
    if not candidates:
        nothing_to_ask = keys.withheld and keys.account is None
        return Identity(IdentityStatus.WITHHELD if nothing_to_ask else IdentityStatus.UNKNOWN)
    person = _by_account(candidates)
    if person is not None:
        return _identified(person, candidates)
    person = _by_number(candidates)
    if person is None:
        return Identity(IdentityStatus.CANDIDATES, candidates=tuple(candidates))
    if keys.account is not None and person.contact.accounts and not _has_account(person):
        return Identity(IdentityStatus.CANDIDATES, candidates=tuple(candidates), contradiction=True)
    return _identified(person, candidates)


def unvouched(identity: Identity) -> Identity:
    """The same where nobody vouches for number and account: candidates, and the agent picks.

    An account in it was not typed in the IVR, as far as anybody knows.
    """
    people = identity.candidates
    if identity.contact is not None and not people:
        people = (Candidate(identity.contact, identity.evidence),)
    if not people:
        return identity
    doubted = tuple(replace(one, evidence=tuple(map(_doubted, one.evidence))) for one in people)
    return replace(
        identity, status=IdentityStatus.CANDIDATES, contact=None, evidence=(), candidates=doubted
    )


def _doubted(evidence: Evidence) -> Evidence:
    if evidence.kind is EvidenceKind.ACCOUNT_FROM_IVR:
        return replace(evidence, kind=EvidenceKind.ACCOUNT)
    return evidence


def told_to_agent(identity: Identity, others: Sequence[Candidate]) -> Identity:
    """The identity where the account was said to an agent. The evidence says so.

    `others` have an account that the caller gave besides: when it belongs to somebody else alone,
    two strong keys point to two people, and nobody is opened.
    """
    candidates = tuple(map(_as_told, identity.candidates))
    contact = identity.contact
    known = {candidate.contact.id for candidate in candidates}
    if contact is not None and others and all(one.contact.id != contact.id for one in others):
        own = () if contact.id in known else (Candidate(contact, _told(identity.evidence)),)
        more = tuple(one for one in others if one.contact.id not in known)
        return Identity(
            IdentityStatus.CANDIDATES, candidates=(*own, *candidates, *more), contradiction=True
        )
    return replace(identity, evidence=_told(identity.evidence), candidates=candidates)


def against_pick(found: Identity, picked: Contact | None) -> Identity | None:
    """Both to pick from again, when an account told after the pick is somebody else's."""
    told = any(one.kind is EvidenceKind.ACCOUNT_TOLD for one in found.evidence)
    if not told or found.contact is None or picked is None or found.contact.id == picked.id:
        return None
    people = found.candidates or (Candidate(found.contact, found.evidence),)
    if all(one.contact.id != picked.id for one in people):
        people = (*people, Candidate(picked, (Evidence(EvidenceKind.PICKED_BY_AGENT),)))
    return Identity(IdentityStatus.CANDIDATES, candidates=people, contradiction=True)


def _as_told(candidate: Candidate) -> Candidate:
    return replace(candidate, evidence=_told(candidate.evidence))


def _told(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(
        replace(one, kind=EvidenceKind.ACCOUNT_TOLD)
        if one.kind is EvidenceKind.ACCOUNT_FROM_IVR
        else one
        for one in evidence
    )


def _by_account(candidates: Sequence[Candidate]) -> Candidate | None:
    holders = [c for c in candidates if _has_account(c)]
    if len(holders) > 1:
        holders = [c for c in holders if _kinds(c) & _BY_NUMBER]
    return holders[0] if len(holders) == 1 else None


def _by_number(candidates: Sequence[Candidate]) -> Candidate | None:
    """The one holder of the number; none as soon as an account speaks for others."""
    holders = [c for c in candidates if EvidenceKind.EXACT_NUMBER in _kinds(c)]
    others = [c for c in candidates if _has_account(c) and c not in holders]
    return holders[0] if len(holders) == 1 and not others else None


def _kinds(candidate: Candidate) -> frozenset[EvidenceKind]:
    return frozenset(evidence.kind for evidence in candidate.evidence)


def _has_account(candidate: Candidate) -> bool:
    return EvidenceKind.ACCOUNT_FROM_IVR in _kinds(candidate)


def _identified(person: Candidate, candidates: Sequence[Candidate]) -> Identity:
    in_sight = tuple(candidates) if len(candidates) > 1 else ()
    return Identity(IdentityStatus.IDENTIFIED, person.contact, person.evidence, in_sight)
