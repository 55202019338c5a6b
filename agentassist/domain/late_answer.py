"""What a late answer may change on a card that is being read: it fills in and moves nothing.

Who stands on the card stays there, and so does the order of the candidates. Only the agent, or
another caller, puts somebody else in their place.
"""

from collections.abc import Sequence
from dataclasses import replace

from agentassist.domain.contact import (
    Candidate,
    Contact,
    EvidenceKind,
    Identity,
    IdentityStatus,
)


def filled_in(shown: Identity, contact: Contact | None, found: Identity) -> Identity:
    """The identity to show after a source has answered late.

    `contact` is who the card shows, as they are known by now (records of theirs may have been
    linked to others); None when it shows nobody. `found` is what the keys lead to now.
    """
    if shown.contact is None or contact is None:
        return replace(found, candidates=_in_order(shown.candidates, found.candidates))
    people = found.candidates
    if found.contact is not None and not people:
        people = (Candidate(found.contact, found.evidence),)
    own = next((one for one in people if one.contact.id == contact.id), None)
    others = tuple(one for one in people if one.contact.id != contact.id)
    if _picked(shown):
        return replace(shown, contact=contact, candidates=_in_order(shown.candidates, people))
    if found.contact is not None and found.contact.id == contact.id:
        return replace(found, candidates=_in_order(shown.candidates, found.candidates))
    evidence = own.evidence if own is not None and own.evidence else shown.evidence
    in_sight = (own or Candidate(contact, evidence), *others) if others else ()
    return Identity(
        IdentityStatus.IDENTIFIED,
        contact,
        evidence,
        _in_order(shown.candidates, in_sight),
        contradiction=found.contradiction,
        also_fits=bool(others),
    )


def unconfirmed(identity: Identity) -> bool:
    """Whether the silence of a source leaves open who it is: nobody but records said so."""
    return identity.status is IdentityStatus.IDENTIFIED and not _picked(identity)


def _picked(identity: Identity) -> bool:
    return any(one.kind is EvidenceKind.PICKED_BY_AGENT for one in identity.evidence)


def _in_order(shown: Sequence[Candidate], now: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Those of `now`: first the ones that stand there, where they stand."""
    known = {one.contact.id: one for one in now}
    stay = [known.pop(one.contact.id) for one in shown if one.contact.id in known]
    return (*stay, *known.values())
