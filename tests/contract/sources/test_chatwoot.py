"""The shipped mapping of Chatwoot at a server that holds to Chatwoot's documentation and source."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from agentassist.assets import resources
from agentassist.domain.contact import Contact
from agentassist.domain.discretion import Discretion
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId, ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.knowledge import Article
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import KeyKind, SourceContact, SourceKey
from tests.contract.vendor_source import VendorContract
from tests.servers.chatwoot import Chatwoot
from tests.servers.connected import articles_of
from tests.servers.json_server import Answered, JsonServer
from tests.servers.vendor import Opened, play

DANA = SourceRecord("desk", "100")
PHONE = SourceKey(KeyKind.PHONE, "+497115550100")


class TestChatwoot(VendorContract):
    vendor = Chatwoot
    known = (
        PHONE,
        SourceKey(KeyKind.EMAIL, "dana@example.com"),
        SourceKey(KeyKind.EMAIL, "Dana@Example.COM"),
        SourceKey(KeyKind.ACCOUNT, "AC-00100"),
    )
    record_id = DANA.id
    shared = SourceKey(KeyKind.PHONE, "+497115550199")
    nobody = (
        SourceKey(KeyKind.PHONE, "+497115550999"),
        SourceKey(KeyKind.EMAIL, "nobody@example.com"),
        SourceKey(KeyKind.ACCOUNT, "AC-99999"),
    )


def test_a_contact_is_read() -> None:
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
                    accounts=("AC00100",),
                    city="Stuttgart",
                    customer_since=date(2021, 3, 4),
                ),
            ),
        )

    play(story, Chatwoot())


def test_a_switchboard_has_more_than_a_page() -> None:
    async def story(at: Opened) -> None:
        found = await at.source.find(SourceKey(KeyKind.PHONE, "+497115550199"))
        assert len(found) == 19
        assert [one.params["page"] for one in at.server.asked] == ["1", "1", "2"]  # and the canary

    play(story, Chatwoot())


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (SourceKey(KeyKind.ACCOUNT, "AC 00101"), ["Luis Kern"]),  # ac00101 there
        (SourceKey(KeyKind.EMAIL, "o'hara@example.com"), ["Ines O'Hara"]),
        (SourceKey(KeyKind.EMAIL, "%@example.com"), []),
        (SourceKey(KeyKind.ACCOUNT, "' OR 1=1 --"), []),
        (SourceKey(KeyKind.ACCOUNT, '"}],"x":[{"'), []),
    ],
)
def test_keys_stay_values(key: SourceKey, names: list[str]) -> None:
    async def story(at: Opened) -> None:
        assert [one.contact.name for one in await at.source.find(key)] == names
        for one in at.server.asked:
            assert one.json.keys() == {"payload"}

    play(story, Chatwoot())


def test_conversations_are_read_as_interactions() -> None:
    def conversation(number: int, title: str, at: datetime, **more: object) -> Interaction:
        return Interaction(
            id=InteractionId(f"desk:conversation:{number}"),
            contact_id=ContactId("desk:100"),
            at=at,
            title=title,
            agent="Ada Agent",
            reference=str(number),
            thread=f"u-{number}",
            source="desk",
            **more,  # type: ignore[arg-type]
        )

    async def story(at: Opened) -> None:
        found = await at.source.interactions(DANA)
        said = "My router does not start, card •••• 1111"
        assert found.interactions == (
            conversation(
                *(501, said, datetime.fromtimestamp(1795161600, UTC)),
                channel=Channel.CHAT,
                status=InteractionStatus.OPEN,
                detail=said,
                unanswered=True,
            ),
            conversation(
                *(502, "Invoice charged twice", datetime.fromtimestamp(1793532600, UTC)),
                channel=Channel.MAIL,
                status=InteractionStatus.CLOSED,
                detail="Thank you",
                topic="billing",
                answered_at=datetime.fromtimestamp(1793500000, UTC),
            ),
            conversation(
                *(504, "She is angry", datetime.fromtimestamp(1790848800, UTC)),
                channel=Channel.TICKET,
                status=InteractionStatus.WAITING,
                detail="She is angry",
                discretion=Discretion.KNOW,
            ),
        )
        assert ("channel", "Channel::Pigeon") in (await at.source.trial(DANA)).unknown_words
        assert (await at.source.interactions(SourceRecord("desk", "77"))).interactions == ()

    play(story, Chatwoot())


def test_conversations_of_somebody_else_are_dropped() -> None:
    class Mixed(Chatwoot):
        def _conversations(self, contact: str) -> Answered:
            self.ignores_filters = contact == DANA.id
            return super()._conversations(contact)

    async def story(at: Opened) -> None:
        trial = await at.source.trial(DANA)
        assert (trial.kept, dict(trial.dropped)) == (3, {"not_theirs": 1})

    play(story, Mixed())


def test_notes_are_private_and_written_once() -> None:
    vendor = Chatwoot()

    async def story(at: Opened) -> None:
        target = (await at.source.interactions(DANA)).interactions[0]
        for _ in range(2):
            await at.source.write_note(target, "Promised:\nback by Friday <b>", "call-1")
            await at.source.write_note(DANA, "Called", "call-2")
        assert vendor.written == [
            {
                "conversation": "501",
                "content": "Promised:\nback by Friday <b>\n(call-1)",
                "message_type": "outgoing",
                "private": True,
            },
            {"contact": "100", "content": "Called\n(call-2)"},
        ]

    play(story, vendor)


def test_articles_are_found_with_the_lines_at_the_end(tmp_path: Path) -> None:
    shipped = (resources() / "sources" / "chatwoot.toml").read_text("utf-8")
    body, _, tail = shipped.partition("# [articles.fields]")
    added = "\n".join(line.removeprefix("# ") for line in tail.splitlines())
    mapping = tmp_path / "chatwoot.toml"
    mapping.write_text(f"{body}\n[articles.fields]\n{added}\n", "utf-8")

    async def run() -> None:
        async with (
            JsonServer(Chatwoot()) as server,
            articles_of(mapping, server.url, Chatwoot.secret, account="1") as articles,
        ):
            assert await articles.search("PARCEL") == (
                Article(
                    id=ArticleId("desk:1"),
                    title="Returning a parcel",
                    body="Within 14 days.",
                    language="en",
                    owner="Ada",
                    path="orders",
                    updated=date(2026, 9, 1),
                ),
            )

    asyncio.run(run())


def test_a_wrong_token_and_a_filter_it_does_not_know_are_told() -> None:
    refused = Answered({"error": "Invalid attribute key - [phone_number]"}, 422)

    async def story(at: Opened) -> None:
        vendor = at.server.handler
        assert isinstance(vendor, Chatwoot)
        await at.source.canary()
        vendor.refusals = [refused]
        with pytest.raises(AgentAssistError, match="bad_request"):
            await at.source.find(PHONE)
        vendor.secret = "changed"  # type: ignore[misc]
        with pytest.raises(AgentAssistError, match="login_refused"):
            await at.source.find(PHONE)

    play(story, Chatwoot())
