"""The shipped mapping of Zendesk at a server that holds to Zendesk's documentation."""

import asyncio
from datetime import UTC, date, datetime
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
from tests.servers.json_server import Answered
from tests.servers.vendor import Opened, opened, play, with_part
from tests.servers.zendesk import Zendesk

DANA = SourceRecord("desk", "20100")
PHONE = SourceKey(KeyKind.PHONE, "+497115550100")


class TestZendesk(VendorContract):
    vendor = Zendesk
    known = (
        PHONE,
        SourceKey(KeyKind.EMAIL, "dana@example.com"),
        SourceKey(KeyKind.EMAIL, "Dana@Example.COM"),
        SourceKey(KeyKind.ACCOUNT, "AC-00100"),
    )
    record_id = "20100"
    shared = SourceKey(KeyKind.PHONE, "+497115550199")
    nobody = (
        SourceKey(KeyKind.PHONE, "+497115550999"),
        SourceKey(KeyKind.EMAIL, "nobody@example.com"),
        SourceKey(KeyKind.ACCOUNT, "AC-99999"),
    )


def test_a_user_is_read_as_a_contact() -> None:
    async def story(at: Opened) -> None:
        assert await at.source.find(PHONE) == (
            SourceContact(
                DANA,
                Contact(
                    id=ContactId("desk:20100"),
                    name="Dana Brandt",
                    phones=("+497115550100",),
                    emails=("dana@example.com",),
                    accounts=("AC00100",),
                    language="de",
                    customer_since=date(2021, 3, 4),
                ),
                updated=datetime(2026, 10, 4, 8, tzinfo=UTC),
            ),
        )
        assert at.asked()[-1] == (
            "GET /api/v2/search.json?query=type%3Auser%20role%3Aend-user"
            "%20phone%3A%2A7115550100&per_page=100"
        )

    play(story, Zendesk())


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (SourceKey(KeyKind.PHONE, "+497115550101"), ["Luis Kern"]),  # (0711) 5550101 there
        (SourceKey(KeyKind.PHONE, "+497115550106"), ["Star Mail"]),  # 0049 711 5550106 there
        (SourceKey(KeyKind.ACCOUNT, "ac 00101"), ["Luis Kern"]),  # AC00101 there
        (SourceKey(KeyKind.EMAIL, "o'brien@example.com"), ["Ines Kern"]),
        (SourceKey(KeyKind.EMAIL, "ada@example.com"), []),  # an agent is no customer
        (SourceKey(KeyKind.PHONE, "+15550100"), []),
    ],
)
def test_keys_as_they_are_written_over_there(key: SourceKey, names: list[str]) -> None:
    async def story(at: Opened) -> None:
        assert [one.contact.name for one in await at.source.find(key)] == names

    play(story, Zendesk())


@pytest.mark.parametrize(
    "value",
    ['x" OR type:user OR "@example.com', "a\\@example.com", "*@example.com", "a\uff02@example.com"],
)
def test_an_address_that_would_change_the_query_is_not_sent(value: str) -> None:
    async def story(at: Opened) -> None:
        with pytest.raises(AgentAssistError, match="unsafe_value"):
            await at.source.find(SourceKey(KeyKind.EMAIL, value))
        assert len(at.server.asked) == 1  # the canary

    play(story, Zendesk())


@pytest.mark.parametrize("value", ["x&external_id=AC-00100", "AC-00100 role:agent", "' OR 1=1"])
def test_an_account_stays_one_value(value: str) -> None:
    async def story(at: Opened) -> None:
        assert await at.source.find(SourceKey(KeyKind.ACCOUNT, value)) == ()
        assert value in [one.params.get("external_id") for one in at.server.asked]

    play(story, Zendesk())


def test_tickets_are_read_as_interactions() -> None:
    def ticket(number: int, title: str, at: datetime, **more: object) -> Interaction:
        return Interaction(
            id=InteractionId(f"desk:ticket:{number}"),
            contact_id=ContactId("desk:20100"),
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
                504,
                "New in chat",
                datetime(2026, 11, 21, 13, tzinfo=UTC),
                channel=Channel.CHAT,
                status=InteractionStatus.OPEN,
                detail="Hello?",
                unanswered=True,
            ),
            ticket(
                501,
                "Where is my parcel",
                datetime(2026, 11, 20, 10, tzinfo=UTC),
                channel=Channel.MAIL,
                status=InteractionStatus.OPEN,
                detail="It should be here.\n\nDana, card •••• 1111",
            ),
            ticket(
                503,
                "We called back",
                datetime(2026, 11, 5, 12, tzinfo=UTC),
                channel=Channel.PHONE,
                status=InteractionStatus.CLOSED,
                direction=Direction.OUTBOUND,
                detail="Call back",
            ),
            ticket(
                502,
                "Invoice twice",
                datetime(2026, 11, 2, 11, 30, tzinfo=UTC),
                channel=Channel.PHONE,
                status=InteractionStatus.CLOSED,
                direction=Direction.INBOUND,
                detail="Called about invoice",
            ),
            ticket(
                505,
                "By pigeon",
                datetime(2026, 10, 1, 10, tzinfo=UTC),
                channel=Channel.TICKET,
                status=InteractionStatus.WAITING,
                detail="Coo",
            ),
        )
        assert not found.more
        trial = await at.source.trial(DANA)
        assert trial.unknown_words == (("channel", "carrier_pigeon"),)
        assert (await at.source.interactions(SourceRecord("desk", "77"))).interactions == ()

    play(story, Zendesk())


def test_tickets_of_somebody_else_are_dropped() -> None:
    class Mixed(Zendesk):
        def _tickets(self, asked: object, user: str) -> Answered:
            del asked
            return Answered({"tickets": self.rows("tickets") if user == DANA.id else []})

    async def story(at: Opened) -> None:
        found = await at.source.interactions(DANA)
        assert "desk:ticket:506" not in [one.id for one in found.interactions]
        assert len(found.interactions) == 5

    play(story, Mixed())


def test_articles_are_found_and_drafts_are_not() -> None:
    async def story(at: Opened) -> None:
        assert await at.articles.search("Returning PARCEL", limit=5) == (
            Article(
                id=ArticleId("desk:7001"),
                title="Returning a parcel",
                body="## When\n\nWithin 14 days.\n\n- Open the order\n- Print the label",
                language="en",
                tags=("returns", "parcel"),
                updated=date(2026, 9, 1),
                audience="everybody",
            ),
        )
        (german,) = await at.articles.search("Rücksendung")
        assert (german.language, german.audience) == ("de", "restricted")
        await at.articles.search('label:"*" OR')
        assert at.server.asked[-1].params == {"query": "label or", "per_page": "20"}

    play(story, Zendesk())


def test_an_export_goes_on_until_a_page_is_not_full() -> None:
    async def story(at: Opened) -> None:
        since = datetime(2026, 10, 1, tzinfo=UTC)
        pages = [list(page) async for page in at.articles.export(since)]
        assert [len(page) for page in pages] == [999, 203]  # a draft is left out
        assert len({one.id for page in pages for one in page}) == 1202
        assert len(at.server.asked) == 2
        assert at.server.asked[0].params == {"start_time": str(int(since.timestamp()))}

    play(story, Zendesk(more_articles=1200))


def test_a_note_is_internal_and_written_once() -> None:
    vendor = Zendesk()

    async def story(at: Opened) -> None:
        target = (await at.source.interactions(DANA)).interactions[1]
        for _ in range(2):
            await at.source.write_note(target, "Promised:\nback by Friday <b>", "call-1")
        assert vendor.written == [
            {
                "ticket": "501",
                "comment": {"body": "Promised:\nback by Friday <b>\n(call-1)", "public": False},
            }
        ]
        with pytest.raises(AgentAssistError, match="no_notes"):
            await at.source.write_note(DANA, "x", "call-2")
        closed = (await at.source.interactions(DANA)).interactions[2]
        with pytest.raises(AgentAssistError, match="bad_request"):
            await at.source.write_note(closed, "x", "call-3")

    play(story, vendor)


def test_orders_in_a_field_of_tickets_lead_to_their_customer(tmp_path: Path) -> None:
    mapping = with_part("zendesk", "ORDERS", tmp_path)

    async def story(at: Opened) -> None:
        (found,) = await at.source.find(SourceKey(KeyKind.ORDER, "so-1021"))
        assert found.record == DANA
        assert await at.source.find(SourceKey(KeyKind.ORDER, "SO-9")) == ()
        with pytest.raises(AgentAssistError, match="unsafe_value"):
            await at.source.find(SourceKey(KeyKind.ORDER, 'x" type:user "1'))

    play(story, Zendesk(mapping=mapping))


def test_a_token_of_oauth_goes_in_a_header(tmp_path: Path) -> None:
    basic = 'style = "basic"\nuser = "${user}/token"\n'
    header = 'style = "header"\nname = "Authorization"\nprefix = "Bearer "\n'
    mapping = with_part("zendesk", "ORDERS", tmp_path, (basic, header))

    class OAuth(Zendesk):
        def settings(self, url: str) -> dict[str, str]:
            return {"url": url}

    async def story(at: Opened) -> None:
        at.server.handler = lambda _: Answered({"results": [], "next_page": None})
        assert await at.source.find(PHONE) == ()
        sent = {one.headers["authorization"] for one in at.server.asked}
        assert sent == {"Bearer a-made-up-secret"}

    play(story, OAuth(mapping=mapping))


def test_a_wrong_token_is_refused() -> None:
    class Strict(Zendesk):
        secret = "another"

    async def story() -> None:
        vendor = Zendesk()
        async with opened(Strict()) as at:
            at.server.handler = vendor
            with pytest.raises(AgentAssistError, match="login_refused"):
                await at.source.find(PHONE)

    asyncio.run(story())


def test_a_limit_that_is_over_soon_is_waited_for_and_one_that_is_not_is_told() -> None:
    short = Answered({"error": "APIRateLimitExceeded"}, 429, {"Retry-After": "0"})
    long = Answered({"error": "APIRateLimitExceeded"}, 429, {"Retry-After": "93"})

    async def story(at: Opened) -> None:
        vendor = at.server.handler
        assert isinstance(vendor, Zendesk)
        vendor.refusals = [short]
        assert len(await at.source.find(PHONE)) == 1
        vendor.refusals = [long]
        with pytest.raises(AgentAssistError) as caught:
            await at.source.find(PHONE)
        assert caught.value.code == "source.rate_limited"
        assert caught.value.params["seconds"] in (93, 94)

    play(story, Zendesk())
