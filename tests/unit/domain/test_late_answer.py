"""What a late answer changes on a card that is being read, and what it leaves alone."""

from collections.abc import Sequence

from agentassist.domain.contact import (
    Candidate,
    Contact,
    Evidence,
    EvidenceKind,
    Identity,
    IdentityKeys,
)
from agentassist.domain.contact import IdentityStatus as Status
from agentassist.domain.identity import resolve
from agentassist.domain.ids import ContactId
from agentassist.domain.late_answer import filled_in, unconfirmed

NUMBER = "+442079460877"
KEYS = IdentityKeys(e164=NUMBER)
DANA, BO, CY = (
    Contact(ContactId(name), name.title(), phones=(NUMBER,)) for name in ("dana", "bo", "cy")
)


def found(*people: Contact) -> Identity:
    """What a number leads to that all of them have."""
    kind = EvidenceKind.EXACT_NUMBER if len(people) == 1 else EvidenceKind.SHARED_NUMBER
    evidence = (Evidence(kind, NUMBER, len(people)),)
    return resolve(KEYS, [Candidate(one, evidence) for one in people])


def picked(contact: Contact, among: Sequence[Contact]) -> Identity:
    evidence = (Evidence(EvidenceKind.PICKED_BY_AGENT),)
    return Identity(Status.IDENTIFIED, contact, evidence, found(*among).candidates)


def names(identity: Identity) -> list[str]:
    return [one.contact.id for one in identity.candidates]


def test_who_was_unknown_is_found() -> None:
    assert filled_in(Identity(Status.UNKNOWN), None, found(DANA)) == found(DANA)


def test_a_card_stays_and_the_others_stand_beside_it() -> None:
    now = filled_in(found(DANA), DANA, found(BO, DANA))
    assert (now.status, now.contact, now.also_fits) == (Status.IDENTIFIED, DANA, True)
    assert names(now) == ["dana", "bo"]
    assert now.evidence == (Evidence(EvidenceKind.SHARED_NUMBER, NUMBER, 2),)


def test_a_card_stays_although_another_alone_is_found_now() -> None:
    now = filled_in(found(DANA), DANA, found(BO))
    assert (now.contact, now.also_fits) == (DANA, True)
    assert set(names(now)) == {"dana", "bo"}
    assert now.evidence == found(DANA).evidence


def test_a_card_whose_person_is_not_found_any_more_stays_as_it_is() -> None:
    now = filled_in(found(DANA), DANA, resolve(KEYS, []))
    assert (now.contact, now.evidence, now.also_fits) == (DANA, found(DANA).evidence, False)


def test_the_same_person_under_another_id_is_the_same_person() -> None:
    """The record on the card was linked to one that names the person from now on."""
    shown = found(Contact(ContactId("desk:7"), "Dana", phones=(NUMBER,)))
    now = filled_in(shown, DANA, found(DANA))
    assert (now.contact, now.also_fits, now.candidates) == (DANA, False, ())


def test_candidates_stay_in_their_order_and_new_ones_come_behind() -> None:
    now = filled_in(found(BO, DANA), None, found(CY, DANA, BO))
    assert names(now) == ["bo", "dana", "cy"]


def test_two_candidates_who_turn_out_to_be_one_are_opened() -> None:
    now = filled_in(found(BO, DANA), None, found(DANA))
    assert (now.status, now.contact, now.candidates) == (Status.IDENTIFIED, DANA, ())


def test_an_agents_pick_is_never_overruled() -> None:
    shown = picked(DANA, [BO, DANA])
    for answer in (found(BO), found(BO, DANA, CY), resolve(KEYS, [])):
        now = filled_in(shown, DANA, answer)
        assert (now.contact, now.also_fits) == (DANA, False)
        assert now.evidence == shown.evidence


def test_only_what_records_say_is_left_open_by_a_silent_source() -> None:
    assert unconfirmed(found(DANA))
    assert not unconfirmed(picked(DANA, [DANA]))
    assert not unconfirmed(found(DANA, BO))
    assert not unconfirmed(resolve(KEYS, []))
