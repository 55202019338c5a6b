"""The shipped mapping of Salesforce at a server that holds to Salesforce's documentation."""

from datetime import UTC, date, datetime, timedelta

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
from tests.servers.salesforce import Salesforce
from tests.servers.vendor import Opened, play

DANA = SourceRecord("desk", "003Qy00000AbCd1IAB")
PHONE = SourceKey(KeyKind.PHONE, "+497115550100")


class TestSalesforce(VendorContract):
    vendor = Salesforce
    known = (
        PHONE,
        SourceKey(KeyKind.EMAIL, "dana@example.com"),
        SourceKey(KeyKind.EMAIL, "Dana@Example.COM"),
        SourceKey(KeyKind.ACCOUNT, "AC-00100"),
        SourceKey(KeyKind.ORDER, "00001026"),
    )
    record_id = DANA.id
    shared = SourceKey(KeyKind.PHONE, "+497115550199")
    nobody = (
        SourceKey(KeyKind.PHONE, "+497115550999"),
        SourceKey(KeyKind.EMAIL, "nobody@example.com"),
        SourceKey(KeyKind.ACCOUNT, "AC-99999"),
        SourceKey(KeyKind.ORDER, "99999999"),
    )


def test_a_contact_is_read() -> None:
    async def story(at: Opened) -> None:
        assert await at.source.find(PHONE) == (
            SourceContact(
                DANA,
                Contact(
                    id=ContactId(f"desk:{DANA.id}"),
                    name="Dana Brandt",
                    company="Brandt & Co",
                    phones=("+497115550100",),
                    emails=("dana@example.com",),
                    accounts=("AC00100",),
                    city="Stuttgart",
                    customer_since=date(2021, 3, 4),
                ),
                updated=datetime(2026, 10, 4, 8, tzinfo=UTC),
                birth=(19800506,),
            ),
        )

    play(story, Salesforce())


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (SourceKey(KeyKind.PHONE, "+4917155501010"), ["Luis Kern"]),  # 0171 55501010 there
        (SourceKey(KeyKind.PHONE, "+16125550100"), []),  # (612) 555-0100, and the site is in DE
        (SourceKey(KeyKind.ACCOUNT, "ac 00101"), ["Luis Kern"]),
        (SourceKey(KeyKind.EMAIL, "o'hara@example.com"), ["Ines O'Hara"]),
        (SourceKey(KeyKind.ORDER, "00001028"), ["Luis Kern"]),
    ],
)
def test_keys_as_they_are_written_over_there(key: SourceKey, names: list[str]) -> None:
    async def story(at: Opened) -> None:
        assert [one.contact.name for one in await at.source.find(key)] == names

    play(story, Salesforce())


@pytest.mark.parametrize(
    "words",
    [
        "x' OR Id != null OR Email = 'x",
        "x\\' OR Id != null OR Email = \\'x",
        "\\",
        "%",
        "') LIMIT 9",
    ],
)
def test_words_of_a_query_in_a_key_bring_nobody(words: str) -> None:
    async def story(at: Opened) -> None:
        for kind in (KeyKind.EMAIL, KeyKind.ACCOUNT, KeyKind.ORDER):
            key = SourceKey(kind, f"{words}1@example.com")
            trial = await at.source.trial(key)
            assert (trial.kept, trial.error, dict(trial.rows).get("find.order[0]", 0)) == (
                0,
                None,
                0,
            )
            assert sum(count for _, count in trial.rows) == 0

    play(story, Salesforce())


def test_cases_and_activities_are_one_history() -> None:
    def interaction(kind: str, own: str, at: datetime, title: str, **more: object) -> Interaction:
        return Interaction(
            id=InteractionId(f"desk:{kind}:{own}"),
            contact_id=ContactId(f"desk:{DANA.id}"),
            at=at,
            title=title,
            agent="Ada Agent",
            source="desk",
            **more,  # type: ignore[arg-type]
        )

    async def story(at: Opened) -> None:
        found = await at.source.interactions(DANA)
        assert found.interactions == (
            interaction(
                *("case", "500Qy00000C0001IAB", datetime(2026, 11, 20, 10, tzinfo=UTC)),
                "Router does not start",
                channel=Channel.PHONE,
                status=InteractionStatus.OPEN,
                detail="It blinks red.\nCard •••• 1111",
                topic="Installation",
                reference="00001026",
                unanswered=True,
            ),
            interaction(
                *("activity", "00TQy00000T0001IAB", datetime(2026, 11, 18, 14, tzinfo=UTC)),
                "Called back",
                channel=Channel.PHONE,
                status=InteractionStatus.CLOSED,
                direction=Direction.OUTBOUND,
                duration=timedelta(seconds=95),
                detail="Explained the lights.",
                reference="00TQy00000T0001IAB",
                done_at=datetime(2026, 11, 18, 14, 5, tzinfo=UTC),
            ),
            interaction(
                *("activity", "00TQy00000T0002IAB", datetime(2026, 11, 17, 8, tzinfo=UTC)),
                "Send a new router",
                channel=Channel.NOTE,
                status=InteractionStatus.OPEN,
                reference="00TQy00000T0002IAB",
                due=datetime(2026, 11, 24, tzinfo=UTC),
            ),
            interaction(
                *("case", "500Qy00000C0002IAB", datetime(2026, 11, 2, 11, 30, tzinfo=UTC)),
                "Invoice charged twice",
                channel=Channel.MAIL,
                status=InteractionStatus.CLOSED,
                topic="Billing",
                reference="00001027",
                done_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
            ),
            interaction(
                *("case", "500Qy00000C0004IAB", datetime(2026, 10, 1, 10, tzinfo=UTC)),
                "By pigeon",
                channel=Channel.TICKET,
                status=InteractionStatus.WAITING,
                reference="00001029",
            ),
        )
        assert ("channel", "Pigeon") in (await at.source.trial(DANA)).unknown_words
        stranger = SourceRecord("desk", "003Qy00000AbCzzIAB")
        assert (await at.source.interactions(stranger)).interactions == ()

    play(story, Salesforce())


def test_rows_of_somebody_else_are_dropped() -> None:
    class Mixed(Salesforce):
        def _query(self, text: str, start: int) -> Answered:
            self.ignores_filters = f"ContactId = '{DANA.id}'" in text
            return super()._query(text, start)

    async def story(at: Opened) -> None:
        trial = await at.source.trial(DANA)
        assert (trial.kept, dict(trial.dropped)) == (5, {"not_theirs": 1})

    play(story, Mixed())


def test_articles_are_found_and_taken_over_page_by_page() -> None:
    returning = Article(
        id=ArticleId("desk:kA0Qy0000001IAB"),
        title="Returning a parcel",
        body="Within 14 days. Open the order, print the label.",
        language="en",
        updated=date(2026, 9, 1),
    )

    async def story(at: Opened) -> None:
        assert await at.articles.search("Returning PARCEL", limit=5) == (returning,)
        assert await at.articles.search("{pigeon} OR *") == ()
        since = datetime(2026, 8, 1, tzinfo=UTC)
        pages = [list(page) async for page in at.articles.export(since)]
        assert [[one.title for one in page] for page in pages] == [
            ["Returning a parcel"],
            ["Red light of a router"],
        ]
        assert pages[0] == [returning]
        later = [page async for page in at.articles.export(datetime(2026, 10, 1, tzinfo=UTC))]
        assert [one.language for page in later for one in page] == ["de"]

    play(story, Salesforce(batch=1))


def test_notes_are_for_colleagues_and_written_once() -> None:
    vendor = Salesforce()

    async def story(at: Opened) -> None:
        case = (await at.source.interactions(DANA)).interactions[0]
        for _ in range(2):
            await at.source.write_note(case, "Promised:\n'back' by Friday", "call-1")
            await at.source.write_note(DANA, "Called about the router", "call-2")
        assert vendor.written == [
            {
                "kind": "CaseComment",
                "ParentId": "500Qy00000C0001IAB",
                "CommentBody": "Promised:\n'back' by Friday\n(call-1)",
                "IsPublished": False,
            },
            {
                "kind": "Task",
                "WhoId": DANA.id,
                "Subject": "Call",
                "TaskSubtype": "Call",
                "Status": "Completed",
                "Description": "Called about the router\n(call-2)",
            },
        ]
        with pytest.raises(AgentAssistError, match="bad_request"):
            await at.source.write_note(case, "x" * 4001, "call-3")

    play(story, vendor)


def test_a_session_that_ended_is_begun_anew_and_a_wrong_secret_is_told() -> None:
    vendor = Salesforce()

    async def story(at: Opened) -> None:
        assert len(await at.source.find(PHONE)) == 1
        vendor.tokens[:] = ["another"]
        assert len(await at.source.find(PHONE)) == 1
        at.server.handler = Salesforce(tokens=[])
        at.server.handler.secret = "changed"  # type: ignore[misc]
        with pytest.raises(AgentAssistError, match="login_refused"):
            await at.source.find(PHONE)

    play(story, vendor)


def test_the_limit_of_the_day_is_told() -> None:
    over = Answered([{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests"}], 403)

    async def story(at: Opened) -> None:
        vendor = at.server.handler
        assert isinstance(vendor, Salesforce)
        await at.source.canary()
        vendor.refusals = [over, over]
        with pytest.raises(AgentAssistError, match="forbidden"):
            await at.source.find(PHONE)

    play(story, Salesforce())
