"""The shipped mapping of Dynamics 365 at a server that holds to Dataverse's documentation."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from agentassist.cli import main
from agentassist.domain.call import Direction
from agentassist.domain.consent import Consent, Purpose
from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId, ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.knowledge import Article
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import KeyKind, SourceContact, SourceKey
from agentassist.ports.source import Source
from tests.contract.source_of_record import SourceContract
from tests.servers.dynamics365 import CLIENT, Dynamics365, signed_in
from tests.servers.json_server import Answered
from tests.servers.vendor import Opened


def guid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


DANA = SourceRecord("desk", guid(100))
COMPANY = SourceRecord("desk", guid(900))
PHONE = SourceKey(KeyKind.PHONE, "+497115550100")


def play(story: Callable[[Opened], Awaitable[None]], vendor: Dynamics365 | None = None) -> None:
    async def run() -> None:
        async with signed_in(vendor or Dynamics365()) as at:
            await story(at)

    asyncio.run(run())


@asynccontextmanager
async def source_of(vendor: Dynamics365) -> AsyncIterator[Source]:
    async with signed_in(vendor) as at:
        yield at.source


class TestDynamics365(SourceContract):
    known = (
        PHONE,  # +49 711 5550100 there
        SourceKey(KeyKind.PHONE, "+491715550100"),  # 01715550100 there
        SourceKey(KeyKind.EMAIL, "dana@example.com"),
        SourceKey(KeyKind.EMAIL, "D.Brandt@example.org"),
        SourceKey(KeyKind.ORDER, "ORD-01001"),
    )
    record_id = DANA.id
    shared = SourceKey(KeyKind.PHONE, "+497115550199")
    nobody = (
        SourceKey(KeyKind.PHONE, "+497115550999"),
        SourceKey(KeyKind.EMAIL, "nobody@example.com"),
        SourceKey(KeyKind.ACCOUNT, "AC-99999"),
        SourceKey(KeyKind.ORDER, "ORD-99999"),
    )

    def opened(self) -> AbstractAsyncContextManager[Source]:
        return source_of(Dynamics365())

    def opened_with_strangers(self) -> AbstractAsyncContextManager[Source]:
        return source_of(Dynamics365(ignores_filters=True))


CONTACT = SourceContact(
    DANA,
    Contact(
        id=ContactId(f"desk:{guid(100)}"),
        name="Dana Brandt",
        company="Brandt GmbH",
        phones=("+491715550100", "+497115550100"),
        emails=("dana@example.com", "d.brandt@example.org"),
        accounts=("AC00100",),
        city="Stuttgart",
        customer_since=date(2021, 6, 1),
        consents=(Consent(Purpose.PHONE, granted=False, source="desk"),),
    ),
    updated=datetime(2026, 10, 4, 8, tzinfo=UTC),
    birth=(19800203,),
)
ACCOUNT = SourceContact(
    COMPANY,
    Contact(
        id=ContactId(f"desk:{guid(900)}"),
        name="Brandt GmbH",
        kind="company",
        company="Brandt GmbH",
        phones=("+497115550190",),
        emails=("office@example.com",),
        accounts=("AC00100",),
        city="Stuttgart",
        customer_since=date(2020, 1, 1),
        consents=(Consent(Purpose.MARKETING, granted=False, source="desk"),),
    ),
    updated=datetime(2026, 10, 3, 8, tzinfo=UTC),
)


def test_a_contact_and_an_account_are_read_as_ours() -> None:
    async def story(at: Opened) -> None:
        (dana,) = await at.source.find(PHONE)
        assert dana == CONTACT
        assert await at.source.find(SourceKey(KeyKind.PHONE, "+497115550190")) == (ACCOUNT,)
        both = await at.source.find(SourceKey(KeyKind.ACCOUNT, "ac-00100"))
        assert both == (CONTACT, ACCOUNT)
        (company,) = await at.source.find(SourceKey(KeyKind.ORDER, "ord-01002"))
        assert company.record == COMPANY

    play(story)


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (SourceKey(KeyKind.EMAIL, "o'brien@example.com"), ["Ines O'Kern"]),
        (SourceKey(KeyKind.EMAIL, "x' or 'a' eq 'a@example.com"), []),
        (SourceKey(KeyKind.EMAIL, "x'@example.com"), []),
        (SourceKey(KeyKind.ACCOUNT, "1' or accountnumber ne '"), []),
        (SourceKey(KeyKind.ACCOUNT, "%"), []),
        (SourceKey(KeyKind.ORDER, "ORD-01001') or contains(ordernumber,'ORD"), []),
    ],
)
def test_a_value_stays_within_its_quotes(key: SourceKey, names: list[str]) -> None:
    async def story(at: Opened) -> None:
        assert [one.contact.name for one in await at.source.find(key)] == names

    play(story)


@pytest.mark.parametrize("number", [f"{guid(100)} or true", "100", "", f"'{guid(100)}'"])
def test_an_id_that_is_none_is_not_sent(number: str) -> None:
    async def story(at: Opened) -> None:
        with pytest.raises(AgentAssistError, match="unsafe_value"):
            await at.source.interactions(SourceRecord("desk", number or "0"))
        assert all("%20or%20true" not in one for one in at.asked())

    play(story)


def test_their_history_is_read_from_four_tables() -> None:
    def item(kind: str, number: int, at: datetime, channel: Channel, **more: object) -> Interaction:
        return Interaction(
            id=InteractionId(f"desk:{kind}:{guid(number)}"),
            contact_id=ContactId(f"desk:{guid(100)}"),
            channel=channel,
            at=at,
            agent="Ada Agent",
            source="desk",
            **{"reference": guid(number), **more},  # type: ignore[arg-type]
        )

    def day(number: int, minute: int = 0) -> datetime:
        return datetime(2026, 11, number, 10, minute, tzinfo=UTC)

    async def story(at: Opened) -> None:
        found = await at.source.interactions(DANA)
        assert found.interactions == (
            item(
                "case",
                501,
                day(20),
                Channel.MAIL,
                title="Where is my parcel",
                detail="It should be here. card •••• 1111",
                topic="Delivery",
                status=InteractionStatus.OPEN,
                reference="CAS-01001",
                thread=guid(501),
            ),
            item(
                "call",
                601,
                day(19),
                Channel.PHONE,
                title="Call about delivery",
                detail="Asked for Friday",
                status=InteractionStatus.CLOSED,
                direction=Direction.INBOUND,
                duration=timedelta(minutes=3),
                thread=guid(501),
            ),
            item(
                "call",
                602,
                datetime(2026, 11, 18, 9, tzinfo=UTC),
                Channel.PHONE,
                title="Call back",  # regards the account, which is no thread
                status=InteractionStatus.OPEN,
                direction=Direction.OUTBOUND,
            ),
            item(
                "mail",
                701,
                day(15, 1),
                Channel.MAIL,
                title="Your parcel",
                detail="On its way.",
                status=InteractionStatus.CLOSED,
                direction=Direction.OUTBOUND,
                thread=guid(501),
            ),
            item(
                "order",
                801,
                day(12),
                Channel.ORDER,
                title="Two lamps",
                status=InteractionStatus.OPEN,
                reference="ORD-01001",
            ),
            item(
                "case",
                503,
                day(10),
                Channel.WEB,
                title="Of the company",  # and Dana is the one to talk to
                topic="Delivery",
                status=InteractionStatus.WAITING,
                reference="CAS-01003",
                thread=guid(503),
            ),
            item(
                "case",
                502,
                day(2),
                Channel.PHONE,
                title="Invoice twice",
                topic="Delivery",
                status=InteractionStatus.CLOSED,
                reference="CAS-01002",
                thread=guid(502),
            ),
        )
        assert not found.more
        company = await at.source.interactions(COMPANY)
        assert [one.reference for one in company.interactions] == ["ORD-01002", "CAS-01003"]

    play(story)


def test_rows_of_somebody_else_are_dropped() -> None:
    class Mixed(Dynamics365):
        def _page(
            self, asked: object, rows: list[dict[str, object]], columns: set[str]
        ) -> Answered:
            known = DANA.id in asked.params["$filter"]  # type: ignore[attr-defined]
            return Answered({"value": rows if known else []}) if columns else Answered({})

    async def story(at: Opened) -> None:
        found = await at.source.interactions(DANA)
        assert len(found.interactions) == 7
        assert not {"Of Luis", "Chairs"} & {one.title for one in found.interactions}

    play(story, Mixed())


def test_an_environment_without_sales_and_service_has_calls_and_mails() -> None:
    async def story(at: Opened) -> None:
        found = await at.source.interactions(DANA)
        kinds = [one.id.split(":")[1] for one in found.interactions]
        assert kinds == ["call", "call", "mail"]
        assert await at.source.find(SourceKey(KeyKind.ORDER, "ORD-01001")) == ()

    play(story, Dynamics365(absent=frozenset({"salesorders", "incidents"})))


def test_articles_are_found_by_title_keyword_and_summary() -> None:
    async def story(at: Opened) -> None:
        assert await at.articles.search("PARCEL'") == (
            Article(
                id=ArticleId("desk:KA-01004/en-US"),
                title="Labels",
                body="Print.",
                tags=("parcel",),
                language="en",
                updated=date(2026, 11, 3),
                audience="everybody",
            ),
            Article(
                id=ArticleId("desk:KA-01001/en-US"),
                title="Returning a parcel",
                body="## When\n\nWithin 14 days.",
                tags=("returns", "label"),
                language="en",
                updated=date(2026, 9, 1),
                audience="everybody",
            ),
        )

    play(story)


def test_an_export_has_what_changed_since_that_day_page_by_page() -> None:
    async def story(at: Opened) -> None:
        since = datetime(2026, 11, 1, 15, tzinfo=UTC)
        pages = [list(page) async for page in at.articles.export(since)]
        assert [[(one.id, one.language, one.audience) for one in page] for page in pages] == [
            [("desk:KA-01001/de-DE", "de", "internal")],
            [("desk:KA-01004/en-US", "en", "everybody")],
        ]
        assert "skiptoken" in at.asked()[-1]

    play(story, Dynamics365(page_size=1))


def test_a_note_goes_to_the_case_once() -> None:
    vendor = Dynamics365(page_size=1)

    async def story(at: Opened) -> None:
        target = (await at.source.interactions(DANA)).interactions[0]
        await at.source.write_note(target, "another", "call-0")
        await at.source.write_note(target, "Promised:\nback by <Friday>", "call-1")
        await at.source.write_note(target, "another", "call-0")
        assert [(one["case"], one["subject"], one["notetext"]) for one in vendor.written] == [
            (guid(501), "agentassist", "another<br>(call-0)"),
            (guid(501), "agentassist", "Promised:<br>back by &lt;Friday&gt;<br>(call-1)"),
        ]
        with pytest.raises(AgentAssistError, match="no_notes"):
            await at.source.write_note(DANA, "x", "call-2")

    play(story, vendor)


def test_one_login_is_enough_and_a_new_one_follows_a_refusal() -> None:
    vendor = Dynamics365()

    async def story(at: Opened) -> None:
        await at.source.find(PHONE)
        assert vendor.tokens == ["token-0"]
        vendor.tokens[0] = "taken back"
        assert await at.source.find(PHONE) == (CONTACT,)
        assert vendor.tokens == ["taken back", "token-1"]

    play(story, vendor)


def test_a_wrong_client_secret_is_refused() -> None:
    class Strict(Dynamics365):
        secret = "another"

    async def story() -> None:
        vendor = Strict()
        async with signed_in(vendor) as at:
            type(vendor).secret = "changed meanwhile"
            with pytest.raises(AgentAssistError, match="login_refused"):
                await at.source.find(PHONE)
            assert at.server.asked == []

    asyncio.run(story())


def test_a_limit_is_told_with_its_time() -> None:
    error = {"error": {"code": "0x80072322", "message": "Number of requests exceeded the limit"}}

    async def story(at: Opened) -> None:
        vendor = at.server.handler
        assert isinstance(vendor, Dynamics365)
        vendor.refusals = [Answered(error, 429, {"Retry-After": "120"})] * 4
        with pytest.raises(AgentAssistError) as caught:
            await at.source.find(PHONE)
        assert caught.value.code == "source.rate_limited"

    play(story)


def test_the_check_of_the_command_line_signs_in_and_shows_nothing_of_a_customer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OUR_SECRET", Dynamics365.secret)

    async def check() -> int:
        async with signed_in(Dynamics365()) as at:
            vendor = at.server.handler
            assert isinstance(vendor, Dynamics365)
            words = ["--url", at.server.url, "--secret-env", "OUR_SECRET", "--region", "DE"]
            words += ["--set", f"login_url={vendor.login_url}", "--set", f"client_id={CLIENT}"]
            words += ["--phone", "0711 5550100", "--order", "ORD-01001", "--search", "parcel"]
            return await asyncio.to_thread(main, ["sources", "check", "dynamics365", *words])

    assert asyncio.run(check()) == 0
    out = capsys.readouterr().out
    assert "canary phone: passed" in out
    for value in ("Dana", "dana@", "5550100", "AC-00100", "ORD-01001", Dynamics365.secret):
        assert value not in out
