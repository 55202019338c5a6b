"""A contact opens by itself only when one has the key and nothing strong speaks against it."""

from agentassist.domain.contact import (
    WEAK,
    Candidate,
    Contact,
    Evidence,
    EvidenceKind,
    IdentityKeys,
)
from agentassist.domain.identity import resolve
from agentassist.domain.ids import ContactId

NUMBER, ACCOUNT = "+12025550143", "AC1"


def candidate(name: str, *kinds: EvidenceKind, accounts: tuple[str, ...] = ()) -> Candidate:
    evidence = tuple(Evidence(kind) for kind in kinds)
    return Candidate(Contact(ContactId(name), name, accounts=accounts), evidence)


BY_ACCOUNT, EXACT = EvidenceKind.ACCOUNT_FROM_IVR, EvidenceKind.EXACT_NUMBER
SHARED, SWITCHBOARD = EvidenceKind.SHARED_NUMBER, EvidenceKind.SWITCHBOARD


def who(keys: IdentityKeys, *candidates: Candidate) -> str:
    identity = resolve(keys, candidates)
    name = identity.contact.name if identity.contact else "-"
    return f"{identity.status} {name}{' contradiction' if identity.contradiction else ''}"


def test_nobody_found() -> None:
    assert who(IdentityKeys(NUMBER)) == "unknown -"
    assert who(IdentityKeys(withheld=True)) == "withheld -"
    assert who(IdentityKeys(withheld=True, account=ACCOUNT)) == "unknown -"
    assert who(IdentityKeys(internal=True)) == "internal -"


def test_a_number_that_one_has_identifies() -> None:
    anna = candidate("anna", EXACT, accounts=(ACCOUNT,))
    assert who(IdentityKeys(NUMBER), anna) == "identified anna"
    assert resolve(IdentityKeys(NUMBER), [anna]).candidates == ()


def test_a_number_that_several_have_identifies_nobody() -> None:
    for kind in (SHARED, SWITCHBOARD):
        both = candidate("anna", kind), candidate("ben", kind)
        assert who(IdentityKeys(NUMBER), *both) == "candidates -"
        assert resolve(IdentityKeys(NUMBER), both).candidates == both
    assert who(IdentityKeys(NUMBER), candidate("anna", SWITCHBOARD)) == "candidates -"


def test_the_account_picks_one_out_of_a_household() -> None:
    anna = candidate("anna", BY_ACCOUNT, SHARED, accounts=(ACCOUNT,))
    identity = resolve(IdentityKeys(NUMBER, ACCOUNT), [anna, candidate("ben", SHARED)])
    assert identity.contact == anna.contact
    assert identity.evidence == anna.evidence
    assert len(identity.candidates) == 2


def test_the_account_wins_over_a_number_of_somebody_else_who_stays_in_sight() -> None:
    anna = candidate("anna", BY_ACCOUNT, accounts=(ACCOUNT,))
    ben = candidate("ben", EXACT, accounts=("AC2",))
    identity = resolve(IdentityKeys(NUMBER, ACCOUNT), [anna, ben])
    assert (identity.contact, identity.contradiction) == (anna.contact, False)
    assert identity.candidates == (anna, ben)


def test_an_account_without_a_number_on_file_identifies() -> None:
    anna = candidate("anna", BY_ACCOUNT)
    assert who(IdentityKeys("+12025550199", ACCOUNT), anna) == "identified anna"
    assert who(IdentityKeys(None, ACCOUNT, withheld=True), anna) == "identified anna"


def test_a_shared_account_is_narrowed_by_the_number() -> None:
    keys = IdentityKeys(NUMBER, ACCOUNT)
    anna, ben = candidate("anna", BY_ACCOUNT, EXACT), candidate("ben", BY_ACCOUNT)
    assert who(keys, anna, ben) == "identified anna"
    assert who(keys, candidate("anna", BY_ACCOUNT), ben) == "candidates -"
    both = candidate("anna", BY_ACCOUNT, SHARED), candidate("ben", BY_ACCOUNT, SHARED)
    assert who(keys, *both) == "candidates -"


def test_a_shared_account_and_the_number_of_a_third_open_nobody() -> None:
    people = candidate("anna", BY_ACCOUNT), candidate("ben", BY_ACCOUNT), candidate("cem", EXACT)
    assert who(IdentityKeys(NUMBER, ACCOUNT), *people) == "candidates -"


def test_an_account_that_is_not_on_file_for_the_number_is_a_contradiction() -> None:
    keys = IdentityKeys(NUMBER, "AC9")
    assert who(keys, candidate("anna", EXACT, accounts=(ACCOUNT,))) == "candidates - contradiction"
    assert who(keys, candidate("anna", EXACT)) == "identified anna"  # none on file: no claim


def test_no_account_number_appears_by_accident() -> None:
    contact = Contact(ContactId("c"), "Dana Reyes", accounts=("40018822",))
    shown = repr((Candidate(contact, ()), IdentityKeys(account="40018822")))
    assert "4001" not in shown


def test_weak_evidence_opens_nobody_and_keeps_nobody_else_closed() -> None:
    for kind in WEAK:
        assert who(IdentityKeys(NUMBER), candidate("anna", kind)) == "candidates -"
        fresh, old = candidate("ben", EXACT), candidate("anna", kind)
        assert who(IdentityKeys(NUMBER), fresh, old) == "identified ben"
        assert resolve(IdentityKeys(NUMBER), [fresh, old]).candidates == (fresh, old)
        both = candidate("anna", BY_ACCOUNT, kind), candidate("ben", BY_ACCOUNT)
        assert who(IdentityKeys(NUMBER, ACCOUNT), *both) == "candidates -"
