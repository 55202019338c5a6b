"""The shipped mapping of HubSpot at a server that holds to HubSpot's documentation."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

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
from tests.servers.hubspot import HubSpot
from tests.servers.json_server import Answered
from tests.servers.vendor import Opened, opened, play, with_part

DANA = SourceRecord("desk", "30100")
PHONE = SourceKey(KeyKind.PHONE, "+497115550100")


class TestHubSpot(VendorContract):
    vendor = HubSpot
    known = (
        PHONE,
        SourceKey(KeyKind.PHONE, "+491715550100"),
        SourceKey(KeyKind.EMAIL, "dana@example.com"),
        SourceKey(KeyKind.EMAIL, "dana.b@example.org"),  # a further address
    )
    record_id = "30100"
    shared = SourceKey(KeyKind.PHONE, "+497115550199")
    nobody = (
        SourceKey(KeyKind.PHONE, "+497115550999"),
        SourceKey(KeyKind.PHONE, "+437115550100"),  # the same local number in another country
        SourceKey(KeyKind.EMAIL, "nobody@example.com"),
    )


def test_a_contact_is_read_as_ours() -> None:
    async def story(at: Opened) -> None:
        assert await at.source.find(PHONE) == (
            SourceContact(
                DANA,
                Contact(
                    id=ContactId("desk:30100"),
                    name="Dana Brandt",
                    company="Brandt GmbH",
                    phones=("+497115550100", "+491715550100"),
                    emails=("dana@example.com", "d.brandt@example.org", "dana.b@example.org"),
                    city="Stuttgart",
                    language="de",
                    customer_since=date(2022, 5, 1),
                ),
                updated=datetime(2026, 10, 1, 9, 15, 30, 120_000, UTC),
            ),
        )
        sent = at.server.asked[-1]
        assert (sent.method, sent.path) == ("POST", "/crm/objects/2026-09/contacts/search")
        asked_for = [one["filters"][0]["value"] for one in sent.json["filterGroups"]]
        assert asked_for == ["7115550100", "7115550100", "+497115550100", "+497115550100"]

    play(story, HubSpot())


def test_somebody_without_a_name_has_their_address() -> None:
    async def story(at: Opened) -> None:
        (omar,) = await at.source.find(SourceKey(KeyKind.EMAIL, "omar@example.com"))
        assert omar.contact.name == "omar@example.com"

    play(story, HubSpot())


@pytest.mark.parametrize(
    "value", ["*@example.com", 'x"}]}@example.com', "o'brien@example.com", "a;b@example.com"]
)
def test_an_address_stays_one_value(value: str) -> None:
    async def story(at: Opened) -> None:
        found = await at.source.find(SourceKey(KeyKind.EMAIL, value))
        assert [value in one.contact.emails for one in found] == [True] * len(found)
        assert len(found) == (value == "o'brien@example.com")
        groups = at.server.asked[-1].json["filterGroups"]
        assert [one["filters"][0]["value"] for one in groups] == [value, value]

    play(story, HubSpot())


def test_their_history_is_read_from_four_kinds() -> None:
    def item(kind: str, number: int, at: datetime, channel: Channel, **more: object) -> Interaction:
        return Interaction(
            id=InteractionId(f"desk:{kind}:{number}"),
            contact_id=ContactId("desk:30100"),
            channel=channel,
            at=at,
            reference=str(number),
            source="desk",
            **more,  # type: ignore[arg-type]
        )

    def day(number: int, **more: int) -> datetime:
        return datetime(2026, 11, number, 10, tzinfo=UTC, **more)  # type: ignore[arg-type]

    closed = InteractionStatus.CLOSED

    async def story(at: Opened) -> None:
        found = await at.source.interactions(DANA)
        assert found.interactions == (
            item(
                "ticket",
                501,
                day(20, microsecond=500_000),
                Channel.MAIL,
                title="Where is my parcel",
                detail="It should be here.\n\ncard •••• 1111",
                topic="SHIPPING",
                status=InteractionStatus.WAITING,
            ),
            item(
                "call",
                602,
                day(19),
                Channel.PHONE,
                title="Call",
                status=closed,
                direction=Direction.INBOUND,
                unanswered=True,
            ),
            item(
                "call",
                601,
                day(18),
                Channel.PHONE,
                title="Delivery",
                detail="Asked for Friday",
                status=closed,
                direction=Direction.INBOUND,
                duration=timedelta(seconds=185),
            ),
            item(
                "mail",
                701,
                day(10),
                Channel.MAIL,
                title="Your parcel",
                detail="On its way.\nBest",
                status=closed,
                direction=Direction.OUTBOUND,
            ),
            item(
                "mail",
                702,
                day(9),
                Channel.MAIL,
                title="Parcel?",
                detail="Where is it?",
                status=closed,
                direction=Direction.INBOUND,
            ),
            item(
                "message",
                801,
                day(8),
                Channel.MESSAGE,
                title="Message",
                detail="Hi",
                status=closed,
            ),
            item(
                "ticket",
                502,
                day(3),
                Channel.PHONE,
                title="Invoice twice",
                detail="Called",
                status=closed,
            ),
        )
        assert not found.more
        few = await at.source.interactions(DANA, limit=2)
        assert few.interactions == found.interactions[:2]
        assert few.more

    play(story, HubSpot())


def test_articles_are_found_by_what_fits() -> None:
    async def story(at: Opened) -> None:
        assert await at.articles.search('"PARCEL"') == (
            Article(
                id=ArticleId("desk:4001"),
                title="Returning a parcel",
                body="Within 14 days of the parcel.",
                language="en",
            ),
        )
        assert not at.articles.exports
        assert await at.articles.search("no such word") == ()

    play(story, HubSpot())


def test_notes_are_written_once_to_a_contact_and_to_a_ticket() -> None:
    vendor = HubSpot()

    async def story(at: Opened) -> None:
        ticket = (await at.source.interactions(DANA)).interactions[0]
        for _ in range(2):
            await at.source.write_note(DANA, "Promised:\nback by <Friday>", "call-1")
            await at.source.write_note(ticket, "Sent", "call-1")
        first, second = vendor.notes
        assert first["contact"] == "30100"
        assert second["ticket"] == "501"
        body = first["properties"]["hs_note_body"]
        assert body == "Promised:<br>back by &lt;Friday&gt;<br>(call-1)"
        assert second["properties"]["hs_note_body"] == "Sent<br>(call-1)"
        assert datetime.fromisoformat(first["properties"]["hs_timestamp"]).tzinfo is not None

    play(story, vendor)


def test_a_note_that_is_on_another_page_is_found() -> None:
    vendor = HubSpot()
    vendor.notes = [
        {
            "id": str(number),
            "contact": "30100",
            "properties": {
                "hs_note_body": f"<p>note</p> (call-{number})",
                "hs_timestamp": f"2026-11-01T10:{number // 60:02d}:{number % 60:02d}Z",
            },
        }
        for number in range(150)
    ]

    async def story(at: Opened) -> None:
        await at.source.write_note(DANA, "again", "call-3")
        assert len(vendor.notes) == 150
        assert [one.json.get("after") for one in at.server.asked] == [None, "100"]

    play(story, vendor)


def test_a_property_with_the_account_can_be_put_in(tmp_path: Path) -> None:
    fields = '[find.fields]\nid = "id"\n'
    accounts = f'{fields}accounts = "[properties.customer_number]"\n'
    listed = '"createdate", "lastmodifieddate"]\nfilterGroups'
    more = listed.replace("]", ', "customer_number"]')
    mapping = with_part("hubspot", "ACCOUNTS", tmp_path, (fields, accounts), (listed, more))

    async def story(at: Opened) -> None:
        (dana,) = await at.source.find(SourceKey(KeyKind.ACCOUNT, "AC-00100"))
        assert (dana.record, dana.contact.accounts) == (DANA, ("AC00100",))
        (luis,) = await at.source.find(SourceKey(KeyKind.ACCOUNT, "ac-00101"))
        assert luis.contact.name == "Luis Kern"
        (dana,) = await at.source.find(PHONE)
        assert dana.contact.accounts == ("AC00100",)
        assert await at.source.find(SourceKey(KeyKind.ACCOUNT, 'A"}]}')) == ()

    play(story, HubSpot(mapping=mapping))


def test_a_wrong_token_is_refused() -> None:
    class Strict(HubSpot):
        secret = "another"

    async def story() -> None:
        async with opened(Strict()) as at:
            at.server.handler = HubSpot()
            with pytest.raises(AgentAssistError, match="login_refused"):
                await at.source.find(PHONE)

    asyncio.run(story())


def test_a_scope_that_is_missing_is_told() -> None:
    async def story(at: Opened) -> None:
        vendor = at.server.handler
        assert isinstance(vendor, HubSpot)
        vendor.refusals = [Answered({"status": "error", "category": "MISSING_SCOPES"}, 403)]
        with pytest.raises(AgentAssistError, match="forbidden"):
            await at.source.find(PHONE)
        assert len(await at.source.find(PHONE)) == 1

    play(story, HubSpot())


def test_too_many_searches_at_once_wait() -> None:
    limited = {"status": "error", "errorType": "RATE_LIMIT", "policyName": "SECONDLY"}

    async def story(at: Opened) -> None:
        vendor = at.server.handler
        assert isinstance(vendor, HubSpot)
        vendor.refusals = [Answered(limited, 429, {"Retry-After": "0"})]
        assert len(await at.source.find(PHONE)) == 1
        assert len(at.server.asked) == 3  # refused, the canary, the question

    play(story, HubSpot())
