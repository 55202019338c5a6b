"""The local store as a source of record: in memory and encrypted on disk it answers the same."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agentassist.domain.contact import Candidate, Contact, EvidenceKind, IdentityKeys
from agentassist.domain.identity import resolve
from agentassist.domain.ids import ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.history.local.source import LocalHistory
from agentassist.storage.store import Store

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MOBILE, HOME_LINE, SWITCHBOARD = "+12025550143", "+12025550144", "+12025550100"

Run = Callable[[Callable[[LocalHistory], Awaitable[object]]], object]


class StandingClock:
    def now(self) -> datetime:
        return NOW

    def monotonic_ns(self) -> int:
        return 0


def person(name: str, *phones: str, **more: object) -> Contact:
    return Contact(ContactId(name.split()[0].lower()), name, phones=phones, **more)


PEOPLE = [
    person(
        "Anna Exempla", MOBILE, HOME_LINE, accounts=("AC-104821",), emails=("anna@example.com",)
    ),
    person("Ben Exempla", HOME_LINE, accounts=("AC-104822",), emails=("ben@example.com",)),
    person("Nordwind", SWITCHBOARD, kind="company"),
    person("Jürgen Müller-Weiß", SWITCHBOARD, "+12025550111", company="Nordwind"),
    person("Søren Ægir", company="Nordwind"),
    person("Maeve O'Brien-Quist"),
    person("Mai Nguyễn"),
    person("Łukasz Núñez", "+12025550112", accounts=("AC-9",)),
    *(person(f"c{n} Colleague", "+12025550160", company="Acme") for n in range(30)),
    *(person(f"f{n} Family", "+12025550170") for n in range(3)),
]
LAST = {"anna": 30, "ben": 2, "c7": 1, "c3": 4}
EVENTS = [
    Interaction(
        InteractionId(f"i-{name}"),
        ContactId(name),
        Channel.ORDER,
        NOW - timedelta(days=days),
        "Order",
        reference=f"#WO-20 {days}",
    )
    for name, days in LAST.items()
]


@pytest.fixture(params=["memory", "disk"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    disk = request.param == "disk"

    def work(scenario: Callable[[LocalHistory], Awaitable[object]]) -> object:
        async def inside() -> object:
            path, key = (tmp_path / "store.db", bytes(32)) if disk else (None, None)
            store = await Store.open(path, key, clock=StandingClock())
            try:
                await store.import_center(PEOPLE, EVENTS)
                return await scenario(LocalHistory(store))
            finally:
                await store.close()

        return asyncio.run(inside())

    return work


def found(run: Run, keys: IdentityKeys) -> Sequence[Candidate]:
    return run(lambda history: history.find(keys))  # type: ignore[return-value]


def looked_up(run: Run, text: str, limit: int = 9) -> list[tuple[str, EvidenceKind]]:
    candidates = run(lambda history: history.search_contacts(text, limit))
    return [(c.contact.id, c.evidence[0].kind) for c in candidates]  # type: ignore[attr-defined]


def test_an_exclusive_number_identifies_with_what_is_known_of_the_contact(run: Run) -> None:
    keys = IdentityKeys(MOBILE)
    (anna,) = found(run, keys)
    assert [(e.kind, e.detail, e.shared_by) for e in anna.evidence] == [
        (EvidenceKind.EXACT_NUMBER, MOBILE, 1)
    ]
    assert (anna.interactions, anna.last_contact) == (1, NOW - timedelta(days=30))
    assert resolve(keys, [anna]).contact == anna.contact


def test_a_shared_number_gives_candidates_the_recent_first(run: Run) -> None:
    both = found(run, IdentityKeys(HOME_LINE))
    assert [c.contact.id for c in both] == ["ben", "anna"]
    assert {(c.evidence[0].kind, c.evidence[0].shared_by) for c in both} == {
        (EvidenceKind.SHARED_NUMBER, 2)
    }


def test_the_account_comes_first_masked_and_with_the_number_beside_it(run: Run) -> None:
    keys = IdentityKeys(HOME_LINE, "AC104821")
    anna, ben = found(run, keys)
    assert [(e.kind, e.detail) for e in anna.evidence] == [
        (EvidenceKind.ACCOUNT_FROM_IVR, "•••• 4821"),
        (EvidenceKind.SHARED_NUMBER, HOME_LINE),
    ]
    assert ben.contact.id == "ben"
    assert resolve(keys, [anna, ben]).contact == anna.contact


def test_a_company_and_its_people_behind_one_number_are_a_switchboard(run: Run) -> None:
    behind = found(run, IdentityKeys(SWITCHBOARD))
    assert {c.evidence[0].kind for c in behind} == {EvidenceKind.SWITCHBOARD}
    assert len(behind) == 2


def test_many_behind_one_number_are_cut_at_21_and_counted(run: Run) -> None:
    behind = found(run, IdentityKeys("+12025550160"))
    assert len(behind) == 21
    assert {(c.evidence[0].kind, c.evidence[0].shared_by) for c in behind} == {
        (EvidenceKind.SWITCHBOARD, 30)
    }
    assert [c.contact.id for c in behind[:4]] == ["c7", "c3", "c0", "c1"]


def test_a_family_is_shared_but_no_switchboard(run: Run) -> None:
    family = found(run, IdentityKeys("+12025550170"))
    assert [c.evidence[0].kind for c in family] == [EvidenceKind.SHARED_NUMBER] * 3


@pytest.mark.parametrize(
    "keys",
    [
        IdentityKeys(withheld=True),
        IdentityKeys(MOBILE, internal=True),
        IdentityKeys("+12025559999"),
        IdentityKeys("+1202555014"),
        IdentityKeys(None, "AC10482"),
        IdentityKeys("' OR 1=1 --", "%"),
    ],
)
def test_part_of_a_key_and_no_key_find_nobody(run: Run, keys: IdentityKeys) -> None:
    assert not found(run, keys)


@pytest.mark.parametrize(
    ("text", "first", "kind"),
    [
        ("5550143", "anna", EvidenceKind.NUMBER_TAIL),
        ("(202) 555-0143", "anna", EvidenceKind.NUMBER_TAIL),
        ("0202 5550143", "anna", EvidenceKind.NUMBER_TAIL),
        ("+1 202 555 0143", "anna", EvidenceKind.EXACT_NUMBER),
        ("0012025550143", "anna", EvidenceKind.EXACT_NUMBER),
        ("+12025550144", "ben", EvidenceKind.SHARED_NUMBER),
        ("AC-104821", "anna", EvidenceKind.ACCOUNT),
        ("ac104821", "anna", EvidenceKind.ACCOUNT),
        ("4821", "anna", EvidenceKind.ACCOUNT),
        ("wo-20 30", "anna", EvidenceKind.ORDER),
        ("#WO2030", "anna", EvidenceKind.ORDER),
        ("Anna@Example.com", "anna", EvidenceKind.EMAIL),
        ("ben@", "ben", EvidenceKind.EMAIL),
        ("exem ann", "anna", EvidenceKind.NAME),
        ("EXEMPLA", "ben", EvidenceKind.NAME),
        ("muller", "jürgen", EvidenceKind.NAME),
        ("Mueller Weiss", "jürgen", EvidenceKind.NAME),
        ("müll", "jürgen", EvidenceKind.NAME),
        ("Juergen", "jürgen", EvidenceKind.NAME),
        ("soren aegir", "søren", EvidenceKind.NAME),
        ("lukasz nunez", "łukasz", EvidenceKind.NAME),
        ("obrien", "maeve", EvidenceKind.NAME),
        ("o'brien quist", "maeve", EvidenceKind.NAME),
        ("obrien quist", "maeve", EvidenceKind.NAME),
        ("nguyen", "mai", EvidenceKind.NAME),
        ("nordwind", "nordwind", EvidenceKind.NAME),
    ],
)
def test_a_manual_look_up_finds_by_what_an_agent_hears(
    run: Run, text: str, first: str, kind: EvidenceKind
) -> None:
    assert looked_up(run, text)[0] == (first, kind)


def test_each_contact_stands_once_and_no_more_than_asked_for(run: Run) -> None:
    rows = looked_up(run, "202555", limit=50)
    assert len(rows) == len(dict(rows))
    assert len(looked_up(run, "colleague", limit=4)) == 4


@pytest.mark.parametrize(
    "text", ["", "  ", "12", "@", '"', "*", "NEAR(", "a AND", "name:x", "'; --", "\0", "x" * 5000]
)
def test_no_text_is_too_strange_to_look_for(run: Run, text: str) -> None:
    assert looked_up(run, text) == []
