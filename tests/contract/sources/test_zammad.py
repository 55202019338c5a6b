"""The shipped mapping of Zammad at a server that holds to Zammad's documentation and source."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from agentassist.assets import resources
from agentassist.domain.call import Direction
from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId, ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.knowledge import Article
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import KeyKind, SourceContact, SourceKey
from tests.contract.vendor_source import VendorContract
from tests.servers.connected import connected
from tests.servers.json_server import Answered, Asked, JsonServer
from tests.servers.vendor import Opened, play
from tests.servers.zammad import Zammad

DANA = SourceRecord("desk", "100")
PHONE = SourceKey(KeyKind.PHONE, "+497115550100")


class TestZammad(VendorContract):
    vendor = Zammad
    known = (
        PHONE,
        SourceKey(KeyKind.EMAIL, "dana@example.com"),
        SourceKey(KeyKind.EMAIL, "Dana@Example.COM"),
        SourceKey(KeyKind.ORDER, "22001"),
    )
    record_id = DANA.id
    shared = SourceKey(KeyKind.PHONE, "+497115550199")
    nobody = (
        SourceKey(KeyKind.PHONE, "+497115550999"),
        SourceKey(KeyKind.EMAIL, "nobody@example.com"),
        SourceKey(KeyKind.ORDER, "99999"),
    )


def test_a_user_is_read_as_a_contact() -> None:
    async def story(at: Opened) -> None:
        assert await at.source.find(PHONE) == (
            SourceContact(
                DANA,
                Contact(
                    id=ContactId("desk:100"),
                    name="Dana Brandt",
                    company="Brandt & Co",
                    phones=("+497115550100",),
                    emails=("dana@example.com",),
                    city="Stuttgart",
                    language="de",
                    vip=True,
                    customer_since=date(2021, 3, 4),
                ),
                updated=datetime(2026, 10, 4, 8, tzinfo=UTC),
            ),
        )

    play(story, Zammad())


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (SourceKey(KeyKind.PHONE, "+4917155501010"), ["Luis Kern"]),  # 0171 55501010 there
        (SourceKey(KeyKind.PHONE, "+4971155501234"), ["Zoe"]),  # 004971155501234 there
        (SourceKey(KeyKind.EMAIL, "o'hara@example.com"), ["Ines O'Hara"]),
        (SourceKey(KeyKind.EMAIL, "example.com"), []),
        (SourceKey(KeyKind.ORDER, "22003"), ["Luis Kern"]),
    ],
)
def test_keys_as_they_are_written_over_there(key: SourceKey, names: list[str]) -> None:
    async def story(at: Opened) -> None:
        assert [one.contact.name for one in await at.source.find(key)] == names

    play(story, Zammad())


@pytest.mark.parametrize(
    "words", ['x" OR email:"dana', 'x\\" OR email:\\"dana', "*", "dana@example.com OR x", "\\"]
)
def test_words_of_a_query_in_a_key_bring_nobody(words: str) -> None:
    async def story(at: Opened) -> None:
        for kind in (KeyKind.EMAIL, KeyKind.ORDER):
            trial = await at.source.trial(SourceKey(kind, f"{words}@example.com1"))
            assert (trial.kept, trial.error) == (0, None)

    play(story, Zammad())


def test_tickets_are_read_as_interactions() -> None:
    def ticket(number: int, title: str, at: datetime, **more: object) -> Interaction:
        return Interaction(
            id=InteractionId(f"desk:ticket:{number}"),
            contact_id=ContactId("desk:100"),
            at=at,
            title=title,
            topic="Service",
            reference=str(number - 501 + 22001),
            source="desk",
            **more,  # type: ignore[arg-type]
        )

    async def story(at: Opened) -> None:
        found = await at.source.interactions(DANA)
        assert found.interactions == (
            ticket(
                *(501, "Router does not start"),
                datetime(2026, 11, 20, 10, 0, 0, 123000, tzinfo=UTC),
                channel=Channel.PHONE,
                status=InteractionStatus.OPEN,
                direction=Direction.INBOUND,
                unanswered=True,
            ),
            ticket(
                *(504, "We called", datetime(2026, 11, 5, 12, tzinfo=UTC)),
                channel=Channel.PHONE,
                status=InteractionStatus.WAITING,
                direction=Direction.OUTBOUND,
            ),
            ticket(
                *(502, "Invoice charged twice", datetime(2026, 11, 2, 11, 30, tzinfo=UTC)),
                channel=Channel.MAIL,
                status=InteractionStatus.CLOSED,
                direction=Direction.INBOUND,
                agent="ada@example.com",
                done_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
            ),
            ticket(
                *(505, "By pigeon", datetime(2026, 10, 1, 10, tzinfo=UTC)),
                channel=Channel.TICKET,
                status=InteractionStatus.OPEN,
                direction=Direction.INTERNAL,
            ),
        )
        trial = await at.source.trial(DANA)
        assert ("channel", "pigeon") in trial.unknown_words
        assert ("status", "waiting for parts") in trial.unknown_words
        assert (await at.source.interactions(SourceRecord("desk", "77"))).interactions == ()

    play(story, Zammad())


def test_tickets_of_somebody_else_are_dropped() -> None:
    class Mixed(Zammad):
        def _tickets(self, asked: Asked) -> Answered:
            self.ignores_filters = asked.params["query"] == "customer_id:100"
            return super()._tickets(asked)

    async def story(at: Opened) -> None:
        trial = await at.source.trial(DANA)
        assert (trial.kept, dict(trial.dropped)) == (4, {"not_theirs": 1})

    play(story, Mixed())


def test_the_knowledge_base_is_taken_out_of_maps_keyed_by_id() -> None:
    async def story(at: Opened) -> None:
        since = datetime(2026, 1, 1, tzinfo=UTC)
        (page,) = [list(page) async for page in at.articles.export(since)]
        assert page == [
            Article(
                id=ArticleId("desk:1"),
                title="Returning a parcel",
                body="## When\n\nWithin 14 days.",
                language="en",
                tags=("returns",),
                path="Orders",
                audience="everybody",
                updated=date(2026, 9, 1),
            ),
            Article(
                id=ArticleId("desk:2"),
                title="Goodwill",
                body="Up to 20.",
                language="en",
                path="Internal",
                audience="internal",
                updated=date(2026, 10, 20),
            ),
        ]  # neither the draft nor what was archived
        assert at.asked() == [
            "POST /api/v1/knowledge_bases/init",
            *(
                f"GET /api/v1/knowledge_bases/1/answers/{own}?full=1&include_contents={own + 20}"
                for own in (1, 2, 3, 4)
            ),
        ]
        assert await at.articles.search("parcel") == ()

    play(story, Zammad())


def test_a_knowledge_base_without_answers_is_empty_and_none_is_an_error() -> None:
    class Empty(Zammad):
        def rows(self, name: str) -> list[dict[str, object]]:  # type: ignore[override]
            return [] if name == "answers" else super().rows(name)

    class Forbidden(Zammad):
        def answer(self, asked: Asked) -> Answered:
            return Answered([])  # what it says to a user without rights

    async def read(at: Opened) -> list[list[Article]]:
        return [list(page) async for page in at.articles.export(datetime.now(UTC))]

    async def story(at: Opened) -> None:
        assert await read(at) == [[]]
        at.server.handler = Forbidden()
        with pytest.raises(AgentAssistError, match="unexpected"):
            await read(at)

    play(story, Empty())


def test_a_note_is_internal_and_written_once() -> None:
    vendor = Zammad()

    async def story(at: Opened) -> None:
        target = (await at.source.interactions(DANA)).interactions[0]
        for _ in range(2):
            await at.source.write_note(target, "Promised:\nback by Friday <b>", "call-1")
        assert vendor.written == [
            {
                "id": 1,
                "ticket_id": 501,
                "subject": "",
                "body": "Promised:\nback by Friday <b>\n(call-1)",
                "content_type": "text/plain",
                "type": "note",
                "internal": True,
            }
        ]
        with pytest.raises(AgentAssistError, match="no_notes"):
            await at.source.write_note(DANA, "x", "call-2")

    play(story, vendor)


def test_accounts_are_found_with_the_lines_at_the_end(tmp_path: Path) -> None:
    shipped = (resources() / "sources" / "zammad.toml").read_text("utf-8")
    body, _, tail = shipped.partition("# [[find.account]]")
    added = "\n".join(line.removeprefix("# ") for line in tail.splitlines())
    body = body.replace("[find.fields]\n", '[find.fields]\naccounts = "[account_number]"\n')
    mapping = tmp_path / "zammad.toml"
    mapping.write_text(f"{body}\n[[find.account]]\n{added}\n", "utf-8")

    async def run() -> None:
        async with (
            JsonServer(Zammad(accounts=True)) as server,
            connected(mapping, server.url, Zammad.secret) as source,
        ):
            (found,) = await source.find(SourceKey(KeyKind.ACCOUNT, "AC-00101"))
            assert found.contact.name == "Luis Kern"
            assert await source.find(SourceKey(KeyKind.ACCOUNT, 'AC" OR "AC-00101')) == ()

    asyncio.run(run())


def test_a_wrong_token_and_an_index_that_fails_are_told() -> None:
    failing = Answered({"error": "Unable to process GET request to elasticsearch"}, 500)

    async def story(at: Opened) -> None:
        vendor = at.server.handler
        assert isinstance(vendor, Zammad)
        await at.source.canary()
        vendor.refusals = [failing]
        with pytest.raises(AgentAssistError, match="server_error"):
            await at.source.find(PHONE)
        vendor.secret = "changed"  # type: ignore[misc]
        with pytest.raises(AgentAssistError, match="forbidden"):  # it says 403 where 401 is meant
            await at.source.find(PHONE)

    play(story, Zammad())
