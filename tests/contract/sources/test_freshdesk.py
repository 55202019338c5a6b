"""The shipped mapping of Freshdesk at a server that holds to Freshdesk's documentation."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from agentassist.domain.call import Direction
from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId, ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.knowledge import Article
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import KeyKind, SourceContact, SourceKey
from tests.contract.vendor_source import VendorContract
from tests.servers.freshdesk import Freshdesk
from tests.servers.json_server import Answered
from tests.servers.vendor import Opened, opened, play

DANA = SourceRecord("desk", "40100")
PHONE = SourceKey(KeyKind.PHONE, "+497115550100")


class TestFreshdesk(VendorContract):
    vendor = Freshdesk
    known = (
        PHONE,
        SourceKey(KeyKind.PHONE, "+491715550100"),  # 01715550100 there
        SourceKey(KeyKind.EMAIL, "dana@example.com"),
        SourceKey(KeyKind.ACCOUNT, "AC-00100"),
    )
    record_id = "40100"
    shared = SourceKey(KeyKind.PHONE, "+497115550199")
    nobody = (
        SourceKey(KeyKind.PHONE, "+497115550999"),
        SourceKey(KeyKind.EMAIL, "nobody@example.com"),
        SourceKey(KeyKind.ACCOUNT, "AC-99999"),
    )


def test_a_contact_is_read_as_ours() -> None:
    async def story(at: Opened) -> None:
        assert await at.source.find(PHONE) == (
            SourceContact(
                DANA,
                Contact(
                    id=ContactId("desk:40100"),
                    name="Dana Brandt",
                    phones=("+497115550100", "+491715550100"),
                    emails=("dana@example.com", "d.brandt@example.org"),
                    accounts=("AC00100",),
                    language="de",
                    customer_since=date(2023, 2, 1),
                ),
                updated=datetime(2026, 10, 2, 8, tzinfo=UTC),
            ),
        )
        query = at.server.asked[-1].params["query"]
        assert query.startswith("\"phone:'+497115550100' OR mobile:'+497115550100' OR phone:'49711")
        assert len(at.server.asked) == 2  # the canary, and one search

    play(story, Freshdesk())


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (SourceKey(KeyKind.PHONE, "+497115550101"), ["Luis Kern"]),  # 00497115550101 there
        (SourceKey(KeyKind.PHONE, "+497115550104"), []),  # +49 711 5550104 there: as the guide says
        (SourceKey(KeyKind.ACCOUNT, "AC-00101"), ["Luis Kern"]),  # AC00101 there
        (SourceKey(KeyKind.EMAIL, "o'brien@example.com"), ["Ines Kern"]),
        (SourceKey(KeyKind.EMAIL, "x&state=verified@example.com"), []),
        (SourceKey(KeyKind.ACCOUNT, "AC-00100&per_page=1"), []),
        (SourceKey(KeyKind.ACCOUNT, "' OR phone:'1"), []),
    ],
)
def test_keys_as_they_are_written_over_there(key: SourceKey, names: list[str]) -> None:
    async def story(at: Opened) -> None:
        assert [one.contact.name for one in await at.source.find(key)] == names

    play(story, Freshdesk())


def test_tickets_are_read_as_interactions() -> None:
    def ticket(number: int, title: str, at: datetime, **more: object) -> Interaction:
        return Interaction(
            id=InteractionId(f"desk:ticket:{number}"),
            contact_id=ContactId("desk:40100"),
            at=at,
            title=title,
            reference=str(number),
            source="desk",
            **more,  # type: ignore[arg-type]
        )

    async def story(at: Opened) -> None:
        found = await at.source.interactions(DANA)
        assert found.interactions == (
            ticket(
                501,
                "Where is my parcel",
                datetime(2026, 11, 20, 10, tzinfo=UTC),
                channel=Channel.MAIL,
                status=InteractionStatus.OPEN,
                detail="It should be here. card •••• 1111",
                topic="Question",
            ),
            ticket(
                502,
                "Invoice twice",
                datetime(2026, 11, 2, 10, tzinfo=UTC),
                channel=Channel.PHONE,
                status=InteractionStatus.CLOSED,
                detail="Called",
                topic="Problem",
            ),
            ticket(
                504,
                "We wrote",
                datetime(2026, 10, 30, 10, tzinfo=UTC),
                channel=Channel.MAIL,
                status=InteractionStatus.WAITING,
                direction=Direction.OUTBOUND,
                detail="Mail from us",
            ),
            ticket(
                506,
                "Own source",
                datetime(2026, 9, 1, 10, tzinfo=UTC),
                channel=Channel.TICKET,
                status=InteractionStatus.OPEN,
                detail="own",
            ),
            ticket(
                503,
                "An old one",  # older than the 30 days that come without being asked for
                datetime(2024, 3, 4, 10, tzinfo=UTC),
                channel=Channel.CHAT,
                status=InteractionStatus.CLOSED,
                detail="Chat",
            ),
        )
        assert not found.more

    play(story, Freshdesk())


def test_tickets_of_somebody_else_are_dropped() -> None:
    class Mixed(Freshdesk):
        def _tickets(self, asked: object) -> Answered:
            wanted = asked.params["requester_id"]  # type: ignore[attr-defined]
            return Answered(self.rows("tickets") if wanted == DANA.id else [])

    async def story(at: Opened) -> None:
        found = await at.source.interactions(DANA)
        assert "desk:ticket:507" not in [one.id for one in found.interactions]
        assert len(found.interactions) == 5

    play(story, Mixed())


@pytest.mark.parametrize("number", ["1 OR 1", "../contacts", "40100&email=x", "40100/x"])
def test_an_id_that_is_none_is_not_sent(number: str) -> None:
    async def story(at: Opened) -> None:
        with pytest.raises(AgentAssistError, match="unsafe_value"):
            await at.source.interactions(SourceRecord("desk", number))
        assert len(at.server.asked) == 1  # the canary

    play(story, Freshdesk())


def test_articles_are_found_and_drafts_are_not() -> None:
    async def story(at: Opened) -> None:
        found = await at.articles.search("PARCEL")
        assert found == (
            Article(
                id=ArticleId("desk:7001"),
                title="Returning a parcel",
                body="Within 14 days.",
                tags=("returns",),
                updated=date(2026, 9, 1),
            ),
            Article(
                id=ArticleId("desk:7003"),
                title="Goodwill for a parcel",
                body="Up to 20 EUR.",
                updated=date(2026, 9, 1),
                audience="agents",
            ),
        )

    play(story, Freshdesk())


def test_an_export_reads_folder_by_folder_and_page_by_page() -> None:
    async def story(at: Opened) -> None:
        since = datetime(2026, 10, 1, tzinfo=UTC)
        pages = [list(page) async for page in at.articles.export(since)]
        found = [(one.id, one.path, one.audience) for page in pages for one in page]
        assert found == [
            ("desk:7001", "Returns", ""),
            ("desk:7004", "Returns", ""),
            ("desk:7003", "For agents", "agents"),
        ]
        assert len(pages) == 2  # a category on each
        assert "page=2" in at.server.asked[-2].target

    play(story, Freshdesk(page_size=1))


def test_a_note_is_private_and_written_once() -> None:
    vendor = Freshdesk(page_size=1)

    async def story(at: Opened) -> None:
        target = (await at.source.interactions(DANA, limit=1)).interactions[0]
        await at.source.write_note(target, "another", "call-0")
        for _ in range(2):
            await at.source.write_note(target, "Promised:\nback by <Friday>", "call-1")
        assert vendor.written[1:] == [
            {
                "ticket": "501",
                "private": True,
                "body": "Promised:<br>back by &lt;Friday&gt;<br>(call-1)",
            }
        ]
        with pytest.raises(AgentAssistError, match="no_notes"):
            await at.source.write_note(DANA, "x", "call-2")

    play(story, vendor)


def test_a_wrong_key_is_refused() -> None:
    class Strict(Freshdesk):
        secret = "another"

    async def story() -> None:
        async with opened(Strict()) as at:
            at.server.handler = Freshdesk()
            with pytest.raises(AgentAssistError, match="login_refused"):
                await at.source.find(PHONE)

    asyncio.run(story())


def test_with_nothing_left_nothing_is_asked_before_the_time() -> None:
    limited = Answered({"message": "You have exceeded the limit"}, 429, {"Retry-After": "1521"})

    async def story(at: Opened) -> None:
        vendor = at.server.handler
        assert isinstance(vendor, Freshdesk)
        vendor.refusals = [limited]
        for _ in range(2):
            with pytest.raises(AgentAssistError) as caught:
                await at.source.find(PHONE)
            assert caught.value.code == "source.rate_limited"
        assert len(at.server.asked) == 1

    play(story, Freshdesk())
