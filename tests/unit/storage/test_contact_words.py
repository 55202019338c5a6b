"""Names by their beginnings: the short ways through a large index find what the long one finds."""

import pytest

from agentassist.domain.contact import Contact
from agentassist.domain.ids import ContactId
from agentassist.storage import contact_words
from agentassist.storage.contact_words import with_words
from agentassist.storage.store import Store

FAMILIES = ("Marquardt", "Marquez", "Marten", "Martens", "Marx", "Müller", "Mulder")
PEOPLE = [
    Contact(
        ContactId(f"c{at}"),
        f"{('Maria', 'Marta', 'Finn', 'Jo')[at % 4]} {FAMILIES[at % len(FAMILIES)]}",
        company="Martin & Sons" if at % 50 == 0 else None,
        emails=(f"person{at}@mail.example",),
    )
    for at in range(600)
]
QUERIES = (
    "m", "mar", "mart", "marte", "martens", "maria marq", "mar marq", "jo mull", "finn mueller",
    "person599", "person59", "mail", "mail maria", "martin sons", "finn marx person2", "jo jo", "x",
)  # fmt: skip


@pytest.mark.parametrize("few", [False, True])
def test_each_way_finds_the_same(opener, monkeypatch: pytest.MonkeyPatch, few: bool) -> None:
    """With `few` the sample is so small that nothing is ever enough of it."""
    if few:
        monkeypatch.setattr(contact_words, "SAMPLE", 3)

    async def scenario(store: Store) -> None:
        await store.import_center(PEOPLE)
        for text in QUERIES:
            found = await store.read(lambda c, t=text: with_words(c, t, 1000))
            every = await store.read(
                lambda c, t=text: contact_words._matching(c, contact_words.words(t), 1000)
            )
            assert set(found) <= set(every), text
            assert len(found) == len(every) or len(found) >= contact_words.ENOUGH, text
            assert len(found) == len(every) or not few, text

    opener.in_memory(scenario)


def test_nothing_typed_finds_nobody(opener) -> None:
    async def scenario(store: Store) -> None:
        await store.import_center(PEOPLE)
        for text in ("", " - ", "'"):
            assert await store.read(lambda c, t=text: with_words(c, t, 10)) == []

    opener.in_memory(scenario)
