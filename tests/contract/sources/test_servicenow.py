"""The shipped mapping of ServiceNow at a server that holds to ServiceNow's documentation."""

from datetime import UTC, date, datetime

import pytest

from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId, ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.knowledge import Article
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import KeyKind, SourceContact, SourceKey
from tests.contract.vendor_source import VendorContract
from tests.servers.json_server import Answered
from tests.servers.servicenow import ServiceNow
from tests.servers.vendor import Opened, play

DANA = SourceRecord("desk", "0a1b2c3d4e5f60718293a4b5c6d7e801")
PHONE = SourceKey(KeyKind.PHONE, "+497115550100")
COLUMNS = frozenset(f"customer_contact.{name}" for name in ("phone", "mobile_phone", "home_phone"))


class TestServiceNow(VendorContract):
    vendor = ServiceNow
    known = (
        PHONE,
        SourceKey(KeyKind.EMAIL, "dana@example.com"),
        SourceKey(KeyKind.EMAIL, "Dana@Example.COM"),
        SourceKey(KeyKind.ACCOUNT, "ACCT0010100"),
        SourceKey(KeyKind.ORDER, "CS0001001"),
    )
    record_id = DANA.id
    shared = SourceKey(KeyKind.PHONE, "+497115550199")
    nobody = (
        SourceKey(KeyKind.PHONE, "+497115550999"),
        SourceKey(KeyKind.EMAIL, "nobody@example.com"),
        SourceKey(KeyKind.ACCOUNT, "ACCT9999999"),
        SourceKey(KeyKind.ORDER, "CS9999999"),
        SourceKey(KeyKind.ORDER, "CS0001005"),  # of nobody
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
                    accounts=("ACCT0010100",),
                    city="Stuttgart",
                    language="de",
                    vip=True,
                    customer_since=date(2021, 3, 4),
                ),
                updated=datetime(2026, 10, 4, 8, tzinfo=UTC),
            ),
        )

    play(story, ServiceNow())


@pytest.mark.parametrize("missing", [COLUMNS, COLUMNS - {"customer_contact.phone"}])
def test_columns_that_are_left_out_are_seen_by_the_canary(missing: frozenset[str]) -> None:
    """Without any of them the whole condition is gone, and everybody comes back."""

    async def story(at: Opened) -> None:
        if missing == COLUMNS:
            with pytest.raises(AgentAssistError) as caught:
                await at.source.find(PHONE)
            assert caught.value.code == "source.refused"
            assert caught.value.params["where"] == "find.phone[0]"
            with pytest.raises(AgentAssistError, match="refused"):  # nothing of it is believed now
                await at.source.find(SourceKey(KeyKind.EMAIL, "dana@example.com"))
        else:
            assert len(await at.source.find(PHONE)) == 1

    play(story, ServiceNow(missing=missing))


def test_an_instance_that_answers_with_nobody_instead_finds_nobody() -> None:
    async def story(at: Opened) -> None:
        await at.source.canary()
        assert await at.source.find(PHONE) == ()

    play(story, ServiceNow(missing=COLUMNS, strict=True))


@pytest.mark.parametrize(
    ("missing", "where"),
    [
        ({"sn_customerservice_case.contact"}, "interactions[0]"),
        ({"interaction.contact", "interaction.opened_for"}, "interactions[1]"),
    ],
)
def test_a_history_of_everybody_is_refused(missing: set[str], where: str) -> None:
    async def story(at: Opened) -> None:
        with pytest.raises(AgentAssistError) as caught:
            await at.source.interactions(DANA)
        assert (caught.value.code, caught.value.params["where"]) == ("source.refused", where)

    play(story, ServiceNow(missing=frozenset(missing)))


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (SourceKey(KeyKind.PHONE, "+4917155501010"), ["Luis Kern"]),  # 017155501010 there
        (SourceKey(KeyKind.ACCOUNT, "acct-0010101"), ["Luis Kern"]),
        (SourceKey(KeyKind.EMAIL, "o'hara@example.com"), ["Ines O'Hara"]),
        (SourceKey(KeyKind.ORDER, "cs0001003"), ["Luis Kern"]),
    ],
)
def test_keys_as_they_are_written_over_there(key: SourceKey, names: list[str]) -> None:
    async def story(at: Opened) -> None:
        assert [one.contact.name for one in await at.source.find(key)] == names

    play(story, ServiceNow())


@pytest.mark.parametrize("words", ["x^ORactive=true", "x^NQphone!=", "javascript:gs.getUserID()"])
def test_a_value_that_would_change_the_query_is_not_sent(words: str) -> None:
    async def story(at: Opened) -> None:
        for kind in (KeyKind.EMAIL, KeyKind.ACCOUNT, KeyKind.ORDER):
            with pytest.raises(AgentAssistError, match="unsafe_value"):
                await at.source.find(SourceKey(kind, f"{words}@example.com"))
        assert not any("active" in one or "javascript" in one for one in at.asked())
        assert (await at.source.interactions(SourceRecord("desk", words[:1]))).interactions == ()

    play(story, ServiceNow())


def test_cases_and_interactions_are_one_history() -> None:
    def interaction(kind: str, own: int, at: datetime, title: str, **more: object) -> Interaction:
        return Interaction(
            id=InteractionId(f"desk:{kind}:{DANA.id[:-2]}{own:02x}"),
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
                *("case", 17, datetime(2026, 11, 20, 10, tzinfo=UTC), "Router does not start"),
                channel=Channel.PHONE,
                status=InteractionStatus.OPEN,
                detail="It blinks red.\nCard •••• 1111",
                topic="Hardware",
                reference="CS0001001",
                unanswered=True,
            ),
            interaction(
                *("interaction", 49, datetime(2026, 11, 10, 14, tzinfo=UTC)),
                "Asked for the invoice",
                channel=Channel.PHONE,
                status=InteractionStatus.CLOSED,
                reference="IMS0000001",
                done_at=datetime(2026, 11, 10, 14, 5, tzinfo=UTC),
            ),
            interaction(
                *("case", 18, datetime(2026, 11, 2, 11, 30, tzinfo=UTC), "Invoice charged twice"),
                channel=Channel.MAIL,
                status=InteractionStatus.CLOSED,
                topic="Billing",
                reference="CS0001002",
                done_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
            ),
            interaction(
                *("interaction", 51, datetime(2026, 10, 10, 9, tzinfo=UTC), "Visited the shop"),
                channel=Channel.STORE,
                status=InteractionStatus.WAITING,
                reference="IMS0000003",
            ),
            interaction(
                *("case", 20, datetime(2026, 10, 1, 10, tzinfo=UTC), "By pigeon"),
                channel=Channel.TICKET,
                status=InteractionStatus.OPEN,
                reference="CS0001004",
            ),
        )
        assert not found.more
        trial = await at.source.trial(DANA)
        assert ("channel", "pigeon") in trial.unknown_words
        assert ("status", "With the pigeon") in trial.unknown_words

    play(story, ServiceNow())


@pytest.mark.parametrize(
    ("missing", "titles"),
    [
        ("interaction.contact", ["Asked for the invoice"]),
        ("interaction.opened_for", ["Visited the shop"]),
    ],
)
def test_one_of_two_columns_is_enough(missing: str, titles: list[str]) -> None:
    async def story(at: Opened) -> None:
        found = (await at.source.interactions(DANA)).interactions
        assert [one.title for one in found if ":interaction:" in one.id] == titles

    play(story, ServiceNow(missing=frozenset({missing})))


def test_cases_of_somebody_else_are_dropped() -> None:
    class Mixed(ServiceNow):
        def _matching(self, rows, query, known):  # type: ignore[no-untyped-def]
            self.ignores_filters = f"contact={DANA.id}" in query
            return super()._matching(rows, query, known)

    async def story(at: Opened) -> None:
        trial = await at.source.trial(DANA)
        assert (trial.kept, dict(trial.dropped)) == (5, {"not_theirs": 2, "owner:missing": 1})

    play(story, Mixed())


def test_articles_are_found_and_taken_over_with_holes() -> None:
    returning = Article(
        id=ArticleId("desk:KB0010001"),
        title="Returning a parcel",
        body="## When\n\nWithin 14 days.",
        language="en",
        path="Orders",
        updated=date(2026, 9, 1),
    )

    async def story(at: Opened) -> None:
        assert await at.articles.search("Returning PARCEL", limit=5) == (returning,)
        assert await at.articles.search("pigeon^ORtext=x") == ()
        since = datetime(2026, 8, 1, 12, 30, tzinfo=UTC)
        pages = [list(page) async for page in at.articles.export(since)]
        assert [[one.title for one in page] for page in pages] == [
            ["Returning a parcel", "Red light of a router"]
        ]
        assert pages[0][0] == returning
        assert "sys_updated_on>=2026-08-01 12:30:00" in at.server.asked[-1].params["sysparm_query"]
        vendor = at.server.handler
        assert isinstance(vendor, ServiceNow)
        vendor.hidden = frozenset({f"{DANA.id[:-2]}51"})  # the first one
        assert [len(page) async for page in at.articles.export(since)] == [1]

    play(story, ServiceNow())


def test_pages_go_on_behind_a_hole() -> None:
    class Small(ServiceNow):
        def _list(self, asked, table):  # type: ignore[no-untyped-def]
            if table == "kb_knowledge":
                asked.params["sysparm_limit"] = "1"
            return super()._list(asked, table)

    async def story(at: Opened) -> None:
        since = datetime(2026, 8, 1, tzinfo=UTC)
        found = [[one.title for one in page] async for page in at.articles.export(since)]
        assert found == [[], ["Red light of a router"]]

    play(story, Small(hidden=frozenset({f"{DANA.id[:-2]}51"})))


def test_a_work_note_is_written_once() -> None:
    vendor = ServiceNow()

    async def story(at: Opened) -> None:
        found = (await at.source.interactions(DANA)).interactions
        for _ in range(2):
            await at.source.write_note(found[0], "Promised:\nback by Friday <b>", "call-1")
        assert vendor.written == [
            {
                "table": "sn_customerservice_case",
                "sys_id": f"{DANA.id[:-2]}11",
                "work_notes": "Promised:\nback by Friday <b>\n(call-1)",
            }
        ]
        for target in (found[1], DANA):  # an interaction takes none, nor a contact
            with pytest.raises(AgentAssistError, match="no_notes"):
                await at.source.write_note(target, "x", "call-2")

    play(story, vendor)


def test_a_token_that_ended_is_renewed_and_a_limit_told() -> None:
    over = Answered({"error": {"message": "Rate limit exceeded"}}, 429, {"Retry-After": "120"})

    async def story(at: Opened) -> None:
        vendor = at.server.handler
        assert isinstance(vendor, ServiceNow)
        assert len(await at.source.find(PHONE)) == 1
        vendor.tokens[:] = ["another"]
        assert len(await at.source.find(PHONE)) == 1
        vendor.refusals = [over]
        with pytest.raises(AgentAssistError) as caught:
            await at.source.find(PHONE)
        assert caught.value.code == "source.rate_limited"
        assert caught.value.params["seconds"] in (120, 121)  # a little more, not all at once

    play(story, ServiceNow())


def test_a_client_that_may_not_sign_in_is_told() -> None:
    class Closed(ServiceNow):
        def _token(self, asked: object) -> Answered:
            del asked
            return Answered({"error": "unsupported_grant_type"}, 401)

    async def story(at: Opened) -> None:
        with pytest.raises(AgentAssistError, match="login_refused"):
            await at.source.find(PHONE)

    play(story, Closed())
