"""What the timeline is arranged by, marks of discretion and consents come back as they went in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from agentassist.domain.call import Direction
from agentassist.domain.consent import Consent, Purpose
from agentassist.domain.contact import Contact
from agentassist.domain.discretion import Discretion
from agentassist.domain.ids import ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.promise import Promise
from agentassist.history.local.source import LocalHistory
from agentassist.storage.store import Store

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ANNA = ContactId("anna")


def test_everything_of_a_row_comes_back(opener: Any) -> None:
    contact = Contact(
        ANNA,
        "Anna Berg",
        consents=(
            Consent(Purpose.PHONE, granted=False, source="crm", at=NOW),
            Consent(Purpose.RECORDING, granted=True),
        ),
        discretion=(("city", Discretion.HIDE), ("vip", Discretion.KNOW)),
    )
    full = Interaction(
        InteractionId("m1"),
        ANNA,
        Channel.MESSAGE,
        NOW,
        "Where is it?",
        direction=Direction.INBOUND,
        thread="t-9",
        parent="#4821",
        unanswered=True,
        answered_at=NOW + timedelta(hours=1),
        discretion=Discretion.HIDE,
        due=NOW + timedelta(days=2),
        done_at=NOW + timedelta(days=1),
    )
    plain = Interaction(InteractionId("m0"), ANNA, Channel.NOTE, NOW - timedelta(1), "A note")
    promise = Promise(PromiseId("p"), ANNA, "call", NOW, "Lena", NOW, discretion=Discretion.KNOW)

    async def there_and_back(store: Store) -> None:
        await store.import_center([contact], [full, plain], [promise])
        history = LocalHistory(store)
        assert await history.contact(ANNA) == contact
        page = await history.timeline(ANNA)
        assert page.interactions == (full, plain)
        assert page.promises == (promise,)

    opener.in_memory(there_and_back)
