"""Rows reach the window with the page; they are made anew only when something changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from agentassist.app.arranged_page import ArrangedPage
from agentassist.app.events import TimelineChanged
from agentassist.domain.brief import BriefCode
from agentassist.domain.contact import Contact, IdentityStatus
from agentassist.domain.ids import ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.promise import Promise
from agentassist.ports.history import TimelinePage

NUMBER = "+442079460877"
DANA = Contact(ContactId("dana"), "Dana Reyes", phones=(NUMBER,))


def test_a_page_is_arranged_once_for_each_day(clock: Any) -> None:
    page, now = TimelinePage(DANA.id), clock.now()
    arranged = ArrangedPage.of(page, now)
    assert arranged.holds(page, now + timedelta(minutes=30))
    assert not arranged.holds(page, now + timedelta(days=1))
    assert not arranged.holds(replace(page, more=True), now)


def test_rows_and_brief_come_with_the_card(played: Callable[..., None], clock: Any) -> None:
    at = clock.now() - timedelta(hours=5)
    call = Interaction(
        InteractionId("a"),
        DANA.id,
        Channel.PHONE,
        at,
        "Charged twice",
        apologies=2,
        source="calls",
        topic="billing",
        status=InteractionStatus.OPEN,
    )
    noted = replace(call, id=InteractionId("b"), source="crm", at=at + timedelta(seconds=30))
    due = clock.now() - timedelta(hours=2)
    promise = Promise(PromiseId("p"), DANA.id, "send it", due, "Lena", at - timedelta(hours=1))

    async def story(scene: Any) -> None:
        scene.send(NUMBER, intent="billing")
        card = await scene.card_of(IdentityStatus.IDENTIFIED)
        shown = scene.now(TimelineChanged)
        assert [row.key for row in shown.timeline.rows] == ["a", "promise:p"]
        assert len(shown.page.interactions) == 2
        assert [part.code for part in card.brief.parts] == [
            BriefCode.WHY,
            BriefCode.MISSED,
            BriefCode.APOLOGISED,
        ]
        assert card.brief.part(BriefCode.APOLOGISED).count == 2
        scene.send(NUMBER, intent="billing", queue="support")
        await scene.card(lambda card: card.call.queue == "support")
        assert scene.now(TimelineChanged).timeline is shown.timeline

    played(story, [DANA], [call, noted], [promise])


def test_a_caller_whom_nobody_knows_has_no_brief(played: Callable[..., None]) -> None:
    async def story(scene: Any) -> None:
        scene.send(NUMBER, intent="billing")
        card = await scene.card_of(IdentityStatus.UNKNOWN)
        assert card.brief is None
        assert scene.now(TimelineChanged).timeline is None

    played(story, [])
